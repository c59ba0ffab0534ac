"""The outlets of the rounds: one row a platform, opened when the first post goes there. E-mail would be one more row and file."""

from collections.abc import Callable, Iterator, Mapping

from bots.shared.loop import Loop
from core.app import Paperboy
from core.delivery.outlet import Outlet
from core.settings import Settings

Open = Callable[[Paperboy, Settings, Loop], Outlet]


class Outlets(Mapping[str, Outlet]):
    """Each platform's outlet by its name."""

    def __init__(self, app: Paperboy, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._loop: Loop | None = None
        self._open: dict[str, Outlet] = {}

    def __getitem__(self, platform: str) -> Outlet:
        if platform not in self._open:
            self._loop = self._loop or Loop()
            self._open[platform] = ROWS[platform](self._app, self._settings, self._loop)
        return self._open[platform]

    def close(self) -> None:
        """Give back the connections of those that were opened."""
        for outlet in self._open.values():
            outlet.close()

    def __iter__(self) -> Iterator[str]:
        return iter(ROWS)

    def __len__(self) -> int:
        return len(ROWS)


def _slack(app: Paperboy, settings: Settings, loop: Loop) -> Outlet:
    from bots.slack.outlet import SlackOutlet

    return SlackOutlet(app, settings, loop)


def _discord(app: Paperboy, settings: Settings, loop: Loop) -> Outlet:
    from bots.discord.outlet import DiscordOutlet

    return DiscordOutlet(app, settings, loop)


def _terminal(app: Paperboy, settings: Settings, loop: Loop) -> Outlet:
    from bots.terminal.outlet import TerminalOutlet

    return TerminalOutlet()


ROWS: Mapping[str, Open] = {"slack": _slack, "discord": _discord, "terminal": _terminal}

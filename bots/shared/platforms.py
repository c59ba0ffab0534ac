"""The platforms, a row each: what they need, and where they post. A platform's package is imported only once something goes there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from bots.shared.loop import Loop
from core.app import Paperboy
from core.cards.card import Card
from core.delivery.outlet import Outlet
from core.errors import BadInput
from core.marked import Marked
from core.model import Place
from core.settings import Settings


@dataclass(frozen=True)
class Platform:
    """A platform. Its package offers `alert.send(app, settings, place, cards)` and `outlet.open_outlet(app, settings, loop)`;
    `python -m` runs it where it needs tokens."""

    package: str
    tokens: tuple[str, ...] = ()

    def send(self, app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> None:
        """Post cards to a place that did not ask; where the platform does not take them, the log says so."""
        import_module(f"{self.package}.alert").send(app, settings, place, cards)

    def outlet(self, app: Paperboy, settings: Settings, loop: Loop) -> Outlet:
        """The way out of digests."""
        opened: Outlet = import_module(f"{self.package}.outlet").open_outlet(app, settings, loop)
        return opened


PLATFORMS: Mapping[str, Platform] = {
    "slack": Platform("bots.slack", ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")),
    "discord": Platform("bots.discord", ("DISCORD_TOKEN",)),
    "terminal": Platform("bots.terminal"),
}


def post(app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> None:
    """Send cards to a place; raises BadInput for a platform that is not there."""
    platform = PLATFORMS.get(place.platform)
    if platform is None:
        raise BadInput(f"Paperboy cannot post to {place.platform}.")
    platform.send(app, settings, place, cards)


def alert(app: Paperboy, settings: Settings, sentence: str) -> None:
    """Tell whoever runs this Paperboy, where PAPERBOY_ADMINS says: `terminal`, or a platform and a channel's id."""
    platform, _, channel = settings.admins.partition(":")
    post(app, settings, Place(platform, "", channel), [Card(Marked(sentence), plain=sentence)])


class Outlets(Mapping[str, Outlet]):
    """Each platform's outlet by its name, opened when the first post goes there."""

    def __init__(self, app: Paperboy, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._loop: Loop | None = None
        self._open: dict[str, Outlet] = {}

    def __getitem__(self, platform: str) -> Outlet:
        if platform not in self._open:
            self._loop = self._loop or Loop()
            self._open[platform] = PLATFORMS[platform].outlet(self._app, self._settings, self._loop)
        return self._open[platform]

    def close(self) -> None:
        """Give back the connections of those that were opened."""
        for outlet in self._open.values():
            outlet.close()

    def __iter__(self) -> Iterator[str]:
        return iter(PLATFORMS)

    def __len__(self) -> int:
        return len(PLATFORMS)

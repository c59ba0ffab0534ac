"""The platforms, a row each: what they need, how they are set up, where they post. A package is imported once something asks it."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

from core.app import Paperboy
from core.cards.card import Card
from core.delivery.outlet import Outlet
from core.errors import BadInput, BadSettings, PaperboyError
from core.model import Marked, Place
from core.settings import Settings
from core.store.engine.once import Alerts

T = TypeVar("T")

Row = tuple[str, str, str]
"""The outcome of a check: its state (ok, warn, fail or AWAY), its name, and a sentence."""

AWAY = "away"
"""The state of a check that the platform did not answer: a fault to the doctor, no verdict on a token to `init`."""

TOKEN_SECONDS = 20.0
"""How long the check of one token may take."""

LONGEST_CHECKS = 120.0
"""How long all checks of a platform may take."""

log = logging.getLogger("paperboy")


class PlatformUnreachable(PaperboyError):
    """A platform cannot be reached, or does not judge our token."""


class Loop:
    """A running event loop in a thread of its own, for what is asked for from threads: one client keeps its connections there."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


@dataclass(frozen=True)
class Platform:
    """A platform; `python -m` runs its package where it needs tokens, and then `setup.doctor` has its checks and `setup.steps`
    the steps to them. Every package offers `outlet.open_outlet(app, settings, loop)`, and one that `PAPERBOY_ADMINS` may name
    `alert.send(app, settings, place, cards)`.
    """

    package: str
    title: str
    tokens: tuple[str, ...] = ()

    def missing(self, settings: Settings) -> list[str]:
        """The tokens without which it cannot start that are not set."""
        return [name for name in self.tokens if not getattr(settings, name.lower())]

    def checks(self, settings: Settings, *token: str) -> list[Row]:
        """What the platform says of the whole set-up, or of the one token that is named; a row says so where its checks do not end
        in time, or fail themselves."""
        name = self.title.lower()

        async def rows() -> list[Row]:
            doctor = import_module(f"{self.package}.setup.doctor")
            async with asyncio.timeout(LONGEST_CHECKS):
                return list(await (doctor.check if token else doctor.rows)(settings, *token))

        try:
            return asyncio.run(rows())
        except TimeoutError:
            return [(AWAY, name, "its checks did not end in time")]
        except Exception:
            log.exception("the checks of %s", name)
            return [(AWAY, name, "its checks could not be run")]

    def first_steps(self) -> str:
        """What to do before there are tokens."""
        return str(import_module(f"{self.package}.setup.steps").first())

    def last_steps(self, settings: Settings) -> str:
        """What is left to do with the tokens at hand; '' for nothing."""
        return str(import_module(f"{self.package}.setup.steps").last(settings))

    def send(self, app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> bool:
        """Post cards to a place that did not ask; False where the platform does not take them, of which the log says why."""
        return bool(import_module(f"{self.package}.alert").send(app, settings, place, cards))

    def outlet(self, app: Paperboy, settings: Settings, loop: Loop) -> Outlet:
        """The way out of digests."""
        opened: Outlet = import_module(f"{self.package}.outlet").open_outlet(app, settings, loop)
        return opened


PLATFORMS: Mapping[str, Platform] = {
    "slack": Platform("bots.slack", "Slack", ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")),
    "discord": Platform("bots.discord", "Discord", ("DISCORD_TOKEN",)),
    "terminal": Platform("bots.terminal", "Terminal"),
    "webhook": Platform("bots.webhook", "Webhooks"),
    "mail": Platform("bots.mail", "Mail"),
}


async def judged(
    name: str, ask: Callable[[], Awaitable[list[Row]]], silence: str, seconds: float = TOKEN_SECONDS
) -> list[Row]:
    """The rows of a check; one that says so where the platform refuses the token, cannot be reached, or (`silence`) does not answer."""
    try:
        async with asyncio.timeout(seconds):
            return await ask()
    except BadSettings as refused:
        return [("fail", name, str(refused))]
    except PlatformUnreachable as away:
        return [(AWAY, name, str(away))]
    except TimeoutError:
        return [(AWAY, name, silence)]


def post(app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> bool:
    """Send cards to a place; False where they did not go out. Raises BadInput for a platform that is not there."""
    platform = PLATFORMS.get(place.platform)
    if platform is None:
        raise BadInput(f"Paperboy cannot post to {place.platform}.")
    return platform.send(app, settings, place, cards)


def alert(app: Paperboy, settings: Settings, sentence: str, cause: str) -> bool:
    """Tell the operator, where PAPERBOY_ADMINS says: `terminal`, or a platform and a channel's id; of one cause once a day. Returns
    whether it went out now.

    What more there is of a cause stands where the sentence leads.
    """
    alerts, now, went_out = app.of(Alerts), app.now(), False
    if alerts.first(cause, now):
        platform, _, channel = settings.admins.partition(":")
        try:
            went_out = post(app, settings, Place(platform, "", channel), [Card(Marked(sentence), plain=sentence)])
        finally:
            if not went_out:
                alerts.give_back(cause, now)
    return went_out


class Outlets(Mapping[str, Outlet]):
    """Each platform's outlet by its name, opened when the first post goes there."""

    def __init__(self, app: Paperboy, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._loop: Loop | None = None
        self._open: dict[str, Outlet] = {}
        self._opening = threading.Lock()

    def __getitem__(self, platform: str) -> Outlet:
        with self._opening:
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

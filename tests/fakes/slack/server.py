"""The fake Slack itself: an aiohttp server on loopback, in a thread with its own loop, between `with` and its end.

`url` is the base_url of a client. People act by its methods; what was posted stands in its lists.
"""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.slack.control import Control
from tests.fakes.slack.front import SCOPES, Front
from tests.fakes.slack.sockets import ACK_SECONDS, Delivery, Sockets
from tests.fakes.slack.stage import name_of
from tests.fakes.slack.state import Workspace
from tests.fakes.slack.talk import Talk
from tests.fakes.slack.things import BOT, Channel, Message, User
from tests.fakes.slack.web import Call, Fault

DOMAINS = ("arxiv.org", "alphaxiv.org", "huggingface.co", "openreview.net")


class FakeSlack(Talk):
    """One workspace with one app. `hurry` divides the pauses before an event is sent again."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        hurry: float = 1.0,
        ack_seconds: float = ACK_SECONDS,
        seed: int = 0,
        scopes: Iterable[str] = SCOPES,
        events: Iterable[str] | None = None,
        unfurl_domains: Iterable[str] = DOMAINS,
        port: int = 0,
    ) -> None:
        self._port = port
        self.world = Workspace(now)
        self.world.scopes, self.world.unfurl_domains = set(scopes), tuple(unfurl_domains)
        self.sockets = Sockets(self.world, hurry, ack_seconds)
        self.events = None if events is None else frozenset(events)
        self.front = Front(self.world, self.sockets, seed, lambda: self.flush(wait=False))
        self._started, self._stop = threading.Event(), asyncio.Event()

    # what stands there

    @property
    def url(self) -> str:
        return f"{self.world.url}/api/"

    @property
    def limits(self) -> bool:
        """Whether the rates of the methods are enforced."""
        return self.front.rates.on

    @limits.setter
    def limits(self, on: bool) -> None:
        self.front.rates.on = on

    @property
    def breaches(self) -> list[str]:
        """What came in that Slack would refuse, a sentence each; a good test ends with none."""
        return self.world.breaches

    @property
    def calls(self) -> Counter[str]:
        """How often each method was called, the refused calls too."""
        return self.front.calls

    @property
    def log(self) -> list[Call]:
        """Every call with its arguments and its answer, oldest first."""
        return self.front.log

    @property
    def bot_token(self) -> str:
        return self.front.bot_token

    @property
    def app_token(self) -> str:
        return self.front.app_token

    @property
    def delivery_queue(self) -> list[Delivery]:
        return self.sockets.delivery_queue

    def posted(self, channel: Channel | str) -> list[Message]:
        """What the app posted there for all to see, oldest first."""
        return [m for m in self.world.messages if m.user == BOT and m.channel == name_of(channel) and not m.deleted]

    def whispered(self, user: User | str) -> list[Message]:
        """What the app showed to one person only, oldest first."""
        return [m for m in self.world.ephemerals if m.only_for == name_of(user) and not m.deleted]

    def user(self, name: str, **about: Any) -> User:
        """A new person; see User for what may be said about them."""
        with self.world.changed:
            made = User(self.world.number("U"), name, **about)
            return self.world.users.setdefault(made.id, made)

    def channel(self, name: str, *members: User, bot: bool = True, **about: Any) -> Channel:
        """A new channel, made by the first of its members; `bot` says whether the app is in it."""
        with self.world.changed:
            inside = [*(member.id for member in members), *([BOT] if bot else [])]
            about.setdefault("creator", inside[0] if members else "")
            made = Channel(self.world.number("C"), name, members=inside, **about)
            return self.world.channels.setdefault(made.id, made)

    def direct(self, user: User | str) -> Channel:
        with self.world.changed:
            return self.world.direct(name_of(user))

    def between(self, *people: User) -> Channel:
        """A direct message of people among themselves, which the app is not told of (conversations.info: channel_not_found)."""
        with self.world.changed:
            inside = [who.id for who in people]
            made = Channel(self.world.number("D"), "directmessage", members=inside, is_private=True)
            return self.world.channels.setdefault(made.id, made)

    # what goes wrong

    def fault(self, method: str, times: int | None = 1, **how: Any) -> Fault:
        """Plans a fault (see Fault); "*", a method, "response_url", "upload" or "download"."""
        made = Fault(method, times, **how)
        self.front.faults.waiting.append(made)
        return made

    def revoke(self) -> None:
        """The bot's token is worth nothing from now on."""
        self.front.revoked = True

    def disconnect(self, reason: str = "warning", socket: int | None = None) -> None:
        """Sends `disconnect` to one socket or all; refresh_requested and link_disabled also close."""
        asyncio.run_coroutine_threadsafe(self.sockets.disconnect(reason, socket), self.loop).result(10)

    def reset(self, socket: int | None = None) -> None:
        """Cuts one socket or all off, without a word."""
        asyncio.run_coroutine_threadsafe(self.sockets.reset(socket), self.loop).result(10)

    def deafen(self, socket: int | None = None, *, later: bool = False) -> None:
        """Sends nothing more over one socket or all, which stay open; `later` over those neither that are opened from now on."""
        self.loop.call_soon_threadsafe(lambda: self.sockets.deafen(socket, later=later))

    # how it runs

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="fake slack", daemon=True)
        self._thread.start()
        if not self._started.wait(60):
            raise RuntimeError("the fake Slack did not start")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    async def _run(self) -> None:
        self.loop = asyncio.get_running_loop()
        app = web.Application(client_max_size=50_000_000)
        app.add_routes([*self.front.routes(), *Control(self).routes()])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        self.world.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._started.set()
        await self._stop.wait()
        await runner.cleanup()

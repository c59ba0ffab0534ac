"""The fake Discord itself: an aiohttp server on loopback, in the loop of whoever enters it.

`launch.redirect(discord.url)` leads discord.py there. People act by its methods; what was posted stands in its lists.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.discord.control import Control
from tests.fakes.discord.deeds import PATIENCE, Found, Room, until
from tests.fakes.discord.front import Front
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.people import People
from tests.fakes.discord.state import World
from tests.fakes.discord.things import APP, TOKEN, Message
from tests.fakes.discord.web import Call, Fault, Limits

BODY = 50_000_000


class FakeDiscord(People):
    """One application and the guilds it is in. `strict` holds bodies to Discord's OpenAPI where that is at hand."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        seed: int = 0,
        port: int = 0,
        strict: bool = True,
        content: bool = False,
    ) -> None:
        self.world = World(now, seed)
        self.world.content_granted = content
        self.front, self.gateway = Front(self.world), Gateway(self.world, TOKEN)
        self.front.strict = strict
        self._port = port

    # what stands there

    @property
    def url(self) -> str:
        """The server's address, without a path."""
        return self.world.url

    @property
    def token(self) -> str:
        return self.front.token

    @property
    def limits(self) -> Limits:
        """The buckets; `limits.on = True` enforces them."""
        return self.front.limits

    @property
    def breaches(self) -> list[str]:
        """What came in that Discord would refuse as misshapen, a sentence each; a good test ends with none."""
        return self.world.breaches

    @property
    def calls(self) -> Counter[str]:
        """How often each route was called, the refused calls too."""
        return self.front.calls

    @property
    def log(self) -> deque[Call]:
        """The last calls with their arguments and answers, oldest first."""
        return self.front.log

    @property
    def invalid(self) -> int:
        """How many calls were answered with 401, 403 or a 429 that is not shared."""
        return len(self.front.invalid)

    @property
    def connected(self) -> bool:
        """Whether a socket has a session."""
        return any(socket.session for socket in self.gateway.sockets)

    def posted(self, channel: Room) -> list[Message]:
        """What the bot posted there for all to see, oldest first."""
        return [one for one in self._room(channel).messages if one.author == APP and not one.loading]

    # what goes wrong

    def fault(self, route: str = "*", times: int | None = 1, **how: Any) -> Fault:
        """Plans a fault (see Fault) for routes such as `POST /channels/*/messages`."""
        made = Fault(route, times, **how)
        self.front.faults.waiting.append(made)
        return made

    def drop(self, share: float, only: str = "") -> None:
        """Loses a share of the gateway's events, of those whose name begins with `only`; 0 loses none."""
        self.gateway.drop, self.gateway.only = share, only

    async def revoke(self) -> None:
        """The bot's token is worth nothing from now on."""
        self.front.token = self.gateway.token = "reset"
        await self.gateway.close(4004)

    # how it runs

    async def until(self, condition: Callable[[], Found], seconds: float = PATIENCE) -> Found:
        """Wait until a condition holds and give its value; raises TimeoutError."""
        return await until(condition, seconds, self.breaches)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=BODY)
        app.add_routes([*self.front.routes(), web.get("/gateway", self.gateway.serve), *Control(self).routes()])
        app.add_routes([web.get("/gateway/", self.gateway.serve)])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.world.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await asyncio.wait_for(self.gateway.close(1001), 5)
        await self._runner.cleanup()

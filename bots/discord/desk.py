"""The desk where everything comes together: the core's answers, the way out, and who is who. One for all guilds."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

import msgspec

from bots.discord.hear import Interaction
from bots.discord.people import People
from bots.discord.render import Payload, message
from bots.discord.send import Sender
from core.cards import Reply
from core.commands import TABLE, Given, answer, parse, placeless
from core.errors import BadInput
from core.model import Call
from core.paperboy import Paperboy

PARKED = "~"
"""Begins what stands on a button in place of a line that is kept in the record."""

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """What every handler needs."""

    def __init__(self, app: Paperboy, send: Sender, people: People) -> None:
        self.app, self.send, self.people = app, send, people
        self.hole = asyncio.Event()  # set where reactions may have been missed
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._at_work: set[asyncio.Task[None]] = set()

    def turn(self, message: str) -> asyncio.Lock:
        """The lock under which one message is drawn anew."""
        return self._turns.setdefault(message, asyncio.Lock())

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin something that somebody waits for: it is finished also when we are told to stop."""
        task = asyncio.create_task(work)
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        return task

    async def drain(self, seconds: float) -> None:
        """Wait for what is at work."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=seconds)

    async def answer(self, said: str | Given, call: Call, interaction: Interaction | None = None) -> Reply:
        """What the core answers to a line, permission looked up where the verb needs one."""
        if interaction and _configures(said):
            call = msgspec.structs.replace(call, refusal=await self.people.refusal(interaction, call))
        return await self.do(answer, self.app, said, call)

    async def do(self, what: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
        """Call the core, which blocks, in a thread."""
        return await asyncio.to_thread(what, *args, **more)

    async def draw(self, reply: Reply, line: str, call: Call) -> Payload:
        """A reply as a message; in a direct one without the acts that do something in a channel."""
        if not call.place.team:
            reply = msgspec.structs.replace(reply, cards=tuple(map(placeless, reply.cards)))
        return await self.do(message, reply, line, self.park)

    def park(self, line: str) -> str:
        """Keep a line that no button holds."""
        return PARKED + self.app.parked.park(line)

    async def line(self, said: str) -> str:
        """The line that a button carries or stands for; '' where its day is over."""
        return await self.do(self.app.parked.line, said[1:]) if said.startswith(PARKED) else said


def _configures(said: str | Given) -> bool:
    try:
        return TABLE[(parse(said) if isinstance(said, str) else said).verb].configures
    except BadInput:
        return False

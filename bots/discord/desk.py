"""The desk where everything comes together: the core's answers, the way out, and who is who. One for all guilds."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

import discord
import msgspec

from bots.discord.hear import PLATFORM, Interaction, room_of
from bots.discord.people import People
from bots.discord.render import Payload, message, papers_in
from bots.discord.send import Sender
from bots.holes import Hole
from core.cards import Card, Field, Reply
from core.commands import TABLE, Given, answer, parse, placeless
from core.errors import BadInput
from core.model import Call, Place
from core.paperboy import Paperboy

PARKED = "~"
"""Begins what stands on a button in place of a line that is kept in the record."""

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """What every handler needs."""

    def __init__(self, app: Paperboy, send: Sender, people: People) -> None:
        self.app, self.send, self.people = app, send, people
        self.hole = Hole()
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
        """A reply as a message; in a direct one without the acts that do something in a channel. People of Discord are named."""
        if not call.place.team:
            reply = msgspec.structs.replace(reply, cards=tuple(map(placeless, reply.cards)))
        reply = msgspec.structs.replace(reply, cards=tuple(map(_with_ours, reply.cards)))
        return await self.do(message, reply, line, self.park)

    async def post(self, place: Place, payload: Payload, key: str, *, under: int = 0) -> discord.Message:
        """Post a message once under a key, keep which papers it shows and offer their number emoji. Raises CallFailed."""
        sent = await self.send.post(int(room_of(place).channel), payload, key, under=under)
        await self.keep(place, sent.id, papers_in(payload.components))
        return sent

    async def keep(self, place: Place, message: int, papers: Sequence[str]) -> None:
        """Keep which papers a message of ours shows, whose reactions count from now on, and offer their number emoji."""
        room = room_of(place)
        await self.do(self.app.posts.put, room, str(message), papers, datetime.now(UTC))
        if len(papers) > 1:
            self.start(self.send.offer(int(room.channel), message, len(papers)))

    def park(self, line: str) -> str:
        """Keep a line that no button holds."""
        return PARKED + self.app.parked.park(line)

    async def line(self, said: str) -> str:
        """The line that a button carries or stands for; '' where its day is over."""
        return await self.do(self.app.parked.line, said[1:]) if said.startswith(PARKED) else said


def _with_ours(card: Card) -> Card:
    """The card with only those whom Discord knows among the people that its lines are about."""
    if not any(field.people for field in card.fields):
        return card
    fields = (Field(one.name, one.value, tuple(p for p in one.people if p.platform == PLATFORM)) for one in card.fields)
    return msgspec.structs.replace(card, fields=tuple(fields))


def _configures(said: str | Given) -> bool:
    try:
        return TABLE[(parse(said) if isinstance(said, str) else said).verb].configures
    except BadInput:
        return False

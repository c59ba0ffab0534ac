"""What somebody asks for that changes something: it waits in the inbox until it is done, and is done once, though a process dies with it.

A press, a form or a command is acknowledged only when it is written there, which may take two seconds. Past that
the person reads that it was not noted; a write that lands later counts, and a press that was asked for again is the same one.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from typing import Any

import msgspec

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.cards.card import Card
from core.cards.views import note
from core.commands.grammar import Given
from core.errors import RecordDown
from core.host.clock import Clock
from core.model import Call
from core.store.chats.inbox import Event, Inbox

CHANGE = "change"
"""The name under which a change stands in an event's body."""

NOTE_SECONDS = 2.0
"""How long a write may take; Slack waits 3 s for its acknowledgement."""

AGAIN_SECONDS = 60.0
"""How long somebody who was asked to press again may take for it."""

WRITERS = 4
"""Threads that write: of their own, so that no write waits for those that read a slow record."""

log = logging.getLogger("paperboy")


class SentFile(msgspec.Struct, frozen=True):
    """A file that somebody sent: its address, name and bytes (0 where nobody says)."""

    url: str
    name: str
    size: int = 0


class Change(msgspec.Struct, frozen=True):
    """What somebody asked for: a line, the papers to save (ids or references), or files to add; who and where.

    `line` is what is recorded: a line's text, or the options that were chosen one by one. `given` is that text as it was read when
    it arrived, and is not recorded. `back` is what the platform needs to answer later. `manages` is whether it said that the
    person may set the channel up.
    """

    call: Call
    line: str | Given = ""
    given: Given | None = None
    papers: tuple[str, ...] = ()
    files: tuple[SentFile, ...] = ()
    back: dict[str, str] = {}
    manages: bool = False

    @property
    def event(self) -> Event:
        """As it waits in the inbox."""
        kept = msgspec.to_builtins(msgspec.structs.replace(self, given=None))
        del kept["given"]
        return Event(self.call.delivery, self.call.place.platform, {CHANGE: kept}, self.call.now)

    @property
    def wish(self) -> bytes:
        """The same for the same wish of the same person in the same place, however often it is made."""
        return msgspec.json.encode((self.call.person, self.call.place, self.line, self.papers, self.files))


def change_of(event: Event) -> Change | None:
    """The change that waits as an event; None for an event of another kind."""
    return msgspec.convert(event.body[CHANGE], Change) if CHANGE in event.body else None


def changes(line: str | Given) -> bool:
    """Whether a line changes something, or may: what one that is kept in the record says is not known before that is read."""
    return isinstance(line, str) or bool(line.row and line.row.changes)


def not_noted() -> Card:
    """What somebody reads whose press, form or command could not be recorded in time."""
    return note(NOT_NOTED)


NOT_NOTED = "I could not save that. Please press again."


def noted() -> Card:
    """What somebody reads whose press, form or command is recorded, but not done, for the record stopped answering."""
    return note("Saved. It counts once my database answers again; you need not press again.")


class Noted(Enum):
    """What became of the write of a change."""

    FRESH = auto()
    COPY = auto()
    NOT = auto()


Finish = Callable[[Change], Coroutine[Any, Any, None]]


class Notes:
    """Writes changes into an inbox, each within `NOTE_SECONDS`."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self.inbox, self._clock = inbox, clock
        self._threads = ThreadPoolExecutor(WRITERS, "inbox")
        self._unsure: dict[bytes, tuple[str, float]] = {}
        self._late: set[asyncio.Task[None]] = set()

    async def take(self, change: Change, finish: Finish) -> tuple[Change, Noted]:
        """Write a change; one that lands too late, when its person was told that it is not noted, is finished by `finish`.

        Returns it as it is recorded: a wish that is made again because it was not noted is the delivery that was not.
        """
        change, again = self._same(change)
        loop = asyncio.get_running_loop()
        write = loop.run_in_executor(self._threads, self.inbox.receive, change.event)
        await asyncio.wait((write,), timeout=NOTE_SECONDS)
        if not write.done() or write.exception():
            self._unsure[change.wish] = (change.call.delivery, self._clock.monotonic() + AGAIN_SECONDS)
            late = asyncio.create_task(self._landed(write, change, finish))
            self._late.add(late)
            late.add_done_callback(self._late.discard)
            return change, Noted.NOT
        self._unsure.pop(change.wish, None)
        return change, Noted.FRESH if write.result() or again else Noted.COPY

    async def done(self, event: Event) -> None:
        """An event is handled. Where the record does not take that, it is handled again later, which changes nothing."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, self.inbox.done, event)
        except RecordDown as down:
            log.warning("event %s stays in the inbox: %s", event.id, down)

    def _same(self, change: Change) -> tuple[Change, bool]:
        """The change as the delivery that could not be noted, and True, where its person was asked to press again."""
        now = self._clock.monotonic()
        self._unsure = {wish: kept for wish, kept in self._unsure.items() if kept[1] > now}
        delivery, _ = self._unsure.get(change.wish, (change.call.delivery, now))
        again = delivery != change.call.delivery
        call = msgspec.structs.replace(change.call, delivery=delivery)
        return msgspec.structs.replace(change, call=call), again

    async def _landed(self, write: asyncio.Future[bool], change: Change, finish: Finish) -> None:
        """Finish a change whose write comes late, if it comes, unless its person pressed again, which finished it."""
        try:
            fresh = await write
        except RecordDown as down:
            log.warning("a change is not recorded: %s", down)
            return
        if fresh and change.wish in self._unsure:
            await finish(change)

"""Small makers of papers, people and digests for tests."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from msgspec.structs import replace

from core.app import Paperboy
from core.host.clock import Clock
from core.ingest.arrivals import Arrivals, Arrived
from core.model import Call, Entry, Listing, Person, Place
from core.store.engine.record import Record
from core.votes.emoji import Rules

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ADA = Person("terminal", "", "ada")
BOB = Person("slack", "T1", "U1")


_seconds = time.monotonic
"""The host's seconds: simcord shows a clock of its own in their place while it waits for a bot."""


def ticking(start: datetime = NOW, monotonic: float = 0.0) -> Clock:
    """A clock that shows `start` now, `monotonic` seconds after its host was booted, and runs on."""
    began = _seconds()

    def passed() -> float:
        return _seconds() - began

    return Clock(lambda: start + timedelta(seconds=passed()), lambda: monotonic + passed())


NOUNS = "river glacier kite lantern orchard compass harbor meadow violin quarry beacon thicket ledger furnace pulley".split()
VERBS = "measure predict compress align sample cluster rotate filter trace merge encode balance prune mirror".split()
HOWS = "slowly sharply jointly rarely twice locally sparsely evenly blindly early fully neatly loosely deeply".split()


def abstract(about: str, sentences: int = 7) -> str:
    """An abstract about something: the same words for the same subject, other words for another."""
    dice = random.Random(about)

    def clause() -> str:
        return f"{dice.choice(VERBS)} each {dice.choice(NOUNS)} {dice.choice(HOWS)} and {dice.choice(VERBS)} a {dice.choice(NOUNS)}"

    return " ".join(
        [f"We {clause()} of {about}.", *(f"Then we {clause()} {dice.choice(HOWS)}." for _ in range(sentences))]
    )


def entry(title: str, about: str = "", **more: object) -> Entry:
    """An entry with a real-looking abstract about something (its own title, when nothing is named)."""
    return Entry(title=title, abstract=abstract(about or title), **more)  # type: ignore[arg-type]


def call(person: Person = ADA, delivery: str = "", now: datetime = NOW) -> Call:
    """A call by a person; each is a delivery of its own unless named."""
    return Call(person, Place("terminal"), now, delivery or uuid4().hex)


@contextmanager
def without_record(*parts: Any) -> Iterator[None]:
    """While the record does not answer these parts of the app."""
    gone, kept = Record("unix:///nowhere/valkey.sock"), [part._record for part in parts]
    for part in parts:
        part._record = gone
    try:
        yield
    finally:
        for part, record in zip(parts, kept, strict=True):
            part._record = record
        gone.close()


def with_rules(app: Paperboy, **changes: object) -> None:
    """Another community's rules, from now on."""
    app._parts[Rules] = app._rules = replace(app.of(Rules), **changes)


def bring(
    record: Record, *entries: Entry, source: str = "test", day: date | None = TODAY, where: str = "a.txt"
) -> Arrived:
    """Ingest a digest of these entries at once, without a queue."""
    digests, digest = Arrivals(record), Listing(source, day, entries)
    arrived = digests.arrive(repr((source, where, entries)).encode(), where, digest, day or TODAY, NOW)
    for todo in arrived.todo:
        begun = digests.begin(todo.id, NOW)
        assert begun
        digests.ingest(begun, digest, lambda: NOW)
    return arrived

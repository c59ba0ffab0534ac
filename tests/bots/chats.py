"""What the tests of both chats begin with: a clock, a record with eight papers, a paper to draw, and an inbox that takes nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from core.app import Paperboy
from core.catalog import Catalog
from core.host.clock import Clock
from core.model import Entry, Paper
from core.search.index import Index
from core.store.chats.inbox import Event, Inbox
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from tests.factories import bring, entry, ticking

PAPER = Paper(
    id="2611.01234",
    title="Sparse Mixture Routing at Scale",
    abstract="Routing tokens with a learned sparse graph cuts expert load imbalance by 38% at equal FLOPs.",
    authors=("A. Okafor", "M. Lindqvist", "C. Abara"),
    url="https://arxiv.org/abs/2611.01234",
    arxiv="2611.01234",
    published=date(2026, 11, 20),
    categories=("cs.LG", "cs.CL"),
)

NOTED = "Saved. It counts once my database answers again"
"""What is said of a change that is recorded and cannot be made yet."""


def parked(line: str) -> str:
    """What stands for a line that is kept elsewhere."""
    return f"parked {len(line)}"


def papers(count: int) -> list[Entry]:
    """Papers that are found by `tidal`, from 2611.00010 on."""
    return [
        entry(f"Tidal Kites number {n} of Rivers", arxiv=f"2611.{n + 10:05d}", authors=("Ada Byron",))
        for n in range(count)
    ]


@pytest.fixture
def clock() -> Clock:
    """The clock of the chat and of the bot, which shows the day of the papers."""
    return ticking()


@pytest.fixture
def app(record: Record, tmp_path: Path, clock: Clock) -> Iterator[Paperboy]:
    """Paperboy on a record that knows eight papers, listed yesterday by a feed."""
    index, queue = (lambda: Index.open(tmp_path / "index", write=False)), Queue(record.url, "ingest")
    made = Paperboy(record, index, queue, tmp_path, clock=clock)
    bring(record, *papers(8))
    yield made
    made.of(Catalog).close()


@contextmanager
def stalled_inbox(app: Paperboy, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """While the inbox takes no write until the event is set; nobody waits long for it."""
    release, receive = threading.Event(), app.of(Inbox).receive

    def slow(event: Event) -> bool:
        release.wait(60)
        return receive(event)

    monkeypatch.setattr(app.of(Inbox), "receive", slow)
    monkeypatch.setattr("bots.shared.changes.NOTE_SECONDS", 0.2)
    yield release
    release.set()

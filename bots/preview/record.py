"""A record to make the samples from: thrown away at the end, filled with the sample papers that ship, at a fixed moment."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from core import settings
from core.app import Paperboy, open_app
from core.catalog import Catalog
from core.store.embedded import server
from core.store.engine import keys
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.engine.step import Step

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""The moment of the page, so that it comes out the same on any day."""

SAMPLE = Path(__file__).with_name("sample")
FILES = ("papers.json", "spaced.txt")
FEEDS = "hf,arxiv:cs.CL+cs.LG"
OFFSET = 20 * 60
"""Seconds after the full hour at which feeds are asked: an installation of people's draws its own."""


@contextlib.contextmanager
def throwaway() -> Iterator[Paperboy]:
    """Paperboy on an empty record of its own; the user's settings play no part. Raises RecordError."""
    with server.throwaway("paperboy-preview-") as home:
        app = open_app(settings.read({"PAPERBOY_HOME": str(home), "PAPERBOY_FEEDS": FEEDS}, None))
        app.of(Record).commit(Step("offset").write("HSET", keys.INSTALLATION, "offset", OFFSET))
        try:
            yield app
        finally:
            app.close()


def fill(app: Paperboy, files: tuple[str, ...] = FILES) -> None:
    """Take in the sample, and bring the index level."""
    for name in files:
        arrived = app.receive((SAMPLE / name).read_bytes(), name, NOW)
        ingest(app, [todo.id for todo in arrived.todo])


def ingest(app: Paperboy, todo: list[str]) -> None:
    """Ingest slices here and now, as a worker would."""
    for slice_todo in todo:
        app.ingest_slice(slice_todo, NOW)
    app.catch_up()


def without_server(app: Paperboy) -> Paperboy:
    """The same Paperboy, whose record does not answer."""
    gone, catalog = Record(f"unix://{app.home}/gone.sock"), app.of(Catalog)
    return Paperboy(gone, lambda: catalog.index, Queue(gone.url, "ingest"), app.home)

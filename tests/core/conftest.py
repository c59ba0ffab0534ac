"""A whole Paperboy on an empty record, with an index and a queue of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.app import Paperboy
from core.catalog import Catalog
from core.search.index import Index
from core.store.engine.queue import Queue
from core.store.engine.record import Record


@pytest.fixture
def app(record: Record, tmp_path: Path) -> Iterator[Paperboy]:
    """Paperboy on an empty record."""
    made = Paperboy(record, lambda: Index.open(tmp_path / "index", write=False), Queue(record.url, "ingest"), tmp_path)
    yield made
    made.of(Catalog).close()

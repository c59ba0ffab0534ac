"""Keeping the index level with the log: who writes it, and when."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.app import Paperboy
from core.scope import EVERYBODY
from core.search.index import Doc, Index
from core.search.query import parse
from core.store.engine.record import Record
from core.store.queue import Queue
from tests.factories import TODAY, bring, call, entry


@pytest.fixture
def other(record: Record, tmp_path: Path) -> Iterator[Paperboy]:
    """A second process on the same record and folder."""
    made = Paperboy(record, lambda: Index.open(tmp_path / "index", write=False), Queue(record.url, "ingest"), tmp_path)
    yield made
    made.catalog.close()


def found(app: Paperboy, said: str = "", **more: str) -> list[str]:
    hits, _ = app.catalog.find(parse(said, today=TODAY, **more), 5, 1, EVERYBODY)
    return [hit.paper.title for hit in hits]


def test_a_process_that_answered_once_leaves_the_writing_to_others(app: Paperboy, other: Paperboy) -> None:
    bring(app.record, entry("Tidal Kites"))
    assert found(app, "tidal") == ["Tidal Kites"]
    bring(app.record, entry("Sparse Lanterns"))
    other.catalog.catch_up(keep=True)
    assert other.catalog.index.writing and not app.catalog.index.writing
    assert found(app, "lanterns")[0] == "Sparse Lanterns"


def test_a_process_that_never_searches_opens_no_index(app: Paperboy, other: Paperboy) -> None:
    bring(other.record, entry("Tidal Kites"))
    assert other.papers.count() == 1
    assert found(app, "tidal") == ["Tidal Kites"]
    assert not other.catalog.opened


def test_votes_alone_write_nothing_into_the_index(app: Paperboy) -> None:
    bring(app.record, entry("Tidal Kites"))
    app.catalog.catch_up(keep=True)
    before = app.catalog.index.position
    app.votes.press(call(), app.papers.ids()[0], "up")
    app.catalog.catch_up(keep=True)
    assert app.catalog.index.position == before
    assert not app.catalog.behind()


def test_a_position_that_the_log_no_longer_reaches_is_noted_anew(app: Paperboy) -> None:
    bring(app.record, entry("Tidal Kites"))
    app.catalog.catch_up(keep=True)
    app.votes.press(call(), app.papers.ids()[0], "up")
    app.catalog.catch_up(keep=True)
    app.upkeep.snapshot()
    app.catalog.catch_up(keep=True)
    assert app.catalog.index.position == app.log.end()
    assert app.log.start(app.catalog.index.position) is not None


def test_changes_of_papers_reach_the_index_of_a_reader(app: Paperboy, other: Paperboy) -> None:
    app.catalog.catch_up(keep=True)
    bring(app.record, entry("Tidal Kites", authors=("Ada Byron",)))
    assert found(other, author="byron") == []
    assert other.catalog.behind()
    app.catalog.catch_up(keep=True)
    assert found(other, author="byron") == ["Tidal Kites"]
    assert not other.catalog.behind()


@pytest.mark.parametrize("sort", ["relevance", "new", "votes"])
def test_every_paper_found_is_counted_however_many_there_are(app: Paperboy, sort: str) -> None:
    app.catalog.followed = True  # the record lacks these papers: only the index is asked
    app.catalog.index.take_over()
    app.catalog.index.write((Doc(f"p{n}", f"Kite number {n}", day=TODAY) for n in range(10_050)), "1")
    _, facts = app.catalog.find(parse("kite", sort=sort, today=TODAY), 5, 1, EVERYBODY)
    assert facts.total == 10_050

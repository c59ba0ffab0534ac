"""Keeping the index level with the log: who writes it, and when."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.app import Paperboy
from core.catalog import Catalog
from core.scope import EVERYBODY
from core.search.index import MOST_SEGMENTS, Doc, Index
from core.search.query import parse
from core.store.engine.log import Log
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.engine.upkeep import Upkeep
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from tests.factories import NOW, TODAY, bring, call, entry


@pytest.fixture
def other(record: Record, tmp_path: Path) -> Iterator[Paperboy]:
    """A second process on the same record and folder."""
    made = Paperboy(record, lambda: Index.open(tmp_path / "index", write=False), Queue(record.url, "ingest"), tmp_path)
    yield made
    made.of(Catalog).close()


def titles(app: Paperboy, typed: str = "", **more: str) -> list[str]:
    hits, _ = app.of(Catalog).find(parse(typed, today=TODAY, **more), 5, 1, EVERYBODY)
    return [hit.paper.title for hit in hits]


def test_a_process_that_answered_once_leaves_the_writing_to_others(app: Paperboy, other: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites"))
    assert titles(app, "tidal") == ["Tidal Kites"]
    bring(app.of(Record), entry("Sparse Lanterns"))
    other.of(Catalog).catch_up(keep=True)
    assert other.of(Catalog).index.writing and not app.of(Catalog).index.writing
    assert titles(app, "lanterns")[0] == "Sparse Lanterns"


def test_a_process_that_never_searches_opens_no_index(app: Paperboy, other: Paperboy) -> None:
    bring(other.of(Record), entry("Tidal Kites"))
    assert other.of(Papers).count() == 1
    assert titles(app, "tidal") == ["Tidal Kites"]
    assert not other.of(Catalog).opened


def test_votes_alone_write_nothing_into_the_index(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites"))
    app.of(Catalog).catch_up(keep=True)
    before = app.of(Catalog).index.position
    app.of(Votes).press(call(), app.of(Papers).ids()[0], "up")
    app.of(Catalog).catch_up(keep=True)
    assert app.of(Catalog).index.position == before
    assert not app.of(Catalog).behind()


def test_an_index_is_written_anew_once_it_rests(app: Paperboy) -> None:
    catalog = app.of(Catalog)
    for number in range(MOST_SEGMENTS + 2):
        bring(app.of(Record), entry(f"Tidal Kites of Kind {number}"))
        catalog.catch_up(keep=True)
    catalog.compact()  # papers came since it was asked last
    assert catalog.index.segments > MOST_SEGMENTS
    catalog.compact()
    assert catalog.index.segments == 1
    assert catalog.index.position == app.of(Log).end()


def test_a_position_that_the_log_no_longer_reaches_is_noted_anew(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites"))
    app.of(Catalog).catch_up(keep=True)
    app.of(Votes).press(call(), app.of(Papers).ids()[0], "up")
    app.of(Catalog).catch_up(keep=True)
    app.of(Upkeep).snapshot()
    app.of(Catalog).catch_up(keep=True)
    assert app.of(Catalog).index.position == app.of(Log).end()
    assert app.of(Log).start(app.of(Catalog).index.position) is not None


def test_the_log_is_cut_no_further_than_an_index_stands(app: Paperboy, other: Paperboy) -> None:
    """Else whoever opens the index next would make it anew: half a minute of 90,000 papers."""
    bring(app.of(Record), entry("Tidal Kites"))
    app.of(Catalog).catch_up(keep=True)
    before = app.of(Catalog).index.position
    app.of(Votes).press(call(), app.of(Papers).ids()[0], "up")
    assert other.of(Catalog).noted() == before  # another process writes the index
    app.of(Upkeep).snapshot(before)
    assert app.of(Log).start(before) is not None and len(app.of(Log)) == 2
    app.of(Upkeep).snapshot(app.of(Catalog).noted(keep=True))
    assert app.of(Catalog).index.position == app.of(Log).end()
    assert app.of(Log).start(app.of(Catalog).index.position) is not None and len(app.of(Log)) == 1


def test_what_a_takeover_undid_leaves_the_index_and_what_came_then_is_found(app: Paperboy, other: Paperboy) -> None:
    raw = app.of(Record).raw
    bring(app.of(Record), entry("Tidal Kites"))
    assert titles(app, "kites") == ["Tidal Kites"]
    replica = {key: raw.dump(key) for key in raw.scan_iter("pb:*")}
    bring(app.of(Record), entry("Sparse Lanterns"))
    assert titles(app, "lanterns")[0] == titles(other, "lanterns")[0] == "Sparse Lanterns"
    for key in raw.scan_iter("pb:*"):
        raw.delete(key)
    for key, value in replica.items():
        raw.restore(key, 0, value)
    app.of(Catalog).catch_up()
    bring(app.of(Record), entry("Idle Harbours"))
    for process in (app, other):
        assert titles(process, "harbours")[0] == "Idle Harbours" and not process.of(Catalog).behind()
        assert set(process.of(Catalog).index.ids()) == set(process.of(Papers).ids())


def test_a_person_who_is_forgotten_leaves_an_index_that_need_not_be_made_anew(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites"))
    app.of(Catalog).catch_up(keep=True)
    app.of(Votes).press(call(), app.of(Papers).ids()[0], "up")
    app.forget(call().person, NOW)
    assert app.of(Log).start(app.of(Catalog).index.position) is not None


def test_changes_of_papers_reach_the_index_of_a_reader(app: Paperboy, other: Paperboy) -> None:
    app.of(Catalog).catch_up(keep=True)
    bring(app.of(Record), entry("Tidal Kites", authors=("Ada Byron",)))
    assert titles(other, author="byron") == []
    assert other.of(Catalog).behind()
    app.of(Catalog).catch_up(keep=True)
    assert titles(other, author="byron") == ["Tidal Kites"]
    assert not other.of(Catalog).behind()


@pytest.mark.parametrize("sort", ["relevance", "new", "votes"])
def test_every_paper_found_is_counted_however_many_there_are(app: Paperboy, sort: str) -> None:
    app.of(Catalog).followed = True  # the record lacks these papers: only the index is asked
    app.of(Catalog).index.take_over()
    app.of(Catalog).index.write((Doc(f"p{n}", f"Kite number {n}", day=TODAY) for n in range(10_050)), "1")
    _, facts = app.of(Catalog).find(parse("kite", sort=sort, today=TODAY), 5, 1, EVERYBODY)
    assert facts.total == 10_050

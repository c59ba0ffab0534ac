"""What a bibliography says beside its papers is its bringer's: tags and notes, and nothing of what others did or they did before."""

from datetime import UTC, datetime, timedelta

import pytest

from core.app import Paperboy
from core.model import Person
from core.scope import Origin
from core.store.engine import keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.votes.ballots import Saved
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from tests.factories import ADA, BOB, NOW, call

OLD = "@article{a, title = {Kites that Count Waves}, year = {2015}, eprint = {1503.01234}, keywords = {kites}}\n"


def take(app: Paperboy, text: str, now: datetime = NOW, person: Person = ADA) -> None:
    """Bring a text, and wait until it is settled."""
    for todo in app.receive(text.encode(), "library", now, Origin("pasted", "", "x"), person).todo:
        app.ingest_slice(todo.id, now)


def saved(record: Record, person: Person = ADA) -> list[Saved]:
    return Shelf(record).saved(person)


def test_a_paper_of_an_old_library_is_saved_as_of_its_own_day(app: Paperboy, record: Record) -> None:
    take(app, OLD)
    assert saved(record) == [Saved("1503.01234", datetime(2015, 1, 1, tzinfo=UTC), ("kites",))]


def test_votes_of_others_keep_their_time_when_a_library_brings_their_paper(app: Paperboy, record: Record) -> None:
    take(app, OLD.replace("keywords = {kites}", ""), person=BOB)
    Votes(record).press(call(BOB), "1503.01234", "up")
    before = record.text.zscore(keys.TRENDING, "1503.01234")
    marks = {name: said for name, said in record.text.hgetall(keys.marks("1503.01234")).items() if name != "rev"}
    take(app, OLD, NOW + timedelta(hours=1))
    after = record.text.hgetall(keys.marks("1503.01234"))
    assert marks.items() <= after.items()
    assert record.text.zscore(keys.TRENDING, "1503.01234") == pytest.approx(before, abs=0.01)


def test_what_stood_on_the_list_keeps_its_day_and_its_tags(app: Paperboy, record: Record) -> None:
    take(app, OLD.replace("keywords = {kites}", ""))
    Shelf(record).save(ADA, "1503.01234", ("To read", "KITES"), NOW)
    take(app, OLD.replace("kites}", "kites, wind}"), NOW + timedelta(hours=1))
    assert saved(record) == [Saved("1503.01234", NOW, ("To read", "KITES", "wind"))]


def test_the_same_library_again_writes_nothing(app: Paperboy, record: Record) -> None:
    take(app, OLD)
    last = [event.id for page in Log(record).after("0-0") for event in page if event.kind in ("vote", "note")]
    take(app, OLD, NOW + timedelta(hours=1))
    assert last == [event.id for page in Log(record).after("0-0") for event in page if event.kind in ("vote", "note")]


def test_one_paper_that_stands_twice_in_a_library_has_the_tags_of_both(app: Paperboy, record: Record) -> None:
    take(app, OLD + OLD.replace("{a", "{b").replace("kites", "wind"))
    assert [row.tags for row in saved(record)] == [("kites", "wind")]
    assert len(list(Papers(record).ids())) == 1

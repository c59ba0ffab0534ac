"""What a bibliography says beside its papers is its bringer's: tags and notes, and nothing of what others did or they did before."""

from datetime import UTC, datetime, timedelta

import pytest

from core.app import Paperboy
from core.model import Person
from core.scope import Origin
from core.store.engine import keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.kept.notes import PaperNotes
from core.store.papers.papers import Papers
from core.store.votes.ballots import Saved
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from tests.factories import ADA, BOB, NOW, call

OLD = "@article{a, title = {Kites that Count Waves}, year = {2015}, eprint = {1503.01234}, keywords = {kites}}\n"


def take(app: Paperboy, text: str, now: datetime = NOW, person: Person = ADA) -> None:
    """Bring a text, and wait until it is settled."""
    for todo in app.receive(text.encode(), "library", now, Origin("pasted", "", "x"), call(person)).todo:
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
    marks = {name: mark for name, mark in record.text.hgetall(keys.marks("1503.01234")).items() if name != "rev"}
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


LIBRARIES = {
    "BibTeX": "@misc{a, title = {Kites that Count}, keywords = {wind, to read}, annote = {See table 2.}, note = {arXiv:2403.04567 [cs]}}",
    "RIS": "TY  - JOUR\nTI  - Kites that Count\nKW  - wind\nKW  - to read\nN1  - <p>See table 2.</p>\nN1  - Cited By: 3\nER  - ",
    "EndNote": "%0 Book\n%T Kites that Count\n%K wind\n%K to read\n%Z See table 2.\n",
    "EndNote XML": "<xml><records><record><titles><title>Kites that Count</title></titles><keywords><keyword>wind</keyword>"
    "<keyword>to read</keyword></keywords><research-notes>See table 2.</research-notes></record></records></xml>",
    "CSL JSON": '[{"title": "Kites that Count", "type": "book", "issued": {}, "keyword": "wind, to read", '
    '"note": "arXiv:2403.04567\\nCitation Key: kites\\nSee table 2."}]',
    "Zotero CSV": '"Key","Title","Abstract Note","Manual Tags","Notes"\n"A","Kites that Count","","wind; to read","<p>See table 2.</p>"\n',
    "Zotero JSON": '{"items": [{"itemType": "book", "title": "Kites that Count", "tags": [{"tag": "wind"}, {"tag": "to read"}], '
    '"notes": [{"note": "<p>See table 2.</p>"}]}]}',
    "Note": "---\ntitle: Kites that Count\ndoi: 10.5555/kites\ntags: [wind, to read]\n---\n# Notes\nSee table 2.\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", LIBRARIES)
def test_keywords_are_tags_and_notes_are_notes_of_who_brings_them(app: Paperboy, record: Record, kind: str) -> None:
    take(app, LIBRARIES[kind])
    (row,) = saved(record)
    assert row.tags == ("wind", "to read")
    assert [note.text for note in PaperNotes(record).of_person(ADA)] == ["See table 2."]
    take(app, LIBRARIES[kind], NOW + timedelta(hours=1))
    assert [note.text for note in PaperNotes(record).of_person(ADA)] == ["See table 2."]
    assert saved(record, BOB) == PaperNotes(record).of_person(BOB) == []


def test_a_note_is_added_to_what_was_noted_before(app: Paperboy, record: Record) -> None:
    take(app, LIBRARIES["BibTeX"])
    take(app, LIBRARIES["BibTeX"].replace("table 2", "table 3"))
    assert [note.text for note in PaperNotes(record).of_person(ADA)] == ["See table 2.\nSee table 3."]

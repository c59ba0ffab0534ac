"""Notes on papers: who writes, who reads, what becomes of them when they are taken away, and when their papers become one."""

import io
import json
import zipfile
from datetime import timedelta

import msgspec
import pytest

from core.app import Paperboy
from core.cards.card import Card, Reply
from core.commands.dispatch import answer
from core.model import Call, Person, Place
from core.store.engine import keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.kept.notes import PaperNotes
from tests.core.commands.verbs.test_verbs import said, titles
from tests.factories import ADA, NOW, bring, call, entry

KITES, LAMPS = (entry(title, arxiv=f"2611.{n:05}") for n, title in enumerate(("Kites", "Lamps"), 1))
EVE, MAX = Person("slack", "T1", "U1"), Person("slack", "T1", "U2")
STRANGER = Person("slack", "T2", "U9")
NLP, VISION, THEIRS = Place("slack", "T1", "C1"), Place("slack", "T1", "C2"), Place("slack", "T2", "C9")


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), KITES, LAMPS)


def at(place: Place, person: Person = EVE, **more: object) -> Call:
    made = msgspec.structs.replace(call(person), place=place, name=person.id, open_to_all=True)
    return msgspec.structs.replace(made, **more)


def ask(app: Paperboy, line: str, made: Call | None = None) -> Reply:
    return answer(app, line, made or call())


def noted(reply: Reply) -> list[tuple[str, str]]:
    """The notes on the first card of a reply, each with what stands before it."""
    card = next(card for card in reply.cards if card.paper_id)
    return [(field.name, field.value) for field in card.fields if "note" in field.name]


def line_for(reply: Reply, label: str) -> str:
    return next(act.line for card in reply.cards for act in card.buttons if act.label == label)


def test_a_note_stands_on_the_card_for_its_person_alone(app: Paperboy) -> None:
    reply = ask(app, "paper note 2611.00001 Check the tail, twice", at(NLP))
    assert "Noted on “Kites”; only you read it." in said(reply)
    for line in ("show 2611.00001", "search kites", "similar 2611.00002", "today"):
        assert ("your note", "Check the tail, twice") in noted(ask(app, line, at(VISION))), line
    for other in (at(NLP, MAX), at(THEIRS, STRANGER), call()):
        assert noted(ask(app, "show 2611.00001", other)) == []
        assert "no note" in said(ask(app, "paper note 2611.00001", other))


def test_a_note_for_the_channel_is_read_there_by_all_and_elsewhere_by_nobody_else(app: Paperboy) -> None:
    reply = ask(app, "paper note 2611.00001 for:channel Read by Friday", at(NLP))
    assert "all in this channel may read it" in said(reply)
    assert noted(ask(app, "show 2611.00001", at(NLP, MAX))) == [("note by U1", "Read by Friday")]
    assert noted(ask(app, "share 2611.00001", at(NLP, MAX))) == [("note by U1", "Read by Friday")]
    assert noted(ask(app, "show 2611.00001", at(VISION))) == [("your note for the channel", "Read by Friday")]
    for made in (at(VISION, MAX), at(THEIRS, STRANGER), call()):
        assert noted(ask(app, "show 2611.00001", made)) == [], made
        assert "No paper has a note" in said(ask(app, "paper notes", made))
    assert noted(ask(app, "share 2611.00001", at(VISION))) == []
    guest = at(NLP, STRANGER, foreign=True)
    assert noted(ask(app, "show 2611.00001", guest)) == [("note by U1", "Read by Friday")]


def test_what_all_see_never_shows_a_private_note(app: Paperboy) -> None:
    ask(app, "paper note 2611.00001 for my eyes", at(NLP))
    assert noted(ask(app, "share 2611.00001", at(NLP))) == []
    assert "eyes" not in repr(ask(app, "export json all", at(NLP, MAX)))


def test_a_note_is_changed_taken_away_and_brought_back(app: Paperboy) -> None:
    ask(app, "paper note 2611.00001 first")
    ask(app, 'paper note 2611.00001 "second thoughts"')
    assert noted(ask(app, "show 2611.00001")) == [("your note", "second thoughts")]
    reply = ask(app, "paper note 2611.00001 none")
    assert noted(ask(app, "show 2611.00001")) == []
    ask(app, line_for(reply, "Put it back"))
    assert noted(ask(app, "show 2611.00001")) == [("your note", "second thoughts")]
    ask(app, "paper note 2611.00001 none")
    late = msgspec.structs.replace(call(), now=NOW + timedelta(days=1))
    assert "taken away within the last day" in said(ask(app, "paper note 2611.00001 undo", late))
    app.tend(late.now)
    assert not app.of(Record).text.exists(keys.notes("2611.00001"), keys.notes_by(ADA), keys.NOTES_REMOVED)


def test_a_note_is_never_another_ones_to_change(app: Paperboy) -> None:
    ask(app, "paper note 2611.00001 for:channel mine", at(NLP))
    assert "does not exist" in said(ask(app, "paper note 2611.00001 none for:channel", at(NLP, MAX)))
    ask(app, "paper note 2611.00001 for:channel theirs", at(NLP, MAX))
    found = noted(ask(app, "show 2611.00001", at(NLP)))
    assert sorted(found) == [("note by U2", "theirs"), ("your note for the channel", "mine")]


def test_a_long_note_is_clipped_on_the_card_and_one_too_long_is_refused(app: Paperboy) -> None:
    ask(app, f"paper note 2611.00001 {'word ' * 300}")
    ((_, shown),) = noted(ask(app, "show 2611.00001"))
    assert len(shown) <= 241 and shown.endswith("word…")
    assert "at most; that one has" in said(ask(app, f"paper note 2611.00001 {'x' * 2001}"))


def test_of_many_notes_the_newest_stand_on_the_card_with_how_many_more_there_are(app: Paperboy) -> None:
    for n in range(6):
        made = at(NLP, Person("slack", "T1", f"U{n}"), now=NOW + timedelta(minutes=n))
        ask(app, f"paper note 2611.00001 for:channel number {n}", made)
    shown = noted(ask(app, "show 2611.00001", at(NLP, Person("slack", "T1", "U0"))))
    assert [value for _, value in shown] == ["number 0", "number 5", "number 4", "3 notes"]


def test_the_papers_with_notes_are_listed(app: Paperboy) -> None:
    ask(app, "paper note 2611.00001 mine", at(NLP))
    ask(app, "paper note 2611.00002 for:channel ours", at(NLP, MAX, now=NOW + timedelta(hours=1)))
    assert titles(ask(app, "paper notes", at(NLP))) == ["Lamps", "Kites"]
    assert titles(ask(app, "paper notes", at(NLP, MAX))) == ["Lamps"]


def test_words_that_name_no_paper_are_searched_for(app: Paperboy) -> None:
    assert titles(ask(app, "paper note kites"))[0] == "Kites"
    assert "Noted" not in said(ask(app, "paper note kites are nice"))


def test_a_note_for_a_channel_needs_one(app: Paperboy) -> None:
    assert "no channel here" in said(ask(app, "paper note 2611.00001 hello for:channel", at(Place("slack", "T1"))))


def test_notes_on_papers_that_are_merged_and_split_stay_where_they_were_written(app: Paperboy) -> None:
    ask(app, "paper note 2611.00001 on kites")
    ask(app, "paper note 2611.00002 on lamps", call(now=NOW + timedelta(hours=1)))
    ask(app, "paper merge 2611.00001 2611.00002")
    assert {value for _, value in noted(ask(app, "show 2611.00001"))} == {"on kites", "on lamps"}
    ask(app, "paper split 2611.00002")
    assert noted(ask(app, "show 2611.00002")) == [("your note", "on lamps")]


def test_a_note_on_what_was_pasted_follows_it_to_the_paper_that_a_feed_lists(app: Paperboy) -> None:
    pasted = "Tidal Kites at Sea\n\n" + entry("Tidal Kites at Sea").abstract
    ask(app, f"add {pasted}", at(NLP))
    drain(app)
    old = found(ask(app, "search tidal", at(NLP)))
    ask(app, f"paper note {old.paper_id} private words", at(NLP))
    ask(app, f"paper note {old.paper_id} for:channel common words", at(NLP))
    ask(app, f"save {old.paper_id} tag:wind,sea", at(NLP))
    ask(app, f"read {old.paper_id}", at(NLP))
    bring(app.of(Record), entry("Tidal Kites at Sea", arxiv="2611.00009"), where="feed.txt")
    app.tend(NOW)
    reply = ask(app, "show 2611.00009", at(NLP))
    assert found(reply).paper_id != old.paper_id
    assert {value for _, value in noted(reply)} == {"private words", "common words"}
    assert [value for _, value in noted(ask(app, "show 2611.00009", at(NLP, MAX)))] == ["common words"]
    assert titles(ask(app, "saved read tag:sea,wind", at(NLP))) == ["Tidal Kites at Sea"]
    assert not app.of(Record).text.exists(keys.notes(old.paper_id))


def found(reply: Reply) -> Card:
    return next(card for card in reply.cards if card.paper_id)


def drain(app: Paperboy) -> None:
    for todo in app._arrivals.todo():
        app.ingest_slice(todo.id, NOW)


def test_who_is_forgotten_leaves_no_note_and_no_word_of_one_in_the_log(app: Paperboy) -> None:
    ask(app, "paper note 2611.00001 secretword", at(NLP))
    ask(app, "paper note 2611.00001 for:channel secretword", at(NLP))
    ask(app, "paper note 2611.00002 for:channel kept", at(NLP, MAX))
    reply = ask(app, "forget-me", at(NLP))
    assert "your notes on 1 paper" in said(reply)
    ask(app, "forget-me sure:yes", at(NLP))
    assert app.of(PaperNotes).of_person(EVE) == [] and len(app.of(PaperNotes).of_person(MAX)) == 1
    assert "secretword" not in repr(list(app.of(Log).after("0-0")))
    assert noted(ask(app, "show 2611.00001", at(NLP, MAX))) == []


def test_what_somebody_keeps_goes_into_their_own_exports_alone(app: Paperboy) -> None:
    ask(app, 'save 2611.00001 tag:"to read"', at(NLP))
    ask(app, "paper note 2611.00001 mine alone", at(NLP))
    ask(app, 'list new "Friday club"', at(NLP))
    ask(app, 'list add 2611.00002 "Friday club"', at(NLP))
    mine = json.loads(ask(app, "export json all", at(NLP)).cards[0].code)
    kept = {row["title"]: row.get("kept") for row in mine}
    assert kept == {
        "Kites": {"saved": True, "tags": ["to read"], "notes": ["mine alone"]},
        "Lamps": {"lists": ["Friday club"]},
    }
    (card,) = ask(app, "export obsidian saved:yes", at(NLP)).cards
    assert card.file and card.file.name == "papers.zip"
    assert b"mine alone" in zipfile.ZipFile(io.BytesIO(card.file.data)).read("@kites2026.md")
    for made in (at(THEIRS, STRANGER), call()):
        assert "kept" not in ask(app, "export json all", made).cards[0].code
    (card,) = ask(app, "export obsidian all", at(THEIRS, STRANGER)).cards
    assert card.file
    assert b"mine" not in b"".join(
        map(zipfile.ZipFile(io.BytesIO(card.file.data)).read, ("@kites2026.md", "@lamps2026.md"))
    )


def test_what_was_exported_comes_back_to_whoever_brings_it(app: Paperboy) -> None:
    for line in (
        'save 2611.00001 tag:"to read,wind"',
        "read 2611.00001",
        "paper note 2611.00001 mine alone",
        "save 2611.00002",
    ):
        ask(app, line, at(NLP))
    code = ask(app, "export json all", at(NLP)).cards[0].code
    ask(app, "forget-me sure:yes", at(NLP))
    assert "kept" not in ask(app, "export json all", at(NLP)).cards[0].code
    for _ in range(2):
        ask(app, f"add {code}", at(NLP))
        drain(app)
        assert ask(app, "export json all", at(NLP)).cards[0].code == code
    assert "kept" not in ask(app, "export json all", at(NLP, MAX)).cards[0].code


def test_the_keywords_of_a_bibliography_are_tags_of_whoever_brings_it_and_make_nothing_trend(app: Paperboy) -> None:
    bib = "@article{a, title={Kites over Fields}, author={Ada Byron}, year={2019}, keywords={wind, cs.LG, sea}}"
    ask(app, f"add {bib}", at(NLP))
    drain(app)
    assert titles(ask(app, "saved tag:wind,sea", at(NLP))) == ["Kites over Fields"]
    assert titles(ask(app, "saved", at(NLP, MAX))) == []
    assert "Kites over Fields" not in titles(ask(app, "top week", at(NLP)))

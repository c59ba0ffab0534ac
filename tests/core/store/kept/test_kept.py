"""Notes, shared lists and followed authors in a real Valkey: after any acts they stand as a plain model says, and go when asked."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model import Person
from core.store.engine import backup, keys
from core.store.engine.record import Record
from core.store.kept.authors import FollowedAuthors
from core.store.kept.lists import SharedLists
from core.store.kept.notes import PaperNote, PaperNotes
from core.subscriptions.authors import FollowedAuthor
from tests.factories import NOW

PEOPLE = [Person("slack", "T1", f"U{n}") for n in range(3)]
PAPERS = ["p1", "p2"]
SCOPES = ["", "slack/T1/C1"]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["note", "drop note", "undo note", "list", "unlist", "delete", "undo", "follow", "unfollow", "forget"]),
        st.sampled_from(PEOPLE), st.sampled_from(PAPERS), st.sampled_from(SCOPES),
    ),
    max_size=25,
)  # fmt: skip


class Model:
    """What should stand: notes by paper, scope and person (and whether taken away), the papers of one list, and who follows whom."""

    def __init__(self) -> None:
        self.notes: dict[tuple[str, str, Person], tuple[str, bool]] = {}
        self.listed: set[str] = set()
        self.followed: set[tuple[Person, str]] = set()
        self.deleted = False


def act(record: Record, model: Model, number: int, what: str, person: Person, paper: str, scope: str) -> None:
    notes, lists, authors = PaperNotes(record), SharedLists(record), FollowedAuthors(record)
    at = NOW + timedelta(seconds=number)
    (club,) = lists.of_scopes([SCOPES[1]]) or lists.of_scopes([SCOPES[1]], deleted=True)
    place = (paper, scope, person)
    match what:
        case "note":
            notes.put(PaperNote(paper, f"text {number}", at, keys.name(person), scope))
            model.notes[place] = f"text {number}", False
        case "drop note":
            notes.remove(person, paper, scope, at)
            if place in model.notes:
                model.notes[place] = model.notes[place][0], True
        case "undo note":
            notes.bring_back(person, paper, scope, at)
            if place in model.notes:
                model.notes[place] = model.notes[place][0], False
        case "list" if not club.deleted:
            lists.add(club, paper, person, at)
            model.listed.add(paper)
        case "unlist" if not club.deleted:
            lists.remove(club, [paper], person)
            model.listed.discard(paper)
        case "delete" if not club.deleted:
            model.deleted = lists.delete(club, person, at)
        case "undo" if club.deleted:
            model.deleted = not lists.bring_back(club, person)
        case "follow":
            authors.follow(person, FollowedAuthor(f"Ada {paper}", at, (paper,)))
            model.followed.add((person, f"Ada {paper}"))
        case "unfollow":
            authors.unfollow(person, f"ADA {paper}")
            model.followed.discard((person, f"Ada {paper}"))
        case "forget":
            notes.erase(person)
            lists.erase(person)
            authors.erase(person)
            model.followed = {pair for pair in model.followed if pair[0] != person}
            model.notes = {key: value for key, value in model.notes.items() if key[2] != person}


def stands(record: Record) -> tuple[Any, ...]:
    notes, lists = PaperNotes(record), SharedLists(record)
    own = {
        (note.paper_id, note.scope, person): note.text for person in PEOPLE for note in notes.of_person(person)
    }  # fmt: skip
    shared = sorted((note.paper_id, note.by, note.text) for note in notes.of_scopes([SCOPES[1]]))
    read = {
        (paper, note.scope, note.by) for paper, some in notes.read(PAPERS, None, [SCOPES[1]]).items() for note in some
    }
    clubs = lists.of_scopes([SCOPES[1]])
    return (
        own,
        shared,
        read,
        [row.paper_id for author in clubs for row in sorted(lists.papers(author), key=lambda r: r.paper_id)],
        {(person, author.name) for person in PEOPLE for author in FollowedAuthors(record).of_person(person)},
    )


def should(model: Model) -> tuple[Any, ...]:
    own = {key: text for key, (text, gone) in model.notes.items() if not gone}
    shared = sorted((p, keys.name(who), text) for (p, scope, who), text in own.items() if scope)
    read = {(p, scope, keys.name(who)) for (p, scope, who) in own if scope}
    return own, shared, read, [] if model.deleted else sorted(model.listed), model.followed


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25, deadline=None
)
@given(ACTS)
def test_after_any_acts_what_is_kept_is_what_a_plain_model_says(
    record: Record, tmp_path: Path, acts: list[tuple[str, Person, str, str]]
) -> None:
    for key in record.text.keys("pb:note*") + record.text.keys("pb:list*") + record.text.keys("pb:followed*"):
        record.text.delete(key)
    maker = Person("slack", "T1", "U9")
    SharedLists(record).new("Friday club", SCOPES[1], maker, NOW, "d", personal=False)
    model = Model()
    for number, (what, person, paper, scope) in enumerate(acts):
        act(record, model, number, what, person, paper, scope)
        assert stands(record) == should(model), (number, what)
    backup.write(record, tmp_path / "kept.backup")
    record.text.flushall()
    backup.restore(record, tmp_path / "kept.backup")
    assert stands(record) == should(model)
    for person in PEOPLE:
        PaperNotes(record).erase(person)
        SharedLists(record).erase(person)
        FollowedAuthors(record).erase(person)
    assert record.text.keys("pb:followed*") == []
    assert record.text.keys("pb:note*") == [] and record.text.keys("pb:listed-by:*") == []

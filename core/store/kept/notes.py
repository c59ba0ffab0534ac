"""Notes on papers: each private, or of the place it was written in. One that is removed can be brought back for a day."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import msgspec

from core.errors import RecordDown
from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.store.papers.papers import Papers
from core.text.cleaning import clip

PRIVATE = ""
"""The scope of a note that only its person reads."""

UNDONE_WITHIN = timedelta(days=1)
"""How long removing a note can be undone."""

TRIES = 20

Change = Callable[["PaperNote | None"], "PaperNote | None"]
"""What becomes of the note that stands in a place, or of none there; None where nothing is to be done."""

BUSY = "That note is being changed elsewhere right now. Nothing was changed; try again."


class PaperNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody noted on a paper: its text and when, whose it is (a name as in keys), and who may read it (a scope).

    `author` is how others call them, '' of a private one; `removed` is since when it is taken away, None where it is not.
    """

    paper_id: str
    text: str
    at: datetime
    by: str
    scope: str = PRIVATE
    author: str = ""
    removed: datetime | None = None

    @property
    def field(self) -> str:
        """Where it stands among the notes on its paper."""
        return f"{self.scope}|{self.by}"


class PaperNotes(Keeper):
    """The notes of a record."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._papers = Papers(record)

    def put(self, note: PaperNote, delivery: str = "") -> None:
        """Keep a note in the place of the one that its person had there; a delivery that did it before changes nothing."""
        self._change(note.paper_id, note.field, delivery, lambda _: note)

    def bring(self, person: Person, texts: Mapping[str, Iterable[str]], at: datetime, longest: int) -> None:
        """Add to a person's own notes on papers what the person brings, up to so many characters each; again, nothing changes."""
        for paper_id, old in self._own(person, texts).items():
            whole = old.text if old else ""
            for text in texts[paper_id]:
                whole = whole if text in whole else clip(f"{whole}\n{text}" if whole else text, longest)
            if not old or whole != old.text:
                self.put(PaperNote(paper_id, whole, at, keys.name(person)))

    def remove(self, person: Person, paper_id: str, scope: str, at: datetime, delivery: str = "") -> PaperNote | None:
        """Take a person's note away, and return it; None where there is none."""
        return self._change(
            paper_id,
            _field(scope, person),
            delivery,
            lambda old: msgspec.structs.replace(old, removed=at) if old and not old.removed else None,
        )

    def bring_back(
        self, person: Person, paper_id: str, scope: str, at: datetime, delivery: str = ""
    ) -> PaperNote | None:
        """Undo the removal of a person's note, and return it; None where none was removed within the day."""

        def change(old: PaperNote | None) -> PaperNote | None:
            fresh = old and old.removed and at - old.removed < UNDONE_WITHIN
            return msgspec.structs.replace(old, removed=None) if old and fresh else None

        return self._change(paper_id, _field(scope, person), delivery, change)

    def read(
        self, ids: Iterable[str], person: Person | None, scopes: Collection[str]
    ) -> dict[str, tuple[PaperNote, ...]]:
        """The notes on these papers, and on all that each shows, that a person may read who may read these scopes; the oldest first.

        None for what everybody may read who may read the scopes.
        """
        together = self._together(ids)
        on_each = self._notes(chain.from_iterable(together.values()))
        name, readable = keys.name(person) if person else None, dict[str, tuple[PaperNote, ...]]()
        for paper_id, members in together.items():
            notes = [note for i in members for note in on_each[i] if _may_read(note, name, scopes)]
            if notes:
                readable[paper_id] = tuple(sorted(notes, key=_age))
        return readable

    def own(self, person: Person, paper_id: str, scope: str) -> PaperNote | None:
        """A person's note on a paper, or on one that it shows; None where there is none."""
        return self._own(person, [paper_id], scope)[paper_id]

    def of_person(self, person: Person) -> list[PaperNote]:
        """All notes of a person, the newest first."""
        return self._listed(self._text.smembers(keys.notes_by(person)))

    def of_scopes(self, scopes: Iterable[str]) -> list[PaperNote]:
        """All notes that everybody may read who may read these scopes, the newest first."""
        return self._listed(row for scope in scopes for row in self._text.smembers(keys.notes_in(scope)))

    def erase(self, person: Person) -> int:
        """Forget all notes of a person; returns how many there were."""
        erased = 0
        for _ in range(TRIES):
            listed = self._text.smembers(keys.notes_by(person))
            if not listed:
                return erased
            for paper_id, field in map(_parts, sorted(listed)):
                erased += self._drop(paper_id, field)
        raise RecordDown(BUSY)

    def prune(self, now: datetime) -> None:
        """Forget the removed notes whose day is over."""
        before = (now - UNDONE_WITHIN).timestamp()
        for row in self._text.zrange(keys.NOTES_REMOVED, "-inf", before, byscore=True, offset=0, num=100):
            self._drop(*_parts(row))

    def _own(self, person: Person, ids: Iterable[str], scope: str = PRIVATE) -> dict[str, PaperNote | None]:
        """A person's note on each of these papers, or on one that it shows."""
        wanted, field = list(ids), _field(scope, person)
        notes = self.read(wanted, person, (scope,))
        return {i: next((note for note in notes.get(i, ()) if note.field == field), None) for i in wanted}

    def _change(self, paper_id: str, field: str, delivery: str, change: Change) -> PaperNote | None:
        """Change a note under the paper that it stands on now; None where `change` gives none."""
        for _ in range(TRIES):
            paper = self._papers.moved([paper_id]).get(paper_id, paper_id)
            notes = ((i, self._note(i, field)) for i in self._together([paper])[paper])
            at, old = next(((i, note) for i, note in notes if note), (paper, None))
            if self._record.has_done(delivery, "note"):
                return old
            if (note := change(old)) is None:
                return None
            note = msgspec.structs.replace(note, paper_id=at)
            step = _put(Step("note", at, note.by).expect(keys.MOVED, at, ""), note, old)
            if self._record.commit(step.once(delivery, "note"))[0]:
                return note
        raise RecordDown(BUSY)

    def _drop(self, paper_id: str, field: str) -> bool:
        note = self._note(paper_id, field)
        step = Step("note", paper_id, field.partition("|")[2]).expect(keys.notes(paper_id), field, note or "")
        return self._record.commit(_gone(step, paper_id, field))[0] and note is not None

    def _note(self, paper_id: str, field: str) -> PaperNote | None:
        return Table(self._record, keys.notes(paper_id), PaperNote).get(field)

    def _together(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """Each of the papers with those that it shows, or that are shown with it."""
        united = self._papers.united()
        shown = dict[str, list[str]]()
        for member, leader in united.items():
            shown.setdefault(leader, []).append(member)
        leaders = {i: united.get(i, i) for i in ids}
        return {i: list(dict.fromkeys((i, leader, *sorted(shown.get(leader, ()))))) for i, leader in leaders.items()}

    def _notes(self, ids: Iterable[str]) -> dict[str, list[PaperNote]]:
        """The notes on each of these papers that stand."""
        hashes = self._record.ask_each(ids, lambda pipe, i: pipe.hvals(keys.notes(i)))
        return {i: _standing(rows) for i, rows in hashes.items()}

    def _listed(self, members: Iterable[str]) -> list[PaperNote]:
        def ask(pipe: Any, member: str) -> None:
            paper_id, field = _parts(member)
            pipe.hget(keys.notes(paper_id), field)

        return sorted(_standing(self._record.ask_each(members, ask).values()), key=_age, reverse=True)


def carried(record: Record, step: Step, old: str, new: str) -> Step:
    """The step with the notes on a paper moved to the one that it was merged into; of two of one person there both texts stay."""
    for field, note in sorted(Table(record, keys.notes(old), PaperNote).all().items()):
        there = Table(record, keys.notes(new), PaperNote).get(field)
        moved = msgspec.structs.replace(note, paper_id=new)
        _gone(step.by(note.by).expect(keys.notes(old), field, note), old, field)
        _put(step, _joined(there, moved) if there else moved, there)
    return step


def _joined(first: PaperNote, second: PaperNote) -> PaperNote:
    """Two notes of one person on one paper as one: what is not removed, the older text first."""
    if bool(first.removed) != bool(second.removed):
        return second if first.removed else first
    older, newer = sorted((first, second), key=_age)
    text = older.text if newer.text in older.text else f"{older.text}\n{newer.text}"
    return msgspec.structs.replace(newer, text=newer.text if older.text in newer.text else text)


def _put(step: Step, note: PaperNote, before: PaperNote | None) -> Step:
    """The step that writes a note where `before` stood."""
    key, member = keys.notes(note.paper_id), f"{note.paper_id} {note.field}"
    step.expect(key, note.field, before or "").write("HSET", key, note.field, note)
    step.write("SADD", keys.notes_by(keys.person(note.by)), member)
    if note.scope:
        step.write("SADD", keys.notes_in(note.scope), member)
    if note.removed:
        return step.write("ZADD", keys.NOTES_REMOVED, note.removed.timestamp(), member)
    return step.write("ZREM", keys.NOTES_REMOVED, member)


def _gone(step: Step, paper_id: str, field: str) -> Step:
    """The step with nothing left of a note."""
    member, (scope, _, by) = f"{paper_id} {field}", field.partition("|")
    step.write("HDEL", keys.notes(paper_id), field).write("SREM", keys.notes_by(keys.person(by)), member)
    if scope:
        step.write("SREM", keys.notes_in(scope), member)
    return step.write("ZREM", keys.NOTES_REMOVED, member)


def _standing(rows: Iterable[str | None]) -> list[PaperNote]:
    """The notes of these rows that are not removed."""
    notes = (msgspec.json.decode(row, type=PaperNote) for row in rows if row)
    return [note for note in notes if not note.removed]


def _parts(member: str) -> tuple[str, str]:
    paper_id, _, field = member.partition(" ")
    return paper_id, field


def _field(scope: str, person: Person) -> str:
    return f"{scope}|{keys.name(person)}"


def _may_read(note: PaperNote, name: str | None, scopes: Collection[str]) -> bool:
    return (name is not None and note.by == name) or (note.scope != PRIVATE and note.scope in scopes)


def _age(note: PaperNote) -> tuple[datetime, str]:
    return note.at, note.field

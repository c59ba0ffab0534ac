"""Saved papers: each person's list, and per paper who saved it: marks like votes, put by a button or by a reaction."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

import msgspec

from core.model import Person, Place, Tally
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.votes.acting import acted
from core.store.votes.ballots import Ballots, Decide, Saved, read_saved, without
from core.store.votes.scores import read_standing
from core.votes.marks import BUTTON, Mark, next_order, order_of, shelve

BUSY = "Too many people are saving this paper right now. Nothing was changed; press again."

Change = Callable[[Saved | None], Saved]
"""What becomes of a row of a person's list; None where the paper is not on it."""


class Shelf(Keeper):
    """The saved papers of a record. `self_votes` as in Votes."""

    def __init__(self, record: Record, *, self_votes: bool = True) -> None:
        super().__init__(record)
        self._ballots = Ballots(record, self_votes=self_votes)

    def save(
        self,
        person: Person,
        paper_id: str,
        tags: Iterable[str],
        at: datetime,
        delivery: str = "",
        *,
        place: Place | None = None,
    ) -> Tally:
        """Put a paper on a person's list, and these tags on it beside those it has; returns how the paper stands.

        `place` is where they did it, which learns from it. A delivery that did it before changes nothing.
        """
        new = Saved(paper_id, at, tuple(tags))

        def change(row: Saved | None) -> Saved:
            return msgspec.structs.replace(_beside(row, new), at=at)

        return self._shelve(person, paper_id, at, delivery, change, place)

    def bring(self, person: Person, brought: Iterable[Saved], now: datetime) -> None:
        """Put papers that a person brings on their list, each as of its own moment; again, nothing changes.

        A paper that is on it already keeps its moment, and gets the tags beside those it has.
        """
        new = {row.paper_id: row for row in brought}
        name = keys.name(person)

        def decide(row: Saved) -> Decide:
            mark = Mark(name, BUTTON, "save", "save", order_of(row.at))
            return lambda marks: shelve(marks, name, next_order(marks, mark), keep=True)

        def rows(ids: Collection[str]) -> dict[str, dict[str, Saved]]:
            kept = self._text.hmget(keys.saved(person), list(ids))
            old = {paper_id: read_saved(row) for paper_id, row in zip(ids, kept, strict=True) if row}
            both = {i: _beside(old.get(i), new[i]) for i in ids}
            return {i: {name: row} for i, row in both.items() if row != old.get(i)}

        if new:
            self._ballots.change_many(
                {paper_id: decide(row) for paper_id, row in new.items()}, order_of(now), BUSY, rows=rows
            )

    def unsave(
        self, person: Person, paper_id: str, at: datetime, delivery: str = "", place: Place | None = None
    ) -> Tally:
        """Take a paper off a person's list, by whatever it was put there; otherwise as `save`."""
        for other in self._ballots.read(paper_id).others:
            self._shelve(person, other.paper_id, at, delivery, None, place)
        return self._shelve(person, paper_id, at, delivery, None, place)

    def untag(self, person: Person, paper_id: str, tag: str, at: datetime, delivery: str = "") -> None:
        """Take one tag off a paper on a person's list; the paper stays on it."""
        gone = tag.casefold()

        def change(row: Saved) -> Saved:
            return msgspec.structs.replace(row, tags=tuple(kept for kept in row.tags if kept.casefold() != gone))

        self._rewrite(person, paper_id, at, delivery, change)

    def mark(self, person: Person, paper_id: str, at: datetime, delivery: str = "", *, read: bool) -> None:
        """Mark a paper on a person's list as read, or as not read."""
        self._rewrite(person, paper_id, at, delivery, lambda row: msgspec.structs.replace(row, read=read))

    def saved(self, person: Person) -> list[Saved]:
        """A person's list, newest first."""
        rows = map(read_saved, self._text.hgetall(keys.saved(person)).values())
        return sorted(rows, key=lambda s: (s.at, s.paper_id), reverse=True)

    def savers(self, paper_id: str) -> list[Person]:
        """Who has a paper on their list, or one that stands together with it."""
        names = {name for ballot in self._ballots.read(paper_id).together for name in ballot.savers}
        return [keys.person(name) for name in sorted(names)]

    def erase(self, person: Person, at: datetime) -> int:
        """Take a person's whole list away; returns how many papers it held."""
        name, listed = keys.name(person), self.saved(person)
        left = {*self._text.hkeys(keys.voted(person)), *(saved.paper_id for saved in listed)}
        for paper_id in sorted(left):
            self._ballots.change(
                paper_id,
                order_of(at),
                lambda marks: without(marks, name, ("save", "drop")),
                BUSY,
                rows=lambda paper: {name: Saved(paper, at)},
            )
        return len(listed)

    def _row(self, person: Person, paper_id: str) -> Saved | None:
        row = self._text.hget(keys.saved(person), paper_id)
        return read_saved(row) if row else None

    def _rewrite(
        self, person: Person, paper_id: str, at: datetime, delivery: str, change: Callable[[Saved], Saved]
    ) -> None:
        """Change the row of a paper, and of each that stands together with it, where it is on a person's list."""
        name = keys.name(person)

        def rows(paper: str) -> dict[str, Saved]:
            row = self._row(person, paper)
            return {name: change(row)} if row else {}

        for paper in [ballot.paper_id for ballot in self._ballots.read(paper_id).together]:
            self._ballots.change(
                paper, order_of(at), lambda marks: marks, BUSY, delivery=delivery, subject=paper, rows=rows
            )

    def _shelve(
        self, person: Person, paper_id: str, at: datetime, delivery: str, change: Change | None, place: Place | None
    ) -> Tally:
        """Put a paper on a person's list as `change` has its row, or take it off for None."""
        name = keys.name(person)

        def decide(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
            now = next_order(marks, Mark(name, BUTTON, "save", "save", order_of(at)))
            return shelve(marks, name, now, keep=change is not None)

        def rows(paper: str) -> dict[str, Saved]:
            return {name: change(self._row(person, paper)) if change else Saved(paper, at)}

        def note(step: Step) -> Step:
            return acted(step, keys.place(place), name, paper_id) if place else step

        ballot = self._ballots.change(
            paper_id, order_of(at), decide, BUSY, delivery=delivery, subject=paper_id, finish=note, rows=rows
        )
        return read_standing(self._text.hget(keys.TALLIES, ballot.leader or ballot.paper_id)).tally


def _beside(old: Saved | None, new: Saved) -> Saved:
    """A row of a list with the tags of a new one beside its own, read where either is."""
    if old is None:
        return new
    known = {tag.casefold() for tag in old.tags}
    more = tuple(tag for tag in new.tags if tag.casefold() not in known)
    return msgspec.structs.replace(old, tags=(*old.tags, *more), read=old.read or new.read)

"""Saved papers: each person's list, and per paper who saved it: marks like votes, put by a button or by a reaction."""

from datetime import datetime

import msgspec

from core.model import Person, Tally
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.votes.ballots import Ballot, Ballots, Saved, without
from core.store.votes.scores import read_standing
from core.votes.marks import BUTTON, Mark, next_order, order_of, shelve

BUSY = "Too many people are saving this paper right now. Nothing was changed; press again."


class Shelf:
    """The saved papers of a record. `self_votes` as in Votes."""

    def __init__(self, record: Record, *, self_votes: bool = True) -> None:
        self._record, self._ballots = record, Ballots(record, self_votes=self_votes)

    def save(self, person: Person, paper_id: str, tag: str, at: datetime, delivery: str = "") -> Tally:
        """Put a paper on a person's list, or give it another tag; returns how the paper stands.

        A delivery that did it before changes nothing.
        """
        return self._shelve(person, Saved(paper_id, tag, at), delivery, keep=True)

    def unsave(self, person: Person, paper_id: str, at: datetime, delivery: str = "") -> Tally:
        """Take a paper off a person's list, by whatever it was put there; otherwise as `save`."""
        for other in self._ballots.together(paper_id)[1:]:
            self._shelve(person, Saved(other.paper_id, "", at), delivery, keep=False)
        return self._shelve(person, Saved(paper_id, "", at), delivery, keep=False)

    def saved(self, person: Person) -> list[Saved]:
        """A person's list, newest first."""
        rows = self._record.text.hgetall(keys.saved(person)).values()
        return sorted(
            (msgspec.json.decode(row, type=Saved) for row in rows), key=lambda s: (s.at, s.paper_id), reverse=True
        )

    def erase(self, person: Person, at: datetime) -> int:
        """Take a person's whole list away; returns how many papers it held."""
        name, listed = keys.name(person), self.saved(person)
        left = {*self._record.text.hkeys(keys.voted(person)), *(saved.paper_id for saved in listed)}
        for paper_id in sorted(left):
            self._ballots.change(
                paper_id,
                order_of(at),
                lambda marks: without(marks, name, ("save", "drop")),
                BUSY,
                rows={name: Saved(paper_id, "", at)},
            )
        return len(listed)

    def _shelve(self, person: Person, saved: Saved, delivery: str, *, keep: bool) -> Tally:
        name, handled = keys.name(person), keys.press(delivery, saved.paper_id)

        def decide(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
            now = next_order(marks, Mark(name, BUTTON, "save", "save", order_of(saved.at)))
            return shelve(marks, name, now, keep=keep)

        after = self._ballots.change(
            saved.paper_id,
            order_of(saved.at),
            decide,
            BUSY,
            finish=(lambda step: step.once(handled)) if delivery else None,
            rows={name: saved},
            settled=lambda: bool(delivery and self._record.text.exists(handled)),
        )
        return self._tally(after)

    def _tally(self, ballot: Ballot) -> Tally:
        return read_standing(self._record.text.hget(keys.TALLIES, ballot.leader or ballot.paper_id)).tally

"""Votes of the past on papers that are not here yet: they wait by the paper's reference, and are counted in the step that finds it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.papers.papers import Papers
from core.store.votes.ballots import Ballots, field_of, marks_of, put_all
from core.votes.marks import Mark, order_of

BUSY = "Too many people are voting on a paper right now. Nothing is lost; Paperboy tries again."

AT_ONCE = 500
"""Steps that go to the record together."""


class WaitingMark(msgspec.Struct, frozen=True):
    """A mark on a paper that is known by its reference (`arxiv:…`)."""

    reference: str
    mark: Mark


class VotesAhead(Keeper):
    """The votes of a record that wait for their papers. `self_votes` as in Votes."""

    def __init__(self, record: Record, *, self_votes: bool = True) -> None:
        super().__init__(record)
        self._papers = Papers(record)
        self._ballots = Ballots(record, self_votes=self_votes)

    def keep(self, marks: Sequence[WaitingMark]) -> None:
        """Have marks wait; those that wait already change nothing."""
        steps = []
        for waiting in marks:
            key, field, person = keys.ahead(waiting.reference), field_of(waiting.mark), waiting.mark.person
            step = Step("ahead", waiting.reference, person).expect(key, field, "")
            step.write("HSET", key, field, f"{waiting.mark.side}|{waiting.mark.order}")
            step.write("SADD", keys.AHEAD, waiting.reference)
            steps.append(step.write("SADD", keys.ahead_of(keys.person(person)), f"{waiting.reference} {field}"))
        for at in range(0, len(steps), AT_ONCE):
            self._record.commit(*steps[at : at + AT_ONCE])

    def carry(self, now: datetime) -> int:
        """Count the votes whose papers have come; returns on how many papers. Raises RecordDown."""
        waiting = sorted(self._text.smembers(keys.AHEAD))
        owners = self._text.hmget(keys.ids(""), waiting) if waiting else []
        here = [(reference, owner) for reference, owner in zip(waiting, owners, strict=True) if owner]
        for reference, owner in here:
            self._count(reference, self._papers.current([owner]).get(owner, owner), now)
        return len(here)

    def count(self, paper_id: str, marks: Iterable[Mark], now: datetime) -> None:
        """Count marks of the past on a paper that is here: one that is older than what is known of it changes nothing."""
        wanted = list(marks)
        self._ballots.change(paper_id, order_of(now), lambda known: put_all(known, wanted), BUSY)

    def erase(self, person: Person) -> None:
        """Forget the votes of a person that wait."""
        step = Step("ahead", "", keys.name(person)).write("DEL", keys.ahead_of(person))
        for row in sorted(self._text.smembers(keys.ahead_of(person))):
            reference, _, field = row.partition(" ")
            step.write("HDEL", keys.ahead(reference), field)
        self._record.commit(step)

    def _count(self, reference: str, paper_id: str, now: datetime) -> None:
        key = keys.ahead(reference)
        rows: dict[str, str] = self._text.hgetall(key)

        def finish(step: Step) -> Step:
            for field, value in rows.items():
                person = field.partition("|")[0]
                step.by(person).expect(key, field, value).write("HDEL", key, field)
                step.write("SREM", keys.ahead_of(keys.person(person)), f"{reference} {field}")
            return step.write("SREM", keys.AHEAD, reference)

        def settled() -> bool:
            return bool(self._text.hgetall(key) != rows)

        marks = marks_of(rows)
        self._ballots.change(
            paper_id, order_of(now), lambda known: put_all(known, marks), BUSY, finish=finish, settled=settled
        )

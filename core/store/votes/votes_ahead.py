"""Votes of the past on papers that are not here yet: they wait by the paper's reference, and are counted in the step that finds it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.store.papers.papers import Papers
from core.store.votes.ballots import Ballots
from core.votes.marks import Mark, order_of, put

BUSY = "Too many people are voting on a paper right now. Nothing is lost; Paperboy tries again."

AT_ONCE = 500
"""Steps that go to the record together."""


class WaitingMark(msgspec.Struct, frozen=True):
    """A mark on a paper that is known by its reference (`arxiv:…`)."""

    reference: str
    mark: Mark


class VotesAhead:
    """The votes of a record that wait for their papers. `self_votes` as in Votes."""

    def __init__(self, record: Record, *, self_votes: bool = True) -> None:
        self._record, self._papers = record, Papers(record)
        self._ballots = Ballots(record, self_votes=self_votes)

    def keep(self, marks: Sequence[WaitingMark]) -> None:
        """Have marks wait; those that wait already change nothing."""
        steps = []
        for waiting in marks:
            key, field, person = keys.ahead(waiting.reference), _field(waiting.mark), waiting.mark.person
            step = Step("ahead", waiting.reference, person).expect(key, field, "")
            step.write("HSET", key, field, f"{waiting.mark.side}|{waiting.mark.order}")
            step.write("SADD", keys.AHEAD, waiting.reference)
            steps.append(step.write("SADD", keys.ahead_of(keys.person(person)), f"{waiting.reference} {field}"))
        for at in range(0, len(steps), AT_ONCE):
            self._record.commit(*steps[at : at + AT_ONCE])

    def carry(self, now: datetime) -> int:
        """Count the votes whose papers have come; returns on how many papers. Raises RecordDown."""
        waiting = sorted(self._record.text.smembers(keys.AHEAD))
        owners = self._record.text.hmget(keys.ids(""), waiting) if waiting else []
        here = [(reference, owner) for reference, owner in zip(waiting, owners, strict=True) if owner]
        for reference, owner in here:
            self._count(reference, self._papers.current([owner]).get(owner, owner), now)
        return len(here)

    def count(self, paper_id: str, marks: Iterable[Mark], now: datetime) -> None:
        """Count marks of the past on a paper that is here: one that is older than what is known of it changes nothing."""
        wanted = list(marks)
        self._ballots.change(paper_id, order_of(now), lambda known: _put(known, wanted), BUSY)

    def erase(self, person: Person) -> None:
        """Forget the votes of a person that wait."""
        step = Step("ahead", "", keys.name(person)).write("DEL", keys.ahead_of(person))
        for row in sorted(self._record.text.smembers(keys.ahead_of(person))):
            reference, _, field = row.partition(" ")
            step.write("HDEL", keys.ahead(reference), field)
        self._record.commit(step)

    def _count(self, reference: str, paper_id: str, now: datetime) -> None:
        key = keys.ahead(reference)
        rows: dict[str, str] = self._record.text.hgetall(key)

        def finish(step: Step) -> Step:
            for field, value in rows.items():
                person = field.partition("|")[0]
                step.by(person).expect(key, field, value).write("HDEL", key, field)
                step.write("SREM", keys.ahead_of(keys.person(person)), f"{reference} {field}")
            return step.write("SREM", keys.AHEAD, reference)

        def settled() -> bool:
            return bool(self._record.text.hgetall(key) != rows)

        marks = [_mark(field, value) for field, value in rows.items()]
        self._ballots.change(
            paper_id, order_of(now), lambda known: _put(known, marks), BUSY, finish=finish, settled=settled
        )


def _put(known: tuple[Mark, ...], marks: Iterable[Mark]) -> tuple[Mark, ...]:
    for mark in marks:
        known = put(known, mark)
    return known


def _field(mark: Mark) -> str:
    return "|".join(mark.key)


def _mark(field: str, value: str) -> Mark:
    person, where, sign = field.split("|")
    side, order = value.split("|")
    return msgspec.convert({"person": person, "where": where, "sign": sign, "side": side, "order": int(order)}, Mark)

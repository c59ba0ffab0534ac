"""What follows its paper: the votes, saves, notes, posts and threads of one that was merged into another, and votes of the past that
wait, by a reference, for a paper that is not here yet. Asked again, nothing more moves.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec

from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.papers.papers import Papers
from core.store.votes.ballots import Ballot, Ballots, Saved, field_of, marks_of, put_all, read_saved, together
from core.votes.marks import Mark, order_of

BUSY = "Too many people are voting on a paper right now. Nothing is lost; Paperboy tries again."

AT_ONCE = 500
"""Steps that go to the record together."""

Carry = Callable[[Record, Step, str, str], Step]
"""The step with more that is moved from one paper to another."""


class Moves(Keeper):
    """What is still to follow its paper: votes and saves, and what `carried` moves with them. `self_votes` is whether the vote of the
    person who added the paper counts.
    """

    def __init__(self, record: Record, carried: Carry, *, self_votes: bool = True) -> None:
        super().__init__(record)
        self._papers, self._carried = Papers(record), carried
        self._ballots = Ballots(record, self_votes=self_votes)

    def carry(self, now: datetime) -> int:
        """Move what waits; returns of how many papers. Raises RecordDown."""
        waiting: dict[str, str] = self._text.hgetall(keys.MOVING)
        for old, new in waiting.items():
            self._move(old, new, self._papers.moved([old]).get(old, new), now)
        return len(waiting)

    def _move(self, old: str, waits: str, new: str, now: datetime) -> None:
        before = self._ballots.read(old)

        def finish(step: Step) -> Step:
            step.expect(keys.MOVING, old, waits).expect(keys.marks(old), "rev", before.rev)
            return self._emptied(step.write("HDEL", keys.MOVING, old), before, new)

        self._ballots.change(
            new,
            order_of(now),
            lambda marks: put_all(marks, before.marks),
            BUSY,
            finish=finish,
            rows=lambda paper_id: self._saved(before, paper_id),
            settled=lambda: not self._text.hexists(keys.MOVING, old),
        )

    def _saved(self, before: Ballot, new: str) -> dict[str, Saved]:
        """The rows of those who saved the old paper, for the new one; who saved both has the row of the new with the tags of both."""
        rows = {}
        for name in sorted(before.savers):
            shelf = keys.saved(keys.person(name))
            row, other = self._text.hmget(shelf, [before.paper_id, new])
            if kept := [read_saved(text) for text in (other, row) if text]:
                rows[name] = msgspec.structs.replace(together(kept), paper_id=new)
        return rows

    def _emptied(self, step: Step, before: Ballot, new: str) -> Step:
        """The step with nothing left under the old paper."""
        old = before.paper_id
        for name in sorted({mark.person for mark in before.marks if mark.person} | before.savers):
            person = keys.person(name)
            step.write("HDEL", keys.voted(person), old).write("HDEL", keys.saved(person), old)
        for message, at in self._text.zrange(keys.posts_of(old), 0, -1, withscores=True):
            step.write("ZADD", keys.posts_of(new), at, message)
        for room, thread in self._text.hgetall(keys.thread(old)).items():
            step.write("HSETNX", keys.thread(new), room, thread)
        for key in (keys.marks(old), keys.savers(old), keys.posts_of(old), keys.thread(old)):
            step.write("DEL", key)
        self._carried(self._record, step, old, new)
        return step.write("HDEL", keys.TALLIES, old).write("ZREM", keys.TOMBSTONES, old).note("ZREM", keys.CHANGED, old)


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

        self._ballots.change(
            paper_id,
            order_of(now),
            lambda known: put_all(known, marks_of(rows)),
            BUSY,
            finish=finish,
            settled=lambda: bool(self._text.hgetall(key) != rows),
        )

"""Votes: per paper a set of marks, and the tally computed from them in the same step."""

from collections.abc import Iterable, Sequence

import msgspec

from core.errors import RecordDown
from core.model import Call, Person, Tally
from core.store import keys
from core.store.record import Record
from core.store.step import Step
from core.voting import Mark, Side, Way, count, press, sides

PRESS_TTL = 26 * 3600
"""Seconds a delivery is remembered: Slack may redeliver an event for 24 hours."""

TRIES = 200
"""Times a change is decided anew because another one on the same paper came first; each round one of them gets through."""


class Ballot(msgspec.Struct, frozen=True):
    """The marks of a paper as read at one moment, with what the step that changes them must still find."""

    paper_id: str
    marks: tuple[Mark, ...]
    rev: str
    told: str


class Votes:
    """The votes of a record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def press(self, call: Call, paper_id: str, way: Way) -> tuple[Tally, Side | None]:
        """Vote by button: the tally after it and the side the person is on. A redelivered press changes nothing.

        Raises RecordDown where the record does not answer; then the vote was not counted.
        """
        person, handled = keys.name(call.person), keys.press(call.delivery)
        order = int(call.now.timestamp() * 1000)
        for _ in range(TRIES):
            ballot = self._read(paper_id)
            after = press(ballot.marks, person, way, order)
            step = _change(ballot, after, call.person).expect_free(handled).note("SET", handled, "1", "EX", PRESS_TTL)
            if self._record.commit(step)[0]:
                break
            if self._record.text.exists(handled):
                after = self._read(paper_id).marks
                break
        else:
            raise RecordDown(
                "Too many people vote on this paper at this very moment. Your vote was not counted; press again."
            )
        return self.tallies([paper_id])[paper_id], sides(after).get(person)

    def erase(self, person: Person) -> int:
        """Take away every mark of a person; returns on how many papers."""
        voted = self.voted(person)
        for paper_id in voted:
            for _ in range(TRIES):
                ballot = self._read(paper_id)
                after = tuple(mark for mark in ballot.marks if mark.person != keys.name(person))
                if self._record.commit(_change(ballot, after, person))[0]:
                    break
        return len(voted)

    def voted(self, person: Person) -> dict[str, str]:
        """The papers a person voted on, and the side."""
        return dict(self._record.text.hgetall(keys.voted(person)))

    def tallies(self, ids: Iterable[str]) -> dict[str, Tally]:
        """How these papers stand."""
        wanted = list(ids)
        rows = self._record.text.hmget(keys.TALLIES, wanted) if wanted else []
        return {paper_id: read_tally(row) for paper_id, row in zip(wanted, rows, strict=True)}

    def ranked(self) -> list[tuple[str, int]]:
        """Every paper with votes and its net, the highest first."""
        return [(paper_id, int(net)) for paper_id, net in self._record.text.zrevrange(keys.NET, 0, -1, withscores=True)]

    def _read(self, paper_id: str) -> Ballot:
        pipe = self._record.text.pipeline()
        pipe.hgetall(keys.marks(paper_id))
        pipe.hget(keys.TALLIES, paper_id)
        stored, told = pipe.execute()
        rev = stored.pop("rev", "")
        return Ballot(paper_id, tuple(_mark(field, value) for field, value in stored.items()), rev, told or "")


def _change(ballot: Ballot, after: Sequence[Mark], person: Person) -> Step:
    """The step from a ballot to these marks, with everything computed from them."""
    marks, paper_id = keys.marks(ballot.paper_id), ballot.paper_id
    step = (
        Step("vote", paper_id, keys.name(person))
        .expect(marks, "rev", ballot.rev)
        .expect(keys.TALLIES, paper_id, ballot.told)
    )
    for gone in set(ballot.marks) - set(after):
        if not any(_field(mark) == _field(gone) for mark in after):
            step.write("HDEL", marks, _field(gone))
    for new in set(after) - set(ballot.marks):
        step.write("HSET", marks, _field(new), f"{new.side}|{new.order}")
    up, down = count(after)
    tally = msgspec.structs.replace(read_tally(ballot.told), up=up, down=down)
    step.write("HSET", marks, "rev", int(ballot.rev or 0) + 1)
    step.write("HSET", keys.TALLIES, paper_id, tell_tally(tally))
    step.write("ZADD", keys.NET, tally.net, paper_id)
    if side := sides(after).get(keys.name(person)):
        return step.write("HSET", keys.voted(person), paper_id, side)
    return step.write("HDEL", keys.voted(person), paper_id)


def read_tally(told: str | None) -> Tally:
    """A tally as the record tells it: `up down saved`."""
    return Tally(*(int(part) for part in told.split())) if told else Tally()


def tell_tally(tally: Tally) -> str:
    """A tally for the record."""
    return f"{tally.up} {tally.down} {tally.saved}"


def _field(mark: Mark) -> str:
    return f"{mark.person}|{mark.where}|{mark.sign}"


def _mark(field: str, value: str) -> Mark:
    person, where, sign = field.split("|")
    side, order = value.split("|")
    return Mark(person, where, sign, "up" if side == "up" else "down", int(order))

"""Votes: per paper a set of marks, and how it stands computed from them in the same step."""

from collections.abc import Iterable
from datetime import datetime

from core.model import Call, Person, Tally
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.votes.acting import acted
from core.store.votes.ballots import ELSEWHERE, Ballot, Ballots, Decide, without
from core.store.votes.scores import Scores, read_standing
from core.votes.emoji import Message
from core.votes.marks import (
    BUTTON,
    REDELIVERY,
    Mark,
    Says,
    Side,
    Way,
    arrive,
    clear,
    next_order,
    order_of,
    press,
    put,
    reconcile,
    sides,
    takes_back,
)

BUSY = "Too many people are voting on this paper right now. Your vote was not counted; press again."

FORGOTTEN: tuple[Says, ...] = ("up", "down", "share", "gone")
"""What `erase` takes away; saved papers are the shelf's."""

PRUNED_AT_ONCE = 100
"""Papers whose old tombstones are taken away in one go."""


class Votes(Keeper):
    """The votes of a record. `self_votes` is whether the vote of the person who added the paper counts."""

    def __init__(self, record: Record, *, self_votes: bool = True) -> None:
        super().__init__(record)
        self._ballots = Ballots(record, self_votes=self_votes)
        self.scores = Scores(record)

    def press(self, call: Call, paper_id: str, way: Way) -> tuple[Tally, Side | None]:
        """Vote by button: the tally after it and the side the person is on. A redelivered press changes nothing.

        Raises RecordDown where the record does not answer; then the vote was not counted.
        """
        name, before = keys.name(call.person), self._ballots.read(paper_id)
        known = _marks(before)
        back = takes_back(known, name, way)

        def decide(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
            if not before.others:
                return press(marks, name, way, _now(marks, name, call.now))
            bare = press(marks, name, "none", 0)
            return bare if back else press(bare, name, way, _now((*marks, *known), name, call.now))

        for other in before.others if back else ():
            self._once(call, other.paper_id, decide, other.paper_id)
        ballot = self._once(call, paper_id, decide)
        return self.tallies([paper_id])[paper_id], sides(_marks(ballot)).get(name)

    def share(self, call: Call, paper_id: str) -> None:
        """A person shared a paper: it counts once a person, when it was last done. A redelivered call changes nothing."""
        name = keys.name(call.person)

        def decide(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
            return put(marks, Mark(name, BUTTON, "share", "share", _now(marks, name, call.now)))

        self._once(call, paper_id, decide)

    def mark(
        self,
        person: Person,
        paper_id: str,
        message: Message,
        sign: str,
        side: Says,
        at: datetime,
        order: int | None = None,
    ) -> Side | None:
        """A reaction was put under a message (`sign` and `side` are its meaning's); returns the side the person is on then.

        `order` is when the platform says it happened, in microseconds since 1970; without it, the order of arrival counts
        and `at` is now. Copies change nothing, nor does an event older than what is known of the mark.
        """
        new = Mark(keys.name(person), keys.message(message.place, message.id), sign, side, order or order_of(at))

        def decide(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
            return put(marks, new) if order else arrive(marks, new)

        ballot = self._ballots.change(paper_id, order_of(at), decide, BUSY)
        return sides(_marks(ballot)).get(new.person)

    def unmark(
        self, person: Person, paper_id: str, message: Message, sign: str, at: datetime, order: int | None = None
    ) -> Side | None:
        """A reaction was taken back; returns the side the person is on then. Otherwise as `mark`."""
        return self.mark(person, paper_id, message, sign, "gone", at, order)

    def clear(self, paper_id: str, message: Message, at: datetime, signs: Iterable[str] | None = None) -> None:
        """All reactions of a message were taken off, or those of these signs."""
        where, only = keys.message(message.place, message.id), None if signs is None else frozenset(signs)

        def decide(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
            return clear(marks, where, order_of(at), lambda sign: only is None or sign in only)

        self._ballots.change(paper_id, order_of(at), decide, BUSY)

    def replace(
        self,
        message: Message,
        paper_id: str,
        shown: Iterable[tuple[Person, str, Says]],
        as_of: datetime,
        unchanged: Iterable[tuple[Person, str]] = (),
    ) -> None:
        """What a platform shows under a message (person, sign, side) replaces what is known of that message.

        But for events newer than `as_of`: the moment before the look, by the platform's clock; rather too early than late.
        Of what is `unchanged` (person, sign) the record stays as it is.
        """
        where, order = keys.message(message.place, message.id), order_of(as_of)
        sides_shown = {(keys.name(person), sign): side for person, sign, side in shown}
        kept = frozenset((keys.name(person), sign) for person, sign in unchanged)
        self._ballots.change(paper_id, order, lambda marks: reconcile(marks, where, sides_shown, order, kept), BUSY)

    def erase(self, person: Person, at: datetime) -> int:
        """Take away every mark of a person but for saved papers; returns on how many papers there were any."""
        name, erased = keys.name(person), 0
        for paper_id in self._text.hkeys(keys.voted(person)):
            before = self._ballots.read(paper_id).marks
            erased += without(before, name, FORGOTTEN) != before
            self._ballots.change(paper_id, order_of(at), lambda marks: without(marks, name, FORGOTTEN), BUSY)
        return erased

    def voted(self, person: Person) -> dict[str, Side]:
        """The papers a person voted on, and the side."""
        rows = self._text.hgetall(keys.voted(person))
        chosen: dict[str, Side] = {paper_id: side for paper_id, side in rows.items() if side != ELSEWHERE}
        united = self._text.hgetall(keys.UNITED) if chosen else {}
        for leader in sorted({united.get(i, i) for i in chosen} & set(united.values())):
            mine = sides(_marks(self._ballots.read(leader))).get(keys.name(person))
            chosen = {i: side for i, side in chosen.items() if united.get(i, i) != leader}
            if mine:
                chosen[leader] = mine
        return chosen

    def voters(self, paper_id: str) -> dict[Person, Side]:
        """Who is on which side, the earliest first."""
        marks = sorted(_marks(self._ballots.read(paper_id)), key=_order)
        return {keys.person(name): side for name, side in sides(marks).items()}

    def counts(self, person: Person, paper_id: str) -> bool:
        """Whether a person's vote on a paper counts: that of the person who added it may not."""
        return self._ballots.read(paper_id).uncounted != keys.name(person)

    def tallies(self, ids: Iterable[str]) -> dict[str, Tally]:
        """How these papers stand."""
        wanted = list(ids)
        united = self._text.hgetall(keys.UNITED) if wanted else {}
        rows = self._text.hmget(keys.TALLIES, [united.get(i, i) for i in wanted]) if wanted else []
        return {paper_id: read_standing(row).tally for paper_id, row in zip(wanted, rows, strict=True)}

    def last(self, ids: Iterable[str]) -> dict[str, float]:
        """When somebody last voted on each of these papers, saved or shared it, in seconds since 1970; 0 for never."""
        wanted = list(ids)
        rows = self._text.hmget(keys.TALLIES, wanted) if wanted else []
        return {paper_id: read_standing(row).at for paper_id, row in zip(wanted, rows, strict=True)}

    def prune(self, now: datetime) -> int:
        """Take away tombstones that no older event can come for any more; returns of how many papers. For now and then."""
        before = (now - REDELIVERY).timestamp()
        ids = self._text.zrange(keys.TOMBSTONES, "-inf", before, byscore=True, offset=0, num=PRUNED_AT_ONCE)
        for paper_id in ids:
            self._ballots.change(paper_id, order_of(now), lambda marks: marks, BUSY)
        return len(ids)

    def _once(self, call: Call, paper_id: str, decide: Decide, subject: str = "") -> Ballot:
        """Change a paper's marks, unless this very delivery did before (for a subject)."""
        place, name = keys.place(call.place), keys.name(call.person)
        return self._ballots.change(
            paper_id,
            order_of(call.now),
            decide,
            BUSY,
            delivery=call.delivery,
            subject=subject,
            finish=lambda step: acted(step, place, name, paper_id),
        )


def _marks(ballot: Ballot) -> list[Mark]:
    """The marks of a paper and of those that stand together with it."""
    return [mark for member in ballot.together for mark in member.marks]


def _order(mark: Mark) -> int:
    return mark.order


def _now(marks: Iterable[Mark], name: str, at: datetime) -> int:
    """The order of what a person does just now by a button: later than all else the person did."""
    return next_order(marks, Mark(name, BUTTON, "", "seen", order_of(at)))

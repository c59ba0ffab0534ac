"""A paper's marks as read at one moment, and the one step from them to others, with everything that is computed from them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from core.dedup.merging import joined
from core.errors import RecordDown
from core.model import Paper, Tally
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.votes.acting import acted
from core.store.votes.scores import Standing, rank, read_standing, tell_standing
from core.votes.marks import (
    BUTTON,
    EPOCH,
    MICROSECOND,
    SIDES,
    Mark,
    Says,
    count,
    folded,
    forgiven,
    pruned,
    put,
    savers,
    sides,
)
from core.votes.trending import heap, last, of_people

TRIES = 200
"""Times a change is decided again because another one on the same paper came first; at each try one of them gets through."""

BUSY = "Too many people are voting on these papers right now. Try again."

ELSEWHERE = "-"
"""Kept of a paper that a person left a mark on, but no vote that counts."""

Decide = Callable[[tuple[Mark, ...]], Sequence[Mark]]


class Saved(msgspec.Struct, frozen=True, omit_defaults=True):
    """A saved paper: its tags in their order, when it was saved, and whether its person has read it. `tag` is the one tag of a
    row from before there were several: see `read_saved`.
    """

    paper_id: str
    at: datetime
    tags: tuple[str, ...] = ()
    read: bool = False
    tag: str = ""


def read_saved(row: str) -> Saved:
    """A row of a person's list, of whichever time."""
    saved = msgspec.json.decode(row, type=Saved)
    return msgspec.structs.replace(saved, tags=(saved.tag, *saved.tags), tag="") if saved.tag else saved


def together(rows: Sequence[Saved]) -> Saved:
    """The rows of one person for papers that are one: the first, with the tags of all, read where any is."""
    tags = dict.fromkeys(tag for row in rows for tag in row.tags)
    return msgspec.structs.replace(rows[0], tags=tuple(tags), read=any(row.read for row in rows))


Rows = Callable[[str], Mapping[str, Saved]]
"""The rows of a paper to write on persons' lists, decided on what the record holds at that moment."""


class Ballot(msgspec.Struct, frozen=True):
    """The marks of a paper as read at one moment, with what the step that changes them must still find.

    `savers` are those the record lists; `uncounted` is who added the paper, where that vote does not count. Of a paper that was
    merged by hand `leader` shows it, `standing` is how that one stands, and `others` are the ballots of all others it shows, and its own.
    """

    paper_id: str
    marks: tuple[Mark, ...]
    rev: str = ""
    standing: str = ""
    paper_rev: str = ""
    paper: Paper = Paper("", "")
    savers: frozenset[str] = frozenset()
    uncounted: str = ""
    leader: str = ""
    others: tuple["Ballot", ...] = ()

    @property
    def together(self) -> tuple["Ballot", ...]:
        """It, and those that stand together with it."""
        return (self, *self.others)


class Ballots(Keeper):
    """The ballots of a record. `self_votes` is whether the vote of the person who added the paper counts."""

    def __init__(self, record: Record, *, self_votes: bool = True) -> None:
        super().__init__(record)
        self._self_votes = self_votes

    def change(
        self,
        paper_id: str,
        now: int,
        decide: Decide,
        busy: str,
        *,
        delivery: str = "",
        subject: str = "",
        finish: Callable[[Step], Step] | None = None,
        rows: Rows | None = None,
        settled: Callable[[], bool] | None = None,
    ) -> Ballot:
        """Change a paper's marks in one step, once a `delivery` and `subject`; returns the ballot after it. Deciding on the same again
        changes nothing.

        `now` is in microseconds; `finish` adds to the step; `rows` gives the rows to write on lists, by person;
        `settled` is asked where another step came first: True where that one was this very change.
        Raises RecordDown, with the sentence `busy`, where others are always first.
        """
        for _ in range(TRIES):
            ballot = self.read(paper_id)
            after, listed = _decided(ballot, decide, now), rows(paper_id) if rows else {}
            if not (finish or delivery or listed) and set(after.marks) == set(ballot.marks):
                return ballot
            step = self._step(ballot, after, listed, now).once(delivery, subject)
            if self._record.commit(finish(step) if finish else step)[0]:
                return after
            if self._record.has_done(delivery, subject) or (settled and settled()):
                return self.read(paper_id)
        raise RecordDown(busy)

    def change_many(
        self,
        decide: Mapping[str, Decide],
        now: int,
        busy: str,
        *,
        rows: Callable[[Collection[str]], Mapping[str, Mapping[str, Saved]]],
    ) -> None:
        """Change the marks of many papers, each in a step of its own, all in few round trips; otherwise as `change`."""
        left = dict(decide)
        for _ in range(TRIES):
            listed, steps = rows(left), dict[str, Step]()
            for ballot in self._read_many(left):
                after, own = _decided(ballot, left[ballot.paper_id], now), listed.get(ballot.paper_id, {})
                if own or set(after.marks) != set(ballot.marks):
                    steps[ballot.paper_id] = self._step(ballot, after, own, now)
            done = self._record.commit(*steps.values())
            left = {paper_id: left[paper_id] for paper_id, is_done in zip(steps, done, strict=True) if not is_done}
            if not left:
                return
        raise RecordDown(busy)

    def read(self, paper_id: str) -> Ballot:
        """The ballot as it stands, with those that stand together with it."""
        (ballot,) = self._read_many([paper_id])
        return ballot

    def _read_many(self, ids: Iterable[str]) -> list[Ballot]:
        """The ballots of papers, each with those that stand together with it."""
        ballots, united = self._read_apart(list(ids))
        shown_by = defaultdict[str, set[str]](set)
        for member, leader in united.items():
            shown_by[leader].add(member)
        return [self._with_others(ballot, united.get(ballot.paper_id, ballot.paper_id), shown_by) for ballot in ballots]

    def _with_others(self, ballot: Ballot, leader: str, shown_by: Mapping[str, set[str]]) -> Ballot:
        together = {leader, *shown_by.get(leader, ())} - {ballot.paper_id}
        if not together:
            return ballot
        others, _ = self._read_apart(sorted(together))
        standing = next((other.standing for other in others if other.paper_id == leader), ballot.standing)
        return msgspec.structs.replace(ballot, leader=leader, others=tuple(others), standing=standing)

    def _read_apart(self, ids: Sequence[str]) -> tuple[list[Ballot], dict[str, str]]:
        """The ballots of papers alone, and which papers are shown by which."""
        pipe = self._text.pipeline()
        pipe.hgetall(keys.UNITED)
        for paper_id in ids:
            pipe.hgetall(keys.marks(paper_id))
            pipe.hget(keys.TALLIES, paper_id)
            pipe.hmget(keys.paper(paper_id), "data", "rev", "origin")
            pipe.smembers(keys.savers(paper_id))
        united, *answers = pipe.execute()
        rows = zip(ids, answers[::4], answers[1::4], answers[2::4], answers[3::4], strict=True)
        return [self._ballot(*row) for row in rows], united

    def _ballot(
        self,
        paper_id: str,
        stored: Mapping[str, str],
        standing: str | None,
        fields: Sequence[str | None],
        saved: set[str],
    ) -> Ballot:
        data, paper_rev, origin = fields
        paper = msgspec.json.decode(data, type=Paper) if data else Paper(paper_id, "")
        uncounted = "" if self._self_votes else self._submitter(paper, origin or "")
        marks, rev = marks_of(stored), stored.get("rev", "")
        return Ballot(paper_id, marks, rev, standing or "", paper_rev or "", paper, frozenset(saved), uncounted)

    def restand(self, paper_id: str, now: int) -> Step:
        """The step that computes a paper's tally again; marks from the future are moved to now (microseconds)."""
        ballot = self.read(paper_id)
        after = msgspec.structs.replace(ballot, marks=forgiven(ballot.marks, now))
        return self._step(ballot, after, {}, now)

    def restand_all(self, ids: Iterable[str], now: int) -> None:
        """Compute the tallies of papers again. Raises RecordDown where others' votes are always first."""
        left = list(ids)
        for _ in range(TRIES):
            done = self._record.commit(*(self.restand(paper_id, now) for paper_id in left))
            left = [paper_id for paper_id, is_done in zip(left, done, strict=True) if not is_done]
            if not left:
                return
        raise RecordDown(BUSY)

    def _submitter(self, paper: Paper, origin: str) -> str:
        """Who added a paper, '' where nobody did."""
        claims = [f"arxiv:{paper.arxiv}", f"doi:{paper.doi}", origin.partition(":")[0] or "-"]
        people: Iterable[str | None] = self._text.hmget(keys.SUBMITTED, claims)
        return next((person for person in people if person), "")

    def _step(self, before: Ballot, after: Ballot, rows: Mapping[str, Saved], now: int) -> Step:
        paper_id, marks = before.paper_id, keys.marks(before.paper_id)
        changed = set(before.marks) ^ set(after.marks)
        touched = sorted({mark.person for mark in changed if mark.person} | set(rows))
        step = (
            Step("vote", paper_id, "|".join(touched))
            .expect(marks, "rev", before.rev)
            .expect(keys.TALLIES, before.leader or paper_id, before.standing)
            .expect(keys.paper(paper_id), "rev", before.paper_rev)
        )
        shown_by = before.leader if before.leader != paper_id else ""
        step.expect(keys.UNITED, paper_id, shown_by)
        for other in before.others:
            step.expect(keys.marks(other.paper_id), "rev", other.rev)
            step.expect(keys.UNITED, other.paper_id, before.leader if other.paper_id != before.leader else "")
        held = {field_of(mark) for mark in after.marks}
        for mark in sorted(changed, key=lambda item: item.key):
            place = mark.where.rpartition("/")[0] if mark.person and mark.where != BUTTON else ""
            if mark in after.marks:
                step.write("HSET", marks, field_of(mark), f"{mark.side}|{mark.order}")
            elif field_of(mark) not in held:
                step.write("HDEL", marks, field_of(mark))
            if place and mark in after.marks:
                acted(step, place, mark.person, paper_id)
            elif place:
                step.stamp(keys.LEARNABLE, place)
        step.write("HSET", marks, "rev", int(before.rev or 0) + 1)
        saved = _list(step, before, after, touched, rows)
        _stand(step, before, after, self._record.half_life, saved, now / 1e6)
        return step


def _decided(ballot: Ballot, decide: Decide, now: int) -> Ballot:
    """The ballot as a decision on what its marks say at a moment (microseconds) leaves it."""
    return msgspec.structs.replace(ballot, marks=tuple(decide(pruned(forgiven(folded(ballot.marks), now), now))))


def _stand(step: Step, before: Ballot, after: Ballot, half_life: timedelta, saved: int, now: float) -> None:
    """Write how a paper stands after a change: its tally, its net, its level, and that its posts are out of date."""
    counted = [mark for ballot in after.together for mark in ballot.marks if _counts(mark, ballot)]
    moments = of_people(counted)
    standing = Standing(Tally(*count(counted), saved), heap(moments, half_life), last(moments))
    paper_id, old = before.leader or before.paper_id, read_standing(before.standing)
    step.write("HSET", keys.TALLIES, paper_id, tell_standing(standing))
    step.write("ZADD", keys.NET, standing.tally.net, paper_id)
    rank(step, _shown(before), standing, half_life, now)
    graves = [mark.order for mark in after.marks if mark.side in ("gone", "seen")]
    if graves:
        step.write("ZADD", keys.TOMBSTONES, min(graves) // 1_000_000, before.paper_id)
    elif any(mark.side in ("gone", "seen") for mark in before.marks):
        step.write("ZREM", keys.TOMBSTONES, before.paper_id)
    if standing.tally != old.tally:
        step.note("ZADD", keys.CHANGED, int(before.rev or 0) + 1, before.paper_id)
        for other in before.others:
            step.note("ZADD", keys.CHANGED, int(before.rev or 0) + 1, other.paper_id)


def _counts(mark: Mark, ballot: Ballot) -> bool:
    """Whether a mark counts: that of the person who added the paper may not."""
    return mark.person != ballot.uncounted or mark.side not in SIDES


def _shown(ballot: Ballot) -> Paper:
    """The paper that a ballot's tally is shown with."""
    papers = {member.paper_id: member.paper for member in ballot.together}
    shown = papers.pop(ballot.leader or ballot.paper_id)
    for other in sorted(papers):
        shown = joined(shown, papers[other])
    return shown


def _list(step: Step, before: Ballot, after: Ballot, touched: Iterable[str], rows: Mapping[str, Saved]) -> int:
    """Write the lists of the persons a change touches; returns how many have the paper on theirs then."""
    paper_id, chosen, keep = before.paper_id, sides(after.marks), savers(after.marks)
    left = {mark.person for mark in after.marks}
    saved = set(before.savers)
    for name in touched:
        voted, shelf = keys.voted(keys.person(name)), keys.saved(keys.person(name))
        if name in left:
            step.write("HSET", voted, paper_id, chosen.get(name, ELSEWHERE))
        else:
            step.write("HDEL", voted, paper_id)
        if name in keep and (name not in saved or name in rows):
            at = EPOCH + keep[name].order * MICROSECOND
            row = rows.get(name, Saved(paper_id, at))
            step.write("SADD", keys.savers(paper_id), name)
            step.write("HSET", shelf, paper_id, row)
            saved.add(name)
        elif name not in keep and name in saved:
            step.write("SREM", keys.savers(paper_id), name).write("HDEL", shelf, paper_id)
            saved.discard(name)
    return len(saved.union(*(other.savers for other in before.others)))


def without(marks: Iterable[Mark], person: str, says: Collection[Says]) -> tuple[Mark, ...]:
    """The marks but for a person's that say one of these."""
    return tuple(mark for mark in marks if mark.person != person or mark.side not in says)


def marks_of(stored: Mapping[str, str]) -> tuple[Mark, ...]:
    """The marks of a paper, as its hash holds them beside its revision."""
    return tuple(_mark(field, value) for field, value in stored.items() if field != "rev")


def put_all(known: tuple[Mark, ...], marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The known marks with others of the past put beside them, each where nothing newer is known of it."""
    for mark in marks:
        known = put(known, mark)
    return known


def field_of(mark: Mark) -> str:
    """The field of a mark in a hash of marks."""
    return "|".join(mark.key)


def _mark(field: str, value: str) -> Mark:
    person, where, sign = field.split("|")
    side, order = value.split("|")
    return msgspec.convert({"person": person, "where": where, "sign": sign, "side": side, "order": int(order)}, Mark)

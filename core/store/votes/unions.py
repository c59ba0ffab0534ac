"""Papers that were merged by hand: each stays stored as it was, with its votes and listings, and one of them shows them all.

Ingest knows nothing of this, so a listing or a reaction goes to the paper that it is for, and splitting them leaves each its own.
"""

from collections.abc import Iterable
from datetime import datetime

from core.errors import RecordDown
from core.model import Call
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.store.papers.papers import Papers
from core.store.votes.ballots import Ballots
from core.votes.marks import order_of

BUSY = "Too many people are voting on these papers right now. Try again."

TRIES = 50
"""Times that tallies are computed again because a vote came first."""


class Unions:
    """The papers of a record that were merged by hand. `self_votes` as in Votes."""

    def __init__(self, record: Record, *, self_votes: bool = True) -> None:
        self._record, self._papers = record, Papers(record)
        self._ballots = Ballots(record, self_votes=self_votes)

    def merge(self, kept: str, other: str, call: Call, act: Act) -> None:
        """Show one paper, and those it shows already, as part of another; a delivery that did it before does nothing."""
        step = Step("paper", f"{kept} {other}").expect(keys.UNITED, kept, "").expect(keys.UNITED, other, "")
        for member in (other, *self._papers.members(other)):
            step.write("HSET", keys.UNITED, member, kept)
        self._commit(audited(step, act).once(keys.press(call.delivery)), (kept,), call.now)

    def split(self, paper_id: str, call: Call, act: Act) -> None:
        """Let a paper stand for itself again, or all that it shows; otherwise as `merge`."""
        united = self._papers.united()
        members = [paper_id] if paper_id in united else self._papers.members(paper_id)
        step = Step("paper", " ".join((*members, *sorted({united[one] for one in members}))))
        for member in members:
            step.expect(keys.UNITED, member, united[member]).write("HDEL", keys.UNITED, member)
        changed = dict.fromkeys((*members, *(united[one] for one in members)))
        self._commit(audited(step, act).once(keys.press(call.delivery)), changed, call.now)

    def level(self, now: datetime) -> None:
        """Have each paper that shows others stand as all of them do; changes nothing where it does."""
        for leader in sorted(set(self._papers.united().values())):
            step = self._ballots.restand(leader, order_of(now))
            level = next(write[2] for write in step.logged if write[:2] == ["ZADD", keys.TRENDING])
            if self._record.text.zscore(keys.TRENDING, leader) != float(level):
                self._record.commit(step)

    def _commit(self, step: Step, changed: Iterable[str], now: datetime) -> None:
        if self._record.commit(step)[0]:
            for paper_id in changed:
                self._restand(paper_id, now)

    def _restand(self, paper_id: str, now: datetime) -> None:
        for _ in range(TRIES):
            if self._record.commit(self._ballots.restand(paper_id, order_of(now)))[0]:
                return
        raise RecordDown(BUSY)

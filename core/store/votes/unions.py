"""Papers that were merged by hand: each stays stored as it was, with its votes and listings, and one of them shows them all.

Ingest knows nothing of this, so a listing or a reaction goes to the paper that it is for, and splitting them leaves each its own.
"""

from collections.abc import Iterable
from datetime import datetime

from core.model import Call
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.papers.papers import Papers
from core.store.votes.ballots import Ballots
from core.votes.marks import order_of


class Unions(Keeper):
    """The papers of a record that were merged by hand. `self_votes` as in Votes."""

    def __init__(self, record: Record, *, self_votes: bool = True) -> None:
        super().__init__(record)
        self._papers = Papers(record)
        self._ballots = Ballots(record, self_votes=self_votes)

    def merge(self, kept: str, other: str, call: Call, act: Act) -> None:
        """Show one paper, and those it shows already, as part of another; a delivery that did it before does nothing."""
        step = Step("paper", f"{kept} {other}").expect(keys.UNITED, kept, "").expect(keys.UNITED, other, "")
        for member in (other, *self._papers.members(other)):
            step.write("HSET", keys.UNITED, member, kept)
        self._commit(audited(step, act).once(call.delivery), (kept,), call.now)

    def split(self, paper_id: str, call: Call, act: Act) -> None:
        """Let a paper stand for itself again, or all that it shows; otherwise as `merge`."""
        united = self._papers.united()
        members = [paper_id] if paper_id in united else self._papers.members(paper_id)
        changed = dict.fromkeys((*members, *sorted({united[member] for member in members})))
        step = Step("paper", " ".join(changed))
        for member in members:
            step.expect(keys.UNITED, member, united[member]).write("HDEL", keys.UNITED, member)
        self._commit(audited(step, act).once(call.delivery), changed, call.now)

    def level(self, now: datetime) -> None:
        """Have each paper that shows others stand as all of them do; changes nothing where it does."""
        for leader in sorted(set(self._papers.united().values())):
            step = self._ballots.restand(leader, order_of(now))
            level = next(write[2] for write in step.logged if write[:2] == ["ZADD", keys.TRENDING])
            if self._text.zscore(keys.TRENDING, leader) != float(level):
                self._record.commit(step)

    def _commit(self, step: Step, changed: Iterable[str], now: datetime) -> None:
        if self._record.commit(step)[0]:
            self._ballots.restand_all(changed, order_of(now))

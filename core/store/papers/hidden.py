"""Papers that are hidden: in one workspace or server, or everywhere. The paper itself, its votes and its sightings stay as they are.

The step that hides a paper, or shows it again, notes it as changed, so that the messages that show it are redrawn.
"""

from datetime import datetime

from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.papers.papers import Papers

EVERYWHERE = ""
"""The scope of papers that were removed for everybody."""


class Hidden(Keeper):
    """The hidden papers of a record."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._papers = Papers(record)

    def hide(self, scope: str, paper_id: str, now: datetime, delivery: str, act: Act) -> None:
        """Hide a paper in a scope; a delivery that did it before does nothing."""
        step = Step("hide", paper_id).write("ZADD", keys.hidden(scope), now.timestamp(), paper_id)
        step.note("ZINCRBY", keys.CHANGED, 1, paper_id)
        self._record.commit(audited(step, act).once(delivery))

    def show(self, scope: str, paper_id: str, delivery: str, act: Act) -> None:
        """Show a paper again that was hidden in a scope, by whichever of its ids; otherwise as `hide`."""
        step = Step("show", paper_id)
        for old, now in self._by_id(scope).items():
            if now == paper_id:
                step.write("ZREM", keys.hidden(scope), old)
        if step.logged:
            step.note("ZINCRBY", keys.CHANGED, 1, paper_id)
            self._record.commit(audited(step, act).once(delivery))

    def of(self, scope: str) -> frozenset[str]:
        """The papers that are hidden in a scope; one that was merged into another as it is now."""
        return frozenset(self._by_id(scope).values())

    def newest(self, scope: str) -> list[str]:
        """The same, the last hidden first."""
        return list(dict.fromkeys(reversed(self._by_id(scope).values())))

    def _by_id(self, scope: str) -> dict[str, str]:
        """The ids that were hidden, the oldest first, and the papers they are now."""
        ids = self._text.zrange(keys.hidden(scope), 0, -1)
        return dict(zip(ids, self._papers.renamed(ids), strict=True))

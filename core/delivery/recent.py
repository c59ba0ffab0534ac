"""The papers of some days, read once for the many digests that are due at one moment."""

import threading
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from core.catalog import Catalog, shown
from core.model import Paper
from core.scope import Viewer
from core.store.engine.log import Log, RestoreWatch
from core.store.votes.votes import Votes
from core.subscriptions.pick import Eligible

AGE = timedelta(seconds=5)
"""How old what was read may be. What comes in meanwhile is new to the next post, for a post begins where its list was read."""

MOST_DAYS = 8
"""How many lists of days are kept: at one hour nearly all digests ask for the same."""


class ListedPapers(msgspec.Struct, frozen=True):
    """All papers that were listed on some days, whosever they are, with what they are picked by, as they stood `at`."""

    at: datetime
    eligible: Mapping[str, Eligible]

    def seen_by(self, viewer: Viewer) -> list[Eligible]:
        """Those that a viewer may see, as they see them."""
        papers = shown({i: eligible.paper for i, eligible in self.eligible.items()}, viewer)
        return [_as(paper, self.eligible[i]) for i, paper in papers.items()]


class RecentPapers:
    """What was read a moment ago. Safe in several threads."""

    def __init__(self, catalog: Catalog, votes: Votes, log: Log) -> None:
        self._catalog, self._votes, self._watch = catalog, votes, RestoreWatch(log)
        self._kept: dict[tuple[date, ...], ListedPapers] = {}
        self._reading = threading.Lock()

    def on(self, days: Sequence[date], now: datetime) -> ListedPapers:
        """The papers listed on these days, as they stood at most `AGE` ago."""
        key = tuple(days)
        with self._reading:
            if self._watch.restored():
                self._kept.clear()
            self._kept = {kept: read for kept, read in self._kept.items() if timedelta() <= now - read.at < AGE}
            if key not in self._kept:
                self._kept = dict(list(self._kept.items())[1 - MOST_DAYS :])
                self._kept[key] = listed_papers(self._catalog, self._votes, days, now)
            return self._kept[key]


def listed_papers(catalog: Catalog, votes: Votes, days: Sequence[date], now: datetime) -> ListedPapers:
    """The papers that were listed on some days, read now."""
    ids = list(catalog.papers.listed_on(*days))
    papers = catalog.papers.whole_many(ids)  # whosever they are
    ranks, tallies = votes.scores.ranks(ids), votes.tallies(ids)
    twins, born = catalog.papers.all_twins(ids), catalog.papers.born(ids)
    eligible = {i: Eligible(papers[i], ranks[i].level, tallies[i], born.get(i), twins[i]) for i in ids if i in papers}
    return ListedPapers(now, eligible)


def _as(paper: Paper, eligible: Eligible) -> Eligible:
    return eligible if paper is eligible.paper else msgspec.structs.replace(eligible, paper=paper)

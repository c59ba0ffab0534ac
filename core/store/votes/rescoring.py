"""Computes levels again: after the half-life was changed, or for a record from before there were levels."""

from datetime import datetime
from itertools import islice

from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.store.votes.ballots import Ballots
from core.votes.marks import FUTURE, order_of

PORTION = 200
"""Papers that go in one round trip."""


def is_level(record: Record) -> bool:
    """Whether the record's levels are those of its half-life, all of them."""
    return bool(record.text.get(keys.TRENDING_BY) == str(record.half_life.total_seconds()))


def forgive(record: Record, now: datetime, *, self_votes: bool = True) -> int:
    """Compute papers again whose marks a wrong clock dated in the future; returns how many."""
    after = (now + FUTURE).timestamp()
    ids = record.text.zrange(keys.ACTIVE, f"({after!r}", "+inf", byscore=True, offset=0, num=PORTION)
    Ballots(record, self_votes=self_votes).restand_all(ids, order_of(now))
    return len(ids)


def rescore(record: Record, now: datetime, *, self_votes: bool = True) -> int:
    """Compute every tally and level again; returns of how many papers. It may run twice, and while papers change."""
    ballots, done = Ballots(record, self_votes=self_votes), 0
    papers = (str(paper_id) for paper_id, _ in record.text.zscan_iter(keys.PAPERS, count=PORTION))
    while portion := list(islice(papers, PORTION)):
        ballots.restand_all(portion, order_of(now))
        done += len(portion)
    record.commit(Step("scores").write("SET", keys.TRENDING_BY, str(record.half_life.total_seconds())))
    return done

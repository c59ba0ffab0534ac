"""Levels computed anew: where the half-life was set otherwise, or for a record from before there were levels."""

from collections.abc import Iterable, Iterator

from core.store import keys
from core.store.ballots import Ballots
from core.store.record import Record
from core.store.step import Step

PORTION = 200
"""Papers that go in one round trip."""


def is_level(record: Record) -> bool:
    """Whether the record's levels are those of its half-life, all of them."""
    return bool(record.text.get(keys.TRENDING_BY) == str(record.half_life.total_seconds()))


def rescore(record: Record, *, self_votes: bool = True) -> int:
    """Compute every tally and level anew; returns of how many papers. It may run twice, and while papers change."""
    ballots, done = Ballots(record, self_votes=self_votes), 0
    for portion in _portions(str(paper_id) for paper_id, _ in record.text.zscan_iter(keys.PAPERS, count=PORTION)):
        left = portion
        while left:
            answers = record.commit(*(ballots.restand(paper_id) for paper_id in left))
            left = [paper_id for paper_id, is_done in zip(left, answers, strict=True) if not is_done]
        done += len(portion)
    record.commit(Step("scores").write("SET", keys.TRENDING_BY, str(record.half_life.total_seconds())))
    return done


def _portions(ids: Iterable[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    for paper_id in ids:
        portion.append(paper_id)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion

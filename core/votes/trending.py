"""Trending: what happened to a paper, each thing weighing half as much for every half-life it is older.

Forward decay: a thing that happens at t weighs w * 2^(t / half-life), so that nothing is ever weighed again as time goes by.
Such sums outgrow every number; a level is the sum's logarithm, with its sign. It orders papers as the sums would, it grows
by one for each half-life that passes, and no landmark ever has to be moved, whatever the years.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import fsum, log2

import msgspec

from core.model import Sighting
from core.votes.marks import Mark, Says, newest, savers

HALF_LIFE = timedelta(hours=48)

WEIGHTS: Mapping[Says, float] = {"up": 8 + 2**-10, "down": -8 - 2**-10, "save": 4.0, "share": 4.0}
"""What people do. A vote weighs a thousandth more than anything adding up to eight, so that it decides between equals."""

SIGHTING = 1.0
"""A source lists the paper on a day."""

RANK = 0.1
"""Divided by the rank in that list: papers that nothing else tells apart stay in the list's own order."""

UPVOTES = 0.5
"""For each doubling of a source's upvotes (its highest, once): 1 weighs half, 1,000 weigh five; a vote of ours weighs eight."""

COMMENT = 2.0**-20
"""A comment at the source: it decides between papers that are otherwise equal."""

MOST_COMMENTS = 1000
"""Comments that count."""

FLOOR = 64
"""Added to every logarithm, so that the least sum of positive weights has a positive level."""

Moment = tuple[float, float]
"""When something happened, in seconds since 1970, and what it weighs."""

Heap = tuple[float, float]
"""A decayed sum: the power of two of its newest part, in half-lives since 1970, and by what that is multiplied."""


def heap(moments: Iterable[Moment], half_life: timedelta) -> Heap:
    """The decayed sum of what happened; the same in whatever order it is read."""
    life = half_life.total_seconds()
    return _heaped([(max(at, 0.0) / life, weight) for at, weight in moments])


def level(*heaps: Heap) -> float:
    """The level of what these hold together: 0 for nothing, below 0 where what speaks against it weighs more."""
    power, weight = _heaped(heaps)
    if not weight:
        return 0.0
    height = log2(abs(weight)) + power + FLOOR
    return height if weight > 0 else -height


def of_people(marks: Sequence[Mark], uncounted: str = "") -> list[Moment]:
    """What people did to a paper. `uncounted` is a person whose vote does not count."""
    chosen = [mark for mark in newest(marks, ("up", "down")).values() if mark.person != uncounted]
    shared = newest(marks, ("share",)).values()
    return [(mark.order / 1e6, WEIGHTS[mark.side]) for mark in (*chosen, *savers(marks).values(), *shared)]


def of_sources(sightings: Iterable[Sighting]) -> list[Moment]:
    """What sources said of a paper: each list it stood in, and once a source what its readers said."""
    moments, latest = list[Moment](), dict[str, Sighting]()
    for seen in sorted(sightings, key=lambda item: (item.day, item.source)):
        moments.append((_midnight(seen.day), SIGHTING + RANK / max(seen.rank, 1)))
        old = latest.get(seen.source, seen)
        score, comments = max(old.score or 0, seen.score or 0, 0), max(old.comments or 0, seen.comments or 0, 0)
        latest[seen.source] = msgspec.structs.replace(seen, score=score, comments=comments)
    return moments + [(_midnight(seen.day), _liked(seen)) for seen in latest.values()]


def last(moments: Iterable[Moment]) -> float:
    """When the latest thing happened, in seconds since 1970; 0 for nothing."""
    return max((at for at, _ in moments), default=0.0)


def _liked(seen: Sighting) -> float:
    comments = min(seen.comments or 0, MOST_COMMENTS)
    return UPVOTES * log2(1 + (seen.score or 0)) + COMMENT * comments


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()


def _heaped(terms: Collection[Heap]) -> Heap:
    top = max((power for power, weight in terms if weight), default=0.0)
    return top, fsum(weight * 2.0 ** (power - top) for power, weight in terms if weight)


class Rank(msgspec.Struct, frozen=True, order=True):
    """What a paper is ordered by; the greater comes first. `level` is how it trends, `net` votes for less against."""

    level: float
    net: int
    id: str


def ranked(papers: Iterable[str], ranks: Mapping[str, Rank]) -> list[str]:
    """The ids of papers, best first."""
    return sorted(papers, key=lambda paper_id: ranks.get(paper_id) or Rank(0.0, 0, paper_id), reverse=True)

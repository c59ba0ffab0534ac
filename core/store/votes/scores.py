"""How papers stand: the tally, and the level by which they trend, in one sorted set that every change keeps up to date.

The set holds logarithms (see core/votes/trending.py): it needs no rescoring as time goes by. Only another half-life, or a record from
before there were levels, has it computed again from what the record holds.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import msgspec

from core.model import Paper, Sighting, Tally
from core.scope import EVERYBODY, as_seen, limited, news
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.votes.marks import FUTURE
from core.votes.trending import Heap, Moment, Rank, heap, last, level, of_sources

WALKED = 500
"""Papers looked at in one round trip while those of a span are picked from all."""


class Standing(msgspec.Struct, frozen=True):
    """How people's marks on a paper stand: the tally, their decayed sum, and when the last was made (seconds since 1970)."""

    tally: Tally = Tally()
    heap: Heap = (0.0, 0.0)
    at: float = 0.0


class Scores(Keeper):
    """The order of a record's papers."""

    def ranks(self, ids: Sequence[str]) -> dict[str, Rank]:
        """What each of these papers is ordered by."""
        if not ids:
            return {}
        pipe = self._text.pipeline()
        pipe.zmscore(keys.TRENDING, ids)
        pipe.zmscore(keys.NET, ids)
        levels, nets = pipe.execute()
        return {i: Rank(high or 0.0, int(net or 0), i) for i, high, net in zip(ids, levels, nets, strict=True)}

    def since(
        self, at: datetime, most: int | None = None, skipped: int = 0, hidden: Collection[str] = frozenset()
    ) -> list[str]:
        """The papers to which anything happened since a moment, the most wanted first, but for those that are hidden."""
        papers, start, count = list[str](), 0, self.count_since(at, hidden)
        wanted = count if most is None else min(skipped + most, count)
        while len(papers) < wanted:
            ids = self._text.zrevrange(keys.TRENDING, start, start + WALKED - 1)
            if not ids:
                break
            active = self._text.zmscore(keys.ACTIVE, ids)
            lately = [i for i, last_at in zip(ids, active, strict=True) if last_at and last_at >= at.timestamp()]
            papers += [i for i in lately if i not in hidden]
            start += WALKED
        return papers[skipped:wanted]

    def count_since(self, at: datetime, hidden: Collection[str] = frozenset()) -> int:
        """To how many papers anything happened since a moment, but for those that are hidden."""
        active = self._text.zmscore(keys.ACTIVE, sorted(hidden)) if hidden else []
        less = sum(1 for last_at in active if last_at and last_at >= at.timestamp())
        return int(self._text.zcount(keys.ACTIVE, at.timestamp(), "+inf")) - less

    def wanted(self, most: int | None = None, skipped: int = 0, hidden: Collection[str] = frozenset()) -> list[str]:
        """The papers that more people voted for than against, whenever, but for hidden ones: by votes, then as they trend."""
        end = None if most is None else skipped + most
        last = end + len(hidden) if end else 0  # as many may be hidden before it
        least: list[tuple[str, float]] = (
            self._text.zrevrange(keys.NET, last - 1, last - 1, withscores=True) if last else []
        )
        low = max(least[0][1] if least else 1, 1)
        ids = [i for i in self._text.zrange(keys.NET, low, "+inf", byscore=True) if i not in hidden]
        ranks = self.ranks(ids)
        ordered = sorted(ids, key=lambda i: (ranks[i].net, ranks[i]), reverse=True)
        return ordered[skipped:end]

    def count_wanted(self, hidden: Collection[str] = frozenset()) -> int:
        """How many papers more people voted for than against, but for those that are hidden."""
        nets = self._text.zmscore(keys.NET, sorted(hidden)) if hidden else []
        return int(self._text.zcount(keys.NET, "(0", "+inf")) - sum(1 for net in nets if net and net > 0)


def rank(step: Step, paper: Paper, standing: Standing, half_life: timedelta, now: float) -> None:
    """Write a paper's level, of what people and sources said of it, and when the last of that was.

    What some pasted moves no paper that was news to everybody: its place in others' lists would be theirs to set. What a
    source lists for a day long after now (seconds since 1970) counts as if it were tomorrow's.
    """
    latest = now + FUTURE.total_seconds()

    def moments(sightings: Sequence[Sighting]) -> list[Moment]:
        return [(min(at, latest), weight) for at, weight in of_sources(sightings)]

    everything = moments(news(paper))
    counted = (moments(news(as_seen(paper, EVERYBODY))) or everything) if limited(paper) else everything
    step.write("ZADD", keys.TRENDING, level(standing.heap, heap(counted, half_life)), paper.id)
    step.write("ZADD", keys.ACTIVE, max(standing.at, last(everything)), paper.id)


def read_standing(text: str | None) -> Standing:
    """A standing as the record tells it: `up down saved power weight at`; the last three were not told of old."""
    if not text:
        return Standing()
    up, down, saved, *more = text.split()
    power, weight, at = (float(part) for part in more) if more else (0.0, 0.0, 0.0)
    return Standing(Tally(int(up), int(down), int(saved)), (power, weight), at)


def tell_standing(standing: Standing) -> str:
    """A standing for the record."""
    tally = standing.tally
    return f"{tally.up} {tally.down} {tally.saved} {standing.heap[0]!r} {standing.heap[1]!r} {standing.at!r}"

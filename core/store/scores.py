"""How papers stand: the tally, and the level by which they trend, in one sorted set that every change keeps up to date.

The set holds logarithms (see core/trending.py): it needs no rescoring as time goes by. Only another half-life, or a record from
before there were levels, has it computed anew from what the record holds.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from core.model import Sighting, Tally
from core.ranking import Rank
from core.store import keys
from core.store.record import Record
from core.store.step import Step
from core.trending import Heap, heap, last, level, of_sources
from core.voting import FUTURE

WALKED = 500
"""Papers looked at in one round trip while those of a span are picked from all."""


class Standing(msgspec.Struct, frozen=True):
    """How people's marks on a paper stand: the tally, their decayed sum, and when the last was made (seconds since 1970)."""

    tally: Tally = Tally()
    heap: Heap = (0.0, 0.0)
    at: float = 0.0


class Scores:
    """The order of a record's papers."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def ranks(self, ids: Sequence[str]) -> dict[str, Rank]:
        """What each of these papers is ordered by."""
        if not ids:
            return {}
        pipe = self._record.text.pipeline()
        pipe.zmscore(keys.TRENDING, ids)
        pipe.zmscore(keys.NET, ids)
        levels, nets = pipe.execute()
        return {i: Rank(high or 0.0, int(net or 0), i) for i, high, net in zip(ids, levels, nets, strict=True)}

    def since(self, at: datetime, most: int | None = None, skipped: int = 0) -> list[str]:
        """The papers to which anything happened since a moment, the most wanted first."""
        found, start = list[str](), 0
        wanted = self.count_since(at) if most is None else min(skipped + most, self.count_since(at))
        while len(found) < wanted:
            ids = self._record.text.zrevrange(keys.TRENDING, start, start + WALKED - 1)
            if not ids:
                break
            active = self._record.text.zmscore(keys.ACTIVE, ids)
            found += [i for i, last_at in zip(ids, active, strict=True) if last_at and last_at >= at.timestamp()]
            start += WALKED
        return found[skipped:wanted]

    def count_since(self, at: datetime) -> int:
        """To how many papers anything happened since a moment."""
        return int(self._record.text.zcount(keys.ACTIVE, at.timestamp(), "+inf"))

    def wanted(self, most: int | None = None, skipped: int = 0) -> list[str]:
        """The papers that more people voted for than against, whenever: by votes, then as they trend."""
        end = None if most is None else skipped + most
        least: list[tuple[str, float]] = (
            self._record.text.zrevrange(keys.NET, end - 1, end - 1, withscores=True) if end else []
        )
        low = max(least[0][1] if least else 1, 1)
        ids = self._record.text.zrange(keys.NET, low, "+inf", byscore=True)
        ranks = self.ranks(ids)
        ordered = sorted(ids, key=lambda i: (ranks[i].net, ranks[i]), reverse=True)
        return ordered[skipped:end]

    def count_wanted(self) -> int:
        """How many papers more people voted for than against."""
        return int(self._record.text.zcount(keys.NET, "(0", "+inf"))


def rank(
    step: Step, paper_id: str, standing: Standing, sightings: Iterable[Sighting], half_life: timedelta, now: float
) -> None:
    """Write a paper's level, of what people and sources said of it, and when the last of that was.

    What a source lists for a day long after now (seconds since 1970) counts as if it were tomorrow's.
    """
    latest = now + FUTURE.total_seconds()
    moments = [(min(at, latest), weight) for at, weight in of_sources(sightings)]
    step.write("ZADD", keys.TRENDING, repr(level(standing.heap, heap(moments, half_life))), paper_id)
    step.write("ZADD", keys.ACTIVE, repr(max(standing.at, last(moments))), paper_id)


def read_standing(told: str | None) -> Standing:
    """A standing as the record tells it: `up down saved power weight at`; the last three were not told of old."""
    if not told:
        return Standing()
    up, down, saved, *more = told.split()
    power, weight, at = (float(part) for part in more) if more else (0.0, 0.0, 0.0)
    return Standing(Tally(int(up), int(down), int(saved)), (power, weight), at)


def tell_standing(standing: Standing) -> str:
    """A standing for the record."""
    tally = standing.tally
    return f"{tally.up} {tally.down} {tally.saved} {standing.heap[0]!r} {standing.heap[1]!r} {standing.at!r}"

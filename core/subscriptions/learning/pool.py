"""The newest papers that everybody may see: those that are learned from as nobody saw them are drawn from here."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from core.subscriptions.learning.features import Features


class Pooled(NamedTuple):
    """A paper that may be drawn: its id, the day on which it was listed (an ordinal), its features and its upvotes."""

    id: str
    day: int
    paper: Features
    upvotes: int


class Pool:
    """Papers to draw from, the oldest first."""

    def __init__(self, papers: Iterable[Pooled]) -> None:
        self._papers = sorted(papers, key=lambda pooled: (pooled.day, pooled.id))
        self._days = np.array([pooled.day for pooled in self._papers], np.int64)
        self._lots: NDArray[np.uint32] = np.array([crc32(pooled.id.encode()) for pooled in self._papers], np.uint32)

    @property
    def papers(self) -> Sequence[Features]:
        """All of them."""
        return [pooled.paper for pooled in self._papers]

    def drawn(self, seed: str, first: int, without: Collection[str], most: int) -> list[Pooled]:
        """At most so many papers listed since a day (an ordinal), without some, the oldest first; the same for a seed."""
        start = int(np.searchsorted(self._days, first))
        order = start + np.argsort(self._lots[start:] ^ np.uint32(crc32(seed.encode())), kind="stable")
        places: list[int] = []
        for place in order.tolist():
            if len(places) >= most:
                break
            if self._papers[place].id not in without:
                places.append(place)
        return [self._papers[place] for place in sorted(places)]


class Lesson(NamedTuple):
    """A paper to learn from: the day of it (an ordinal), and how much it speaks for a taste or, below 0, against it."""

    day: int
    paper: Features
    weight: float

    @classmethod
    def unseen(cls, pooled: Pooled, weight: float) -> Self:
        """A paper that nobody saw."""
        return cls(pooled.day, pooled.paper, weight)

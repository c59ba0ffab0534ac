"""How long answers take, and for how long the index has lacked what the record holds."""

import threading
from bisect import bisect_left
from collections.abc import Callable

from core.catalog import Catalog

EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds up to which an answer is counted in each bucket; slower ones are in one more."""


class Times:
    """The answer times of each address of this process, in buckets."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._counts: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}

    def note(self, address: str, seconds: float) -> None:
        """Count an answer."""
        with self._turn:
            counts = self._counts.setdefault(address, [0] * (len(EDGES) + 1))
            counts[bisect_left(EDGES, seconds)] += 1
            self._sums[address] = self._sums.get(address, 0.0) + seconds

    def read(self) -> dict[str, tuple[list[int], float]]:
        """For each address, the answers in each bucket and their seconds in all."""
        with self._turn:
            return {address: (list(counts), self._sums[address]) for address, counts in self._counts.items()}


class Lag:
    """For how long the index has been behind, as far as somebody looked."""

    def __init__(self, catalog: Catalog, monotonic: Callable[[], float]) -> None:
        self._catalog, self._monotonic = catalog, monotonic
        self._since: float | None = None

    def seconds(self) -> float:
        """Seconds since it was first seen behind, 0 where it is not. Raises RecordDown."""
        if not self._catalog.behind():
            self._since = None
            return 0.0
        now = self._monotonic()
        self._since = now if self._since is None else self._since
        return now - self._since

"""Words by number under keys that they share, in two sorted arrays: a dictionary of lists takes eight times as much memory."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

FEW, SHARE = 5_000, 16
"""New pairs that are kept in a dictionary until they are more than this, and more than this part of all."""
_BITS = 0xFFFFFFFF

Numbers = NDArray[np.uint32]


class Buckets:
    """Numbers by key. Two keys of one hash find each other's numbers too, so the caller checks what the numbers stand for.

    One thread may add while others ask.
    """

    def __init__(self) -> None:
        empty = np.empty(0, np.uint32)
        self._sorted: tuple[Numbers, Numbers] = (empty, empty)
        self._fresh: dict[int, list[int]] = {}
        self._fresh_count = 0

    def add(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Puts numbers under keys."""
        hashes, numbers = list[int](), list[int]()
        for key, number in pairs:
            hashes.append(hash(key) & _BITS)
            numbers.append(number)
        held = len(self._sorted[0])
        if self._fresh_count + len(hashes) <= max(FEW, held // SHARE):
            for hashed, number in zip(hashes, numbers, strict=True):
                self._fresh.setdefault(hashed, []).append(number)
            self._fresh_count += len(hashes)
            return
        for hashed, fresh in self._fresh.items():
            hashes += [hashed] * len(fresh)
            numbers += fresh
        all_hashes = np.concatenate((self._sorted[0], np.array(hashes, np.uint32)))
        order = np.argsort(all_hashes, kind="stable")
        self._sorted = all_hashes[order], np.concatenate((self._sorted[1], np.array(numbers, np.uint32)))[order]
        self._fresh, self._fresh_count = {}, 0  # after the arrays hold them: who asks meanwhile misses none

    def under(self, keys: Iterable[str]) -> list[int]:
        """The numbers under any of some keys, each once."""
        asked = [hash(key) & _BITS for key in keys]
        fresh = [number for key in asked for number in self._fresh.get(key, ())]
        hashes, numbers = self._sorted
        wanted = np.array(asked, np.uint32)
        firsts, lasts = hashes.searchsorted(wanted), hashes.searchsorted(wanted, "right")
        parts = [numbers[first:last] for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)]
        return list({*fresh, *np.concatenate([*parts, numbers[:0]]).tolist()})

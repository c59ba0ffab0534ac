"""Every paper's id and title in memory: what re-ranking compares, and what autocomplete bisects.

A paper keeps its slot, the number the index stores for it, for as long as its id is known.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from core.search.documents import TitleEntry
from core.search.memory.vocabulary import LAST
from core.text.words import words_of

TELLING = 3
"""Words that tell a title by its beginning, such as the part before a colon."""
MANY = 3_000
"""Titles above which sorting all again is cheaper than finding the place of each."""


class Titles:
    """Ids and titles by slot, and the slots in the order of their folded titles."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.shown: list[str] = []
        self.folded: list[str] = []
        self.stemmed: list[str] = []
        self._slots: dict[str, int] = {}
        self._order: array[int] = array("I")
        self._ordered = True
        self._apart: set[int] = (
            set()
        )  # those of scopes stand in no order: an answer must not depend on what others hold

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, paper: str) -> bool:
        return paper in self._slots

    def slot(self, paper: str) -> int | None:
        """The slot of a paper, None where it is not known."""
        return self._slots.get(paper)

    @property
    def next_slot(self) -> int:
        """The slot the next new paper gets."""
        return len(self.ids)

    def put(self, entries: Iterable[TitleEntry]) -> None:
        """Sets papers; a known slot changes its title, and the last entry of a slot holds."""
        fresh, last = [], {entry.slot: entry for entry in entries}
        self._reach(max(last, default=-1))
        for slot, entry in last.items():
            if self.ids[slot]:
                if self.folded[slot] == entry.folded:
                    self.shown[slot] = entry.shown
                    continue
                self._leave_order(slot)
            self._apart.discard(slot)
            self.ids[slot], self.shown[slot] = entry.id, entry.shown
            self.folded[slot], self.stemmed[slot] = entry.folded, entry.stemmed
            self._slots[entry.id] = slot
            if not entry.scoped:
                fresh.append(slot)
            else:
                self._apart.add(slot)
        if self._ordered:
            self._enter_order(fresh)

    @contextmanager
    def unordered(self) -> Iterator[None]:
        """Leaves the order of titles to the end: while many are put, part after part."""
        self._ordered, self._order = False, array("I")
        try:
            yield
        finally:
            self._ordered = True
            self._enter_order([slot for slot, paper in enumerate(self.ids) if paper and slot not in self._apart])

    def drop(self, papers: Iterable[str]) -> None:
        """Forgets papers; their slots are not given again."""
        for paper in papers:
            slot = self._slots.pop(paper, None)
            if slot is not None:
                self._leave_order(slot)
                self._empty(slot)

    def keep(self, slots: Collection[int]) -> None:
        """Forgets all papers but those of some slots; one that came back has a new slot, and keeps that."""
        for slot, paper in enumerate(self.ids):
            if paper and slot not in slots:
                if self._slots.get(paper) == slot:
                    del self._slots[paper]
                self._empty(slot)

    def starting(self, prefix: str, most: int) -> list[int]:
        """At most so many slots whose folded titles start with a prefix, in their order."""
        first = bisect_left(self._order, prefix, key=self.folded.__getitem__)
        last = bisect_right(self._order, prefix + LAST, first, key=self.folded.__getitem__)
        return list(self._order[first : min(last, first + most)])

    def around(self, typed: str, most: int) -> list[int]:
        """The slots whose titles share the longest start with what was typed: that start is shortened until there are many."""
        at = bisect_left(self._order, typed, key=self.folded.__getitem__)
        return list(self._order[max(0, at - most // 2) : at + most // 2])

    def holding(self, phrase: str) -> list[int]:
        """The slots whose folded titles are a phrase; where none is, those that begin with it, if it is long; else those that hold it."""
        if not phrase:
            return []
        begin = [slot for slot in self.starting(phrase, MANY) if f"{self.folded[slot]} ".startswith(f"{phrase} ")]
        if same := [slot for slot in begin if self.folded[slot] == phrase]:
            return same
        if begin and phrase.count(" ") + 1 >= TELLING:
            return begin
        held = ((slot, title) for slot, title in enumerate(self.folded) if phrase in title)
        return [slot for slot, title in held if f" {phrase} " in f" {title} "]

    def _empty(self, slot: int) -> None:
        self.ids[slot] = self.shown[slot] = self.folded[slot] = self.stemmed[slot] = ""

    def _reach(self, slot: int) -> None:
        more = [""] * (slot + 1 - len(self.ids))
        self.ids += more
        self.shown += more
        self.folded += more
        self.stemmed += more

    def _enter_order(self, slots: list[int]) -> None:
        if len(slots) > MANY:
            self._order = array("I", sorted([*self._order, *slots], key=self.folded.__getitem__))
            return
        for slot in slots:
            self._order.insert(bisect_left(self._order, self.folded[slot], key=self.folded.__getitem__), slot)

    def _leave_order(self, slot: int) -> None:
        if slot in self._apart or not self._ordered:
            return
        at = bisect_left(self._order, self.folded[slot], key=self.folded.__getitem__)
        self._order.pop(self._order.index(slot, at))


def fold_title(title: str) -> str:
    """A title as autocomplete and likeness compare it: its folded words, spaced, forty at most."""
    return " ".join(words_of(title)[:40])

"""The places of a post: by what was learned and by the source's order, drafted in turn while they are compared, and one in five drawn.

Pure, and the same from the same: chance comes from a seed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Literal

import msgspec

By = Literal["learned", "source", "drawn"]
"""Which order brought a paper: what was learned, the source's, or chance from the source's."""

EXPLORED = 5
"""One place in so many is drawn, where at least so many are posted."""

DRAWN_FROM = 5
"""A drawn paper is one of the first so many of the source's order that are not posted anyway."""


class Learned(msgspec.Struct, frozen=True):
    """What a subscription learned of a day's papers: their scores by id; the floor, None for none; how many are posted though they are
    under it; whether both orders take turns in this post, and whether places are drawn; and what chance comes from.
    """

    scores: Mapping[str, float]
    floor: float | None = None
    at_least: int = 0
    in_turns: bool = False
    explores: bool = True
    seed: str = ""


class Placed(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a paper came into a post: by which order, its place in both (from 1), and its score. Of one that was drawn, how likely that
    was, and its place by upvotes."""

    by: By
    learned: int
    source: int
    score: float
    chance: float = 1.0
    upvoted: int = 0


Take = Callable[[str], bool]
"""Puts a paper into the post; False where it is too like one that is there."""


def draft(
    ids: Sequence[str], upvotes: Mapping[str, int], learned: Learned, top: int, take: Take
) -> list[tuple[str, Placed]]:
    """At most `top` of some papers, which come in the source's order, each with how it came in."""
    drafting = Drafting(ids, learned, take)
    explored = top // EXPLORED if learned.explores else 0
    drafting.fill(top - explored)
    while explored and len(drafting.placed) + explored < EXPLORED * explored:
        explored -= 1
    drafting.fill(top - explored)
    drafting.explore(explored, sorted(ids, key=lambda paper_id: -upvotes[paper_id]), top)
    drafting.pad(min(learned.at_least, top))
    return list(drafting.placed.items())


class Drafting:
    """A post that is drafted. `placed` are its papers, in order."""

    def __init__(self, ids: Sequence[str], learned: Learned, take: Take) -> None:
        self._learned, self._take = learned, take
        self._by_score = sorted(ids, key=lambda paper_id: -learned.scores[paper_id])
        self._orders: Mapping[By, Sequence[str]] = {"learned": self._by_score, "source": ids}
        self._ranks = {by: {paper_id: n for n, paper_id in enumerate(order, 1)} for by, order in self._orders.items()}
        self._refused: set[str] = set()
        self._turns = self._turn_by_turn()
        self._turned = 0
        self.placed: dict[str, Placed] = {}

    def fill(self, most: int) -> None:
        """Fill the places up to a number, as far as there are papers."""
        while self._turned < most:
            self._turned += 1
            self._place(next(self._turns))

    def explore(self, places: int, by_upvotes: Sequence[str], top: int) -> None:
        """Draw papers of the source's order that learning would not have posted, the first of them most likely."""
        usual = set(self._by_score[:top])
        for number in range(places):
            while free := [i for i in by_upvotes if not (i in usual or i in self.placed or i in self._refused)]:
                weights = [1 / n for n in range(1, min(DRAWN_FROM, len(free)) + 1)]
                at = _drawn(chance(self._learned.seed, f"drawn {number} {len(self._refused)}"), weights)
                likely, upvoted = round(weights[at] / sum(weights), 3), by_upvotes.index(free[at]) + 1
                if self._put(free[at], "drawn", chance=likely, upvoted=upvoted):
                    break

    def pad(self, least: int) -> None:
        """Post the best under the floor, where fewer are posted than somebody wants."""
        for paper_id in self._by_score:
            if len(self.placed) >= least:
                return
            if paper_id not in self.placed and paper_id not in self._refused:
                self._put(paper_id, "learned")

    def _turn_by_turn(self) -> Iterator[By]:
        """Whose turn it is: the learned order's, or both in turn, the first of each round by chance (team draft)."""
        number = 0
        while True:
            if not self._learned.in_turns:
                yield "learned"
                continue
            first = chance(self._learned.seed, f"turn {number}") < 0.5
            yield from ("learned", "source") if first else ("source", "learned")
            number += 1

    def _place(self, by: By) -> None:
        """Put the best paper of an order into the post, if one is left."""
        for paper_id in self._orders[by]:
            if paper_id in self.placed or paper_id in self._refused:
                continue
            if (
                by == "learned"
                and self._learned.floor is not None
                and self._learned.scores[paper_id] < self._learned.floor
            ):
                return
            if self._put(paper_id, by):
                return

    def _put(self, paper_id: str, by: By, **drawn: float) -> bool:
        if not self._take(paper_id):
            self._refused.add(paper_id)
            return False
        learned, source = self._ranks["learned"][paper_id], self._ranks["source"][paper_id]
        placed = Placed(by, learned, source, round(self._learned.scores[paper_id], 3))
        self.placed[paper_id] = msgspec.structs.replace(placed, **drawn)
        return True


def _drawn(number: float, weights: Sequence[float]) -> int:
    """The place that a number from 0 up to 1 draws among weights."""
    left = number * sum(weights)
    for place, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return place
    return len(weights) - 1


def chance(seed: str, name: str) -> float:
    """A number from 0 up to 1, as good as drawn: always the same for a seed and a name."""
    return int.from_bytes(blake2b(f"{seed} {name}".encode(), digest_size=6).digest()) / 2**48

"""Why a paper was picked by what was learned: which of the papers voted for are nearest to it, and in which words."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from core.subscriptions.learning.features import LETTERS, STOP_WORDS, Features, bucket
from core.subscriptions.learning.matrix import Columns
from core.text.cleaning import words

WORDS = 2
"""Words that are named."""

EMPTY = frozenset(
    """new novel paper work propose present introduce show study method approach result use using based task set large small high low
    better best state art performance data model""".split()
)
"""Words of papers about themselves: they are no reason."""

SECOND = 0.6
"""The share of the nearest paper's likeness from which on a second one is named."""

LEAST = 0.02
"""The likeness (cosine) under which no paper is called near."""


class Nearness(NamedTuple):
    """The places of the nearest papers among those voted for, one or two, the nearest first, and words that they share with a pick."""

    places: tuple[int, ...]
    words: tuple[str, ...]


def nearest(columns: Columns, text: str, paper: Features, liked: Sequence[Features]) -> Nearness | None:
    """The papers nearest to one whose title and abstract are `text`; None where none is near."""
    own = _weights(columns, paper)
    shared = [_shared(own, _weights(columns, other)) for other in liked]
    likeness = [sum(products.values()) for products in shared]
    ranked = sorted(range(len(liked)), key=lambda place: (-likeness[place], place))
    near = [place for place in ranked[:2] if likeness[place] >= max(LEAST, SECOND * likeness[ranked[0]])]
    named = _named(text, shared[near[0]]) if near else ()
    return Nearness(tuple(near), named) if named else None


def _weights(columns: Columns, paper: Features) -> dict[int, float]:
    """The terms of a paper's text that count, by bucket; their squares add up to 1."""
    rows = columns.matrix([paper])
    half = len(columns.buckets)
    text = rows.columns < half
    return dict(zip(columns.buckets[rows.columns[text]].tolist(), rows.values[text].tolist(), strict=True))


def _shared(own: dict[int, float], other: dict[int, float]) -> dict[int, float]:
    return {key: weight * other[key] for key, weight in own.items() if key in other}


def _named(text: str, products: dict[int, float]) -> tuple[str, ...]:
    """The words of a text, as they stand there, that bring two papers nearest together; no two of one stem."""
    said: dict[str, tuple[float, str]] = {}
    kept = [word for word in words(text) if word not in STOP_WORDS and word not in EMPTY]
    for word in kept:
        if len(word) > 2 and not word.isdigit() and (worth := products.get(bucket(word[:LETTERS]), 0.0)):
            said.setdefault(word[:LETTERS], (worth, word))
    for left, right in pairwise(kept):
        if left[:LETTERS] in said and (worth := products.get(bucket(f"{left[:LETTERS]} {right[:LETTERS]}"), 0.0)):
            said[left[:LETTERS]] = (said[left[:LETTERS]][0] + worth, said[left[:LETTERS]][1])
    best = sorted(said.values(), key=lambda pair: (-pair[0], pair[1]))
    return tuple(word for _, word in best[:WORDS])

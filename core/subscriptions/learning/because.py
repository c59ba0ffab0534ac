"""Why a paper was picked by what was learned: which of the papers voted for are nearest to it, and in which words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from core.model import Paper
from core.subscriptions.learning.features import LETTERS, STOP_WORDS, Features, bucket, features
from core.subscriptions.learning.matrix import Columns
from core.text.cleaning import words

TOPICS = 2
"""Words, or pairs of words, that are named."""

EMPTY = frozenset(
    """new novel paper work propose present introduce show study method approach result use using based task set large small high low
    better best state art performance data model""".split()
)
"""Words of papers about themselves: they are no reason."""

OFTEN = 2
"""How often a paper without it in its title says a word that it is about."""

ENDING = 3
"""Letters at its end in which one word's forms differ: retrieve, retrieval."""

SECOND = 0.6
"""The share of the nearest paper's likeness from which on a second one is named."""

LEAST = 0.02
"""The likeness (cosine) under which no paper is called near."""


class Nearness(NamedTuple):
    """The places of the nearest papers among those voted for, one or two, the nearest first, and the topics that they share with a
    pick; none where they share only words that neither is about."""

    places: tuple[int, ...]
    topics: tuple[str, ...]


def nearest(columns: Columns, paper: Paper, liked: Sequence[Paper]) -> Nearness | None:
    """The papers nearest to one; None where none is near."""
    own = _weights(columns, features(paper.title, paper.abstract))
    shared = [_shared(own, _weights(columns, features(other.title, other.abstract))) for other in liked]
    likeness = [sum(products.values()) for products in shared]
    ranked = sorted(range(len(liked)), key=lambda place: (-likeness[place], place))
    near = [place for place in ranked[:2] if likeness[place] >= max(LEAST, SECOND * likeness[ranked[0]])]
    return Nearness(tuple(near), _topics(paper, liked[near[0]], shared[near[0]])) if near else None


def _weights(columns: Columns, paper: Features) -> dict[int, float]:
    """The terms of a paper's text that count, by bucket; their squares add up to 1."""
    rows = columns.matrix([paper])
    half = len(columns.buckets)
    text = rows.columns < half
    return dict(zip(columns.buckets[rows.columns[text]].tolist(), rows.values[text].tolist(), strict=True))


def _shared(own: dict[int, float], other: dict[int, float]) -> dict[int, float]:
    return {key: weight * other[key] for key, weight in own.items() if key in other}


class _Topics:
    """What a paper is about: the words, and pairs of words, that stand in its title (`titled`), or often in its abstract; by their
    stems, with the forms in which it says them.

    How often a word is said tells a topic from a word that fits every paper (Katz 1996); no list of such words is ever whole.
    """

    def __init__(self, paper: Paper) -> None:
        all_terms = [*_terms(paper.title), *_terms(paper.abstract)]
        counts = Counter(map(_stem, all_terms))
        self.titled = {_stem(term) for term in _terms(paper.title)}
        self.forms: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for term in dict.fromkeys(all_terms):
            if _stem(term) in self.titled or counts[_stem(term)] >= OFTEN:
                self.forms.setdefault(_stem(term), []).append(term)


def _topics(paper: Paper, other: Paper, products: dict[int, float]) -> tuple[str, ...]:
    """The topics of a paper, as it spells them, that bring it nearest to another; no two of one stem. Those of a title go before."""
    own, others = _Topics(paper), _Topics(other)
    worth = {
        forms[0]: sum(products.get(bucket(part), 0.0) for part in _parts(stem))
        for stem, forms in own.forms.items()
        if stem in others.forms and bucket(" ".join(stem)) in products and _same(forms[0], others.forms[stem])
    }
    titled = {term: value for term, value in worth.items() if _stem(term) in own.titled | others.titled}
    named: list[tuple[str, ...]] = []
    for term in sorted(titled or worth, key=lambda term: (-worth[term], term)):
        if len(named) < TOPICS and not {*_stem(term)} & {stem for before in named for stem in _stem(before)}:
            named.append(term)
    return tuple(" ".join(term) for term in named)


def _terms(text: str) -> Iterator[tuple[str, ...]]:
    """The words of a text that may be a topic, and each two that follow each other."""
    text_words = words(text)
    yield from ((word,) for word in text_words if _says(word))
    yield from ((left, right) for left, right in pairwise(text_words) if _says(left) and _says(right))


def _says(word: str) -> bool:
    return len(word) > 2 and not word.isdigit() and word not in STOP_WORDS and word not in EMPTY


def _stem(term: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word[:LETTERS] for word in term)


def _parts(stem: tuple[str, ...]) -> set[str]:
    """The terms that features make of a word or of two."""
    return {*stem, " ".join(stem)}


def _same(term: tuple[str, ...], forms: Sequence[tuple[str, ...]]) -> bool:
    """Whether one of the forms is the same words, but for their endings: five letters alone join prefill and prefix."""
    return any(all(_alike(a, b) for a, b in zip(term, form, strict=True)) for form in forms)


def _alike(left: str, right: str) -> bool:
    shorter, longer = sorted((len(left), len(right)))
    beginning = max(shorter - ENDING, min(LETTERS, shorter))
    return left[:beginning] == right[:beginning] and longer - beginning <= 2 * ENDING

"""Re-ranking: what BM25 found, ordered by how well query and title cover each other and how close the words stand.

The title counts with a high power of its coverage: a title that holds all the words is what was meant, one that
holds half of them says little. The weights lie on a plateau: set on words of titles in and out of order, misspelt
ones, keywords, summaries, and sentences looked for in the abstracts they were taken out of.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec
from rapidfuzz.fuzz import ratio
from tantivy import DocAddress

from core.search.candidates import Candidate
from core.search.memory.titles import Titles
from core.search.memory.vocabulary import Vocabulary
from core.search.reading import QueryWord, Reading

CLOSEST = 15
"""Papers whose whole text is compared; the others keep their place by score and title."""
MOST_WORDS = 16
"""Words of a query, the rarest, that are looked for in whole texts."""
SURE = 0.9
"""Likeness of query and title above which the title decides alone."""


class RankingWeights(msgspec.Struct, frozen=True):
    """What each sign adds to the share of the best BM25 score; all signs go from 0 to 1."""

    title: float = 0.15
    whole_title: float = 0.1
    in_order: float = 0.2
    nothing_else: float = 0.1
    to_the_letter: float = 1.0
    likeness: float = 0.6
    words: float = 0.35
    neighbours: float = 0.9


class Ranked(msgspec.Struct):
    """A candidate with its score, how much of the query its title and authors hold, and how like the title is."""

    candidate: Candidate
    score: float
    covered: float
    likeness: float


def rank(
    reading: Reading,
    candidates: Sequence[Candidate],
    titles: Titles,
    vocabulary: Vocabulary,
    texts: Callable[[list[DocAddress]], list[str]],
    weights: RankingWeights,
) -> list[Ranked]:
    """The candidates, best first. `texts` fetches the indexed stems of papers."""
    judge = _Judge(reading.words, weights, vocabulary)
    ranked = []
    for candidate in candidates:
        title = titles.folded[candidate.slot]
        likeness = ratio(reading.folded, title) / 100
        covered, bonus = judge.by_title(title.split(), candidate.met)
        ranked.append(Ranked(candidate, candidate.share + weights.likeness * likeness**6 + bonus, covered, likeness))
    ranked.sort(key=_by_score)
    closest = ranked[:CLOSEST]
    if len(reading.words) > 1 and all(one.likeness < SURE for one in closest):
        for one, text in zip(closest, texts([one.candidate.address for one in closest]), strict=True):
            one.score += judge.by_text(text, one.candidate.met)
        ranked.sort(key=_by_score)
    return ranked


class _Judge:
    def __init__(self, query_words: list[QueryWord], weights: RankingWeights, vocabulary: Vocabulary) -> None:
        self._words = query_words
        self._weights = weights
        self._vocabulary = vocabulary
        self._total = sum(query_word.weight for query_word in query_words) or 1.0
        self._by_form: dict[str, list[tuple[int, float]]] = {}
        for place, query_word in enumerate(query_words):
            for form, confidence in query_word.forms.items():
                self._by_form.setdefault(form, []).append((place, confidence))
        self._apart = [(place, *query_word.pair) for place, query_word in enumerate(query_words) if query_word.pair]
        self._surfaces = {word for query_word in query_words for word in (query_word.word, *query_word.spelt.values())}
        self._heavy = _heaviest(query_words)
        self._pair_total = sum(weight for _, weight, _, paired in self._heavy if paired) or 1.0

    def by_title(self, words: list[str], named: frozenset[int]) -> tuple[float, float]:
        """How much of the query the title and the authors' names hold, and what that adds to the score."""
        stems = self._vocabulary.stems(words)
        met: dict[int, float] = dict.fromkeys(named, 1.0)
        at: dict[int, int] = {}
        hits = exact = 0
        if not self._by_form.keys().isdisjoint(stems):
            for position, stem in enumerate(stems):
                for place, confidence in self._by_form.get(stem, ()):
                    at.setdefault(place, position)
                    if confidence > met.get(place, 0.0):
                        met[place] = confidence
                if stem in self._by_form:
                    hits += 1
                    exact += words[position] in self._surfaces
        for place, left, right in self._apart:
            if left in stems and stems[stems.index(left) + 1 :][:1] == [right]:
                met[place] = 1.0
        if not met:
            return 0.0, 0.0
        covered = sum([self._words[place].weight * confidence for place, confidence in met.items()]) / self._total
        order = [at[place] for place in sorted(at)]
        rising = sum([a < b for a, b in pairwise(order)]) / (len(self._words) - 1 or 1)
        w, other = self._weights, hits / (len(stems) or 1)
        whole = w.whole_title + w.in_order * rising + w.nothing_else * other
        whole += w.to_the_letter * min(1.0, exact / len(self._words))
        return covered, w.title * covered + covered**5 * whole

    def by_text(self, text: str, named: frozenset[int]) -> float:
        """How many of the words the whole text holds, and how many of them side by side."""
        held = close = 0.0
        before: list[str] = []
        for place, weight, forms, paired in self._heavy:
            found = [form for form in forms if form in text]
            if found:
                held += weight * max([forms[form] for form in found])
                if paired and before and any(left + right[1:] in text for left in before for right in found):
                    close += weight
            elif place in named:
                held += weight
            before = found
        return self._weights.words * held / self._total + self._weights.neighbours * close / self._pair_total


def _heaviest(query_words: list[QueryWord]) -> list[tuple[int, float, dict[str, float], bool]]:
    """The words that are looked for in whole texts: place, weight, spaced forms, and whether the one before is there too."""
    chosen = sorted(sorted(range(len(query_words)), key=lambda place: -query_words[place].weight)[:MOST_WORDS])
    return [
        (
            place,
            query_words[place].weight,
            {f" {form} ": sure for form, sure in query_words[place].forms.items()},
            place - 1 in chosen,
        )
        for place in chosen
    ]


def _by_score(ranked: Ranked) -> float:
    return -ranked.score

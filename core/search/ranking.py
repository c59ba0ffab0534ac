"""Re-ranking: what BM25 found, ordered by how well query and title cover each other and how close the words stand.

The title counts with a high power of its coverage: a title that holds all the words is what was meant, one that
holds half of them says little. The weights lie on a plateau: set on words of titles in and out of order, misspelt
ones, keywords, summaries, and sentences looked for in the abstracts they were taken out of.
"""

from collections.abc import Callable, Sequence
from operator import lt

import msgspec
from rapidfuzz.fuzz import ratio
from tantivy import DocAddress

from core.search.candidates import Candidate
from core.search.memory.titles import Titles
from core.search.reading import QueryWord, Reading

CLOSEST = 10
"""Papers whose whole text is compared; the others keep their place by score and title."""
MOST_WORDS = 16
"""Words of a query, the rarest, that are looked for in whole texts."""
SURE = 0.9
"""Likeness of query and title above which the title decides alone."""
TITLE, WHOLE_TITLE, IN_ORDER, NOTHING_ELSE, TO_THE_LETTER = 0.15, 0.1, 0.2, 0.1, 1.0
LIKENESS, WORDS, NEIGHBOURS = 0.6, 0.35, 0.9
"""What each sign adds to the share of the best BM25 score; all signs go from 0 to 1."""


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
    texts: Callable[[list[DocAddress]], list[str]],
) -> list[Ranked]:
    """The candidates, best first, of equal ones the newest, then by id. `texts` fetches the indexed stems of papers."""
    judge = _Judge(reading.words)
    folded, stemmed = titles.folded, titles.stemmed
    ranked = []
    for candidate in candidates:
        title = folded[candidate.slot]
        likeness = ratio(reading.folded, title) / 100
        covered, bonus = judge.by_title(title, stemmed[candidate.slot], candidate.met)
        ranked.append(Ranked(candidate, candidate.share + LIKENESS * likeness**6 + bonus, covered, likeness))

    def order(paper: Ranked) -> tuple[float, int, str]:
        return (-paper.score, -paper.candidate.day, titles.ids[paper.candidate.slot])

    ranked.sort(key=order)
    closest = ranked[:CLOSEST]
    if len(reading.words) > 1 and all(paper.likeness < SURE for paper in closest):
        for paper, text in zip(closest, texts([paper.candidate.address for paper in closest]), strict=True):
            paper.score += judge.by_text(text, paper.candidate.met)
        ranked[:CLOSEST] = sorted(closest, key=order)
    return ranked


class _Judge:
    """Judges texts by what they hold: every word and every stem of one stands between spaces."""

    def __init__(self, query_words: list[QueryWord]) -> None:
        self._words = [word.weight for word in query_words]
        self._total = sum(self._words) or 1.0
        self._places: dict[str, list[tuple[int, float]]] = {}
        for place, word in enumerate(query_words):
            for form, confidence in word.forms.items():
                self._places.setdefault(form, []).append((place, confidence))
        self._pairs = [(place, f" {' '.join(word.pair)} ") for place, word in enumerate(query_words) if word.pair]
        self._surfaces = {spelt for word in query_words for spelt in (word.word, *word.spelt.values())}
        self._heavy = _heaviest(query_words)
        self._pair_total = sum(weight for _, weight, _, paired in self._heavy if paired) or 1.0

    def by_title(self, title: str, stems: str, named: frozenset[int]) -> tuple[float, float]:
        """How much of the query the title and the authors' names hold, and what that adds to the score."""
        places, weights, words = self._places, self._words, stems.split()
        whole = named.union(place for place, pair in self._pairs if pair in stems) if self._pairs else named
        if not whole and places.keys().isdisjoint(words):
            return 0.0, 0.0
        best: dict[int, float] = {}
        first: dict[int, int] = {}
        hits, covered = 0, 0.0
        for form in words:
            if form in places:
                hits += 1
                for place, confidence in places[form]:
                    first.setdefault(place, hits)
                    best[place] = max(confidence, best.get(place, 0.0))
        for place, confidence in best.items():
            if place not in whole:
                covered += weights[place] * confidence
        covered = (covered + sum(map(weights.__getitem__, whole))) / self._total
        order = [first[place] for place in sorted(first)]
        count = len(weights)
        exact = len(self._surfaces.intersection(title.split()))
        bonus = WHOLE_TITLE + IN_ORDER * sum(map(lt, order, order[1:])) / (count - 1 or 1)
        bonus += TO_THE_LETTER * min(1.0, exact / count) + NOTHING_ELSE * hits / (len(words) or 1)
        return covered, TITLE * covered + covered**5 * bonus

    def by_text(self, text: str, named: frozenset[int]) -> float:
        """How many of the words the whole text holds, and how many of them side by side."""
        held = close = 0.0
        before: list[str] = []
        for place, weight, forms, paired in self._heavy:
            met = [form for form in forms if form in text]
            if met:
                held += weight * max([forms[form] for form in met])
                if paired and before and any(left + right[1:] in text for left in before for right in met):
                    close += weight
            elif place in named:
                held += weight
            before = met
        return WORDS * held / self._total + NEIGHBOURS * close / self._pair_total


def _heaviest(query_words: list[QueryWord]) -> list[tuple[int, float, dict[str, float], bool]]:
    """The words that are looked for in whole texts: place, weight, spaced forms, and whether the one before is there too."""
    chosen = sorted(sorted(range(len(query_words)), key=lambda place: -query_words[place].weight)[:MOST_WORDS])
    spaced = {place: {f" {form} ": sure for form, sure in query_words[place].forms.items()} for place in chosen}
    return [(place, query_words[place].weight, spaced[place], place - 1 in spaced) for place in chosen]

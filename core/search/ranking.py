"""Re-ranking: what BM25 found, ordered by how well query and title cover each other and how close the words stand.

The title counts with a high power of its coverage: a title that holds all the words is what was meant, one that
holds half of them says little. Weights were set on recorded papers with other queries than the benchmark's; README.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec
from rapidfuzz.fuzz import ratio
from tantivy import DocAddress

from core.search.asking import Candidate
from core.search.reading import Reading, Slot
from core.search.titles import Titles
from core.search.vocabulary import Vocabulary

CLOSEST = 30
"""Papers whose whole text is compared; the others keep their place by score and title."""
SURE = 0.9
"""Likeness of query and title above which the title decides alone."""


class Weights(msgspec.Struct, frozen=True):
    """What each sign adds to the share of the best BM25 score; all signs go from 0 to 1."""

    title: float = 0.15
    whole_title: float = 0.15
    in_order: float = 0.2
    nothing_else: float = 0.1
    to_the_letter: float = 0.65
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
    weights: Weights,
) -> list[Ranked]:
    """The candidates, best first. `texts` fetches the indexed stems of papers."""
    judge = _Judge(reading.slots, weights)
    ranked = []
    for candidate in candidates:
        title = titles.folded[candidate.slot]
        likeness = ratio(reading.folded, title) / 100
        covered, score = judge.by_title(words := title.split(), vocabulary.stems(words), candidate, likeness)
        ranked.append(Ranked(candidate, score, covered, likeness))
    ranked.sort(key=_by_score)
    closest = ranked[:CLOSEST]
    if len(reading.slots) > 1 and all(one.likeness < SURE for one in closest):
        for one, text in zip(closest, texts([one.candidate.address for one in closest]), strict=True):
            one.score += judge.by_text(text, one.candidate.met)
        ranked.sort(key=_by_score)
    return ranked


class _Judge:
    def __init__(self, slots: list[Slot], weights: Weights) -> None:
        self._slots = slots
        self._weights = weights
        self._total = sum(slot.weight for slot in slots) or 1.0
        self._by_form: dict[str, list[tuple[int, float]]] = {}
        for place, slot in enumerate(slots):
            for form, confidence in slot.forms.items():
                self._by_form.setdefault(form, []).append((place, confidence))
        self._apart = [(place, *slot.pair) for place, slot in enumerate(slots) if slot.pair]
        self._spaced = [{f" {form} ": sure for form, sure in slot.forms.items()} for slot in slots]
        self._surfaces = {word for slot in slots for word in (slot.word, *slot.spelt.values())}
        self._pairs = [(left.weight + right.weight) / 2 for left, right in pairwise(slots)]
        self._pair_total = sum(self._pairs) or 1.0

    def by_title(
        self, words: list[str], title: list[str], candidate: Candidate, likeness: float
    ) -> tuple[float, float]:
        """How much of the query the title and the authors' names hold, and the score from title and BM25."""
        hits = [(position, found) for position, word in enumerate(title) if (found := self._by_form.get(word))]
        met: dict[int, float] = dict.fromkeys(candidate.met, 1.0)
        at: dict[int, int] = {}
        exact = 0
        for position, found in hits:
            exact += words[position] in self._surfaces
            for place, confidence in found:
                at.setdefault(place, position)
                if confidence > met.get(place, 0.0):
                    met[place] = confidence
        for place, left, right in self._apart:
            if left in title and title[title.index(left) + 1 :][:1] == [right]:
                met[place] = 1.0
        w, score = self._weights, candidate.share + self._weights.likeness * likeness**6
        if not met:
            return 0.0, score
        covered = sum([self._slots[place].weight * confidence for place, confidence in met.items()]) / self._total
        order = [at[place] for place in sorted(at)]
        rising = sum([a < b for a, b in pairwise(order)]) / (len(self._slots) - 1 or 1)
        whole = w.whole_title + w.in_order * rising + w.nothing_else * len(hits) / (len(title) or 1)
        whole += w.to_the_letter * min(1.0, exact / len(self._slots))
        return covered, score + w.title * covered + covered**6 * whole

    def by_text(self, text: str, met: frozenset[int]) -> float:
        """How many of the words the whole text holds, and how many of them side by side."""
        held = close = 0.0
        before: list[str] = []
        for place, (slot, forms) in enumerate(zip(self._slots, self._spaced, strict=True)):
            found = [form for form in forms if form in text]
            if found:
                held += slot.weight * max([forms[form] for form in found])
                if before and any(left + right[1:] in text for left in before for right in found):
                    close += self._pairs[place - 1]
            elif place in met:
                held += slot.weight
            before = found
        return self._weights.words * held / self._total + self._weights.neighbours * close / self._pair_total


def _by_score(one: Ranked) -> float:
    return -one.score

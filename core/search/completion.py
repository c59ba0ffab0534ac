"""Autocomplete: titles that start as typed, then those that hold the words typed, then those that nearly do."""

from collections.abc import Collection, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA
from tantivy import Query as Question

from core.model import Query
from core.search.candidates import CandidateSearch, Clause, Scopes, any_of
from core.search.memory.titles import Titles
from core.search.memory.vocabulary import Vocabulary
from core.search.reading import Reader
from core.text.words import stem, words_of

WINDOW = 400
"""Titles in the order of titles around what was typed that are looked at."""
ANSWERS = 60
"""Titles asked for by their words."""
ENDINGS = 40
"""Words that the start of a word may become."""
ALIKE = 0.6
"""Likeness below which a title is not offered for a start that no title has."""
LIKELY = 0.85
"""Likeness from which a title is taken to be the one meant, so that the words typed are not corrected."""
WORDED = 0.8
"""Likeness that a title counts as which holds the words, only not at its start."""


class Completer:
    """Completes against one state of the index."""

    def __init__(self, titles: Titles, vocabulary: Vocabulary, asker: CandidateSearch) -> None:
        self._titles = titles
        self._vocabulary = vocabulary
        self._asker = asker

    def complete(self, typed: str, limit: int, scopes: Scopes, hidden: Collection[str]) -> list[tuple[str, str]]:
        """Ids and titles of at most `limit` papers, the likeliest first; the last word typed may be cut short."""
        titles, within = self._titles, self._asker.within(scopes, hidden)
        meant = self._meant(typed, limit + len(hidden), within)
        return [(titles.ids[slot], titles.shown[slot]) for slot in meant if titles.ids[slot] not in hidden][:limit]

    def _meant(self, typed: str, limit: int, within: list[Clause]) -> list[int]:
        words = words_of(typed)
        start = " ".join(words) + (" " if words and typed[-1:].isspace() else "")
        if not start:
            return []
        exact = sorted(self._titles.starting(start, WINDOW), key=self._length)
        if len(exact) >= limit:
            return exact[:limit]
        worded = self._holding(words, self._endings(words[-1]), within)
        if exact:
            return (exact + [slot for slot in worded if slot not in exact])[:limit]
        near = dict.fromkeys([*self._titles.around(start, WINDOW), *worded])
        alike = dict.fromkeys(worded, WORDED) | self._alike(start, near)
        if max(alike.values(), default=0.0) < LIKELY:
            others = self._nearly_holding(words, within)
            alike |= self._alike(start, [slot for slot in others if slot not in near])
        return sorted(alike, key=lambda slot: (-alike[slot], self._length(slot)))[:limit]

    def _length(self, slot: int) -> int:
        return len(self._titles.folded[slot])

    def _alike(self, start: str, slots: Iterable[int]) -> dict[int, float]:
        """Those that start nearly as typed, with their likeness; a letter more or less shifts the end by one."""
        folded, size = self._titles.folded, len(start)
        most = int((1 - ALIKE) * size)
        starts = {slot: folded[slot][:size] for slot in slots}
        near = process.extract(start, starts, scorer=OSA.distance, score_cutoff=most + 1, limit=None)
        alike: dict[int, float] = {}
        for _, distance, slot in near:
            shifted = (OSA.distance(start, folded[slot][: size + more]) for more in (-1, 1))
            if (least := min(distance, *shifted)) <= most:
                alike[slot] = 1 - least / size
        return alike

    def _holding(self, words: list[str], endings: list[str], within: list[Clause]) -> list[int]:
        """Titles with every word, and one that the last word may become."""
        stems = [stem(word) for word in words[:-1]]
        wanted = [self._asker.term("title", stemmed) for stemmed in stems]
        endings = endings or ([] if wanted else [stem(words[-1])])
        if endings:
            wanted.append(any_of([self._asker.term("title", ending) for ending in endings]))
        return self._slots(self._asker.must(wanted), within) if wanted else []

    def _nearly_holding(self, words: list[str], within: list[Clause]) -> list[int]:
        """Titles with some of the words, corrected where the catalog does not hold them."""
        reading = Reader(self._asker.searcher, self._vocabulary).read(Query(words=tuple(words[:-1])))
        terms = self._asker.weighted(reading.words, "title")
        last = self._endings(words[-1]) or self._slipped_endings(words[-1])
        terms += [self._asker.term("title", ending) for ending in last[:ENDINGS]]
        return self._slots(any_of(terms), within) if terms else []

    def _slots(self, question: Question, within: list[Clause]) -> list[int]:
        return self._asker.slots([address for _, address in self._asker.ask(question, ANSWERS, within)])

    def _endings(self, last: str) -> list[str]:
        return list(dict.fromkeys(map(stem, self._vocabulary.starting(last, ENDINGS))))

    def _slipped_endings(self, last: str) -> list[str]:
        """What a last word may become that no word starts with: it, or the start of a word, holds one slip."""
        whole = [word for word, distance in self._vocabulary.near(last).items() if distance == 1]
        begun = self._vocabulary.starting_nearly(last, ENDINGS)
        return list(dict.fromkeys(map(stem, whole + begun)))

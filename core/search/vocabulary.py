"""Every word the archive holds, with its stem, and which of them a misspelt word may have meant.

Words are never dropped: one whose last paper has gone finds nothing, and costs nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.search.folding import stems_of

SHORT = 4
"""Letters up to which a word is taken to hold one slip at most; longer ones may hold two."""


class Vocabulary:
    """Known words. Candidates for a misspelt word share one of four letter keys with it, so that OSA ranks few."""

    def __init__(self) -> None:
        self._stems: dict[str, str] = {}
        self._by_key: defaultdict[str, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._stems)

    def __contains__(self, word: str) -> bool:
        return word in self._stems

    def add(self, words: Iterable[str], *, likely: bool = True) -> None:
        """Takes in folded words; those that nobody is likely to mean by a slip are known, and not corrected to."""
        fresh = [word for word in dict.fromkeys(words) if word not in self._stems]
        self._stems.update(zip(fresh, stems_of(fresh), strict=True))
        if not likely:
            return
        by_key = self._by_key
        for word in fresh:
            if len(word) > 2 and word.isalpha():
                for key in _keys(word):
                    by_key[key].append(word)

    def forget(self, words: Iterable[str]) -> None:
        """Undoes `add`, for words whose commit failed."""
        for word in words:
            self._stems.pop(word, None)
            for key in _keys(word):
                if word in self._by_key.get(key, ()):
                    self._by_key[key].remove(word)

    def stems(self, words: Iterable[str]) -> list[str]:
        """The stems of words that are known; one that is not stays as it is."""
        known = self._stems.get
        return [known(word, word) for word in words]

    def learn(self, words: Sequence[str], fresh: set[str], *, likely: bool = True) -> list[str]:
        """The stems of words, those that were not known taken in and put in `fresh` too."""
        try:
            return list(map(self._stems.__getitem__, words))
        except KeyError:
            new = set(words).difference(self._stems)
            fresh |= new
            self.add(sorted(new), likely=likely)
            return list(map(self._stems.__getitem__, words))

    def near(self, word: str) -> dict[str, int]:
        """Known words within one edit (to four letters) or two, the word itself not among them, with their distance."""
        if len(word) < 3 or word.isdigit():
            return {}
        most = 1 if len(word) <= SHORT else 2
        keys = (_short_keys(word) if len(word) <= SHORT + 1 else ()) + (_long_keys(word) if len(word) >= SHORT else ())
        found: dict[str, int] = {}
        for key in keys:
            near = [known for known in self._by_key.get(key, ()) if -most <= len(known) - len(word) <= most]
            ranked = process.extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=None)
            found.update((known, int(distance)) for known, distance, _ in ranked if distance)
        return found

    def starting(self, prefix: str, most: int) -> list[str]:
        """At most so many known words that start with a prefix of three letters or more, the shortest first."""
        if len(prefix) < 3:
            return []
        some = dict.fromkeys(self._by_key.get(prefix[:3] + "*", []) + self._by_key.get(prefix[:2], []))
        return sorted((word for word in some if word.startswith(prefix)), key=len)[:most]

    def starting_nearly(self, prefix: str, most: int) -> list[str]:
        """At most so many known words that share three letters with a longer prefix, the rest of which holds one slip."""
        if len(prefix) < SHORT:
            return []
        some = self._by_key.get(prefix[:3] + "*", [])
        starts = [word[: len(prefix)] for word in some]
        ranked = process.extract(prefix, starts, scorer=OSA.distance, score_cutoff=1, limit=most)
        return [some[place] for _, _, place in ranked]


def _keys(word: str) -> tuple[str, ...]:
    """One slip leaves one of these alone; two slips, mostly. A word of five letters is near those of both kinds."""
    return (_short_keys(word) if len(word) <= SHORT + 1 else ()) + (_long_keys(word) if len(word) > SHORT else ())


def _short_keys(word: str) -> tuple[str, ...]:
    return (word[:2], "$" + word[-2:], word[0] + "~" + word[-1])


def _long_keys(word: str) -> tuple[str, ...]:
    return (word[:3] + "*", word[0] + "^" + word[-3:], "$" + word[-4:], word[:2] + "~" + word[-2:])

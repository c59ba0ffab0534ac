"""Every word the catalog holds, with its stem, and which of them a misspelt word may have meant.

Words are never dropped: one whose last paper has gone finds nothing, and costs nothing.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from sys import intern
from threading import Lock

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.search.memory.buckets import Buckets
from core.text.words import stem, stems_of

SHORT = 4
"""Letters up to which a word is taken to hold one slip at most; longer ones may hold two."""

LAST = "\U0010ffff"
"""What no word holds, and what follows every word that starts as what stands before it."""
LONG = 8
"""Length in letters from which more letters of a word are compared."""


class Vocabulary:
    """Known words. Candidates for a misspelt word share a key of some letters with it, so that OSA ranks few."""

    def __init__(self) -> None:
        self.joined: set[str] = set()
        self._met_once: set[str] = set()
        self._stems: dict[str, str] = {}
        self._words: list[str] = []  # those that may be corrected to, by the numbers that stand under their keys
        self._by_key = Buckets()
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)  # in the order of the alphabet
        self._unkeyed: list[str] = []  # put under keys when these are first asked for: that takes most of an opening
        self._keying = Lock()

    def __len__(self) -> int:
        return len(self._stems)

    def __contains__(self, word: str) -> bool:
        return word in self._stems

    def add(self, words: Iterable[str]) -> None:
        """Takes in folded words."""
        words = list(words)
        again = self._met_once.intersection(words)
        self._met_once -= again
        self._unkeyed += [word for word in (*self._add(words), *again) if len(word) > 2 and word.isalpha()]

    def key_words(self) -> None:
        """Puts the words taken in since under their keys, as the first correction would; a second or so for 180,000."""
        with self._keying:
            by_start = self._by_start
            while self._unkeyed:
                words, self._unkeyed = self._unkeyed, []
                first = len(self._words)
                self._words += words
                self._by_key.add((key, number) for number, word in enumerate(words, first) for key in _keys(word))
                for word in words:
                    by_start[word[:3]].append(word)
                for start in {word[:3] for word in words}:
                    by_start[start] = sorted(by_start[start])  # a new list: one that is being sorted reads as empty

    def add_joined(self, words: Iterable[str]) -> None:
        """Takes in words that hyphens part in some papers; those not met again are not corrected to."""
        words = list(words)
        self.joined.update(words)
        self._met_once.update(self._add(words))

    def _add(self, words: list[str]) -> list[str]:
        fresh = [word for word in dict.fromkeys(words) if word not in self._stems]
        for word, stemmed in zip(fresh, stems_of(fresh), strict=True):
            self._stems[word] = word if stemmed == word else intern(stemmed)  # many share a stem: each is held once
        return fresh

    def forget(self, words: Iterable[str]) -> None:
        """Undoes `add` and `add_joined`, for words whose commit failed."""
        self.key_words()
        for word in words:
            self.joined.discard(word)
            self._met_once.discard(word)
            self._stems.pop(word, None)  # under its keys it stays, and `near` leaves it out
            if word in (some := self._by_start.get(word[:3], [])):
                some.remove(word)

    def stems(self, words: Sequence[str]) -> list[str]:
        """The stems of words."""
        try:
            return list(map(self._stems.__getitem__, words))
        except KeyError:  # papers that are not everybody's hold words that are not learnt
            return [self._stems.get(word) or stem(word) for word in words]

    def learn(self, words: Sequence[str], fresh: set[str]) -> list[str]:
        """The stems of words, those that were not known taken in and put in `fresh` too."""
        try:
            return list(map(self._stems.__getitem__, words))
        except KeyError:
            new = set(words).difference(self._stems)
            fresh |= new
            self.add(sorted(new))
            return list(map(self._stems.__getitem__, words))

    def learn_joined(self, words: Sequence[str], fresh: set[str], again: set[str]) -> list[str]:
        """The stems of words that hyphens part; those not known as such are put in `fresh`, those met again in `again`."""
        hyphened = set(words)
        if met := hyphened & self._met_once:
            again |= met
            self.add(sorted(met))
        if new := hyphened - self.joined:
            fresh |= new
            self.add_joined(sorted(new))
        return self.stems(words)

    def near(self, word: str) -> dict[str, int]:
        """Known words within one edit (to four letters) or two, the word itself not among them, with their distance; the nearest
        first, then by the alphabet, so that every process corrects alike.
        """
        if len(word) < 3 or word.isdigit():
            return {}
        self.key_words()
        most = 1 if len(word) <= SHORT else 2
        keys = _short_keys(word) if len(word) <= SHORT + 1 else ()
        keys += _middle_keys(word) if SHORT <= len(word) <= LONG + 1 else ()
        keys += _long_keys(word) if len(word) >= LONG - 2 else ()
        words = [self._words[number] for number in self._by_key.under(keys)]
        ranked = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=None)
        distances = {known: int(distance) for known, distance, _ in ranked if distance and known in self._stems}
        return dict(sorted(distances.items(), key=lambda item: (item[1], item[0])))

    def starting(self, prefix: str, most: int) -> list[str]:
        """At most so many known words that start with a prefix of three letters or more, the shortest first."""
        if len(prefix) < 3:
            return []
        self.key_words()
        words = self._by_start.get(prefix[:3], [])
        first = bisect_left(words, prefix)
        return sorted(words[first : bisect_left(words, prefix + LAST, first)], key=len)[:most]

    def starting_nearly(self, prefix: str, most: int) -> list[str]:
        """At most so many known words that share three letters with a longer prefix, the rest of which holds one slip; the nearest
        first, then by the alphabet.
        """
        if len(prefix) < SHORT:
            return []
        self.key_words()
        some = self._by_start.get(prefix[:3], [])
        starts = [word[: len(prefix)] for word in some]
        ranked = process.extract(prefix, starts, scorer=OSA.distance, score_cutoff=1, limit=most)
        return [some[place] for _, _, place in ranked]


def _keys(word: str) -> tuple[str, ...]:
    """One slip leaves one of these alone; two slips, mostly. A word of five letters is near both kinds."""
    if len(word) >= LONG:
        return _long_keys(word)
    return (_short_keys(word) if len(word) <= SHORT + 1 else ()) + (_middle_keys(word) if len(word) > SHORT else ())


def _short_keys(word: str) -> tuple[str, ...]:
    return (word[:2], "$" + word[-2:], word[0] + "~" + word[-1])


def _middle_keys(word: str) -> tuple[str, ...]:
    return (word[:3] + "*", word[0] + "^" + word[-3:], "$" + word[-4:], word[:2] + "~" + word[-2:])


def _long_keys(word: str) -> tuple[str, ...]:
    return (word[:4] + "*", word[0] + "^" + word[-4:], "$" + word[-5:], word[:2] + "~" + word[-3:])

"""Every author's name in memory, for completion: found from the start of any of its words, in either order.

Names are never dropped: one whose last paper has gone finds nothing, and costs nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from heapq import nsmallest
from threading import Lock

from core.search.memory.vocabulary import Vocabulary
from core.text.words import words_of

LEAST = 2
"""Letters that must be typed; two are a whole word (`Li Wei`, `Wu`), for half the names have one that starts so."""
START = 3
"""Letters by which names are looked up."""
LONGEST = 100
"""Characters of a name that is offered: what chats take, and more than any person's has."""
SLIPS = 10
"""Words that one misspelt word is read as, at most."""

Met = Mapping[str, tuple[str, int]]
"""Names by their folded words: as shown, and in how many new papers."""


class Authors:
    """The names and how often each was met."""

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}  # '' for the most, whose folded words with capitals are the name
        self._often: dict[str, int] = {}  # those met more than once: few
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        self._unkeyed: list[str] = []  # put under their starts when these are first asked for, as the vocabulary's are
        self._keying = Lock()

    def __len__(self) -> int:
        return len(self._shown)

    def __contains__(self, folded: str) -> bool:
        return folded in self._shown

    def put(self, met: Met) -> None:
        """Takes in names; one that is known keeps how it is shown."""
        for folded, (shown, times) in met.items():
            if folded not in self._shown:
                self._shown[folded] = "" if shown == folded.title() else shown
                self._unkeyed.append(folded)
                times -= 1
            if times:
                self._often[folded] = self._often.get(folded, 1) + times

    def complete(self, typed: str, vocabulary: Vocabulary, limit: int) -> list[str]:
        """At most `limit` names that go on from what is typed, those of most papers first; a slip in a word is forgiven."""
        words = words_of(typed)
        start = " ".join(words)
        if len(start) < LEAST:
            return []
        self.key_names()
        names = self._starting(start + " " if typed[-1:].isspace() else start)
        if not names:
            names = [name for text in _mended(words, vocabulary) for name in self._starting(text)]
        best = nsmallest(limit, dict.fromkeys(names), key=lambda name: (-self._often.get(name, 1), len(name), name))
        return [self._shown[name] or name.title() for name in best]

    def key_names(self) -> None:
        """Puts the names taken in since under the starts of their words, as the first question would."""
        with self._keying:
            while self._unkeyed:
                names, self._unkeyed = self._unkeyed, []
                for name in names:
                    for start in {f"{word} "[:START] for word in name.split()}:
                        self._by_start[start].append(name)

    def _starting(self, start: str) -> list[str]:
        """The names with a word from which on they read as typed; after the last word the first one follows."""
        wanted = f" {start}" if len(start) >= START else f" {start} "
        some = self._by_start.get(wanted[1 : START + 1], ())
        return [name for name in some if wanted in f" {name} {name} "]


def shown_as(name: str) -> str:
    """A name as it is offered: given names first, and nothing that a command line reads."""
    family, comma, given = name.partition(",")
    turned = f"{given} {family}" if comma else name
    return " ".join(turned.replace('"', " ").split())[:LONGEST].strip()


def _mended(words: list[str], vocabulary: Vocabulary) -> Iterable[str]:
    """What was typed with one word as the catalog spells it, the nearest first."""
    for place, word in enumerate(words):
        near = vocabulary.near(word)
        begun = vocabulary.starting_nearly(word, SLIPS) if place == len(words) - 1 else []
        for other in dict.fromkeys([*sorted(near, key=near.__getitem__)[:SLIPS], *begun]):
            yield " ".join([*words[:place], other, *words[place + 1 :]])

"""A title read for comparing: its words in one spelling, numbers in one form, and where its parts begin."""

import re
from functools import cached_property, lru_cache

from core.dedup.spelling import letters, spell
from core.dedup.vocabulary import FRONT_MATTER, NUMBERED, ROMAN, ROMAN_LETTERS, STOP_WORDS

_LONGEST = 1_000
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_LANGUAGE = re.compile(r"(?<![^\W_])[a-z] ?(?:\+\+|#)", re.IGNORECASE)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,](?=\d)")
_BORDER = re.compile(r":|\?|!|;|\||\.(?=\s)|\s[-–—]+\s|—|--+")


class Title:
    """A title read. What only some comparisons ask for is found when they do: most titles that are compared are far apart."""

    def __init__(self, title: str) -> None:
        self._text = title[:_LONGEST]
        self._spelt = _spell(self._text)
        self.squashed = letters(self._spelt)

    @cached_property
    def undisguised(self) -> str:
        """The title squashed with the lookalikes of Latin letters left as they are."""
        return self.squashed if self._text.isascii() else letters(_spell(self._text, alike=False))

    @cached_property
    def languages(self) -> frozenset[str]:
        """The names in it that their signs alone tell from a letter: `c++`, `c#`."""
        if "+" not in self._text and "#" not in self._text:
            return frozenset()
        return frozenset(name.lower().replace(" ", "") for name in _LANGUAGE.findall(self._text))

    @property
    def is_cut(self) -> bool:
        """Whether it ends in dots."""
        return self._text.rstrip().endswith(("...", "…"))

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, in order."""
        return self._parts[0]

    @property
    def borders(self) -> frozenset[int]:
        """The numbers of the words that open a part, as after a colon."""
        return self._parts[1]

    @cached_property
    def content(self) -> tuple[str, ...]:
        """Its words but for stop words."""
        return tuple([word for word in self.words if word not in STOP_WORDS])

    @cached_property
    def _parts(self) -> tuple[tuple[str, ...], frozenset[int]]:
        words, borders = _split(self._spelt)
        return tuple([_read_roman(words, n, borders) for n in range(len(words))]), borders

    @property
    def is_heading(self) -> bool:
        """Whether many papers share this title, as they do `Editorial`; true of one without words."""
        return FRONT_MATTER.issuperset(self.content)

    @property
    def is_distinctive(self) -> bool:
        """Whether nobody else would choose this title: it has several content words and is no heading."""
        return len(self.content) >= 3 and not self.is_heading


@lru_cache(maxsize=8192)
def read_title(title: str) -> Title:
    """A title's words and parts; only its first 1,000 characters count."""
    return Title(title)


def _spell(title: str, alike: bool = True) -> str:
    return _BETWEEN_DIGITS.sub("", spell(title, alike)[: 2 * _LONGEST])


def _split(spelled: str) -> tuple[list[str], frozenset[int]]:
    """The words, and the numbers of those that open a part after a colon, a dash or a question mark."""
    first, *others = _BORDER.split(spelled)
    words = _WORD.findall(first)
    borders: set[int] = set()
    for part in others:
        borders.add(len(words))
        words += _WORD.findall(part)
    return words, frozenset(borders)


def _read_roman(words: list[str], n: int, borders: frozenset[int]) -> str:
    """`Part II` reads `part 2`; a single letter is a numeral only after such a word or at the end of a part."""
    word = words[n]
    if word in ROMAN_LETTERS and n and (words[n - 1] in NUMBERED or n + 1 == len(words) or n + 1 in borders):
        return ROMAN_LETTERS[word]
    return ROMAN.get(word, word)

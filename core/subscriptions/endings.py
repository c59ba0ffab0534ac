"""A topic's words as a pattern: each whole, or with the endings -s, -es, -ed, -ing and -'s of the same word; `unlearn*` takes any.

Not stems: to a stemmer unlearning and unlearnable are one word, and they are two subjects.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from core.text.words import LONGEST_WORD, words_of

STAR = "*"
"""Ends a word that may go on in any way."""

SHORTEST_START = 3
"""Letters before a star, at least: fewer would want every paper."""

_STARS = re.compile(r"\*+(?!\S)")
_SINGULAR = frozenset(("news", "lens", "bias", "gas", "atlas", "canvas", "does", "its", "whereas"))
"""Words that end in -s and are no plurals; -ss, -us and -is end none either."""

_ONE_SYLLABLE = re.compile(r"[b-df-hj-np-tv-z]*[aeiou][b-df-hj-np-tvz]")
"""A word like plan, whose last letter doubles before -ed and -ing."""


@lru_cache(maxsize=4096)
def pattern_of(part: str) -> re.Pattern[str]:
    """A word or phrase of a topic as a pattern for folded words, each with a space on both sides; two or three may be one."""
    words = starred_words(part)
    row = " ".join(map(_any_form, words))
    together = "".join(word.rstrip(STAR) for word in words)[:LONGEST_WORD]
    if 1 < len(words) < 4 and not together.isdigit():
        row = f"{row}|{_any_form(together + STAR * words[-1].endswith(STAR))}"
    return re.compile(rf" (?:{row}) ")


@lru_cache(maxsize=4096)
def starred_words(part: str) -> tuple[str, ...]:
    """The folded words of a word or phrase, those with a star that were typed with one."""
    *before, last = (words_of(piece) for piece in _STARS.split(part))
    starred = [[*words[:-1], f"{words[-1]}{STAR}"] for words in before if words]
    return tuple(word for words in (*starred, last) for word in words)


def meaning_of(part: str) -> tuple[str, ...]:
    """What tells whether two parts want the same: their words in the singular."""
    return tuple(next(_singulars(word), word) for word in starred_words(part))


def _any_form(word: str) -> str:
    if word.endswith(STAR):
        return rf"{re.escape(word.rstrip(STAR))}\S*"
    return f"(?:{'|'.join(map(re.escape, _forms(word)))})"


def _forms(word: str) -> list[str]:
    """The word and its endings; of a plural those of the singular too. An apostrophe is folded away, so -'s is -s."""
    if not word.isalpha() or not word.isascii():
        return [word]
    return list(dict.fromkeys(form for base in (word, *_singulars(word)) for form in (base, *_endings(base))))


def _singulars(word: str) -> Iterator[str]:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _SINGULAR:
        return
    if word.endswith("ies") and len(word) > 4:
        yield f"{word[:-3]}y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
        yield word[:-2]
    else:
        yield word[:-1]


def _endings(word: str) -> Iterator[str]:
    """How English writes these endings after a word: classes, studies, pruned, planning."""
    if word.endswith("e"):
        yield from (f"{word}s", f"{word}d", f"{word[:-1]}ing")
    elif word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing", f"{word}s")
    else:
        doubled = word + word[-1]
        short = len(word) > 2 and bool(_ONE_SYLLABLE.fullmatch(word))
        stems = (doubled,) if short else (word, doubled) if word[-1] in "lptr" else (word,)
        yield from (f"{word}s", f"{word}es")
        yield from (f"{stem}{ending}" for stem in stems for ending in ("ed", "ing"))

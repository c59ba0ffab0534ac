"""Whether two lists of authors can be one list: initials, order of names, accents, typos and cut lists aside."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from core.dedup.spelling import spell

Agreement = Literal["agree", "differ", "unknown"]

_MOST = 100
_WORD = re.compile(r"[^\W\d_]+")
_NO_NAME = frozenset({"et", "al", "others", "and", "jr", "sr", "ii", "iii", "iv", "phd", "dr", "prof"})

Names = tuple[frozenset[str], frozenset[str]]


def compare_authors(left: tuple[str, ...], other: tuple[str, ...]) -> Agreement:
    """Agree when the shorter list finds half of its surnames in the longer, differ when none; else nobody can say."""
    (surnames, names), (other_surnames, other_names) = _names(left[:_MOST]), _names(other[:_MOST])
    fewest = min(len(surnames), len(other_surnames))
    if not fewest:
        return "unknown"
    shared = max(len(surnames & other_names), len(other_surnames & names))
    if 2 * shared >= fewest:
        return "agree"
    missed, others_missed = surnames - other_names, other_surnames - names
    shared += min(_count_misspelt(missed, others_missed), _count_misspelt(others_missed, missed))
    if 2 * shared >= fewest:
        return "agree"
    return "unknown" if shared else "differ"


@lru_cache(maxsize=4096)
def _names(authors: tuple[str, ...]) -> Names:
    """The surnames of a list, and all of its names: which name is the surname, a source may get wrong."""
    surnames: set[str] = set()
    everything: set[str] = set()
    for author in authors:
        family, comma, _ = author[:200].partition(",")
        names = _read_names(author[:200])
        everything.update(names)
        surnames.update((_read_names(family) if comma else names)[-1:])
    return frozenset(surnames), frozenset(everything)


def _read_names(text: str) -> list[str]:
    spelled = spell(text).replace("'", "").replace("’", "")
    names = [name for name in _WORD.findall(spelled) if name not in _NO_NAME]
    return [name for name in names if len(name) > 1] or names


def _count_misspelt(surnames: Iterable[str], others: Iterable[str]) -> int:
    """How many surnames of at least five letters have a neighbour one edit away (`muller`, `mueller`)."""
    known = [name for name in others if len(name) > 4]
    return sum(
        any(OSA.distance(name, other, score_cutoff=1) <= 1 for other in known) for name in surnames if len(name) > 4
    )

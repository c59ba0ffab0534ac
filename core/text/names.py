"""Author lists as sources print them, to single names as one reads them: "Byron, A.; Noether, E." to "A. Byron", "E. Noether"."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from core.text.cleaning import clean, fold, plain

MOST_NAMES = 10_000
"""Names read of one paper: twice as many as the longest real list has."""

_LONGEST = 30 * MOST_NAMES
_LONGEST_NAME = 500
_BETWEEN = re.compile(r" ?[,;，；、] ?(?:and |& ?)?| (?:and|&) ")
_BRACKET = re.compile(r"([()])")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s-]?){1,4}")
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV|Ph\.?D\.?|M\.?D\.?", re.IGNORECASE)
_GROUP = re.compile(r"([^,;:]{1,80}\b(?:Collaboration|Consortium|Team|Group)):\s+")
_AND_OTHERS = re.compile(r"(?:\s+|^)(?:et\.?\s*al|and\s+others)\.?$", re.IGNORECASE)
_LOOSE_ACCENT = re.compile(r"\\([cvuHkr])\s+([A-Za-z])")
_LINEAGE = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)
_IS_GROUP = re.compile(
    r"\b(?:Collaborations?|Consortium|Teams?|Groups?|Network|Initiative|Projects?|Society|Institutes?|University|Foundation|Committee"
    r"|Association|Investigators|Laborator(?:y|ies)|Labs?|Cent(?:er|re)s?|Council|Alliance|Organi[sz]ation|Ministry|Agency|Department"
    r"|Contributors|Members|Study|Trial|Working|Community|Commission|Company|Corporation|Inc|Ltd|LLC|GmbH|and|for|the|of)\b|&|\d",
)
_PARTICLES = frozenset(
    "van von der den de del della di da das do dos du la le las los ten ter te zu zur zum af av bin ibn al el y e".split()
)
_VIETNAMESE = frozenset("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh".split())
_NOBODY = frozenset(["", "al", "al.", "others", "and", "n/a", "na", "unknown", "anonymous"])


def split_names(text: str) -> tuple[str, ...]:
    """The names in one text: parted by commas, semicolons and "and"; affiliations in brackets are left out.

    Where semicolons part them, or every second part is initials ("Byron, A. L., Noether, E."), surnames stand first and
    are turned.
    """
    text = _without_brackets(" ".join(text[:_LONGEST].split()))
    if ":" in text:
        text = _GROUP.sub(r"\1, ", text, count=1)
    if ";" in text:
        return known_names(map(turned, text.split(";")))
    parts = _BETWEEN.split(text.strip(" ,"))
    if len(parts) % 2 == 0 and all(map(_is_initials, parts[1::2])):
        return known_names(f"{given} {surname}" for surname, given in zip(parts[::2], parts[1::2], strict=True))
    names: list[str] = []
    for name in parts:
        if names and _SUFFIX.fullmatch(name):
            names[-1] += f" {name}"
        else:
            names.append(name)
    return known_names(names)


def turned(name: str) -> str:
    """The name with its given names first: "Byron, A. L." reads "A. L. Byron"; one without a comma stays."""
    surname, _, given = (part.strip() for part in name.partition(","))
    if not given:
        return surname
    given, _, suffix = (part.strip() for part in given.partition(","))
    return " ".join(part for part in (given, surname, suffix) if part)


def surname(name: str) -> str:
    """The last of a name's words with what belongs to it: "Laurens van der Maaten" reads "van der Maaten"."""
    words = name.split()
    while len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        words.pop()
    first = len(words) - 1
    while first > 1 and words[first - 1].islower():
        first -= 1
    return " ".join(words[first:])


class NameParts(NamedTuple):
    """A name as reference managers part it; `group` is one that is not a person's, or of one word, and has no other part."""

    given: str = ""
    particle: str = ""
    family: str = ""
    suffix: str = ""
    group: str = ""

    @property
    def key(self) -> str:
        """The word by which it is sorted and cited."""
        return self.family or self.group.split()[-1]


def name_parts(name: str) -> NameParts:
    """The parts of a name as people write it, given names first or, with a comma, last."""
    name = clean(name)
    if not _IS_GROUP.search(name):
        name = turned(name)
    words = name.split()
    if len(words) < 2 or _IS_GROUP.search(name) or "," in name:
        return NameParts(group=name or "-")
    suffix = words.pop() if len(words) > 2 and _LINEAGE.fullmatch(words[-1]) else ""
    last = first = len(words) - 1
    particles = _PARTICLES - {"van"} if fold(words[0]) in _VIETNAMESE else _PARTICLES  # whose "Van" is a given name
    while first > 1 and words[first - 1].lower() in particles:
        first -= 1
    particle = words[first:last]
    return NameParts(" ".join(words[:first]), " ".join(particle), words[last], suffix)


def known_names(names: Iterable[str]) -> tuple[str, ...]:
    """The names in order, fit to show, TeX accents decoded; what is no name ("et al.") is left out."""
    shown = (_shown(name[:_LONGEST_NAME]) for name in names)
    return tuple(islice((name for name in shown if name.lower() not in _NOBODY), MOST_NAMES))


def _is_initials(part: str) -> bool:
    return bool(_INITIALS.fullmatch(part)) and part == part.upper() and not _SUFFIX.fullmatch(part)


def _shown(name: str) -> str:
    name = clean(name)
    if "\\" in name:
        name = plain(_LOOSE_ACCENT.sub(r"\\\1{\2}", name))
    if name.endswith(("al", "al.", "others")):
        name = _AND_OTHERS.sub("", name)
    return name.strip(" ,;")


def _without_brackets(text: str) -> str:
    """The text without what stands in round brackets, to any depth; as it is where they do not match."""
    depth, kept = 0, []
    for piece in _BRACKET.split(text):
        depth += (piece == "(") - (piece == ")")
        if depth < 0:
            return text
        if not depth and piece != ")":
            kept.append(piece)
    return text if depth else "".join(kept)

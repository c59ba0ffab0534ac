"""Abstracts: the keys that find the same text again, and how alike two of them are.

Squashed to letters and digits, abstracts of different papers are at most half alike (over 20,000 recorded pairs).
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from rapidfuzz import fuzz

from core.dedup.spelling import letters, spell

SHINGLE_WORDS = 4
SHINGLES_KEPT = 8
"""How many of the smallest shingle hashes are kept: cut to 60 %, an abstract loses all of them once in 1,500 times."""

SHORTEST = 80
"""Squashed letters below which a text is no abstract to judge by."""

_LONGEST = 6_000
_BLOCK = 16
_BLOCKS = 24
_PLAINLY_ALIKE = 0.95
_WORD = re.compile(r"[^\W_]+")
_PARTED_AT_LINE_END = re.compile(r"(?<=[^\W\d_])-\s+(?=[^\W\d_])")
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_SIGNS_APART = bytes.maketrans(_SIGNS, b" " * len(_SIGNS))
_SMALL = 1 << 28  # one hash in 16: enough of them in most abstracts, and soon sorted
_OPENING = re.compile(r"abstract|summary")


_spelt = lru_cache(maxsize=4)(spell)
"""An abstract that comes in is squashed and cut into shingles, one after the other."""


@lru_cache(maxsize=4096)
def squash_abstract(abstract: str) -> str:
    """The letters and digits of an abstract, without a glued opening "Abstract"; "" when too short to judge by."""
    squashed = letters(_spelt(abstract))
    if opening := _OPENING.match(squashed):
        squashed = squashed[opening.end() :]
    return squashed[:_LONGEST] if len(squashed) >= SHORTEST else ""


def shingles(abstract: str) -> tuple[str, ...]:
    """The smallest stable hashes of its runs of four words, as hex; () for a text too short to judge by."""
    words, size = _coded_words(_spelt(abstract))
    if size < SHORTEST or len(words) < SHINGLE_WORDS:
        return ()
    hashes: Iterable[int] = map(crc32, words)
    for nth in range(1, SHINGLE_WORDS):  # the checksum of a run goes on from that of its beginning
        hashes = map(crc32, words[nth:], hashes)
    kept = set(hashes)
    small = [value for value in kept if value < _SMALL]
    smallest = sorted(small if len(small) >= SHINGLES_KEPT else kept)[:SHINGLES_KEPT]
    return tuple([f"{value:08x}" for value in smallest])


def _coded_words(spelled: str) -> tuple[list[bytes], int]:
    """The words of an abstract in UTF-8, those that a line end parted made whole, and how many letters and digits they have."""
    if "- " in spelled or "-\n" in spelled:
        spelled = _PARTED_AT_LINE_END.sub("", spelled)
    if spelled.isascii():
        coded = spelled.encode().translate(_SIGNS_APART).split()
        return coded, sum(map(len, coded))
    words = _WORD.findall(spelled)
    return [word.encode("utf-8", "surrogatepass") for word in words], sum(map(len, words))


def likeness(left: str, other: str) -> float | None:
    """How alike two abstracts are, 0 to 1, whichever is cut short or glued to more text; None where one is missing."""
    short, long = _by_length(left, other)
    if not short:
        return None
    if short in long:
        return 1.0
    shared = _share_blocks(short, long, _BLOCKS)
    if shared >= _PLAINLY_ALIKE or (shared == 0 and len(short) >= _BLOCK * _BLOCKS):
        return shared
    return max(_align(short, long), shared)


def may_be_alike(left: str, other: str) -> bool:
    """A cheap look: whether two abstracts share some of a few stretches of text, as those nearly the same do."""
    short, long = _by_length(left, other)
    return bool(short) and _share_blocks(short, long, 4) > 0 and _share_blocks(short, long, 12) >= 0.25


def _by_length(left: str, other: str) -> tuple[str, str]:
    mine, theirs = squash_abstract(left), squash_abstract(other)
    return (mine, theirs) if (len(mine), mine) <= (len(theirs), theirs) else (theirs, mine)


def _align(short: str, long: str) -> float:
    """The better of comparing with the beginning and the end of the longer text: one may be cut short or glued on."""
    size = len(short) + len(short) // 20
    best = fuzz.ratio(short, long[:size], score_cutoff=50)
    if len(long) > size and best < 90:
        best = max(best, fuzz.ratio(short, long[-size:], score_cutoff=50))
    return best / 100


def _share_blocks(short: str, long: str, most: int) -> float:
    """The share of blocks spread over the shorter text that the longer one holds, wherever they stand."""
    count = min(most, len(short) // _BLOCK)
    last = len(short) - _BLOCK
    shared = 0
    for n in range(count):
        at = last * n // (count - 1)
        shared += short[at : at + _BLOCK] in long
    return shared / count

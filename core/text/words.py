"""Words as the index, its queries and highlighting all know them: folded, hyphens split and joined, LaTeX read, English stems.

Chinese, Japanese and Korean put no spaces between words, or put endings on them: each two characters that stand side by
side are a word (the bigrams of Lucene's CJKBigramFilter).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from core.text.cleaning import LONGEST, clean, fold, plain

LONGEST_WORD = 40
"""Letters a word is cut to: longer runs are addresses and noise, and none is typed."""

_STOPPED = (
    "a an and are as at be but by can do does for from has have how if in into is it its of on or our that the their"
    " then there these they this to using via was we were what when which who will with you your"
)
STOP_WORDS = frozenset(_STOPPED.split())
"""Words a query leaves out where it has others; documents keep them, for phrases."""

_HYPHENS = frozenset("-‐‑‒–−﹣－")
_DROPPED = frozenset("’‘ʼ＇´")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_DROPPED_BYTES = b"'`^_{}$"
_SIGNS = bytes(c for c in range(128) if not chr(c).isalnum() and chr(c) != "-")
_TO_SPACE = bytes.maketrans(_SIGNS, b" " * len(_SIGNS))
_OTHER_SCRIPTS = {sign: "" if sign in _DROPPED_BYTES else " " for sign in _SIGNS}

BETWEEN = "|"
"""Parts title from title from abstract from joined words, so that no phrase reaches over."""
_UNSPACED = re.compile(
    "[\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f]+"
)
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
_SPELT_OUT = re.compile("(?<=[^aeiouq])(?:([aou])e|a(a))(?=[^aeiou]|$)")
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md"))


def split(text: str) -> tuple[list[str], list[str]]:
    """The words of a text in order, hyphens parting them, and the hyphenated ones joined: `super-resolution` gives all."""
    folded = _fold(plain(text))
    joined: list[str] = []
    hyphen = folded.find("-")
    while hyphen >= 0:
        start, end = folded.rfind(" ", 0, hyphen) + 1, folded.find(" ", hyphen)
        end = end if end >= 0 else len(folded)
        parts = [part for part in folded[start:end].split("-") if part]
        if 1 < len(parts) < 4 and not (word := "".join(parts)[:LONGEST_WORD]).isdigit():
            joined.append(word)
        hyphen = folded.find("-", end)
    return _spaced(folded), joined


def words_of(text: str) -> list[str]:
    """The words of a text in order, hyphens parting them."""
    return _spaced(_fold(plain(text)))


def stems_of(words: Iterable[str]) -> list[str]:
    """The English stems of folded words, one for each."""
    return stemmer().analyze(" ".join(words))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The English stem of one folded word."""
    return stems_of((word,))[0] if word else ""


@cache
def stemmer() -> TextAnalyzer:
    """Tantivy's English stemmer over words parted by spaces."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()


def _fold(text: str) -> str:
    """Lower case, accents and apostrophes dropped, every sign but the hyphen a space."""
    text = text[:LONGEST].lower()
    if not text.isascii():
        text = _FOREIGN.sub(lambda text: _character(text.group()), text)
    if text.isascii():
        return text.encode("ascii").translate(_TO_SPACE, _DROPPED_BYTES).decode("ascii")
    return text.translate(_OTHER_SCRIPTS)


def _spaced(folded: str) -> list[str]:
    words = folded.replace("-", " ").split()
    if not folded.isascii():
        words = [part for word in words for part in ((word,) if word.isascii() else _in_pairs(word))]
    return [word[:LONGEST_WORD] for word in words] if max(map(len, words), default=0) > LONGEST_WORD else words


def _in_pairs(word: str) -> list[str]:
    """A word with each run of unspaced script in it as its pairs of characters; a single character stays."""
    word = unicodedata.normalize("NFC", word)  # folding takes Korean syllables apart
    parts, at = list[str](), 0
    for run in _UNSPACED.finditer(word):
        parts += [*filter(None, [word[at : run.start()]]), *pairs_of(run.group())]
        at = run.end()
    return [*parts, *filter(None, [word[at:]])]


def pairs_of(run: str) -> list[str]:
    """The pairs of characters that stand side by side in a run of unspaced script."""
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]


def runs_of(text: str) -> list[tuple[int, str]]:
    """The runs of Chinese, Japanese and Korean script in a text, each with where it begins."""
    return [] if text.isascii() else [(run.start(), run.group()) for run in _UNSPACED.finditer(text)]


def other_spelling(typed: str) -> str:
    """A text with umlauts spelt out, else with what may be spelt-out ones as one letter, so that `Müller` is `Mueller` and
    `Mueller` is `Muller`; '' where it has neither.
    """
    other = unicodedata.normalize("NFC", typed).translate(_UMLAUTS)
    if other == typed:
        other = _SPELT_OUT.sub(lambda vowels: vowels[1] or vowels[2], typed.lower())
    return other if other.lower() != typed.lower() else ""


@lru_cache(maxsize=20_000)
def _character(character: str) -> str:
    """What one character outside ASCII folds to: letters and digits, a hyphen, nothing (marks), or a space."""
    if character in _HYPHENS:
        return "-"
    if character in _DROPPED:
        return ""
    return "".join(c if c.isalnum() else " " for c in fold(character))


def key(name: str) -> str:
    """A name as one term: folded, spaces joined."""
    return "_".join(fold(clean(name)).split())


def name_words(name: str) -> list[str]:
    """The folded words of a person's name, given names first: `Vaswani, Ashish` is `ashish vaswani`."""
    if "," in name:
        family, _, given = name.partition(",")
        name = f"{given} {family}"
    words = words_of(name)
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return words

"""Two titles held together: what differs once glued words, typos and a scanner's slips are paired off."""

import re
from typing import Literal

import msgspec
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from core.dedup.rivals import are_rivals
from core.dedup.titles import Title
from core.dedup.vocabulary import NOTICE_OPENINGS, NOTICES, STOP_WORDS

Relation = Literal["far", "near", "part", "misspelt", "equal"]
"""`part`: one is the other without its subtitle, name or end. `near` and `far`: each may hold words of its own."""

Missing = Literal["", "name", "initials", "subtitle", "end"]
"""What a `part` lacks: a name before a colon, one made of its initials, all after a colon or dash, or its end."""

_NEAR = 72.0
_MOST_PAIRS = 400
_DIGITS_MISREAD = str.maketrans("015829", "olsbzg")
_LAST_MISREAD = str.maketrans("01829", "olbzg")
_LIKE_LETTERS = str.maketrans("efbqvn", "cthguu")
_REPEATED = re.compile(r"(.)\1+")

Gap = tuple[int, int, int, int]


class Pairing(msgspec.Struct, frozen=True):
    """How two titles relate. `left` are the words without a partner, of each title; `typos` counts misspelt pairs."""

    relation: Relation
    ratio: float
    left: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    typos: int = 0
    missing: Missing = ""
    disguised: bool = False

    @property
    def numbers_differ(self) -> bool:
        """Whether each title holds numbers, versions or single letters, and they are not the same."""
        mine, theirs = map(_numbers, self.left)
        return bool(mine and theirs) and mine != theirs

    @property
    def number_left(self) -> bool:
        """Whether one title lacks a number, version or single letter of the other; a word cut short is none."""
        mine, theirs = map(_numbers, self.left)
        return bool(theirs) if self.missing else mine != theirs

    @property
    def is_slight(self) -> bool:
        """Whether all that differs is one letter of one word, too short or too plain a word to call that a typo."""
        words = [word for side in self.left for word in side]
        if [len(side) for side in self.left] != [1, 1] or min(map(len, words)) < 3 or any(map(_digits, words)):
            return False
        if list(map(len, words)) == [3, 3] and sorted(words[0]) != sorted(words[1]):
            return False  # of three letters are names, `CNN` and `RNN`, that one letter tells apart
        return not are_rivals(*words) and OSA.distance(*words, score_cutoff=1) <= 1

    @property
    def is_notice(self) -> bool:
        """Whether what one has left over says that it is about the other: a correction, a reply, a comment."""
        words = self.left[0] or self.left[1]
        if all(self.left) or not 0 < len(words) <= 3:
            return False
        return not NOTICES.isdisjoint((words[0], words[-1])) or (self.missing == "name" and words[0] in NOTICE_OPENINGS)


def pair_titles(left: Title, other: Title) -> Pairing:
    """What two titles have to do with each other; the same whichever comes first."""
    if left.squashed == other.squashed and left.languages != other.languages:
        mine, theirs = left.languages - other.languages, other.languages - left.languages
        return Pairing("near", 100.0, (tuple(sorted(mine)), tuple(sorted(theirs))))
    if left.undisguised == other.undisguised:
        return Pairing("equal", 100.0)
    if left.squashed == other.squashed:
        return Pairing("equal", 100.0, disguised=True)
    is_shorter = (len(left.squashed), left.squashed) <= (len(other.squashed), other.squashed)
    short, long = (left, other) if is_shorter else (other, left)
    ratio = fuzz.ratio(short.squashed, long.squashed)
    if ratio < _NEAR and not _may_be_part(short, long):
        return Pairing("far", ratio)
    return _pair_words(short, long, ratio)


def _may_be_part(short: Title, long: Title) -> bool:
    """Whether the shorter title begins or ends like the longer one, typos aside."""
    size = len(short.squashed)
    if size < 2:
        return False
    begun = fuzz.ratio(short.squashed, long.squashed[:size], score_cutoff=88)
    return begun > 0 or fuzz.ratio(short.squashed, long.squashed[-size:], score_cutoff=88) > 0


def _pair_words(short: Title, long: Title, ratio: float) -> Pairing:
    mine: list[str] = []
    theirs: list[str] = []
    gaps: list[Gap] = []
    typos = 0
    for gap in _differences(short.words, long.words):
        xs, ys, paired = _pair_gap(list(short.words[gap[0] : gap[1]]), list(long.words[gap[2] : gap[3]]))
        typos += paired
        if xs or ys:
            gaps.append(gap)
            mine += xs
            theirs += ys
    disguised = short.undisguised != short.squashed or long.undisguised != long.squashed
    left = (tuple(mine), tuple(theirs))
    if not mine and not theirs:
        return Pairing("misspelt" if typos else "equal", ratio, left, typos, disguised=disguised)
    missing = _look_for_part(short, long, gaps)
    return Pairing("part" if missing else "near", ratio, left, typos, missing, disguised)


def _differences(mine: tuple[str, ...], theirs: tuple[str, ...]) -> list[Gap]:
    """The stretches where two lists of words differ, neighbours joined."""
    joined: list[Gap] = []
    for step in Levenshtein.opcodes(mine, theirs):
        if step.tag == "equal":
            continue
        if joined and joined[-1][1] == step.src_start and joined[-1][3] == step.dest_start:
            joined[-1] = (joined[-1][0], step.src_end, joined[-1][2], step.dest_end)
        else:
            joined.append((step.src_start, step.src_end, step.dest_start, step.dest_end))
    return joined


def _pair_gap(xs: list[str], ys: list[str]) -> tuple[list[str], list[str], int]:
    """The content words of two differing stretches that stay over, and how many pairs were typos."""
    if _is_slip("".join(xs), "".join(ys)):
        return [], [], 0
    typos = 0
    for x in list(xs) if len(xs) * len(ys) <= _MOST_PAIRS else ():
        partner = next((y for y in ys if is_typo(x, y) or _is_plain_typo(x, y)), None)
        if partner is not None:
            xs.remove(x)
            ys.remove(partner)
            typos += 1
    if xs and ys and is_typo("".join(xs), "".join(ys)):
        return [], [], typos + 1
    return [x for x in xs if x not in STOP_WORDS], [y for y in ys if y not in STOP_WORDS], typos


def is_typo(x: str, y: str) -> bool:
    """Whether two words are one but for a typo.

    A letter doubled or misread, two swapped, or one edit from five letters and two from nine: but no digit may differ,
    the first letter stays, and a prefix is no typo (`unsupervised` is another word), nor is a word that is meant (`rivals.py`).
    """
    return _is_slip(x, y) or (_is_misspelt(x, y) and not are_rivals(x, y))


def _is_misspelt(x: str, y: str) -> bool:
    short, long = sorted((x, y), key=len)
    if len(short) >= 4 and _misread(x) == _misread(y):
        return True
    if len(short) < 2 or _digits(x) != _digits(y):
        return False
    if long.isalpha() and _REPEATED.sub(r"\1", x) == _REPEATED.sub(r"\1", y):
        return True
    if len(short) >= 4 and _is_swapped(x, y):
        return True
    if len(short) < (5 if short.isascii() else 10) or long.endswith(short) or short[0] != long[0]:
        return False
    most = 2 if len(short) >= 9 else 1
    return OSA.distance(short, long, score_cutoff=most) <= most


def _is_plain_typo(x: str, y: str) -> bool:
    """Whether one of two words is a misspelt `and`, `the` or the like, which carries nothing either way."""
    if len(y) < 3 or y not in STOP_WORDS:
        x, y = y, x
    return len(y) > 2 and y in STOP_WORDS and not _digits(x) and OSA.distance(x, y, score_cutoff=1) <= 1


def _misread(word: str) -> str:
    return _unslip(word).translate(_LIKE_LETTERS)


def _is_swapped(x: str, y: str) -> bool:
    return sorted(x) == sorted(y) and OSA.distance(x, y, score_cutoff=1) == 1


def _is_slip(x: str, y: str) -> bool:
    """Whether two words are one to a scanner (`mode1s`, `models`; `leaming`, `learning`); short ones may be names."""
    return x == y or (min(len(x), len(y)) > 2 and _unslip(x) == _unslip(y))


def _unslip(word: str) -> str:
    """The word as a scanner might have read it; but a last 5 may be meant (`gpt5` is not `gpts`)."""
    letters = word if word.isalpha() else word[:-1].translate(_DIGITS_MISREAD) + word[-1:].translate(_LAST_MISREAD)
    return letters.replace("rn", "m").replace("ri", "n").replace("vv", "w").replace("cl", "d").replace("l", "i")


def _look_for_part(short: Title, long: Title, gaps: list[Gap]) -> Missing:
    """What the shorter title lacks of the longer one, if that is all that parts them."""
    if len(gaps) != 1:
        return ""
    a, b, c, d = gaps[0]
    cut, missing = short.words[a:b], long.words[c:d]
    if b == len(short.words) and d == len(long.words) and (not cut or _is_cut_word(cut, missing, short.is_cut)):
        return "subtitle" if c in long.borders and not cut else "end"
    if a == b == c == 0 and d in long.borders:
        return "initials" if _is_initialism("".join(missing), short.words) else "name"
    return ""


def _is_cut_word(cut: tuple[str, ...], whole: tuple[str, ...], is_marked: bool) -> bool:
    """Whether a title ends inside a word of the longer one; inside a number only where dots mark the cut."""
    return len(cut) == 1 and bool(whole) and whole[0].startswith(cut[0]) and (is_marked or not _digits(cut[0]))


def _is_initialism(name: str, words: tuple[str, ...]) -> bool:
    """Whether a name is made of at least three initials of the words, in order; `a2e` stands for `aae`."""
    letters = "".join(
        name[n - 1] * (int(char) - 1) if n and char.isdecimal() else char for n, char in enumerate(name[:16])
    )
    initials = iter(word[0] for word in words)
    return len(letters) >= 3 and all(letter in initials for letter in letters)


def _numbers(words: tuple[str, ...]) -> list[str]:
    return sorted(word if len(word) == 1 else digits for word in words if (digits := _digits(word)) or len(word) == 1)


def _digits(word: str) -> str:
    return "" if word.isalpha() else "".join(char for char in word if char.isdigit())

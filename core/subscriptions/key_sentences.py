"""The one line that says what is new in a paper: its source's AI summary, else the sentence of its abstract that claims most.

A sentence scores by where it stands, how long it is and what it says. The weights are what `python -m tests.bench
claims --fit` finds on abstracts that readers marked, rounded; but an address counts against a sentence by our own judgement.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from core.model import Paper
from core.text.cleaning import LONGEST, clip_words, sentences

LONGEST_CLAIM = 200
"""Characters of a claim, so that a list of ten still reads as a list."""


class KeySentence(msgspec.Struct, frozen=True):
    """What is new in a paper, in one line; `machine` where a machine wrote it, which must then be said. "" if nothing is known."""

    text: str
    machine: bool = False


WEIGHTS: Mapping[str, int] = {
    "stands late": 3,
    "is long": 3,
    "stands first": -3,
    "follows a proposal": 2,
    "proposes": 1,
    "says we": 1,
    "opens with our": 3,
    "says this paper": 3,
    "shows": 3,
    "names evidence": 3,
    "names a gain": 3,
    "says new": 1,
    "tells of others": -3,
    "names a trouble": -2,
    "adds or orders": -2,
    "gives an address": -6,
}
"""What each cue adds to a sentence's score."""

_ENOUGH = 300
"""Characters from which on a sentence counts as long by 3, its most."""

_FEW = 5
"""Sentences after the first that standing last needs to count in full: in a cut abstract the last is not the end."""

_SAID = {
    "proposes": r"\b(?:we|paper|work|article|study)\b[^.]{0,40}? (?:propos|introduc|present|develop|design|describ)",
    "says we": r"\bwe\b",
    "opens with our": r"^(?:our|the proposed|the resulting)\b",
    "says this paper": r"\bthis (?:paper|work|article|study|letter)\b",
    "shows": r"\bwe (?:show|demonstrate|find|found|prove|observe|report)\b"
    r"|\b(?:show|demonstrat|find|found|prov|observ|reveal|indicat|suggest|confirm|verif|validat)\w* (?:that|how|the|its|our)\b",
    "names evidence": r"\b(?:experiment\w*|results|evaluations?|effectiveness|benchmarks?)\b",
    "names a gain": r"\b(?:outperform|surpass|exceed|improv|reduc|superior|better|faster|higher|boost)|\bstate[- ]of[- ]the[- ]art\b"
    r"|\d\s?(?:\\?%|×|(?:x|times|fold|points)\b)",
    "says new": r"\b(?:novel|new)\b",
    "tells of others": r"^(?:background|motivation|introduction|however|but|while|although|though|since|despite|yet|unfortunately"
    r"|nevertheless|nonetheless|recent|traditional|conventional|existing|previous|prior|current|most|many|typical|often|usual)(?:ly)?\b"
    r"|\bhowever\b|\b(?:has|have) (?:been|become|shown|achieved|led|made|attracted|gained|emerged|seen)\b|\?$",
    "names a trouble": r"\b(?:cannot|lack|suffer|fail|challeng|difficult|crucial|expensive|problem|remain|due to|do not|does not"
    r"|requires?\b|rely|relies|may\b|often)",
    "adds or orders": r"^(?:finally|in addition|additionally|furthermore|moreover|besides|further|also|given|for example|for instance"
    r"|first|second|third|then|next)(?:ly)?\b",
    "gives an address": r"https?:|\bwww\.|\bgithub\b|\b(?:code|data|datasets?|models?|weights|page)\b.{0,60}\b(?:available|released)\b",
}
_CUES = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SAID.items()}
_OTHER_ENDS = re.compile(r"(?<=[。！？।؟])\s*(?=.)|(?<=[.!?…])\s+(?=[^\W\d_a-zA-Z])")
_UNFINISHED = re.compile(r"\b(?:i\.i\.d|Ref|Refs|Prof|Thm|Def|Ch|Vol|pp|ca|incl)\.$")


def key_sentence(paper: Paper) -> KeySentence:
    """What is new in a paper, at most `LONGEST_CLAIM` characters, cut between words."""
    if summary := _spaced(paper.summary):
        return KeySentence(clip_words(_opening(part(summary)), LONGEST_CLAIM), machine=True)
    return KeySentence(clip_words(choose(paper.abstract), LONGEST_CLAIM))


def choose(abstract: str) -> str:
    """The sentence that says what was done or found; of two alike the earlier one, "" of an empty abstract."""
    pieces = part(_spaced(abstract))
    scores = [_score(cues) for cues in read_cues(pieces)]
    return pieces[scores.index(max(scores))] if pieces else ""


def part(text: str) -> list[str]:
    """The sentences of a text without double spaces, in any script; "i.i.d. Samples" and the like stay together."""
    pieces: list[str] = []
    for sentence in sentences(text):
        if pieces and _UNFINISHED.search(pieces[-1]):
            pieces[-1] += f" {sentence}"
        else:
            pieces += filter(None, _OTHER_ENDS.split(sentence))
    return pieces


def read_cues(pieces: Sequence[str]) -> list[dict[str, float]]:
    """The cues of each sentence of one abstract and how strong each is: 0 or 1, "stands late" between, "is long" to 3."""
    read: list[dict[str, float]] = []
    for at, piece in enumerate(pieces):
        cues = {name: float(bool(pattern.search(piece))) for name, pattern in _CUES.items()}
        cues["stands late"] = at / max(len(pieces) - 1, _FEW)
        cues["stands first"] = float(at == 0)
        cues["is long"] = min(len(piece), _ENOUGH) / 100
        cues["follows a proposal"] = read[-1]["proposes"] if read else 0.0
        read.append(cues)
    return read


def _score(cues: Mapping[str, float]) -> float:
    return sum(WEIGHTS[name] * strength for name, strength in cues.items())


def _opening(pieces: Sequence[str]) -> str:
    """The first sentence, and those after it that a claim holds whole."""
    opening = pieces[0]
    for piece in pieces[1:]:
        if len(opening) + 1 + len(piece) > LONGEST_CLAIM:
            break
        opening += f" {piece}"
    return opening


def _spaced(text: str) -> str:
    return " ".join(text[:LONGEST].split())

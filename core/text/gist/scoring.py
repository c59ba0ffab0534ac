"""How well a clause tells what a paper does: cues of its sentence and of its words, weighed by a fitted table.

What a cue adds was fitted to marked abstracts (`weights.tsv` says which and how); what may never stand is our own judgement.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from core.text.gist.clauses import Clause

WEIGHTS = Path(__file__).with_name("weights.tsv")

JUDGED = {
    "points away": -2.0,
    "tells the background": -2.0,
    "says little": -2.0,
    "repeats the title": -6.0,
    "defines": -1.0,
    "opens with a trial": -0.7,
    "after: undergone": -2.0,
}
"""What is not fitted: a word that points to what the clause does not hold (those who marked abstracts read all of them), what stands
before the first sentence of the authors' own, fewer than four words of substance that the title does not have, none of them, what a
thing is that others made, an evaluation, and what something undergoes under a condition."""

_SENTENCE = {
    "proposes": r"\b(?:we|paper|work|article|study)\b[^.,;]{0,30}? (?:propos|introduc|present|develop|design|describ|formulat|devis)",
    "names evidence": r"\b(?:experiment\w*|results|evaluations?|effectiveness|benchmarks|datasets|evaluat\w+|demonstrate|code)\b",
    "tells of others": r"however\b|ha(?:s|ve) (?:been|become|shown|achieved|led|made|attracted|gained|emerged|seen)\b|\?$",
}
_OPENING = {
    "specifically": r"(?:more )?(?:specifically|concretely|precisely|in particular|in detail|at its core)\b",
    "adds": r"(?:finally|in addition|additionally|furthermore|moreover|besides|further|also|second|third|next|lastly)(?:ly)?\b"
    r"|(?:\S+ ){0,3}also\b",
    "tells of others": r"(?:background|motivation|introduction|however|but|while|although|though|since|despite|yet|unfortunately"
    r"|nevertheless|nonetheless|recent|traditional|conventional|existing|previous|prior|current|most|many|typical|often|usual)(?:ly)?\b",
}
_CLAUSE = {
    "names a trouble": r"\b(?:cannot|lack|suffer|fail|challeng|difficult|crucial|expensive|problem|remain|due to|do not|does not"
    r"|requires?\b|rely|relies|may\b|often|not)",
    "names a gain": r"\b(?:improv|reduc|better|faster|higher|boost|achiev|competitive|effective|significant|compar(?:e|ed|able)\b|accura)",
    "names means": r"\b(?:by|using|via|through|based on|with)\b",
    "names a task": r"^(?:\S+ ){1,8}for\b",
    "opens with a making": r"^(?:learn|model|leverag|us[ei]|exploit|combin|incorporat|train|employ|adopt|extend|represent|encod"
    r"|estimat|predict|integrat|generat|decompos|optimi[sz]|appl[yi]|construct|build|formulat|introduc|propos|design|jointly)",
}
# all but names are sought in text of small letters: matching without regard to case takes twice as long
_OF_SENTENCE = {name: re.compile(pattern) for name, pattern in _SENTENCE.items()}
_OF_OPENING = {name: re.compile(pattern) for name, pattern in _OPENING.items()}
_OF_CLAUSE = {name: re.compile(pattern) for name, pattern in _CLAUSE.items()}

_NEVER_OPENS = re.compile(
    r"(?:this|it|its|their|they|these|those|such|because|when|to|for|by|our|there|here|if|what|how|where|them|as|in|on|with|from|given|unlike"
    r"|compared|despite|although|while|however|one|another|both|each|all|some|many|most|existing|recent|current|previous|prior|traditional"
    r"|conventional|and|or|but|also|than|address|tackle|lift|overcome|solve|bridge|fill|i|we|you|he|she|thereby|inspired|motivated|yet|still|only|even|upon|of|into|which|who"
    r"|an? (?:promising )?recent"
    r"|including|comprising|resulting|leading|making|allowing|using|consisting|achieving|showing|demonstrating|ensuring|yielding)\b"
)
_NEVER_HOLDS = re.compile(
    r"https?:|www\.|\bgithub\b|\b(?:code|data|datasets?|models?|weights|page|project|demo)s?\b.{0,60}\b(?:available|released|open-sourced)\b|\?"
)
_OF_ADDRESSES = ("http", "www.", "github", "available", "released", "open-sourced", "?")
"""One of these stands in whatever the pattern above finds; to look for words is faster."""
_SPLICED = re.compile(r"(?<!,)(?<! and)(?<! but)(?<! where)[,:”\"] (?:we|this (?:paper|work|article|study)) [a-z]")
"""Two sentences in one: what stands before the second hangs in the air, and what follows it is a clause of its own."""
_OF_SPLICES = (" we ", " this ")
_CLAIMS = re.compile(
    r"\b(?:outperform|surpass|exceed|superior|state[- ]of[- ]the[- ]art|sota\b|significant(?:ly)? (?:improv|better|boost|gain|perform)"
    r"|better (?:\S+ ){0,3}(?:than\b|perform)|(?:strong|competitive|promising|comparable|remarkable|excellent|impressive|stronger)"
    r" (?:\S+ )?(?:perform|result|generali)"
    r"|(?:huge|large|substantial|notable|considerable|consistent|clear) (?:gain|improve)"
    r"|effectiveness|baselines?\b|compared to)"
)
_POINTS_AWAY = re.compile(
    r"\b(?:these|those(?! (?:of|that|who|in)\b)|such(?! as\b)|this|the (?:two|three|four|former|latter|following|proposed|same)|above"
    r"|aforementioned|our|he|she|both (?:issues|problems|challenges|limitations|goals|aspects))\b|\bthe (?:first|second|third|other)"
    r" (?:model|one|method|part|stage|step|approach|is)\b|\((?:i+|iv|[a-d1-9])\)|^(?:\S+ ){0,3}(?:it|its|they|them|their)\b"
)
_SMALL = r"(?:of|for|and|the|with|in|on|to|a|an|via|by|from)"
_NAME_ONLY = re.compile(rf"(?:[A-Z\d(]\S*|{_SMALL})(?:\s(?:[A-Z\d(]\S*|{_SMALL}))*")
_OWN = re.compile(
    r"\b(?:we(?! (?:have (?:seen|witnessed)|live|often|know|are (?:seeing|witnessing)))|our|i|the authors"
    r"|this (?:paper|work|article|study|survey|report|review)(?!\W*$))\b"
)
_BACKGROUND = ("sentence", "by", "undergone", "who", "method")
"""What leads up to a clause that others may own: none of these names the authors."""
_NUMBER = re.compile(r"(?<![\w-])\d")
_DEFINES = re.compile(r"[^,]{1,60}?\b(?:is|are) (?:an?|the|one)\b")
_TRIES = re.compile(r"(?:focus|evaluate|test|compare|perform|conduct|report|obtain|apply|validate|recall|discuss)\b")
_WORD = re.compile(r"[^\W\d_]\w+")
_EMPTY = frozenset(
    "a an the of for in on at to by with from and or but as that which is are we our its their this via using through can be into it"
    " between under over across such than more novel new simple effective efficient general generalized unified scalable comprehensive"
    " large based deep learning data task tasks performance state art method methods approach approaches framework frameworks model models"
    " system systems architecture network networks algorithm technique techniques pipeline strategy solution module mechanism formulation"
    " paradigm scheme design work agent policy benchmark dataset training procedure representation analysis theory".split()
)
_FEW = 4
_STEM = 6
"""Letters of a word by which it is compared."""


class Draft(NamedTuple):
    """A clause, and how it would stand under the title."""

    clause: Clause
    text: str


def allowed(text: str) -> bool:
    """Whether a text may stand: no opening that leans on what went before, no address, no bare name, no claim without a number."""
    lowered = text.lower()
    if _NEVER_OPENS.match(lowered) or _NAME_ONLY.fullmatch(text):
        return False
    if any(word in lowered for word in _OF_ADDRESSES) and _NEVER_HOLDS.search(lowered):
        return False
    if any(word in lowered for word in _OF_SPLICES) and _SPLICED.search(lowered):
        return False
    return not _CLAIMS.search(lowered) or bool(_NUMBER.search(text))


def read_cues(pieces: Sequence[str], drafts: Sequence[Draft], title: str) -> list[dict[str, float]]:
    """The cues of each draft and how strong each is, by the names of the table and of `JUDGED`; a cue of no strength is left out."""
    low = [piece.lower() for piece in pieces]
    title_stems, of_sentences = stems(title), _read_sentences(low)
    own = next((at for at, piece in enumerate(low) if _OWN.search(piece)), 0)
    read = []
    for clause, text in drafts:
        words, lowered = stems(text) if title_stems else set(), text.lower()
        of_sentence = of_sentences[clause.sentence]
        cues = {name: 1.0 for name, pattern in _OF_CLAUSE.items() if pattern.search(lowered)}
        cues |= {
            f"after: {clause.lead}": 1.0,
            "is the longest": float(clause.longest),
            "is long": len(text) / 100,
            "starts far in": min(clause.start, 150) / 100,
            "ends its sentence": float(clause.end >= len(pieces[clause.sentence].rstrip(" .!?…"))),
            "says words of the title": float(min(len(words & title_stems), 4)),
            "says little": float(bool(title_stems) and len(words - title_stems) < _FEW),
            "repeats the title": float(bool(title_stems) and words <= title_stems),
            "defines": float(clause.lead == "sentence" and bool(_DEFINES.match(text))),
            "opens with a trial": float(bool(_TRIES.match(lowered))),
            "points away": float(bool(_POINTS_AWAY.search(lowered))),
            "tells the background": float(clause.lead in _BACKGROUND and clause.sentence < own),
        }
        read.append({name: strength for name, strength in (*of_sentence.items(), *cues.items()) if strength})
    return read


def score(cues: dict[str, float], fitted: dict[str, float]) -> float:
    """What the fitted table and our judgement give together."""
    return sum((fitted.get(name, 0.0) + JUDGED.get(name, 0.0)) * strength for name, strength in cues.items())


@cache
def table() -> dict[str, float]:
    """The fitted weights by the cue's name."""
    rows = WEIGHTS.read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return {name: float(weight) for name, weight in pairs}


def stems(text: str) -> set[str]:
    """The beginnings of a text's words of substance, for comparing."""
    return {word[:_STEM] for word in set(_WORD.findall(text.lower())) - _EMPTY}


def _read_sentences(pieces: Sequence[str]) -> list[dict[str, float]]:
    read: list[dict[str, float]] = []
    proposed = False
    for at, piece in enumerate(pieces):
        cues = {name: 1.0 for name, pattern in _OF_SENTENCE.items() if pattern.search(piece)}
        cues |= {name: 1.0 for name, pattern in _OF_OPENING.items() if pattern.match(piece)}
        if "proposes" in cues and not proposed:
            cues["proposes first"] = 1.0
            proposed = True
        if read and "proposes" in read[-1]:
            cues["follows a proposal"] = 1.0
        if not proposed:
            cues["before any proposal"] = 1.0
        if at < 2:
            cues["stands second" if at else "stands first"] = 1.0
        cues["stands late"] = at / max(len(pieces) - 1, 5)
        cues["stands at the end"] = float(at >= len(pieces) - 2)
        read.append(cues)
    return read

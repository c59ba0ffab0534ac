"""Two lines that may be one: what it costs to read a line as going on with the title or the abstract before it.

A cost is a log-odds against. Joining two papers is worse than losing the end of one abstract, so a join is only cheap
where the break is plain to see.
"""

import re
from collections.abc import Sequence

from core.parsing.pages.cues import is_ended, likeness, opens_abstract

_NEVER = 1e6
_SHORT = 250
_LONGEST_ABSTRACT = 2_000  # arXiv takes 1,920 characters
_CONNECTIVES = (
    "a|an|and|as|at|between|by|for|from|in|into|is|of|on|or|over|the|through|to|towards?|under|using|via|with|without"
)
_LIMP = re.compile(rf"(?:[,;:(–-]|(?<![\w-])(?:{_CONNECTIVES}|are|its|that|their|our|your|vs\.?))$", re.IGNORECASE)
_CONNECTIVE = re.compile(rf"(?:{_CONNECTIVES})\s")
_LOWER_WORD = re.compile(r"[a-z][a-z'’]*(?:[\s,;)]|\.(?:\s|$)|-[a-z]|$)")
_GOING_ON = re.compile(
    r"(?:however|moreover|furthermore|additionally|specifically|finally|consequently|therefore|thus|also|in addition"
    r"|in contrast|as a result|for example|extensive|experiments|experimental|results|our results|these|they|it|second"
    r"|third|lastly|notably|concretely|to this end|to address th\w+)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:we (?:will )?(?:release|open)|(?:our |the |source |all |its |project |training |and )*(?:code|data|datasets?|models?"
    r"|weights|demo|page|project|website|benchmark|implementation|materials?|videos?|resources)\b)"
    r"(?=.*(?:available|https?://|www\.|released?|open))",
    re.IGNORECASE,
)
_CUT = ("...", "…")


def title_join(last: str, line: str) -> float:
    """The cost of reading a line as the rest of a title that was broken before it."""
    if len(last) + len(line) > _SHORT or is_ended(last):
        return _NEVER
    if _CONNECTIVE.match(line) or _LIMP.search(last[-12:]):
        return 1.0 + max(0.0, -likeness(line))
    return _NEVER


def abstract_join(last: str, line: str, kin: float, cut_is_usual: bool) -> float:
    """The cost of reading a line as the rest of an abstract that was broken before it.

    `kin` is the kinship of the line with the title above; `cut_is_usual` says that this page's abstracts often stop in
    mid-sentence, which then is no sign of a break.
    """
    if len(line) < _SHORT and _TAIL.match(line):
        return 1.0
    ended = is_ended(last) or last.endswith(_CUT)
    if _LOWER_WORD.match(line):
        return (4.5 if ended else 0.5) - max(-1.0, kin)
    if not ended and _LIMP.search(last[-12:]):
        return 1.5 - max(-1.0, kin)
    cost = 10.0 if ended else 6.5 if cut_is_usual else 3.5
    cost += min(4.0, max(0.0, likeness(line))) - 2.0 * bool(_GOING_ON.match(line))
    cost += 3.0 * opens_abstract(line) + 3.0 * (len(last) + len(line) > _LONGEST_ABSTRACT)
    return cost - (max(-1.0, kin) if len(line) < _SHORT else kin)


def share_of_cut(lines: Sequence[str]) -> float:
    """Which share of the long lines stops in mid-sentence, from 0 to 1."""
    long = [line for line in lines if len(line) >= 300]
    return sum(not is_ended(line) for line in long) / len(long) if long else 0.0

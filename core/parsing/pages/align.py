"""Lines to pairs: the likeliest way to read a page as titles each followed by its abstract (Viterbi, linear in lines).

A lost or added line costs only itself: a title without abstract, an abstract without title or a stray line is paid for
and left out, and the pairs on both sides of it stand. Nothing depends on a line's parity.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from core.parsing.pages.cues import LineWeights, is_ended, kinship, likeness, opens_abstract, stems, weigh

Role = Literal["title", "title+", "abstract", "abstract+", "lone title", "lone abstract", "stray"]

_LONE = 5.0  # what a title or an abstract costs that is left without the other
_STRAY = 1.5
_NEVER = 1e9

_NOT_ONE = 1e6
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


class _Path(NamedTuple):
    """The cheapest reading of the lines so far: its cost, the line of its last title, and how it came here."""

    cost: float = _NEVER
    title: int = -1
    role: Role = "stray"
    before: "_Path | None" = None


class _Front(NamedTuple):
    """The cheapest reading for each state that the last line can leave: what may follow depends on nothing else."""

    title: _Path = _Path()
    stray_in_pair: _Path = _Path()
    abstract: _Path = _Path()
    other: _Path = _Path(0.0)


def assign_roles(lines: Sequence[str]) -> list[Role]:
    """The role of each line in the likeliest reading of the page; lines are stripped and not empty."""
    page = _Alignment(lines)
    front = _Front()
    for at, line in enumerate(lines):
        weights = weigh(line)
        front = _Front(
            page.as_title(front, at, weights),
            _step(_cheapest(front.title, front.stray_in_pair), "stray", _STRAY - weights.neither),
            page.as_abstract(front, at, weights),
            _leave_out(front, weights),
        )
    return _roles_of(_cheapest(front.abstract, front.other))


class _Alignment:
    """The lines, the words by which they know each other, and what each step to the next line costs."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.stems = [stems(line) for line in lines]
        self.cut_is_usual = share_of_cut(lines) > 0.2

    def as_title(self, front: _Front, at: int, weights: LineWeights) -> _Path:
        fresh = _step(_cheapest(front.abstract, front.other), "title", -weights.title, at)
        if front.title.cost >= _NEVER:
            return fresh
        return _cheapest(fresh, _step(front.title, "title+", title_join(self.lines[at - 1], self.lines[at])))

    def as_abstract(self, front: _Front, at: int, weights: LineWeights) -> _Path:
        paths = [
            _step(waiting, "abstract", -weights.abstract - kinship(self.stems[waiting.title], self.stems[at]))
            for waiting in (front.stray_in_pair if self._repeats(at) else front.title, front.stray_in_pair)
            if waiting.cost < _NEVER
        ]
        if front.abstract.cost < _NEVER and not self._repeats(at):
            kin = kinship(self.stems[front.abstract.title], self.stems[at])
            join = abstract_join(self.lines[at - 1], self.lines[at], kin, self.cut_is_usual)
            paths.append(_step(front.abstract, "abstract+", join))
        return _cheapest(*paths, _Path())

    def _repeats(self, at: int) -> bool:
        """Whether a line says again what the line before it says; then it is a copy, and no part of it."""
        last, this = self.stems[at - 1], self.stems[at]
        if len(self.lines[at]) > 2 * len(self.lines[at - 1]):
            return False
        return len(last & this) > 0.8 * max(len(last), len(this), 1)


def _leave_out(front: _Front, weights: LineWeights) -> _Path:
    closed = _cheapest(front.abstract, front.other)
    return _cheapest(
        _step(closed, "lone title", _LONE - weights.title),
        _step(closed, "lone abstract", _LONE - weights.abstract),
        _step(closed, "stray", _STRAY - weights.neither),
    )


def _cheapest(*paths: _Path) -> _Path:
    return min(paths, key=lambda path: path.cost)


def _step(before: _Path, role: Role, cost: float, title: int | None = None) -> _Path:
    return _Path(before.cost + cost, before.title if title is None else title, role, before)


def _roles_of(path: _Path) -> list[Role]:
    roles: list[Role] = []
    while path.before is not None:
        roles.append(path.role)
        path = path.before
    return roles[::-1]


def title_join(last: str, line: str) -> float:
    """The cost of reading a line as the rest of a title that was broken before it."""
    if len(last) + len(line) > _SHORT or is_ended(last):
        return _NOT_ONE
    if _CONNECTIVE.match(line) or _LIMP.search(last[-12:]):
        return 1.0 + max(0.0, -likeness(line))
    return _NOT_ONE


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

"""Which of two orders people vote for: what each had placed, a sequential test, and what is said of both. Pure."""

from collections.abc import Iterable, Sequence
from math import exp, lgamma, log
from typing import Literal

import msgspec

from core.subscriptions.drafting import Placed
from core.text.cleaning import counted

Verdict = Literal["", "learned", "source"]
"""Which order won; '' while that is open."""

SURE = 20
"""How many times likelier the votes must be under some preference than under none: one trial in so many may err, however often it
is looked at (a test martingale with a uniform prior; Ville 1939)."""

VOTED = 10
"""Papers voted for from which on a floor is set."""

CUT = 0.1
"""The share of the papers voted for that a floor would have kept out."""


class Trial(msgspec.Struct, frozen=True):
    """How both orders did in some posts: of the papers voted for, how many each had among as many first ones as are posted (`first`), and
    how many came in turn by each; the scores that those papers had.
    """

    posts: int = 0
    voted: int = 0
    learned: int = 0
    source: int = 0
    won: tuple[int, int] = (0, 0)
    scores: tuple[float, ...] = ()
    first: int = 0

    @property
    def verdict(self) -> Verdict:
        """Which order people vote for, as far as that is decided."""
        learned, source = self.won
        if evidence(learned, source) < SURE:
            return ""
        return "learned" if learned > source else "source"

    @property
    def floor(self) -> float | None:
        """The score that keeps nine in ten of the papers voted for; None where too few were."""
        return sorted(self.scores)[int(CUT * len(self.scores))] if len(self.scores) >= VOTED else None


def judged(posts: Iterable[Sequence[tuple[bool, Placed]]], first: int) -> Trial:
    """How both orders did in posts: each pick with whether it was voted for."""
    known = list(posts)
    voted = [placed for post in known for is_voted, placed in post if is_voted]
    in_turns = [post for post in known if any(placed.by == "source" for _, placed in post)]
    won = [[placed.by for is_voted, placed in post if is_voted] for post in in_turns]
    return Trial(
        len(known),
        len(voted),
        sum(placed.learned <= first for placed in voted),
        sum(placed.source <= first for placed in voted),
        (sum(by.count("learned") for by in won), sum(by.count("source") for by in won)),
        tuple(placed.score for placed in voted),
        first,
    )


def evidence(left: int, right: int) -> float:
    """How many times likelier these counts are under a preference, whichever, than under none."""
    return exp(lgamma(left + 1) + lgamma(right + 1) - lgamma(left + right + 2) + (left + right) * log(2))


def proof(trial: Trial) -> str:
    """Where both orders had placed what was voted for, with what that cannot tell; '' where nothing was."""
    if not trial.voted:
        return ""
    return (
        f"Of the {counted(trial.voted, 'paper')} voted for in {counted(trial.posts, 'post')}, learning had {trial.learned} among its first "
        f"{trial.first}, the source's order {trial.source}. Only what was posted could be voted on."
    )


def turns(trial: Trial, verdict: str, *, in_turns: bool) -> str:
    """Which order people vote for where both took turns."""
    learned, source = trial.won
    votes = f"{learned} of its picks voted for, {source} of the source's"
    if verdict == "learned":
        return f"Learning won when both orders took turns: {votes}."
    if verdict == "source":
        return f"Learning loses here: {votes}. “digest learn off” ends it."
    return f"Both orders take turns until one wins: {votes}." if in_turns or learned + source else ""

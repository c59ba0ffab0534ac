"""The pick of a day: which new papers a subscription gets, in which order, and why. The same from the same, on any machine."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import msgspec

from core.model import Paper, Tally
from core.subscriptions.drafting import Learned, Placed, draft
from core.subscriptions.filters import misfit, reasons
from core.subscriptions.model import Filter
from core.text.cleaning import counted
from core.text.source_names import new_on


class Eligible(msgspec.Struct, frozen=True):
    """A paper that may be picked: its trending level, its votes, when the record first knew it, and ids that may be it too."""

    paper: Paper
    level: float
    votes: Tally
    born: datetime | None = None
    near: frozenset[str] = frozenset()


class Window(msgspec.Struct, frozen=True):
    """What is new at an occurrence: listed after the last one (`after`) and until this (`until`), both aware.

    At a subscription's first post there was none: new are the papers first listed on `days`.
    """

    after: datetime | None
    until: datetime
    days: tuple[date, ...] = ()


class Pick(msgspec.Struct, frozen=True):
    """A paper picked, and why: `topic: unlearning; 3 votes here; 41 upvotes at the source`; `placed` is how, where one learned."""

    paper: Paper
    why: str
    placed: Placed | None = None


POSTED, LIKE, OVER = "posted before", "too like one of these", "beyond the number asked for"
UNDER = "too unlike what is voted for here"
"""Why a paper that fits is not picked, in words that follow a count."""


class Picked(msgspec.Struct, frozen=True):
    """A day's picks, best first, of `new` papers in all (whether picked or not); `merged` further listings were of those.

    `left` is how many were not picked for each reason, the most frequent first.
    """

    picks: tuple[Pick, ...]
    new: int
    merged: int
    left: tuple[tuple[str, int], ...] = ()


def pick(
    wants: Filter,
    window: Window,
    candidates: Iterable[Eligible],
    posted: Collection[str],
    top: int,
    learned: Learned | None = None,
) -> Picked:
    """At most `top` new papers that a filter wants, none of those `posted` (ids), none that may be one of them or of each other.

    Listed counts by the day of listing, so that what is filled in or pasted later is as old as its list. The source's order is
    theirs, and where something was `learned`, that one.
    """
    new = sorted(new_of(window, candidates), key=_order, reverse=True)
    fits, left = dict[str, tuple[Eligible, tuple[str, ...]]](), Counter[str]()
    for eligible in new:
        if (matched := reasons(wants, eligible.paper)) is None:
            left[misfit(wants, eligible.paper)] += 1
        elif eligible.paper.id in posted:
            left[POSTED] += 1
        else:
            fits[eligible.paper.id] = eligible, matched
    differing = Differing({paper_id: eligible.near for paper_id, (eligible, _) in fits.items()}, posted)
    placed = _placed({paper_id: eligible for paper_id, (eligible, _) in fits.items()}, top, learned, differing)
    picks = tuple(Pick(fits[i][0].paper, _why(*fits[i]), how) for i, how in placed.items())
    for paper_id in fits.keys() - placed.keys():
        under = learned and learned.floor is not None and learned.scores[paper_id] < learned.floor
        left[UNDER if under else LIKE if differing.is_like(paper_id) else OVER] += 1
    merged = sum(len(eligible.paper.sightings) - 1 for eligible in new)
    return Picked(picks, len(new), merged, tuple(left.most_common()))


def _placed(
    fits: Mapping[str, Eligible], top: int, learned: Learned | None, differing: "Differing"
) -> dict[str, Placed | None]:
    """Which papers are posted, in their order, and how each came to be."""
    if learned is None:
        placed: dict[str, Placed | None] = {}
        for paper_id in fits:
            if len(placed) < top and differing.take(paper_id):
                placed[paper_id] = None
        return placed
    upvotes = {paper_id: eligible.paper.source_score for paper_id, eligible in fits.items()}
    return dict(draft(list(fits), upvotes, learned, top, differing.take))


class Differing:
    """The papers that are taken, none of which may be one of the others, or one that was posted."""

    def __init__(self, near: Mapping[str, Collection[str]], posted: Collection[str]) -> None:
        self._near, self._seen, self._near_seen = near, set(posted), set[str]()

    def is_like(self, paper_id: str) -> bool:
        """Whether a paper may be one of those that are taken."""
        return paper_id in self._near_seen or not self._seen.isdisjoint(self._near[paper_id])

    def take(self, paper_id: str) -> bool:
        """Take a paper, unless it may be one of those."""
        if self.is_like(paper_id):
            return False
        self._seen.add(paper_id)
        self._near_seen.update(self._near[paper_id])
        return True


def new_of(window: Window, candidates: Iterable[Eligible]) -> list[Eligible]:
    """Those first listed in a window. On the day (UTC) of the last occurrence, what the record knew by then is not new."""
    latest = window.until.astimezone(UTC).date() + timedelta(days=1)
    listed = [
        (first, candidate)
        for candidate in candidates
        if (first := candidate.paper.first_day) is not None and first <= latest
    ]
    if window.after is None:
        return [candidate for first, candidate in listed if first in window.days]
    after, last = window.after, window.after.astimezone(UTC).date()
    return [
        candidate
        for first, candidate in listed
        if first > last or (first == last and candidate.born is not None and candidate.born > after)
    ]


def _order(eligible: Eligible) -> tuple[float, int, int, str]:
    """As lists are ranked (core/votes/trending.py), with the source's score before votes."""
    return eligible.level, eligible.paper.source_score, eligible.votes.net, eligible.paper.id


def _why(eligible: Eligible, matched: tuple[str, ...]) -> str:
    votes, upvotes = max(eligible.votes.net, 0), eligible.paper.source_score
    counts = (_counted(votes, "vote", "here"), _counted(upvotes, "upvote", "at the source"))
    parts = [*matched, *filter(None, counts)]
    return "; ".join(parts or [new_on(eligible.paper.sightings[0])])


def _counted(number: int, noun: str, where: str) -> str:
    return f"{counted(number, noun)} {where}" if number > 0 else ""

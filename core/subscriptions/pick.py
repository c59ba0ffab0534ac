"""The pick of a day: which new papers a subscription gets, in which order, and why. The same from the same, on any machine."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta

import msgspec

from core.model import Paper, Tally
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
    """A paper picked, and why: `topic: unlearning; 3 votes here; 41 upvotes at the source`."""

    paper: Paper
    why: str


POSTED, LIKE, OVER = "posted before", "too like one of these", "beyond the number asked for"
"""Why a paper that fits is not picked, in words that follow a count."""


class Picked(msgspec.Struct, frozen=True):
    """A day's picks, best first, of `new` papers in all (whether picked or not); `merged` further listings were of those.

    `left` is how many were not picked for each reason, the most frequent first.
    """

    picks: tuple[Pick, ...]
    new: int
    merged: int
    left: tuple[tuple[str, int], ...] = ()


def pick(wants: Filter, window: Window, candidates: Iterable[Eligible], posted: Collection[str], top: int) -> Picked:
    """At most `top` new papers that a filter wants, none of those `posted` (ids), none that may be one of them or of each other.

    Listed counts by the day of listing, so that what is filled in or pasted later is as old as its list.
    """
    new = sorted(new_of(window, candidates), key=_order, reverse=True)
    picks: list[Pick] = []
    left = Counter[str]()
    seen, near = set(posted), set[str]()
    for eligible in new:
        if (matched := reasons(wants, eligible.paper)) is None:
            left[misfit(wants, eligible.paper)] += 1
        elif eligible.paper.id in posted:
            left[POSTED] += 1
        elif eligible.paper.id in near or not seen.isdisjoint(eligible.near):
            left[LIKE] += 1
        elif len(picks) >= top:
            left[OVER] += 1
        else:
            picks.append(Pick(eligible.paper, _why(eligible, matched)))
            seen.add(eligible.paper.id)
            near |= eligible.near
    merged = sum(len(eligible.paper.sightings) - 1 for eligible in new)
    return Picked(tuple(picks), len(new), merged, tuple(left.most_common()))


def new_of(window: Window, candidates: Iterable[Eligible]) -> list[Eligible]:
    """Those first listed in a window. On the day (UTC) of the last occurrence, what the record knew by then is not new."""
    latest = window.until.astimezone(UTC).date() + timedelta(days=1)
    listed = [(first, one) for one in candidates if (first := one.paper.first_day) is not None and first <= latest]
    if window.after is None:
        return [one for first, one in listed if first in window.days]
    after, last = window.after, window.after.astimezone(UTC).date()
    return [
        one for first, one in listed if first > last or (first == last and one.born is not None and one.born > after)
    ]


def _order(eligible: Eligible) -> tuple[float, int, int, str]:
    """As lists are ranked (core/votes/ranking.py), with the source's score before votes."""
    return eligible.level, eligible.paper.source_score, eligible.votes.net, eligible.paper.id


def _why(eligible: Eligible, matched: tuple[str, ...]) -> str:
    votes, upvotes = max(eligible.votes.net, 0), eligible.paper.source_score
    said = (_counted(votes, "vote", "here"), _counted(upvotes, "upvote", "at the source"))
    parts = [*matched, *filter(None, said)]
    return "; ".join(parts or [new_on(eligible.paper.sightings[0])])


def _counted(number: int, noun: str, where: str) -> str:
    return f"{counted(number, noun)} {where}" if number > 0 else ""

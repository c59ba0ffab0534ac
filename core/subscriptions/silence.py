"""Why a morning has no post, or fewer picks than asked for: in a sentence, from facts. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from core.subscriptions.pick import Picked
from core.subscriptions.wording import long_day, moment
from core.text.cleaning import counted

ENOUGH_REASONS = 4
"""Reasons that are named; the others are summed."""


class FeedStanding(msgspec.Struct, frozen=True):
    """How a feed stands: its name for people; since when it gives no list, and when it gave the last one (both aware, or None);
    whether it was asked within the last day; where it announces nothing today, that day by its own calendar, and the holiday before it,
    where that is why."""

    name: str
    failing: datetime | None = None
    success: datetime | None = None
    asked: bool = True
    closed: date | None = None
    holiday: date | None = None


def missing(standings: Sequence[FeedStanding], zone: str) -> str:
    """Which feeds give no list, and since when; '' where all do."""
    return "; ".join(_nothing(feed, zone) for feed in standings if feed.failing)


def thin(picked: Picked, top: int, standings: Sequence[FeedStanding], zone: str) -> str:
    """Why there are fewer picks than asked for; '' where there are as many."""
    if len(picked.picks) >= top:
        return ""
    if picked.new:
        return ". ".join(filter(None, (fitting(picked), missing(standings, zone)))) + "."
    nothing = "; ".join(_nothing(feed, zone) for feed in standings) or "no feed is switched on"
    return f"No new paper was listed: {nothing}."


def fitting(picked: Picked) -> str:
    """How many of the new papers are picked, and what kept the others out: `0 of 46 new papers picked: 41 out by topic`."""
    named, rest = picked.left[:ENOUGH_REASONS], sum(number for _, number in picked.left[ENOUGH_REASONS:])
    parts = [f"{number:,} {'out ' if reason.startswith('by ') else ''}{reason}" for reason, number in named]
    parts += [f"{rest:,} for other reasons"] if rest else []
    sentence = f"{len(picked.picks)} of {counted(picked.new, 'new paper')} picked"
    return f"{sentence}: {', '.join(parts)}" if parts else sentence


def _nothing(feed: FeedStanding, zone: str) -> str:
    if feed.failing:
        return f"{feed.name} has given no list since {moment(feed.failing, zone)}"
    if not feed.success:
        return f"{feed.name} has not been read yet"
    if feed.closed and feed.holiday:
        return f"{feed.name} announces nothing on {long_day(feed.closed)}, after its holiday of {feed.holiday:%A}"
    if feed.closed:
        return f"{feed.name} announces nothing on {feed.closed:%A}s"
    return (
        f"{feed.name} had nothing new" if feed.asked else f"{feed.name} was last read on {moment(feed.success, zone)}"
    )

"""How a fetch of a listing ended, in a sentence for the operator; times are in the zone of `now`."""

from datetime import date, datetime

from core.errors import NotAListing
from core.feeds.habits import habit_of
from core.feeds.trouble import (
    BadStatus,
    FetchFailed,
    HostUnreachable,
    LeftAlone,
    RetryLater,
    TooLarge,
    TooSlow,
    Unexpected,
)
from core.text.cleaning import counted
from core.text.source_names import feed_name

GONE = (400, 404, 410)
"""Statuses that say there is no such list; a day that is over counts as an empty one then, and is asked for again."""


def listed(feed: str, day: date, entries: int, now: datetime) -> str:
    """A list that came: `Hugging Face: 46 papers of 20 November.`"""
    return (
        f"{feed_name(feed)}: {counted(entries, 'paper')}{f' of {_day(day, now)}' if habit_of(feed).looks_back else ''}."
    )


def empty(feed: str, day: date, now: datetime, again: datetime | None = None) -> str:
    """A list without papers, or none at all: `arXiv announces nothing today.`"""
    return f"{_none(feed, day, now)}{_again(again, now)}."


def unchanged(feed: str, day: date, now: datetime) -> str:
    """A list that is as it was when it was last asked for, or one that the source does not keep."""
    habit, today = habit_of(feed), habit_of(feed).today(now)
    if not habit.lists(day):
        return empty(feed, day, now)
    if not habit.looks_back:
        return f"{feed_name(feed)}: {'nothing new' if day == today else 'no lists of other days are kept there'}."
    return f"{feed_name(feed)}: nothing new {'today' if day == today else f'of {_day(day, now)}'}."


def failed(feed: str, day: date, error: FetchFailed | NotAListing, now: datetime, again: datetime | None) -> str:
    """A list that could not be had, when it is asked for again, and why: `Hugging Face refused; again at 02:40. …`"""
    return f"{_failed(feed, day, error, now)}{_again(again, now)}. {error}"


def _failed(feed: str, day: date, error: FetchFailed | NotAListing, now: datetime) -> str:
    name = feed_name(feed)
    if isinstance(error, BadStatus):
        return (
            _none(feed, day, now)
            if error.status in GONE
            else f"{name} {'failed' if error.status >= 500 else 'refused'}"
        )
    if isinstance(error, LeftAlone):
        return f"{name} was not asked"
    if isinstance(error, RetryLater):
        return f"{name} refused"
    if isinstance(error, HostUnreachable | TooSlow):
        return f"{name} did not answer"
    if isinstance(error, NotAListing | Unexpected | TooLarge):
        return f"{name} sent no list that can be read"
    return f"{name} could not be asked"


def _none(feed: str, day: date, now: datetime) -> str:
    habit = habit_of(feed)
    if day != habit.today(now):
        return f"{feed_name(feed)} has no listing of {_day(day, now)}"
    if not habit.lists(day) or habit.holiday_before(day):
        return f"{feed_name(feed)} announces nothing today"
    return f"{feed_name(feed)} has no listing today so far"


def _again(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    at = at.astimezone(now.tzinfo)
    return f"; again at {at:%H:%M}" if at.date() == now.date() else f"; again on {_day(at.date(), now)} at {at:%H:%M}"


def _day(day: date, now: datetime) -> str:
    return f"{day.day} {day:%B}" if day.year == now.year else f"{day.day} {day:%B %Y}"

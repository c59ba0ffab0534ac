"""The habits of each source: the calendar of its days, how often it is worth asking, and what counts as a day that is in.

A day of a source that looks back is asked for until it is in, however long that takes: no failure loses it.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

EMPTIES = 3
"""Times, a day apart, that a list is found empty before that is believed: arXiv's API is at times empty by mistake."""

LATE = timedelta(hours=1)
"""When a source that announces once a day is asked again, where it still shows an earlier day."""

NOTHING_YET = timedelta(hours=6)
"""When it is asked again where it shows the day, and nothing in it: a holiday, most likely."""

HOLIDAYS = Path(__file__).with_name("arxiv_holidays.txt")

DEADLINE = time(14)
"""Eastern time by which a submission is announced the same weekday, in the list of the next (arXiv's help, “availability”)."""


class Habit(msgspec.Struct, frozen=True):
    """`every`: hours between two looks at today's list. `moves`: days for which a list is fetched again each day. `final`: days
    after which it holds all its papers. `announces`: it comes whole, once each weekday. `looks_back`: earlier lists are kept.
    """

    every: int = 1
    moves: int = 0
    final: int = 1
    announces: bool = False
    looks_back: bool = True

    @property
    def zone(self) -> tzinfo:
        """Where its days begin at midnight."""
        return ZoneInfo("America/New_York") if self.announces else UTC

    def today(self, now: datetime) -> date:
        """The day as the source counts it."""
        return now.astimezone(self.zone).date()

    def lists(self, day: date) -> bool:
        """Whether there is a list of that day at all."""
        return not self.announces or is_weekday(day)

    def holiday_before(self, day: date) -> date | None:
        """The holiday for which a weekday is known to bring no list: the last weekday before it. (The list is asked for all
        the same, for a plan may change.) Of years that the table does not cover nothing is known."""
        before = _weekday_before(day)
        return before if self.announces and is_weekday(day) and before in _holidays() else None

    def begins(self, after: date) -> datetime:
        """When the next day begins of which there is a list."""
        day = after + timedelta(days=1)
        while not self.lists(day):
            day += timedelta(days=1)
        return datetime.combine(day, time(), self.zone)


_HABITS = {
    "hf": Habit(moves=14),
    "arxiv": Habit(announces=True),
    "biorxiv": Habit(every=6, moves=2, final=2),
    "medrxiv": Habit(every=6, moves=2, final=2),
    "rss": Habit(looks_back=False),
    "openreview": Habit(every=24, looks_back=False),
    "semanticscholar": Habit(every=24, looks_back=False),
    "opml": Habit(every=6, looks_back=False),
}


class Listed(NamedTuple):
    """What a source answered for a day: the day it names, if any; whether there were papers; that nothing changed since last time."""

    day: date | None = None
    filled: bool = False
    unchanged: bool = False


class DayVerdict(NamedTuple):
    """The day that is in, for good, and after how long the same list is to be asked for again; None for neither."""

    settled: date | None = None
    again: timedelta | None = None


def habit_of(feed: str) -> Habit:
    """The habits of a feed by its name, such as `arxiv:cs.CL+cs.LG`; of one that is not known, a plain feed's."""
    return _HABITS.get(feed.partition(":")[0], _HABITS["rss"])


def judge(habit: Habit, day: date, today: date, listed: Listed, empties: int) -> DayVerdict:
    """What an answer to “the list of `day`” settles, where such a list was found empty `empties` times before."""
    if not habit.looks_back or day > today:
        return DayVerdict()
    if habit.announces and day == today and habit.lists(day):
        waits = NOTHING_YET if listed.day == day else LATE
        settled = listed.day if listed.filled else None
        return DayVerdict(settled, None if settled == day else waits)
    if (today - day).days < habit.final:
        return DayVerdict()
    if listed.filled or listed.unchanged or not habit.lists(day) or empties + 1 >= EMPTIES:
        return DayVerdict(day)
    return DayVerdict(again=timedelta(days=1))


def submitted(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The span (UTC) in which was submitted what arXiv announces on a weekday: Monday's is Thursday 14:00 to Friday 14:00."""
    last = _weekday_before(day)
    since, until = (datetime.combine(end, DEADLINE, zone) for end in (_weekday_before(last), last))
    return since.astimezone(UTC), until.astimezone(UTC)


def is_weekday(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


@cache
def _holidays() -> frozenset[date]:
    rows = HOLIDAYS.read_text(encoding="utf-8").splitlines()
    return frozenset(date.fromisoformat(row) for row in rows if not row.startswith("#"))


def _weekday_before(day: date) -> date:
    before = day - timedelta(days=1)
    while not is_weekday(before):
        before -= timedelta(days=1)
    return before

"""The order of papers, the same everywhere: how they trend, then votes, then the id. Comments at the source are in the level."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import msgspec


class Rank(msgspec.Struct, frozen=True, order=True):
    """What a paper is ordered by; the greater comes first. `level` is that of core/votes/trending.py, `net` votes for less against."""

    level: float
    net: int
    id: str


def ranked(papers: Iterable[str], ranks: Mapping[str, Rank]) -> list[str]:
    """The ids of papers, best first."""
    return sorted(papers, key=lambda paper_id: ranks.get(paper_id) or Rank(0.0, 0, paper_id), reverse=True)


def days_of_week(day: date) -> list[date]:
    """Monday to Sunday of the ISO week that holds `day`, as far as the calendar goes."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(min(7, (date.max - monday).days + 1))]


def days_of_month(day: date) -> list[date]:
    """Every day of the calendar month that holds `day`."""
    first = day.replace(day=1)
    return [date_ for n in range(31) if (date_ := first + timedelta(days=n)).month == day.month]

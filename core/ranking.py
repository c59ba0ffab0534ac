"""The order of papers, the same everywhere: votes, then the source's score, then the rank in its list, then the id."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from core.model import Tally


def ranked(
    papers: Iterable[str], tallies: Mapping[str, Tally], scores: Mapping[str, float], ranks: Mapping[str, float]
) -> list[str]:
    """The ids of papers, best first. What a mapping does not hold counts as nothing."""

    def place(paper_id: str) -> tuple[float, float, float, str]:
        tally = tallies.get(paper_id)
        return -(tally.net if tally else 0), -scores.get(paper_id, 0), ranks.get(paper_id, 0), paper_id

    return sorted(papers, key=place)


def days_of_week(day: date) -> list[date]:
    """Monday to Sunday of the ISO week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(7)]


def days_of_month(day: date) -> list[date]:
    """Every day of the calendar month that holds `day`."""
    first = day.replace(day=1)
    return [date_ for n in range(31) if (date_ := first + timedelta(days=n)).month == day.month]

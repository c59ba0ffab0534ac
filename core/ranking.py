"""The order of papers, the same everywhere: votes, then the source's score, then the rank in its list, then the id."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from core.model import Paper, Tally


def ranked(papers: Iterable[Paper], tallies: Mapping[str, Tally]) -> list[Paper]:
    """The papers, best first."""

    def place(paper: Paper) -> tuple[int, int, int, str]:
        rank = min((sighting.rank for sighting in paper.sightings if sighting.rank), default=0)
        return -tallies[paper.id].net, -paper.source_score, rank, paper.id

    return sorted(papers, key=place)


def days_of_week(day: date) -> list[date]:
    """Monday to Sunday of the ISO week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(7)]


def days_of_month(day: date) -> list[date]:
    """Every day of the calendar month that holds `day`."""
    first = day.replace(day=1)
    return [date_ for n in range(31) if (date_ := first + timedelta(days=n)).month == day.month]

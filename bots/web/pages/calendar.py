"""A month as a calendar: its days in weeks, each with how many papers were listed on it, and the months beside it."""

from datetime import date

import msgspec

from core.catalog import Catalog
from core.scope import Viewer
from core.votes.ranking import days_of_month


class Month(msgspec.Struct, frozen=True):
    """A month: each week as seven days and the number of papers on each, None where the day is of another month."""

    first: date
    weeks: tuple[tuple[tuple[date, int] | None, ...], ...]
    chosen: date

    @property
    def title(self) -> str:
        """Its name."""
        return f"{self.first:%B %Y}"


def month_of(catalog: Catalog, viewer: Viewer, day: date) -> Month:
    """The month of a day, as a viewer may know it."""
    days = days_of_month(day)
    counts = catalog.counts(days, viewer)
    cells: list[tuple[date, int] | None] = [None] * days[0].weekday()
    cells += [(one, counts.get(one, 0)) for one in days]
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))
    return Month(days[0], weeks, day)

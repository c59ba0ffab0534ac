"""The lists of papers that a page or an rss shows, each under a name: its address on the site, such as `week/2026-W47`."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode

import msgspec

from core.errors import NotFound
from core.text.cleaning import clip

ListKind = Literal["today", "day", "week", "month", "top", "search", "digest"]

SEARCHED = ("query", "author", "cat", "source", "from", "to", "min_votes", "sort")
"""What a search can be asked by: the options of the verb, in their order."""

LONGEST_NAME = 700
"""Characters of a list's name: signed, it must be short enough for an address."""

_PERIOD = re.compile(r"week|month|year|all|[1-9][0-9]{0,4}d", re.ASCII)
_DIGEST = re.compile(r"[0-9A-Za-z]{1,40}", re.ASCII)
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})", re.ASCII)


class PaperList(msgspec.Struct, frozen=True, omit_defaults=True):
    """A list: of the newest days, of one day, week or month, of what trends, of what a search finds, or of what a digest brought.

    `when` is `2026-11-20`, `2026-W47`, `2026-11` or a period such as `week`; '' is the day, week or month of now; of a digest it is the
    id. `asked` are the options of a search.
    """

    kind: ListKind
    when: str = ""
    asked: Mapping[str, str] = {}

    @property
    def name(self) -> str:
        """The list's name."""
        if self.kind == "search":
            return f"search?{urlencode([(key, self.asked[key]) for key in SEARCHED if self.asked.get(key)])}"
        return f"{self.kind}/{self.when}" if self.when else self.kind


def read_name(name: str) -> PaperList:
    """The list of a name. Raises NotFound."""
    path, _, query = name.partition("?")
    kind, _, when = path.partition("/")
    try:
        if kind == "search" and not when:
            given = {key: value.strip() for key, value in parse_qsl(query, max_num_fields=20) if key in SEARCHED}
            return PaperList("search", asked={key: value for key, value in given.items() if value})
        if kind == "today" and not when:
            return PaperList("today")
        if kind == "top" and _PERIOD.fullmatch(when or "week"):
            return PaperList("top", when or "week")
        if kind == "digest" and _DIGEST.fullmatch(when):
            return PaperList("digest", when)
        if kind in ("day", "week", "month"):
            if when:
                days_of(kind, when)
            return PaperList(kind, when)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        pass
    raise NotFound(f"There is no list “{clip(name, 60)}”.")


def days_of(kind: str, when: str) -> date:
    """The day, or the first of a week or a month, that is written. Raises ValueError."""
    if kind == "week":
        match = _WEEK.fullmatch(when)
        if not match:
            raise ValueError
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    day = date.fromisoformat(f"{when}-01" if kind == "month" else when)
    if day.isoformat()[: 7 if kind == "month" else 10] != when:
        raise ValueError
    return day


def written(kind: str, day: date) -> str:
    """How the day, the week or the month of a day is written in a name."""
    if kind == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return day.isoformat()[: 7 if kind == "month" else 10]


def beside(kind: str, day: date) -> tuple[date, date]:
    """A day of the day, week or month before, and one of the next. Raises OverflowError at the ends of the calendar."""
    if kind == "month":
        return day.replace(day=1) - timedelta(days=1), day.replace(day=28) + timedelta(days=4)
    step = timedelta(days=7 if kind == "week" else 1)
    return day - step, day + step

"""Lists of papers: what was listed today, this week, this month, and what people voted for."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Annotated

from core.cards.card import Button, Card
from core.cards.views import no_papers_yet, none_listed, note
from core.catalog import Catalog
from core.commands.options import ANY_PERIOD, Day, Limit, Page, Period, days_in, period_start, read_day
from core.commands.pages import page_of, shown_page
from core.commands.table import Alias, command
from core.model import Call, Paper
from core.scope import Viewer
from core.store.votes.votes import Votes
from core.text.cleaning import counted
from core.text.days import days_of_month, days_of_week


@command(private=True, programs=True, example="today yesterday")
def today(
    catalog: Catalog, votes: Votes, call: Call, date: Day = "", limit: Limit = 5, page: Page = 1
) -> Iterator[Card]:
    """List the papers of today or another day, best first."""
    day = read_day(date, call)
    yield from _list(catalog, votes, call, [day], f"today date:{day}", f"listed on {_long(day)}", limit, page)


@command(private=True, programs=True, example="week 2026-11-20")
def week(
    catalog: Catalog, votes: Votes, call: Call, date: Day = "", limit: Limit = 5, page: Page = 1
) -> Iterator[Card]:
    """List the papers of this week (Monday to Sunday), or of the week of a day, best first."""
    day = read_day(date, call, "week")
    days = days_of_week(day)
    yield from _list(
        catalog, votes, call, days, f"week date:{day}", f"listed in the week of {_long(days[0])}", limit, page
    )


@command(private=True, programs=True, example="month 2026-11")
def month(
    catalog: Catalog, votes: Votes, call: Call, date: Day = "", limit: Limit = 5, page: Page = 1
) -> Iterator[Card]:
    """List the papers of this month or another month, best first."""
    day = read_day(date, call, "month")
    yield from _list(
        catalog, votes, call, days_of_month(day), f"month date:{day}", f"listed in {day:%B %Y}", limit, page
    )


@command(private=True, programs=True, example="top 14d")
def top(
    catalog: Catalog,
    votes: Votes,
    call: Call,
    period: Annotated[Period, "how far back to look", ANY_PERIOD, Alias("span")] = "week",
    limit: Limit = 5,
    page: Page = 1,
) -> Iterator[Card]:
    """List the papers people want most: those listed, voted on, saved or shared lately come first."""
    viewer, since = catalog.viewer_of(call), period_start(call.now.date(), period)
    shown, total = catalog.top(since, viewer, limit, (page - 1) * limit)
    if not total:
        yield _no_top(period)
        return
    if not shown:
        page = shown_page(total, page, limit)
        shown, total = catalog.top(since, viewer, limit, (page - 1) * limit)
    subject = "voted for, of all time" if period == "all" else f"of the last {_days(period)}, as they trend"
    papers = catalog.seen(shown, viewer).values()
    yield from page_of(votes, papers, total, page, limit, f"top {period}", subject)


def _no_top(period: str) -> Card:
    """Nothing is on top: why, and one other place to look at."""
    if period == "all":
        return note("No paper has more votes for than against it yet.", "", Button("Show today's papers", "today"))
    return note(f"Nothing was listed or voted for in the last {_days(period)}.", "", Button("Show all time", "top all"))


def _days(period: str) -> str:
    count = days_in(period)
    return counted(count, "day") if count > 1 else "day"


def top_papers(catalog: Catalog, viewer: Viewer, today: dt.date, period: str, most: int) -> list[Paper]:
    """A period's papers, the most wanted first; for all time, of those that more people are for than against."""
    shown, _ = catalog.top(period_start(today, period), viewer, most)
    return list(catalog.seen(shown, viewer).values())


def _list(
    catalog: Catalog, votes: Votes, call: Call, days: Sequence[dt.date], line: str, subject: str, limit: int, page: int
) -> Iterator[Card]:
    viewer = catalog.viewer_of(call)
    if ids := catalog.listed(days, viewer):
        page = shown_page(len(ids), page, limit)
        papers = catalog.seen(ids[(page - 1) * limit : page * limit], viewer).values()
        yield from page_of(votes, papers, len(ids), page, limit, line, subject)
    elif newest := catalog.news_days(1, viewer):
        yield note(
            f"Nothing is {subject}.",
            f"The newest list is from {_long(newest[0])}.",
            Button("Show that day", f"today date:{newest[0]}"),
        )
    else:
        yield none_listed() if catalog.count(viewer) else no_papers_yet()


def _long(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"

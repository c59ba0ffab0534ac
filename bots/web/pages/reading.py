"""A part of a list as its reader turns the pages: it goes on after the paper that they saw last, wherever that stands now."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import chain

import msgspec

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.catalog import Catalog
from core.commands.options import period_start
from core.commands.search_form import asked_by
from core.links.lists import PaperList, days_of
from core.model import Hit, Marked, Paper, Tally
from core.scope import Viewer
from core.search.index import Found
from core.store.votes.votes import Votes
from core.text.days import days_of_month, days_of_week

SLACK = 30
"""How many places a paper may have moved while somebody read, so that the next page still begins after it."""

FARTHEST = 100_000
"""Papers of a list that can be paged through."""

NEWEST_DAYS = 60
"""Days that are looked at for the newest papers."""


class Row(msgspec.Struct, frozen=True):
    """A paper in a list: its number there, how it stands, and for a search what matched, highlighted."""

    number: int
    paper: Paper
    tally: Tally
    title: Marked
    snippet: Marked = Marked("")


class Portion(msgspec.Struct, frozen=True):
    """Part of a list: its rows, how many papers the list has, the cursor that leads on, '' at its end. `day` is the one that is
    shown where none was named; `corrected` are words taken for others, `suggestion` what may have been meant.
    """

    rows: Sequence[Row] = ()
    total: int = 0
    after: str = ""
    day: date | None = None
    corrected: Sequence[tuple[str, str]] = ()
    suggestion: str = ""


Fetch = Callable[[int, int], Sequence[str]]
"""The ids of so many papers of a list, after so many."""


def portion(
    catalog: Catalog, votes: Votes, viewer: Viewer, listed: PaperList, now: datetime, size: int, cursor: str = ""
) -> Portion:
    """The part of a list after a cursor. Raises BadInput for a search that cannot be read."""
    if listed.kind == "search":
        return _searched(catalog, votes, viewer, listed, now, size, cursor)
    day: date | None = None
    if listed.kind == "top":
        since = period_start(now.date(), listed.when)
        total = catalog.top(since, viewer, 0)[1]

        def some(start: int, count: int) -> Sequence[str]:
            return catalog.top(since, viewer, count, start)[0]

    else:
        days = _days(catalog, viewer, listed, now)
        day, ids = days[-1] if days else None, catalog.listed(days, viewer)
        total = len(ids)

        def some(start: int, count: int) -> Sequence[str]:
            return ids[start : start + count]

    start, shown = after_cursor(some, cursor, size)
    papers = catalog.seen(shown, viewer)
    rows = _rows(votes, [(papers[i], Marked(papers[i].title), Marked("")) for i in shown if i in papers], start)
    return Portion(rows, total, cursor_of(shown, start, total), day)


def newest(catalog: Catalog, viewer: Viewer, now: datetime, most: int) -> list[Paper]:
    """The papers that came last, day by day, the newest first."""
    days = reversed(catalog.news_days(_enough(catalog, viewer, now, most), viewer, now.date()))
    ids = list(dict.fromkeys(chain.from_iterable(catalog.listed([day], viewer) for day in days)))[:most]
    papers = catalog.seen(ids, viewer)
    return [papers[i] for i in ids if i in papers]


def _enough(catalog: Catalog, viewer: Viewer, now: datetime, most: int) -> int:
    """Of how many days the lists hold so many papers."""
    days, held = catalog.papers.days(last=now.date())[-NEWEST_DAYS:], 0
    counts = catalog.counts(days, viewer)
    for number, day in enumerate(sorted(counts, reverse=True), 1):
        held += counts[day]
        if held >= most:
            return number
    return max(1, len(counts))


def _days(catalog: Catalog, viewer: Viewer, listed: PaperList, now: datetime) -> list[date]:
    """The days whose lists a list is made of; none where nothing was listed yet."""
    if listed.kind == "today":
        return catalog.news_days(1, viewer, now.date())
    day = days_of(listed.kind, listed.when) if listed.when else now.date()
    return [day] if listed.kind == "day" else days_of_week(day) if listed.kind == "week" else days_of_month(day)


def _searched(
    catalog: Catalog, votes: Votes, viewer: Viewer, listed: PaperList, now: datetime, size: int, cursor: str
) -> Portion:
    query, hits, results = asked_by(listed.asked, now.date()), dict[str, Hit](), list[Found]()

    def some(start: int, count: int) -> Sequence[str]:
        got, facts = catalog.find_after(query, count, start, viewer)
        hits.update((hit.paper.id, hit) for hit in got)
        results.append(facts)
        return [hit.paper.id for hit in got]

    start, shown = after_cursor(some, cursor, size)
    facts = results[-1]
    rows = _rows(votes, [(hits[i].paper, hits[i].title, hits[i].snippet) for i in shown], start)
    after = "" if query.ref else cursor_of(shown, start, facts.total)
    return Portion(rows, facts.total, after, None, facts.corrected, facts.suggestion)


def _rows(votes: Votes, papers: Sequence[tuple[Paper, Marked, Marked]], start: int) -> list[Row]:
    tallies = votes.tallies(paper.id for paper, _, _ in papers)
    return [
        Row(number, paper, tallies[paper.id], title, snippet)
        for number, (paper, title, snippet) in enumerate(papers, start + 1)
    ]


def after_cursor(some: Fetch, cursor: str, size: int) -> tuple[int, Sequence[str]]:
    """Where the part after a cursor begins, and the ids of its papers. What cannot be read as a cursor is the beginning."""
    place, _, last = cursor.partition("-")
    if not last or not (place.isascii() and place.isdigit() and len(place) < 7) or int(place) > FARTHEST:
        return 0, some(0, size)
    first = max(0, int(place) - SLACK)
    ids = list(some(first, size + 2 * SLACK))
    start = ids.index(last) + 1 if last in ids else int(place) - first
    return first + start, ids[start : start + size]


def cursor_of(shown: Sequence[str], start: int, total: int) -> str:
    """What leads on from a part: how many papers came before, and the last of them."""
    end = start + len(shown)
    return f"{end}-{shown[-1]}" if shown and end < total else ""

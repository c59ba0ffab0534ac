"""The pages of days, weeks, months and of what trends: numbered papers, the ways to the lists beside them, and a calendar."""

from collections.abc import Mapping
from datetime import date

import msgspec

from bots.web.pages.reading import Portion, portion
from bots.web.site import Address, Addresses, Page, Site, Visit, rss_of, sentence
from core.catalog import Catalog
from core.errors import NotFound
from core.links.lists import PaperList, beside, days_of, read_name, written
from core.scope import Viewer
from core.text.days import days_of_month, days_of_week

SIZE = 30
"""Papers on a page."""

SHORT = 7
"""Papers of the week's best beside a list."""

PERIODS: Mapping[str, str] = {"week": "the week", "month": "the month", "year": "the year", "all": "all time"}


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
    cells += [(each_day, counts.get(each_day, 0)) for each_day in days]
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))
    return Month(days[0], weeks, day)


class Heading(msgspec.Struct, frozen=True):
    """What stands over a list: its kind in a word or two, its title, and the names of the lists before and after it."""

    kicker: str
    title: str
    before: str = ""
    after: str = ""


def today(site: Site, visit: Visit) -> Page:
    """The papers of the newest day."""
    return listing(site, visit, PaperList("today"))


def named(site: Site, visit: Visit) -> Page:
    """The list whose name is the address."""
    try:
        listed = read_name(visit.path.strip("/"))
    except NotFound as error:
        return sentence(site, visit, str(error), way=("", "Read the newest day"), status=404)
    return listing(site, visit, listed)


def listing(site: Site, visit: Visit, listed: PaperList, size: int = SIZE) -> Page:
    """A list as a page, of so many papers."""
    part = site.app.call(
        portion, visit.viewer, listed=listed, now=visit.now, size=size, cursor=visit.query.get("after", "")
    )
    day = part.day or visit.now.date()
    heading = heading_of(listed, day, visit.now.date())
    if listed.kind in ("today", "day"):
        before, after = site.app.of(Catalog).news_beside(day, visit.viewer, visit.now.date())
        heading = msgspec.structs.replace(heading, before=_path(before), after=_path(after))
    elif visit.ending:
        names = (name if _has_papers(site, visit, name) else "" for name in (heading.before, heading.after))
        heading = Heading(heading.kicker, heading.title, *names)
    if not part.rows:
        return _empty(site, visit, listed, heading)
    return site.page(
        "list.html",
        visit,
        title=heading.title,
        heading=heading,
        listed=listed,
        part=part,
        calendar=_calendar(site, visit, listed, day),
        best=_best(site, visit) if listed.kind in ("today", "day") else None,
        rss=rss_of(site, visit, listed),
        periods=PERIODS,
    )


def heading_of(listed: PaperList, day: date, today: date) -> Heading:
    """What stands over a list; `day` is the one that it shows, or one of its days."""
    if listed.kind == "top":
        called = PERIODS.get(listed.when, f"the last {listed.when.removesuffix('d')} days")
        return Heading("Top papers", f"Top of {called}")
    kind = "day" if listed.kind == "today" else listed.kind
    if listed.when:
        day = days_of(kind, listed.when)
    titles = {"day": f"{day:%A} {day.day} {day:%B %Y}", "week": _week(day), "month": f"{day:%B %Y}"}
    kickers = {"day": "Daily Papers", "week": "Papers of the week", "month": "Papers of the month"}
    try:
        before, after = beside(kind, day)
    except OverflowError:
        return Heading(kickers[kind], titles[kind])
    later = f"{kind}/{written(kind, after)}" if after <= today else ""
    return Heading(kickers[kind], titles[kind], f"{kind}/{written(kind, before)}", later)


def _has_papers(site: Site, visit: Visit, name: str) -> bool:
    """Whether a week or a month has papers, and so a file."""
    kind, _, when = name.partition("/")
    if not when:
        return False
    days = days_of_week(days_of(kind, when)) if kind == "week" else days_of_month(days_of(kind, when))
    return bool(site.app.of(Catalog).counts(days, visit.viewer))


def _path(day: date | None) -> str:
    return f"day/{day}" if day else ""


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"Week {week} of {year}"


def _empty(site: Site, visit: Visit, listed: PaperList, heading: Heading) -> Page:
    """A list without papers: that, and the newest day that has any."""
    catalog = site.app.of(Catalog)
    newest, any_here = catalog.news_days(1, visit.viewer, visit.now.date()), catalog.count(visit.viewer) > 0
    if listed.kind == "top":
        title = "No paper has more votes for than against it yet."
        if listed.when != "all":
            title = f"Nothing was listed or voted for in {heading.title.removeprefix('Top of ')}."
    elif newest:
        title = f"Nothing is listed for {heading.title}."
    else:
        title = "No list of a day is here yet." if any_here else "No papers here yet."
    way = ("search", "Search the papers that are here") if any_here else None
    if newest:
        way = (f"day/{newest[-1]}", f"Read the newest day, {newest[-1].day} {newest[-1]:%B %Y}")
    return sentence(site, visit, title, way=way)


def _calendar(site: Site, visit: Visit, listed: PaperList, day: date) -> Month | None:
    if listed.kind == "top":
        return None
    return site.app.call(month_of, visit.viewer, day=days_of(listed.kind, listed.when) if listed.when else day)


def _best(site: Site, visit: Visit) -> Portion:
    return site.app.call(portion, visit.viewer, listed=PaperList("top", "week"), now=visit.now, size=SHORT)


ADDRESSES: Addresses = (
    Address("/", today),
    *(
        Address(path, named)
        for path in ("/day/{when}", "/week", "/week/{when}", "/month", "/month/{when}", "/top", "/top/{when}", "/day")
    ),
)

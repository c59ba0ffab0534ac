"""The addresses of rss: by a list's name where everybody may see, by a signed link elsewhere. A reader that asks again gets 304.

Its papers are entries with ids that no list changes and days that no vote moves.
"""

from datetime import UTC, date, datetime, time
from hashlib import blake2b
from urllib.parse import quote

from bots.web.pages.digests import digest_of
from bots.web.pages.lists import heading_of
from bots.web.pages.reading import newest, portion
from bots.web.rss.forms import FORMS, Entries, PaperEntry
from bots.web.site import Address, Addresses, Page, Site, Visit, path_of, unknown
from core.catalog import Catalog
from core.errors import NotFound
from core.links.lists import LONGEST_NAME, PaperList, read_name
from core.links.rights import PageRights, PublicSite
from core.model import Paper
from core.store.delivery.subscriptions import Subscriptions
from core.store.papers.papers import Papers

MOST = 50
"""Entries."""

TAG = "tag:paperboy,2026:"
"""Before the ids of RFC 4151: a paper has the same one in every list, at every host."""


def everybodys(site: Site, visit: Visit) -> Page:
    """The rss of a list of public pages."""
    query = visit.query_string
    name = visit.names["name"] + (f"?{query}" if query else "")
    if len(name) > LONGEST_NAME:
        return unknown(site, visit)
    try:
        listed = read_name(name)
    except NotFound:
        return unknown(site, visit)
    if listed.kind == "digest":  # what is set up in a channel is for those with its link
        return unknown(site, visit)
    return written(site, visit, listed, visit.names["form"])


def written(site: Site, visit: Visit, listed: PaperList, form: str) -> Page:
    """The rss of a public list in one of its forms."""
    page = "" if listed.kind == "today" else listed.name
    return _page(site, entries_of(site, visit, listed, f"/{path_of(listed.name, form)}", f"/{page}"), form)


def signed(site: Site, visit: Visit) -> Page:
    """The rss of the list that a link was made for. It leads to papers at their own addresses, and to no page of ours."""
    assert visit.link
    listed = read_name(PageRights.of(visit.link).list)
    if listed.kind == "digest" and digest_of(site, visit, listed.when) is None:
        return unknown(site, visit)
    form = visit.names["form"]
    return _page(site, entries_of(site, visit, listed, f"/f/{visit.token}.{form}", ""), form)


def _page(site: Site, rss: Entries, form: str) -> Page:
    write, kind = FORMS[form]
    content = {entry.paper.id: site.part("entry.html", paper=entry.paper) for entry in rss.entries}
    return Page(write(rss, content), kind)


def entries_of(site: Site, visit: Visit, listed: PaperList, here: str, page: str) -> Entries:
    """The rss of a list. An address begins with the public one of the settings, whatever a request says. Raises BadInput."""
    catalog = site.app.of(Catalog)
    if listed.kind == "digest":
        times = dict(site.app.of(Subscriptions).sent_at(listed.when, 0, MOST))
        papers = list({paper.id: paper for paper in catalog.seen(times, visit.viewer).values()}.values())
    else:
        papers = _papers(site, catalog, visit, listed)
        times = site.app.of(Papers).born([paper.id for paper in papers])
    made = [PaperEntry(f"{TAG}paper/{quote(p.id)}", p, times.get(p.id) or _first(p, visit.now)) for p in papers]
    base = site.app.of(PublicSite).base
    midnight = datetime.combine(visit.now.date(), time(), UTC)
    return Entries(
        title=f"Paperboy: {title_of(site, listed)}",
        id=f"{TAG}rss/{_whose(visit)}{quote(listed.name)}",
        here=f"{base}{here}",
        page=f"{base}{page}" if page else "",
        updated=max((entry.updated for entry in made), default=midnight),
        entries=made,
    )


def title_of(site: Site, listed: PaperList) -> str:
    """What a list is called, whatever it holds now."""
    if listed.kind == "digest":
        digest = site.app.of(Subscriptions).get(listed.when)
        return f"digest “{digest.name}”" if digest else "digest"
    if listed.kind == "search":
        return "search for " + ", ".join(
            value if key == "query" else f"{key} {value}" for key, value in listed.asked.items()
        )
    if listed.when:
        return heading_of(listed, date(2026, 1, 1), date(2026, 1, 1)).title
    return {"today": "Daily Papers", "day": "Daily Papers", "week": "this week", "month": "this month"}[listed.kind]


def _papers(site: Site, catalog: Catalog, visit: Visit, listed: PaperList) -> list[Paper]:
    """The list's papers: of now, the newest of all days, so that a day which has just begun empties nothing."""
    if listed.kind in ("today", "day") and not listed.when:
        return newest(catalog, visit.viewer, visit.now, MOST)
    if listed.kind == "search" and "sort" not in listed.asked:
        listed = PaperList("search", asked={**listed.asked, "sort": "new"})
    part = site.app.call(portion, visit.viewer, listed=listed, now=visit.now, size=MOST)
    return [row.paper for row in part.rows]


def _first(paper: Paper, now: datetime) -> datetime:
    """When it was first listed, for a record that does not know when it first knew a paper."""
    return datetime.combine(paper.first_day or now.date(), time(), UTC)


def _whose(visit: Visit) -> str:
    """Whose list it is: two channels' are two, and no new link makes another of one."""
    return f"{blake2b(visit.link.owner.encode(), digest_size=8).hexdigest()}/" if visit.link else ""


ADDRESSES: Addresses = (
    Address(r"/rss/{name:.+}.{form:atom|json}", everybodys),
    Address(r"/f/{token:[A-Za-z0-9_.-]+}.{form:atom|json}", signed, rss=True),
)

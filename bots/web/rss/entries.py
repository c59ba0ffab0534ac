"""What an rss holds: its papers as entries with ids that no list changes and days that no vote moves."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from hashlib import blake2b
from urllib.parse import quote

import msgspec

from bots.web.pages.lists import heading_of
from bots.web.pages.reading import newest, portion
from bots.web.site import Site, Visit
from core.catalog import Catalog
from core.links.lists import PaperList
from core.links.rights import PublicSite
from core.model import Paper
from core.store.delivery.subscriptions import Subscriptions
from core.store.papers.papers import Papers

MOST = 50
"""Entries."""

TAG = "tag:paperboy,2026:"
"""Before the ids of RFC 4151: a paper has the same one in every list, at every host."""


class Entries(msgspec.Struct, frozen=True):
    """An rss: its title, its id, where it and its page are ('' for none), when it last changed, and its entries."""

    title: str
    id: str
    here: str
    page: str
    updated: datetime
    entries: Sequence["PaperEntry"]


class PaperEntry(msgspec.Struct, frozen=True):
    """A paper in an rss, and when it was first seen; in that of a digest, when it was brought."""

    id: str
    paper: Paper
    updated: datetime


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

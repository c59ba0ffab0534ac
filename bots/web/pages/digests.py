"""What the digests of a channel brought, day by day. Only a channel's own link shows what is set up there."""

from datetime import date, datetime
from itertools import groupby

import msgspec

from bots.web.pages.reading import after_cursor, cursor_of
from bots.web.site import Address, Addresses, Page, Site, Visit, rss_of, sentence
from core.catalog import Catalog
from core.links.lists import PaperList
from core.links.rights import PageRights
from core.model import Paper, Place
from core.store.delivery.subscriptions import Subscriptions
from core.subscriptions.model import Subscription

SIZE = 60
"""Papers on a page of a digest."""


class Brought(msgspec.Struct, frozen=True):
    """What a digest brought on a day."""

    day: date
    papers: tuple[Paper, ...]


def digests(site: Site, visit: Visit) -> Page:
    """The digests of the visitor's channel."""
    digests = site.app.of(Subscriptions).of_place(place) if (place := _place(visit)) else []
    if not digests:
        advice = "“/papers digest new” in a chat sets one up; a link that “/papers rss link” makes there shows it here."
        return sentence(site, visit, "There is no digest to show here.", advice, status=200 if visit.link else 404)
    return site.page("digests.html", visit, title="Digests", digests=digests)


def digest(site: Site, visit: Visit) -> Page:
    """What one digest brought, the newest first."""
    digest = digest_of(site, visit, visit.names["id"])
    if digest is None:
        return sentence(site, visit, "There is no such digest here.", way=("digests", "See the digests"), status=404)
    brought, after = site.app.call(_brought, visit=visit, digest=digest)
    if not brought:
        return sentence(
            site, visit, f"The digest “{digest.name}” has not brought anything yet.", way=("", "Read the newest day")
        )
    title, rss = f"Digest “{digest.name}”", rss_of(site, visit, PaperList("digest", digest.id))
    return site.page("digest.html", visit, title=title, digest=digest, brought=brought, after=after, rss=rss)


def digest_of(site: Site, visit: Visit, digest_id: str) -> Subscription | None:
    """A digest of the visitor's own place, or None."""
    digest, place = site.app.of(Subscriptions).get(digest_id), _place(visit)
    return digest if digest and place and digest.place == place else None


def _brought(
    catalog: Catalog, subscriptions: Subscriptions, visit: Visit, digest: Subscription
) -> tuple[list[Brought], str]:
    """A part of what a digest brought, by days, and the cursor that leads on, '' at the end."""
    times = dict[str, datetime]()

    def some(start: int, count: int) -> list[str]:
        sent = subscriptions.sent_at(digest.id, start, count)
        times.update(sent)
        return [paper_id for paper_id, _ in sent]

    start, shown = after_cursor(some, visit.query.get("after", ""), SIZE)
    papers = catalog.seen(shown, visit.viewer)
    rows = [(times[i].astimezone(visit.now.tzinfo).date(), papers[i]) for i in shown if i in papers]
    days = [Brought(day, tuple(paper for _, paper in some)) for day, some in groupby(rows, key=lambda row: row[0])]
    end = start + len(shown)
    return days, cursor_of(shown, start, end + len(some(end, 1)))


def _place(visit: Visit) -> Place | None:
    """The visitor's place, for those of its own team."""
    rights = PageRights.of(visit.link) if visit.link else None
    return rights.place if rights and not rights.guest else None


ADDRESSES: Addresses = (Address("/digests", digests), Address("/digest/{id}", digest))

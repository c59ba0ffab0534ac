"""What the digests of a channel brought, day by day. Only a channel's own link shows what is set up there."""

from datetime import date
from itertools import groupby

import msgspec

from bots.web.site import Address, Addresses, Page, Site, Visit, sentence
from core.catalog import Catalog
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
    found = site.app.of(Subscriptions).of_place(place) if (place := _place(visit)) else []
    if not found:
        advice = "“/papers digest new” in a chat sets one up; a link that “/papers rss link” makes there shows it here."
        return sentence(site, visit, "There is no digest to show here.", advice, status=404)
    return site.page("digests.html", visit, title="Digests", digests=found)


def digest(site: Site, visit: Visit) -> Page:
    """What one digest brought, the newest first."""
    found, place = site.app.of(Subscriptions).get(visit.names["id"]), _place(visit)
    if found is None or place is None or found.place != place:
        return sentence(site, visit, "There is no such digest here.", way=("digests", "See the digests"), status=404)
    start = _start(visit.query.get("after", ""))
    brought, more = site.app.call(_brought, visit=visit, digest=found, start=start)
    if not brought:
        return sentence(
            site, visit, f"The digest “{found.name}” has not brought anything yet.", way=("", "Read the newest day")
        )
    after = str(start + SIZE) if more else ""
    return site.page("digest.html", visit, title=f"Digest “{found.name}”", digest=found, brought=brought, after=after)


def _start(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0


def _brought(
    catalog: Catalog, subscriptions: Subscriptions, visit: Visit, digest: Subscription, start: int
) -> tuple[list[Brought], bool]:
    sent = subscriptions.sent_at(digest.id, start, SIZE + 1)
    papers = catalog.seen((paper_id for paper_id, _ in sent), visit.viewer)
    rows = [(at.astimezone(visit.now.tzinfo).date(), papers[i]) for i, at in sent[:SIZE] if i in papers]
    days = [Brought(day, tuple(paper for _, paper in some)) for day, some in groupby(rows, key=lambda row: row[0])]
    return days, len(sent) > SIZE


def _place(visit: Visit) -> Place | None:
    """The visitor's place, for those of its own team."""
    rights = PageRights.of(visit.link) if visit.link else None
    return rights.place if rights and not rights.guest else None


ADDRESSES: Addresses = (Address("/digests", digests), Address("/digest/{id}", digest))

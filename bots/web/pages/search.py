"""The search page: the chats' query language in one line, its filters as a form, and completion without any script.

Pressing “Complete” shows the form again, with titles, authors and categories that go on from what is typed in the lists of its fields.
"""

from collections.abc import Mapping, Sequence

import msgspec

from bots.web.pages.reading import Portion, portion
from bots.web.site import Address, Addresses, Page, Site, Visit, rss_of
from core.catalog import Catalog
from core.commands.search_form import LABELS
from core.errors import BadInput, NotFound
from core.links.lists import SEARCHED, PaperList
from core.text.cleaning import clip
from core.text.source_names import NAMES

SIZE = 20
"""Papers on a page."""

OFFERED = 20
"""What a field offers, at most."""

ORDERS: Mapping[str, str] = {"relevance": "Best match", "new": "Newest", "votes": "Most votes"}
HINTS: Mapping[str, str] = {
    "author": "Ada Byron",
    "cat": "cs.LG",
    "source": "arXiv",
    "from": "2026-11-01, 30d, 3 March",
    "to": "2026-11-20, yesterday",
    "min_votes": "0",
}
"""An example of each filter."""


class SearchForm(msgspec.Struct, frozen=True):
    """The form as it was filled in, what its fields offer, and what is wrong with it."""

    asked: Mapping[str, str]
    offers: Mapping[str, Sequence[str]]
    wrong: str = ""


def search(site: Site, visit: Visit) -> Page:
    """The form, and what it finds where anything is asked."""
    asked = {name: visit.query.get(name, "").strip() for name in SEARCHED}
    if asked["sort"] not in ORDERS:
        asked["sort"] = "relevance"
    listed = PaperList("search", asked={k: v for k, v in asked.items() if v and (k, v) != ("sort", "relevance")})
    form = SearchForm(asked, site.app.call(_offers, visit=visit, asked=asked))
    if not listed.asked.keys() - {"sort"} or visit.query.get("complete"):
        return _shown(site, visit, form, listed, None)
    try:
        part = site.app.call(
            portion, visit.viewer, listed=listed, now=visit.now, size=SIZE, cursor=visit.query.get("after", "")
        )
    except BadInput as error:
        status = 404 if isinstance(error, NotFound) else 400
        return _shown(site, visit, msgspec.structs.replace(form, wrong=str(error)), listed, None, status)
    return _shown(site, visit, form, listed, part)


def _shown(
    site: Site, visit: Visit, form: SearchForm, listed: PaperList, part: Portion | None, status: int = 200
) -> Page:
    return site.page(
        "search.html",
        visit,
        status=status,
        title=f"Search: {clip(form.asked['query'], 60)}" if form.asked["query"] else "Search",
        form=form,
        listed=listed,
        part=part,
        rss=rss_of(site, visit, listed) if part and part.rows else None,
        labels=LABELS,
        hints=HINTS,
        orders=ORDERS,
    )


def _offers(catalog: Catalog, visit: Visit, asked: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """What the fields offer. Without anything typed that is the newest day's titles, and no name."""
    viewer = visit.viewer
    titles = [title for _, title in catalog.complete(asked["query"], OFFERED, viewer)] if asked["query"] else []
    if not titles:
        days = catalog.news_days(1, viewer, visit.now.date())
        titles = [paper.title for paper in catalog.seen(catalog.listed(days, viewer)[:OFFERED], viewer).values()]
    return {
        "query": titles,
        "author": catalog.complete_author(asked["author"], OFFERED, viewer) if asked["author"] else [],
        "cat": catalog.complete_category(asked["cat"], OFFERED, viewer) if asked["cat"] else [],
        "source": sorted({NAMES[kind] for kind in ("hf", "arxiv", "biorxiv", "medrxiv", "openreview")}),
    }


ADDRESSES: Addresses = (Address("/search", search),)

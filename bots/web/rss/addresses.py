"""The addresses of rss: by a list's name where everybody may see, by a signed link elsewhere. A reader that asks again gets 304."""

from collections.abc import Callable

from bots.web.pages.digests import digest_of
from bots.web.rss.atom import KIND as ATOM
from bots.web.rss.atom import atom
from bots.web.rss.entries import Entries, entries_of
from bots.web.rss.json_feed import KIND as JSON
from bots.web.rss.json_feed import json_feed
from bots.web.rss.links import path_of
from bots.web.site import Address, Addresses, Page, Site, Visit, unknown
from core.errors import NotFound
from core.links.lists import LONGEST_NAME, PaperList, read_name
from core.links.rights import PageRights

Write = Callable[[Entries, dict[str, str]], bytes]
FORMS: dict[str, tuple[Write, str]] = {"atom": (atom, ATOM), "json": (json_feed, JSON)}


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


ADDRESSES: Addresses = (
    Address(r"/rss/{name:.+}.{form:atom|json}", everybodys),
    Address(r"/f/{token:[A-Za-z0-9_.-]+}.{form:atom|json}", signed, rss=True),
)

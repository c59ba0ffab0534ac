"""Where the rss of a list is: beside the pages that everybody sees, else under a signed link of its own, which shows that list alone."""

import msgspec

from bots.web.site import Site, Visit
from core.links.lists import LONGEST_NAME, PaperList
from core.links.rights import PageRights
from core.links.signed import SignedLink, SignedLinks


class RssLinks(msgspec.Struct, frozen=True):
    """A list's rss in its two forms, as a page links to them."""

    atom: str
    json: str


def rss_of(site: Site, visit: Visit, listed: PaperList) -> RssLinks | None:
    """The rss of a list for a visitor; None for a list whose name is too long for an address, or that never changes as files."""
    if len(listed.name) > LONGEST_NAME or (visit.ending and listed.kind in ("day", "week", "month") and listed.when):
        return None
    if visit.link is None:
        return RssLinks(*(f"{visit.root}{path_of(listed.name, ending)}" for ending in ("atom", "json")))
    rights = msgspec.structs.replace(PageRights.of(visit.link), list=listed.name)
    token = site.app.of(SignedLinks).token(SignedLink("rss", visit.link.owner, rights.subject))
    return RssLinks(f"{visit.root}f/{token}.atom", f"{visit.root}f/{token}.json")


def path_of(name: str, ending: str) -> str:
    """The path of the rss of a list that everybody may see."""
    path, _, query = name.partition("?")
    return f"rss/{path}.{ending}" + (f"?{query}" if query else "")

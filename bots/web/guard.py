"""Who may see the pages: PAPERBOY_PAGES, and the signed link that a visitor came by."""

from core.catalog import Catalog
from core.links.rights import PageRights
from core.links.signed import SignedLink, SignedLinks
from core.model import Place
from core.scope import Viewer
from core.settings.kinds import PagesFor

EVERYBODYS = Place("terminal")
"""Where public pages stand: they show what the operator sees, and nothing that they hid."""


def admitted(
    links: SignedLinks, catalog: Catalog, pages: PagesFor, token: str, *, rss: bool
) -> tuple[Viewer, SignedLink | None] | None:
    """What a visitor may see by their link's token, '' for none, and that link; None where there is nothing for them to see."""
    if pages == "off":
        return None
    if token:
        link = links.read("rss" if rss else "pages", token)
        return (PageRights.of(link).viewer(catalog), link) if link else None
    return (catalog.viewer_at(EVERYBODYS), None) if pages == "public" and not rss else None

"""Who may see the pages: PAPERBOY_PAGES, and the signed link that a visitor came by."""

from core.catalog import Catalog
from core.links.rights import PageRights
from core.links.signed import SignedLinks
from core.model import Place
from core.scope import Viewer
from core.settings import Settings

EVERYBODYS = Place("terminal")
"""Where public pages stand: what the operator sees, and what they hid is not there."""


def viewer_of(links: SignedLinks, catalog: Catalog, settings: Settings, token: str) -> Viewer | None:
    """What a visitor may see by their link's token, '' for none; None where there is nothing for them to see."""
    if settings.pages == "off":
        return None
    if token:
        link = links.read("pages", token)
        return PageRights.of(link).viewer(catalog) if link else None
    return catalog.viewer_at(EVERYBODYS) if settings.pages == "public" else None

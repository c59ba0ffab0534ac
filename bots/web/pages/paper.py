"""One paper: its whole abstract and all its authors, where it was listed and posted, what is similar, and its exports."""

from collections.abc import Mapping

from bots.web.site import Address, Addresses, Page, Site, Visit, sentence
from core.catalog import Catalog
from core.errors import NotFound
from core.links.rights import PageRights
from core.model import Paper
from core.services.export import Format
from core.services.export import export as written
from core.store.chats.posted import Posted, PostedLinks
from core.store.votes.votes import Votes

SIMILAR = 6

EXPORTS: Mapping[Format, tuple[str, str, str]] = {
    "bibtex": ("BibTeX", "application/x-bibtex", "bib"),
    "ris": ("RIS", "application/x-research-info-systems", "ris"),
    "csl": ("CSL JSON", "application/vnd.citationstyles.csl+json", "csl.json"),
    "md": ("Markdown", "text/markdown", "md"),
    "csv": ("CSV", "text/csv", "csv"),
    "json": ("JSON", "application/json", "json"),
}
"""Each form of a file: its name, its media type, and how the file's name ends."""


def paper(site: Site, visit: Visit) -> Page:
    """A paper's page."""
    catalog = site.app.of(Catalog)
    paper = _paper(site, visit)
    if paper is None:
        return _unknown(site, visit)
    others = catalog.similar(paper, SIMILAR, visit.viewer)
    return site.page(
        "paper.html",
        visit,
        title=paper.title,
        paper=paper,
        tally=site.app.of(Votes).tallies([paper.id])[paper.id],
        posted=_posted(site, visit, paper),
        similar=others,
        exports=EXPORTS,
    )


def export(site: Site, visit: Visit) -> Page:
    """A paper as a file for another program."""
    forms = {form: row for form, row in EXPORTS.items() if form == visit.names["form"]}
    paper = _paper(site, visit)
    if paper is None or not forms:
        return _unknown(site, visit)
    ((form, (_, kind, ending)),) = forms.items()
    name = "".join(sign if (sign.isascii() and sign.isalnum()) or sign in ".-" else "-" for sign in paper.id)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Page(written([paper], form).encode(), f"{kind}; charset=utf-8", headers=headers)


def _paper(site: Site, visit: Visit) -> Paper | None:
    """The paper that the address names to the visitor, or None."""
    try:
        return site.app.of(Catalog).paper(visit.names["id"], visit.viewer)
    except NotFound:
        return None


def _unknown(site: Site, visit: Visit) -> Page:
    return sentence(site, visit, "There is no such paper here.", way=("search", "Search the papers"), status=404)


def _posted(site: Site, visit: Visit, paper: Paper) -> Posted | None:
    """Where people first posted a link to it, as far as those of the visitor's place may know; None for others."""
    if visit.link is None:
        return None
    rights = PageRights.of(visit.link)
    return site.app.of(PostedLinks).first_of(paper, rights.place, alone=rights.guest)


ADDRESSES: Addresses = (Address("/paper/{id:.+}", paper), Address("/export/{form}/{id:.+}", export))

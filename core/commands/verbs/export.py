"""Export: papers as BibTeX, RIS, CSL JSON, Markdown, CSV or JSON, chosen by id, by a search, from one's list or from the top."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal, TypedDict

from core.cards.card import Card, Redraw
from core.catalog import Catalog
from core.commands.courtesy import as_words
from core.commands.options import ANY_PERIOD, Author, Category, From, MinVotes, Order, Source, Tag, To
from core.commands.table import OWN, PHRASES, Alias, Also, Bounds, command
from core.commands.verbs.find import line_of
from core.commands.verbs.kept.shelf import on_list
from core.commands.verbs.lists import top_papers
from core.errors import NotFound
from core.model import Call, Marked, Paper, Query
from core.search.query import parse
from core.services.export import Format
from core.services.export import export as written
from core.store.votes.shelf import Shelf
from core.text.cleaning import papers_in_words

MOST = 100
"""Papers that can be asked for by number; of one's own list, and of `all`, every one is given."""

USUAL = 20
"""Papers exported of a search, or of the top, where no number is given."""

TITLE_WORDS = 3
"""Words from which on those of one title alone are taken for that paper."""

EVERYTHING = frozenset(("all", "everything", "*"))
FORMATS: Mapping[str, str] = {
    "bib": "bibtex",
    "tex": "bibtex",
    "latex": "bibtex",
    "csl-json": "csl",
    "zotero": "ris",
    "mendeley": "ris",
    "endnote": "ris",
    "markdown": "md",
}
NAMES: Mapping[Format, str] = {
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl": "CSL JSON",
    "md": "Markdown",
    "csv": "CSV",
    "json": "JSON",
}
TopPeriod = Literal["week", "month", "all", "no"]


class Filters(TypedDict):
    """The filters of a search, as typed."""

    author: str
    cat: str
    source: str
    since: str
    until: str


@command(private=True, programs=True, example="export bibtex graph networks limit:20")
def export(
    catalog: Catalog,
    shelf: Shelf,
    call: Call,
    format: Annotated[Format, "the format to write", Also(lambda typed: FORMATS.get(typed, "")), Alias("form")],
    query: Annotated[str, "words to search for, a title, or all", PHRASES] = "",
    id: Annotated[str, "one paper's id, arXiv link, DOI or title"] = "",
    saved: Annotated[Literal["yes", "no"], "yes: your own list", OWN] = "no",
    tag: Tag = "",
    top: Annotated[TopPeriod, "the top papers of this period", ANY_PERIOD] = "no",
    author: Author = "",
    cat: Category = "",
    source: Source = "",
    from_: From = "",
    to: To = "",
    min_votes: MinVotes = 0,
    sort: Order = "relevance",
    limit: Annotated[int, "most papers, 1 to 100; without it 20, or all of your list", Bounds(1, MOST)] = 0,
) -> Iterator[Card | Redraw]:
    """Export papers as BibTeX, RIS, CSL, Markdown, CSV or JSON: one, your list, the top, or what is found."""
    if id:
        papers = [catalog.paper_or_title(id, catalog.viewer_of(call))]
    elif saved == "yes" or tag:
        papers = [paper for paper, _ in on_list(catalog, shelf, call, tag)]
    elif top != "no":
        papers = top_papers(catalog, call, top, limit or USUAL)
    else:
        everything = query.strip().lower() in EVERYTHING
        filters: Filters = {"author": author, "cat": cat, "source": source, "since": from_, "until": to}
        if everything and not any(filters.values()) and not min_votes:
            papers = _all(catalog, call)
        else:
            asked = parse(
                "" if everything else as_words(query), **filters, min_votes=min_votes, sort=sort, today=call.now.date()
            )
            papers = _found(catalog, call, asked, limit, everything=everything)
    if not papers:
        raise NotFound("There is nothing to export: no paper fits, or your list is empty.")
    yield _card(papers[: limit or None], format)


def _all(catalog: Catalog, call: Call) -> list[Paper]:
    """Every paper that the asker may see, the newest first."""
    papers = catalog.seen(catalog.papers.ids(), catalog.viewer_of(call)).values()
    return sorted(papers, key=lambda paper: (paper.first_day or date.min, paper.id), reverse=True)


def _found(catalog: Catalog, call: Call, asked: Query, limit: int, *, everything: bool) -> list[Paper]:
    """What a search finds, or the one paper that has its words as the title."""
    if asked.text and asked == Query(asked.text, asked.words, asked.phrases) and len(asked.text.split()) >= TITLE_WORDS:
        titled = catalog.titled(asked.text, catalog.viewer_of(call))
        if len(titled) == 1:
            return titled
    most = len(catalog.index) or 1 if everything else limit or USUAL
    hits, found = catalog.find(asked, most, 1, catalog.viewer_of(call))
    if found.corrected:  # in a file nobody would read that other words were searched for
        typed = " or ".join(f"“{word}”" for word, _ in found.corrected)
        raise NotFound(f"No paper here has {typed}.", {"Search with the spelling corrected": line_of(asked)})
    return [hit.paper for hit in hits]


def _card(papers: list[Paper], format: Format) -> Card:
    said = f"{papers_in_words(len(papers))} as {NAMES[format]}"
    return Card(Marked(said), code=written(papers, format), plain=said)

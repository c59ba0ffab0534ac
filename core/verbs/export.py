"""Export: papers as BibTeX, Markdown, CSV or JSON, chosen by id, by a search, from one's list or from the top."""

from collections.abc import Iterator
from typing import Annotated, Literal

from core.cards import Button, Card, Redraw
from core.commands.table import Bounds, command
from core.exporting import Format
from core.exporting import export as written
from core.marked import Marked
from core.model import Call, Paper
from core.paperboy import Paperboy
from core.scope import viewer_of
from core.search.query import parse
from core.verbs.lists import top_papers
from core.verbs.options import Author, Category, From, MinVotes, Order, Source, Span, Tag, To
from core.verbs.shelf import saved_papers
from core.views import note

MOST = 100
"""Papers exported at once."""


@command(private=True)
def export(
    app: Paperboy,
    call: Call,
    form: Annotated[Format, "the form to write"],
    query: Annotated[str, "words to search for"] = "",
    id: Annotated[str, "one paper's id, arXiv link or DOI"] = "",
    saved: Annotated[Literal["yes", "no"], "yes for your own list"] = "no",
    tag: Tag = "",
    top: Annotated[Span | Literal[""], "the papers people voted for"] = "",
    author: Author = "",
    cat: Category = "",
    source: Source = "",
    from_: From = "",
    to: To = "",
    min_votes: MinVotes = 0,
    sort: Order = "relevance",
    limit: Annotated[int, "papers at most, 1 to 100", Bounds(1, MOST)] = 20,
) -> Iterator[Card | Redraw]:
    """Write papers as BibTeX, Markdown, CSV or JSON: one, your list, the top, or what a search finds."""
    if id:
        papers = [app.archive.paper(id, viewer_of(call))]
    elif saved == "yes" or tag:
        papers = saved_papers(app, call, tag)
    elif top:
        papers = top_papers(app, call, top, limit)
    else:
        asked = parse(
            query,
            author=author,
            cat=cat,
            source=source,
            since=from_,
            until=to,
            min_votes=min_votes,
            sort=sort,
            today=call.now.date(),
        )
        papers = [hit.paper for hit in app.archive.find(asked, MOST, 1, viewer_of(call))[0]]
    yield _card(papers[:limit], form)


def _card(papers: list[Paper], form: Format) -> Card:
    if not papers:
        return note(
            "There is nothing to export.",
            "No paper fits, or your list is empty.",
            Button("Show help for export", "help export"),
        )
    count = "1 paper" if len(papers) == 1 else f"{len(papers)} papers"
    said = f"{count} as {'BibTeX' if form == 'bibtex' else 'Markdown' if form == 'md' else form.upper()}"
    return Card(Marked(said), code=written(papers, form), plain=said)

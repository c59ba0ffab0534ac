"""What comes in: add a digest, and see what was merged and why."""

from collections.abc import Iterator
from typing import Annotated

from core.cards import Button, Card, Field, Redraw
from core.commands.table import command
from core.errors import BadInput, NotADigest
from core.identity import reference
from core.marked import Marked
from core.model import Call
from core.paperboy import Paperboy
from core.text import clip
from core.verbs.options import PaperId
from core.views import note, paper_card

LISTED = 10
"""Merges and skipped lines told at once."""


@command(private=True, raw=True)
def add(
    app: Paperboy, call: Call, what: Annotated[str, "a digest's text, an arXiv link or a DOI"]
) -> Iterator[Card | Redraw]:
    """Add papers: paste a digest after it, or an arXiv link or DOI."""
    if named := reference(what):
        known = app.papers.known_as(named)
        if not known:
            raise BadInput(
                f"{named.partition(':')[2]} is not here yet, and Paperboy cannot fetch single papers so far. Paste a digest that lists it."
            )
        yield paper_card(app.archive.paper(known), app.votes.tallies([known])[known], "it is here already")
        return
    try:
        arrived = app.receive(what.encode("utf-8", "replace"), "pasted text", call.now)
    except NotADigest as error:
        raise NotADigest(f"{error} Paste titles and abstracts, or an arXiv link or a DOI.") from error
    skipped = "".join(f"\nline {s.line}: {s.why}" for s in arrived.skipped[:LISTED])
    yield note(
        f"{arrived.entries} papers are queued.",
        f"Not read:{skipped}" if skipped else "Every entry was read; papers known already are merged.",
        Button("See what came in", "status"),
    )


@command(private=True, menu=False)
def dup(app: Paperboy, call: Call, paper: PaperId) -> Iterator[Card | Redraw]:
    """Show what was merged into a paper and why, and which papers may be the same."""
    found = app.archive.paper(paper)
    merges, twins = app.papers.merges(found.id), app.papers.twins(found.id)
    listed = [
        f"“{clip(m['title'], 120)}” ({m['where']}, line {m['line']}, {m['day']}): {m['why']}" for m in merges[:LISTED]
    ]
    more = [f"and {len(merges) - LISTED} more"] if len(merges) > LISTED else []
    body = "\n".join((*listed, *more)) or "Nothing was merged into it."
    fields = tuple(Field("maybe the same", f"{other}: {why}") for other, why in list(twins.items())[:LISTED])
    buttons = tuple(Button(f"Show {other}", f"show {other}") for other in list(twins)[:4])
    title = f"{len(merges)} merged into {clip(found.title, 200)}"
    yield Card(Marked(title), Marked(body), link=found.url, fields=fields, buttons=buttons, plain=f"{title}. {body}")

"""What people do to a paper in front of others: vote on it and share it; and how the votes stand."""

from collections.abc import Iterator
from typing import Annotated

from core.cards import Button, Card, Field, Redraw
from core.commands.table import command
from core.model import Call
from core.paperboy import Paperboy
from core.verbs.options import Limit, Page, PaperId
from core.views import bar, note, page_card, paper_card
from core.voting import Way


@command(private=False, menu=False)
def vote(
    app: Paperboy, call: Call, paper: PaperId, way: Annotated[Way, "up, down, or none to take it back"]
) -> Iterator[Card | Redraw]:
    """Vote on a paper; the same way again takes the vote back."""
    found = app.archive.paper(paper)
    tally, side = app.votes.press(call, found.id, way)
    said = {"up": "You find it worth reading.", "down": "You would skip it."}.get(
        side or "", "You have no vote on it now."
    )
    card = paper_card(found, tally, said)
    yield card
    yield Redraw(paper_card(found, tally))


@command(private=False, menu=False)
def share(app: Paperboy, call: Call, paper: PaperId) -> Iterator[Card | Redraw]:
    """Post a paper's card here for everyone, with your name."""
    found = app.archive.paper(paper)
    card = paper_card(found, app.votes.tallies([found.id])[found.id], f"shared by {call.name or call.person.id}")
    yield card


@command(private=True)
def votes(
    app: Paperboy,
    call: Call,
    paper: Annotated[str, "a paper's id, arXiv link or DOI"] = "",
    limit: Limit = 5,
    page: Page = 1,
) -> Iterator[Card | Redraw]:
    """Show how the votes on a paper stand, or the papers you voted on."""
    mine = app.votes.voted(call.person)
    if paper:
        found = app.archive.paper(paper)
        said = {"up": "for", "down": "against"}.get(mine.get(found.id, ""), "")
        yours = f"You voted {said}." if said else "You have not voted on it."
        tally = app.votes.tallies([found.id])[found.id]
        yield Card(
            paper_card(found, tally).title,
            link=found.url,
            fields=(Field("votes", bar(tally)), Field("you", yours)),
            plain=yours,
        )
        return
    papers = app.papers.get_many(sorted(mine))
    if not papers:
        yield note("You have not voted on any paper yet.", "Press ▲ on a card.", Button("Show today's papers", "today"))
        return
    shown = list(papers.values())[(page - 1) * limit : page * limit]
    tallies = app.votes.tallies(one.id for one in shown)
    for number, one in enumerate(shown, (page - 1) * limit + 1):
        yield paper_card(one, tallies[one.id], f"you voted {mine[one.id]}", number=number)
    yield page_card(len(papers), page, limit, f"votes limit:{limit}", "you voted on")

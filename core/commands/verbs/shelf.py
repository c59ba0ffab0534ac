"""A person's own list: save, unsave, saved."""

from collections.abc import Iterator

from core.cards.card import Button, Card, Redraw
from core.cards.views import note, page_card, paper_card
from core.catalog import Catalog
from core.commands.options import Limit, Page, PaperId, Tag, shown_page
from core.commands.table import command
from core.model import Call, Paper
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.text.cleaning import clean, clip

LONGEST_TAG = 40


@command(private=True, changes=True, example="save 2611.01234 tag:reading")
def save(catalog: Catalog, shelf: Shelf, call: Call, paper: PaperId, tag: Tag = "") -> Iterator[Card | Redraw]:
    """Save a paper to your own list, with a tag if you like."""
    found = catalog.paper(paper, catalog.viewer_of(call))
    kept = clip(clean(tag), LONGEST_TAG)
    tally = shelf.save(call.person, catalog.part(paper, found), kept, call.now, call.delivery)
    tagged = f" under “{kept}”" if kept else ""
    yield note(
        f"Saved{tagged}: {clip(found.title, 200)}",
        "",
        Button("See your list", "saved"),
        Button("Take it off", f"unsave {found.id}"),
    )
    yield Redraw(paper_card(found, tally))


@command(private=True, menu=False, changes=True, example="unsave 2611.01234")
def unsave(catalog: Catalog, shelf: Shelf, call: Call, paper: PaperId) -> Iterator[Card | Redraw]:
    """Take a paper off your own list."""
    found = catalog.paper(paper, catalog.viewer_of(call))
    tally = shelf.unsave(call.person, found.id, call.now, call.delivery)
    yield note(f"Taken off your list: {clip(found.title, 200)}", "", Button("Put it back", f"save {found.id}"))
    yield Redraw(paper_card(found, tally))


@command(private=True, example="saved tag:reading")
def saved(
    catalog: Catalog, votes: Votes, shelf: Shelf, call: Call, tag: Tag = "", limit: Limit = 5, page: Page = 1
) -> Iterator[Card | Redraw]:
    """List the papers you saved, newest first."""
    papers, tags = (
        saved_papers(catalog, shelf, call, tag),
        {kept.paper_id: kept.tag for kept in shelf.saved(call.person)},
    )
    if not papers:
        what = f"No saved papers under “{clip(clean(tag), LONGEST_TAG)}” yet." if tag else "No saved papers yet."
        yield note(what, "Press Save on a card.", Button("Show the top papers", "top all"))
        return
    page = shown_page(len(papers), page, limit)
    shown = papers[(page - 1) * limit : page * limit]
    tallies = votes.tallies(paper.id for paper in shown)
    for number, paper in enumerate(shown, (page - 1) * limit + 1):
        under = f"saved under “{tags[paper.id]}”" if tags.get(paper.id) else ""
        yield paper_card(paper, tallies[paper.id], under, number=number)
    tagged = f' tag:"{clip(clean(tag), LONGEST_TAG)}"' if tag else ""
    yield page_card(len(papers), page, limit, f"saved{tagged} limit:{limit}", "saved, newest first")


def saved_papers(catalog: Catalog, shelf: Shelf, call: Call, tag: str) -> list[Paper]:
    """A person's saved papers, the newest first; with a tag, those under it."""
    wanted = clip(clean(tag), LONGEST_TAG).casefold()
    listed = [kept for kept in shelf.saved(call.person) if not tag or kept.tag.casefold() == wanted]
    papers = catalog.seen((kept.paper_id for kept in listed), catalog.viewer_of(call))
    return list({papers[i].id: papers[i] for i in (kept.paper_id for kept in listed) if i in papers}.values())

"""A person's own list: save, unsave, saved, and what of it is read."""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from core.cards.card import Button, Card, Redraw
from core.cards.views import note, paper_card, quoted, writable, write_button
from core.catalog import Catalog
from core.commands.options import Limit, Page, PaperId, Tag, Tags, as_option, tags_in
from core.commands.pages import paper_page
from core.commands.table import Alias, command
from core.errors import BadCommand
from core.model import Call, Paper, Person, Tally
from core.scope import Viewer
from core.store.votes.ballots import Saved, together
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.text.cleaning import clean, clip, joined
from core.text.identifiers import reference

State = Literal["all", "unread", "read"]


@command(private=True, changes=True, example="save 2611.01234 tag:reading,graphs")
def save(catalog: Catalog, shelf: Shelf, call: Call, paper: PaperId, tag: Tags = "") -> Iterator[Card | Redraw]:
    """Save a paper to your own list, with tags if you like."""
    known_paper = catalog.paper(paper, catalog.viewer_of(call))
    tags = tags_in(tag)
    if named := next((tag for tag in tags if any(map(reference, tag.split()))), ""):
        raise BadCommand(f"“{named}” names a paper, not a tag. Save one paper at a time.")
    tally = shelf.save(call.person, catalog.part(paper, known_paper), tags, call.now, call.delivery, place=call.place)
    yield note(
        f"Saved{under(tags)}: {clip(known_paper.title, 200)}",
        "",
        Button("See your list", "saved"),
        write_button(known_paper.id),
        Button("Take it off", f"unsave {known_paper.id}"),
    )
    yield Redraw(paper_card(known_paper, tally))


@command(private=True, menu=False, changes=True, example="unsave 2611.01234")
def unsave(
    catalog: Catalog,
    shelf: Shelf,
    call: Call,
    paper: PaperId,
    tag: Annotated[str, "only this tag: the paper stays on your list"] = "",
) -> Iterator[Card | Redraw]:
    """Take a paper off your own list, or a tag off the paper."""
    viewer = catalog.viewer_of(call)
    known_paper = catalog.paper(paper, viewer)
    row = next(
        (row for saved_paper, row in on_list(catalog, shelf, viewer, call.person) if saved_paper.id == known_paper.id),
        None,
    )
    if tag:
        yield _untag(shelf, call, known_paper, row, clip(clean(tag), 200))
        return
    tally = shelf.unsave(call.person, known_paper.id, call.now, call.delivery, call.place)
    if row:
        again = Button("Put it back", f"save {known_paper.id}{as_option('tag', ','.join(row.tags))}")
        yield note(f"Taken off your list: {clip(known_paper.title, 200)}", "", again)
    else:
        yield note(f"{quoted(known_paper.title)} is not on your list.", "", SEE)
    yield Redraw(paper_card(known_paper, tally))


def _untag(shelf: Shelf, call: Call, paper: Paper, row: Saved | None, tag: str) -> Card:
    kept = next((kept_tag for kept_tag in row.tags if kept_tag.casefold() == tag.casefold()), "") if row else ""
    if not kept:
        return note(f"“{clip(tag, 60)}” is no tag of yours on {quoted(paper.title)}.", "", SEE)
    shelf.untag(call.person, paper.id, kept, call.now, call.delivery)
    again = Button("Put it back", f"save {paper.id}{as_option('tag', kept)}")
    return note(f"Taken off: the tag “{kept}” of {quoted(paper.title)}.", "", again)


SEE = Button("See your list", "saved")


@command(private=True, menu=False, changes=True, example="read 2611.01234")
def read(catalog: Catalog, shelf: Shelf, call: Call, paper: PaperId) -> Iterator[Card]:
    """Mark a paper on your list as read."""
    yield from _marked(catalog, shelf, call, paper, read=True)


@command(private=True, menu=False, changes=True, example="unread 2611.01234")
def unread(catalog: Catalog, shelf: Shelf, call: Call, paper: PaperId) -> Iterator[Card]:
    """Mark a paper on your list as not read."""
    yield from _marked(catalog, shelf, call, paper, read=False)


def _marked(catalog: Catalog, shelf: Shelf, call: Call, named: str, *, read: bool) -> Iterator[Card]:
    viewer = catalog.viewer_of(call)
    known_paper = catalog.paper(named, viewer)
    title = quoted(known_paper.title)
    if not any(paper.id == known_paper.id for paper, _ in on_list(catalog, shelf, viewer, call.person)):
        yield note(f"{title} is not on your list.", "Save it first.", Button("Save", f"save {known_paper.id}"), SEE)
        return
    shelf.mark(call.person, known_paper.id, call.now, call.delivery, read=read)
    state = "read" if read else "not read"
    yield note(
        f"Marked as {state}: {title}", "", mark_button(known_paper.id, read=read), Button("See what is unread", UNREAD)
    )


UNREAD = "saved show:unread"


def mark_button(paper_id: str, *, read: bool) -> Button:
    """What marks a paper the other way."""
    return Button("Mark as unread", f"unread {paper_id}") if read else Button("Mark as read", f"read {paper_id}")


@command(private=True, example="saved unread", formerly={"saved unread": UNREAD, "saved read": "saved show:read"})
def saved(
    catalog: Catalog,
    votes: Votes,
    shelf: Shelf,
    call: Call,
    tag: Tag = "",
    show: Annotated[State, "which of them", Alias("state")] = "all",
    limit: Limit = 5,
    page: Page = 1,
) -> Iterator[Card]:
    """List the papers you saved, newest first, or the unread ones."""
    viewer = catalog.viewer_of(call)
    listed = on_list(catalog, shelf, viewer, call.person, tag, show)
    state = "" if show == "all" else show
    if not listed:
        yield _none_fits(tag, state) if on_list(catalog, shelf, viewer, call.person) else NOTHING_SAVED
        return
    rows = {paper.id: row for paper, row in listed}
    line = f"saved{as_option('tag', clip(clean(tag), 200))}" + (f" show:{show}" if state else "")
    subject = f"saved{f' and {show}' if state else ''}, newest first"

    def own(paper: Paper, tally: Tally, number: int) -> Card:
        return _own_card(paper, tally, number, rows[paper.id])

    yield from paper_page(votes, [paper for paper, _ in listed], page, limit, line, subject, own)


NOTHING_SAVED = note("No saved papers yet.", "Press Save on a card.", Button("Show the top papers", "top all"))


def _none_fits(tag: str, state: str) -> Card:
    """That papers are saved, but none under that tag or in that state."""
    tagged = f" under “{clip(clean(tag), 60)}”" if tag else ""
    return note(
        f"None of your saved papers{tagged} is {state}." if state else f"None of your saved papers is{tagged}.", "", SEE
    )


def _own_card(paper: Paper, tally: Tally, number: int, row: Saved) -> Card:
    """A card of one's own list: what is saved already is marked as read where others are saved."""
    why = " · ".join(filter(None, (f"saved{under(row.tags)}" if row.tags else "", "read" if row.read else "")))
    card, mark = writable(paper_card(paper, tally, why, number=number)), mark_button(paper.id, read=row.read)
    buttons = tuple(mark if act.line.startswith("save ") else act for act in card.buttons)
    return msgspec.structs.replace(card, buttons=buttons)


def under(tags: tuple[str, ...]) -> str:
    """Under which tags something is: ` under “reading” and “graphs”`."""
    return f" under {joined([f'“{tag}”' for tag in tags])}" if tags else ""


def on_list(
    catalog: Catalog, shelf: Shelf, viewer: Viewer, person: Person, tag: str = "", show: State = "all"
) -> list[tuple[Paper, Saved]]:
    """A person's saved papers that a viewer may see, the newest first; with tags, those under all of them."""
    rows = shelf.saved(person)
    papers = catalog.seen((row.paper_id for row in rows), viewer)
    of_paper = dict[str, list[Saved]]()
    for row in rows:
        if row.paper_id in papers:
            of_paper.setdefault(papers[row.paper_id].id, []).append(row)
    listed = ((papers[some[0].paper_id], together(some)) for some in of_paper.values())
    return [
        (paper, row)
        for paper, row in listed
        if _is_under(row, tag) and show in ("all", "read" if row.read else "unread")
    ]


def _is_under(row: Saved, tag: str) -> bool:
    tags = {kept.casefold() for kept in row.tags}
    return clean(tag).casefold() in tags or tags.issuperset(wanted.casefold() for wanted in tags_in(tag))

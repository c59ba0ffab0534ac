"""Papers that should not be shown: hidden in a workspace or server by those who may set it up, removed by the operator."""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from core.cards.card import Button, Card, Loss
from core.cards.views import note, quoted
from core.catalog import Catalog
from core.commands.options import Limit, Page, PaperId
from core.commands.pages import paper_page
from core.commands.rights import here, may_run, may_set_up
from core.commands.table import ONE, command
from core.dedup.parts import Part
from core.errors import BadCommand, CannotBeDone, NotAllowed, NotFound
from core.ingest.splitting import Splitting
from core.model import Call, Paper, Tally
from core.scope import EVERYBODY, Viewer, as_seen, moderated
from core.store.chats.posts import Posts
from core.store.engine.audit import act_of
from core.store.papers.hidden import EVERYWHERE, Hidden
from core.store.papers.papers import Papers
from core.store.votes.unions import Unions
from core.store.votes.votes import Votes
from core.text.cleaning import clip, counted
from core.text.source_names import seen
from core.votes.emoji import Rules

REMOVE = "remove a paper for everybody"


@command(private=True, group="paper", configures=True, changes=True, example="paper hide 2611.01234")
def hide(catalog: Catalog, hidden: Hidden, call: Call, paper: PaperId) -> Iterator[Card]:
    """Hide a paper in this workspace or server."""
    _may_hide(call)
    viewer = catalog.viewer_of(call)
    known_paper = catalog.paper(paper, _without_hidden(viewer))
    again = Button("Show it again", f"paper unhide {known_paper.id}")
    if known_paper.id in viewer.hidden:
        yield note(f"{quoted(known_paper.title)} is already hidden {here(call)}.", "", again)
        return
    hidden.hide(
        moderated(call.place), known_paper.id, call.now, call.delivery, act_of(call, "paper hide", _about(known_paper))
    )
    yield note(
        f"{quoted(known_paper.title)} is hidden {here(call)}.",
        "It is in no list, search or digest here. Everybody else sees it as before.",
        again,
    )


@command(private=True, group="paper", configures=True, changes=True, example="paper unhide 2611.01234")
def unhide(catalog: Catalog, hidden: Hidden, posts: Posts, call: Call, paper: PaperId) -> Iterator[Card]:
    """Show a hidden paper again in this workspace or server."""
    _may_hide(call)
    viewer = catalog.viewer_of(call)
    known_paper = catalog.paper(paper, _without_hidden(viewer))
    hidden.show(moderated(call.place), known_paper.id, call.delivery, act_of(call, "paper unhide", _about(known_paper)))
    posts.look_again(known_paper.id, call.now)
    yield note(
        f"{quoted(known_paper.title)} is shown {here(call)}.", "", Button("Hide it", f"paper hide {known_paper.id}")
    )


@command(private=True, group="paper", rights=True)
def hidden(
    catalog: Catalog, votes: Votes, hidden: Hidden, call: Call, limit: Limit = 5, page: Page = 1
) -> Iterator[Card]:
    """List the papers that are hidden in this workspace or server."""
    may_set_up(call)
    viewer = _without_hidden(catalog.viewer_of(call))
    papers = list(catalog.seen(hidden.newest(moderated(call.place)), viewer).values())
    if not papers:
        yield note("No paper is hidden here.", "Hide one by its id, such as: paper hide 2611.01234")
        return
    yield from paper_page(votes, papers, page, limit, "paper hidden", f"hidden {here(call)}", _hidden_card)


def _hidden_card(paper: Paper, _: Tally, number: int) -> Card:
    card = note(f"{number}. {clip(paper.title, 200)}", "", Button("Show it again", f"paper unhide {paper.id}"))
    return msgspec.structs.replace(card, paper_id=paper.id)


def _removes(catalog: Catalog, rules: Rules, call: Call, paper: str) -> Loss:
    """Which paper `paper remove` takes out."""
    may_run(rules, call, REMOVE)
    known_paper = _anybodys(catalog, call, paper)
    goes = (
        "It leaves every list, search and digest, and stays out when a feed lists it again. "
        f"“paper restore {known_paper.id}” brings it back, votes and all."
    )
    return Loss(
        f"Remove {quoted(known_paper.title)} for everybody?", goes, "Remove it", f"paper remove {known_paper.id}"
    )


@command(private=True, group="paper", menu=False, configures=True, changes=True, destroys=_removes,
         example="paper remove 2611.01234")  # fmt: skip
def remove(catalog: Catalog, hidden: Hidden, rules: Rules, call: Call, paper: PaperId) -> Iterator[Card]:
    """Remove a paper for everybody."""
    may_run(rules, call, REMOVE)
    known_paper = _anybodys(catalog, call, paper)
    hidden.hide(EVERYWHERE, known_paper.id, call.now, call.delivery, act_of(call, "paper remove", _about(known_paper)))
    yield note(
        f"{quoted(known_paper.title)} is removed for everybody.",
        "",
        Button("Bring it back", f"paper restore {known_paper.id}"),
    )


@command(private=True, group="paper", menu=False, configures=True, changes=True, example="paper restore 2611.01234")
def restore(catalog: Catalog, hidden: Hidden, posts: Posts, rules: Rules, call: Call, paper: PaperId) -> Iterator[Card]:
    """Bring back a removed paper for everybody."""
    may_run(rules, call, "bring a paper back")
    known_paper = _anybodys(catalog, call, paper, removed=True)
    if known_paper.id not in hidden.of(EVERYWHERE):
        raise CannotBeDone(f"{quoted(known_paper.title)} is not removed.")
    hidden.show(EVERYWHERE, known_paper.id, call.delivery, act_of(call, "paper restore", _about(known_paper)))
    posts.look_again(known_paper.id, call.now)
    yield note(f"{quoted(known_paper.title)} is back.", "", Button("Show it", f"show {known_paper.id}"))


@command(private=True, group="paper", menu=False, configures=True, changes=True,
         example="paper merge 2611.01234 2611.05678")  # fmt: skip
def merge(
    catalog: Catalog,
    unions: Unions,
    rules: Rules,
    call: Call,
    paper: PaperId,
    other: Annotated[str, "the paper that is the same", ONE],
) -> Iterator[Card]:
    """Show two papers as one for everybody: the first, with the votes and listings of both."""
    may_run(rules, call, "merge papers")
    first, second = (_anybodys(catalog, call, typed) for typed in (paper, other))
    if first.id == second.id:
        raise CannotBeDone(f"Both are {quoted(first.title)} already.")
    if first.scope or second.scope:
        raise CannotBeDone("I can only merge papers that everybody may see, and one of these was pasted in a chat.")
    unions.merge(first.id, second.id, call, act_of(call, "paper merge", f"{_about(first)} and {_about(second)}"))
    yield note(
        f"{quoted(second.title)} now counts as {quoted(first.title)}, for everybody.",
        "Their votes and listings count together. You can take them apart again.",
        Button("Take them apart", f"paper split {second.id}"),
    )


@command(private=True, group="paper", menu=False, configures=True, changes=True, example="paper split 2611.05678")
def split(
    catalog: Catalog,
    papers: Papers,
    unions: Unions,
    splitting: Splitting,
    rules: Rules,
    call: Call,
    paper: PaperId,
    number: Annotated[str, "the number in the list of what to take out, or all", ONE] = "",
) -> Iterator[Card]:
    """Undo a merge, or list what Paperboy took for this paper by likeness and take it out."""
    may_run(rules, call, "split papers")
    known_paper = _anybodys(catalog, call, paper)
    part = catalog.part(paper, known_paper)
    if number:
        yield from _take_out(unions, splitting, call, known_paper, part, number)
    elif papers.members(known_paper.id):
        yield from _split_union(papers, unions, call, known_paper, part)
    else:
        yield from _list_parts(splitting, known_paper)


def _split_union(papers: Papers, unions: Unions, call: Call, paper: Paper, part: str) -> Iterator[Card]:
    out = [part] if part != paper.id else papers.members(paper.id)
    unions.split(part, call, act_of(call, "paper split", f"{_about(paper)}: {', '.join(out)}"))
    again = Button("Merge them again", f"paper merge {paper.id} {out[0]}")
    many = "stand for themselves" if len(out) > 1 else "stands for itself"
    yield note(
        f"{', '.join(out)} {many} again.", "Each has its own votes and listings.", *((again,) if len(out) == 1 else ())
    )


def _list_parts(splitting: Splitting, paper: Paper) -> Iterator[Card]:
    first, *others = _parts(splitting, paper, paper.id)
    mixed = " What an earlier version merged into it cannot be taken out." if splitting.is_mixed(paper.id) else ""
    yield note(
        f"{quoted(paper.title)} is made of {counted(1 + len(others), 'listing')} that Paperboy took for one paper.",
        f"It keeps its id, its votes and saves, and {_listing(first)}.{mixed} Take out any of these:",
        Button("Take out all", f"paper split {paper.id} all"),
    )
    for number, part in enumerate(others, 1):
        yield note(f"{number}. {_listing(part)}", "", Button("Take it out", f"paper split {paper.id} {part.prints[0]}"))


def _take_out(unions: Unions, splitting: Splitting, call: Call, paper: Paper, part: str, number: str) -> Iterator[Card]:
    _, *others = _parts(splitting, paper, part)
    chosen = [other for place, other in enumerate(others, 1) if number.lower() in ("all", str(place), other.prints[0])]
    if not chosen:
        raise BadCommand(f"{clip(number, 20)} is not a number in that list. “paper split {part}” shows the list.")
    names = splitting.split(
        part, [other.prints[0] for other in chosen], call, act_of(call, "paper split", _about(paper))
    )
    unions.level(call.now)
    again = Button("Merge them again", f"paper merge {part} {names[0]}")
    what, own = ("a paper", "its") if len(names) == 1 else ("papers", "their")
    yield note(
        f"{', '.join(names)}: {what} of {own} own now, for everybody.",
        f"Votes and saves stay with {part}, under which they were made. Later listings find the paper that each is of.",
        *((again,) if len(names) == 1 else ()),
    )


def _parts(splitting: Splitting, paper: Paper, part: str) -> tuple[Part, ...]:
    """What listings told of a paper, where there is anything to take out."""
    parts = splitting.parts(part)
    if len(parts) > 1:
        return parts
    if splitting.is_mixed(part):
        raise CannotBeDone(
            f"{quoted(paper.title)} cannot be split: an earlier version merged it and did not keep what each listing said."
        )
    raise CannotBeDone(f"There is nothing to split: {quoted(paper.title)} is one paper.")


def _listing(part: Part) -> str:
    """What a listing told, in a line: title, source and day."""
    paper = as_seen(part.paper, EVERYBODY)
    return " · ".join(filter(None, (quoted(paper.title), seen(paper.sightings))))


def _anybodys(catalog: Catalog, call: Call, text: str, *, removed: bool = False) -> Paper:
    """The paper that is meant, whether or not it is hidden here; in the terminal by its id also one that was pasted elsewhere."""
    viewer = _without_hidden(catalog.viewer_of(call))
    viewer = Viewer(viewer.scopes) if removed else viewer
    try:
        return catalog.paper(text, viewer)
    except NotFound:
        pasted = catalog.anybodys(text) if call.place.platform == "terminal" else None
        if pasted is None or (pasted.id in viewer.removed):
            raise
        return msgspec.structs.replace(pasted, title=pasted.id)  # its text stays within its scope


def _may_hide(call: Call) -> None:
    may_set_up(call)
    if call.direct and call.place.team:
        raise NotAllowed(f"That hides a paper for everybody {here(call)}: type it in one of its channels.")


def _without_hidden(viewer: Viewer) -> Viewer:
    return msgspec.structs.replace(viewer, hidden=frozenset())


def _about(paper: Paper) -> str:
    return f"{paper.id} {quoted(paper.title)}"

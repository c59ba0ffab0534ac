"""Lists that people share: made where they are, seen and filled by those who may be there."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import msgspec

from core.cards.card import Button, Card, Loss
from core.cards.views import note, quoted
from core.catalog import Catalog
from core.commands.options import Limit, Page, PaperId
from core.commands.pages import paper_page
from core.commands.table import QUOTED, Alias, Also, command
from core.commands.verbs.kept.notes import noted_card
from core.errors import BadCommand, CannotBeDone, NoSuchTitle, NotAllowed
from core.model import Call, Paper
from core.scope import Viewer, kept_for, room_of, team_of
from core.store.engine import keys
from core.store.kept.lists import UNDONE_WITHIN, SharedList, SharedLists
from core.store.votes.votes import Votes
from core.text.cleaning import clean, clip, counted
from core.text.identifiers import reference

LONGEST = 60
"""Characters of a list's name."""

SHOWN = 10
"""Lists that are offered on buttons."""

_SEEN_BY = {
    "workspace": "team",
    "server": "team",
    "all": "team",
    "everyone": "team",
    "here": "channel",
    "room": "channel",
}

SeenBy = Literal["team", "channel"]
ListName = Annotated[str, "a list's name", Alias("name")]
LIST_NEW = 'list new "Friday club"'


@command(private=True, group="list", changes=True, example=LIST_NEW)
def new(
    lists: SharedLists,
    call: Call,
    name: Annotated[str, "a name", QUOTED],
    for_: Annotated[
        SeenBy, "who sees it", Also(lambda typed: _SEEN_BY.get(typed, "")), Alias("who", "readers")
    ] = "team",
) -> Iterator[Card]:
    """Make a list of papers that others here see and fill too."""
    called, scope = _name(name), _scope(call, for_)
    alone = call.direct or not call.place.channel
    made = lists.new(called, scope, call.person, call.now, call.delivery, personal=alone and scope == room_of(call))
    if made is None:
        raise CannotBeDone(f"There is a list “{called}” here already. Give yours another name.")
    yield note(
        f"The list “{called}” is made; {_seen_by(call, scope)}.",
        f'Add papers like this: list add 2611.01234 "{called}"',
        _show(made),
    )


def _scope(call: Call, who: str) -> str:
    """Of whom a list is: all of the workspace or server where everybody may see the channel, else the place alone."""
    wide = who == "team" and call.place.team and (call.open_to_all or call.direct or not call.place.channel)
    return team_of(call) if wide and not call.direct else room_of(call)


def _seen_by(call: Call, scope: str) -> str:
    if scope == team_of(call) != room_of(call):
        return "all in this workspace see it" if call.place.platform == "slack" else "all in this server see it"
    return "only you see it" if call.direct or not call.place.channel else "all in this channel see it"


@command(private=True, group="list", changes=True, example='list add 2611.01234 "Friday club"')
def add(catalog: Catalog, lists: SharedLists, call: Call, paper: PaperId, list: ListName = "") -> Iterator[Card]:
    """Put a paper on a shared list."""
    viewer = catalog.viewer_of(call)
    paper, named = _in_order(catalog, viewer, paper, list)
    known_paper = catalog.paper(paper, viewer)
    if not named:
        yield _which(lists, call, known_paper)
        return
    shared_list = list_here(lists, call, named)
    show = _show(shared_list)
    if _ids_on(catalog, lists, viewer, shared_list, known_paper):
        yield note(f"{quoted(known_paper.title)} is on “{shared_list.name}” already.", "", show)
        return
    if not lists.add(shared_list, catalog.part(paper, known_paper), call.person, call.now, call.delivery):
        raise CannotBeDone(f"Somebody else changed “{shared_list.name}” just now. Look at it, and try again.")
    off = Button("Take it off", f"list remove {known_paper.id} {shared_list.id}")
    yield note(f"{quoted(known_paper.title)} is on “{shared_list.name}” now.", "", show, off)


@command(private=True, group="list", menu=False, changes=True, example='list remove 2611.01234 "Friday club"')
def remove(catalog: Catalog, lists: SharedLists, call: Call, paper: PaperId, list: ListName = "") -> Iterator[Card]:
    """Take a paper off a shared list."""
    viewer = catalog.viewer_of(call)
    paper, named = _in_order(catalog, viewer, paper, list)
    known_paper = catalog.paper(paper, viewer)
    if not named:
        raise BadCommand('Say which list too, like this: list remove 2611.01234 "Friday club"')
    shared_list = list_here(lists, call, named)
    ids = _ids_on(catalog, lists, viewer, shared_list, known_paper)
    if not ids:
        yield note(f"{quoted(known_paper.title)} is not on “{shared_list.name}”.", "", _show(shared_list))
        return
    if not lists.remove(shared_list, ids, call.person, call.delivery):
        raise CannotBeDone(f"Somebody else changed “{shared_list.name}” just now. Look at it, and try again.")
    back = Button("Put it back", f"list add {known_paper.id} {shared_list.id}")
    yield note(f"{quoted(known_paper.title)} is off “{shared_list.name}”.", "", back, _show(shared_list))


@command(private=True, group="list", example='list show "Friday club"')
def show(
    catalog: Catalog,
    votes: Votes,
    lists: SharedLists,
    call: Call,
    list: ListName = "",
    limit: Limit = 5,
    page: Page = 1,
) -> Iterator[Card]:
    """Show a shared list, or which lists there are here."""
    if not list:
        yield _all(catalog, lists, call)
        return
    shared_list = list_here(lists, call, list)
    papers = papers_on(catalog, lists, catalog.viewer_of(call), shared_list)
    if not papers:
        how = f'Add one like this: list add 2611.01234 "{shared_list.name}"'
        delete = Button("Delete the list", f"list delete {shared_list.id}")
        yield note(f"No paper is on “{shared_list.name}” yet.", how, delete)
        return
    subject = f"on “{shared_list.name}”, newest first"
    *cards, foot = paper_page(votes, papers, page, limit, f"list show {shared_list.id}", subject, noted_card)
    yield from cards
    export = Button("Export as BibTeX", f"export bibtex list:{shared_list.id}")
    yield msgspec.structs.replace(foot, buttons=(*foot.buttons, export))


def _loses(catalog: Catalog, lists: SharedLists, call: Call, list: str) -> Loss:
    """What `list delete` takes away."""
    shared_list = _owned(lists, call, list)
    count = counted(len(papers_on(catalog, lists, catalog.viewer_of(call), shared_list)), "paper")
    goes = f"It holds {count}. The papers stay; the list can be brought back for a day."
    return Loss(f"Delete the list “{shared_list.name}”?", goes, "Delete it", f"list delete {shared_list.id}")


@command(private=True, group="list", menu=False, changes=True, destroys=_loses, example='list delete "Friday club"')
def delete(lists: SharedLists, call: Call, list: ListName) -> Iterator[Card]:
    """Delete a shared list."""
    shared_list = _owned(lists, call, list)
    if not lists.delete(shared_list, call.person, call.now, call.delivery):
        raise CannotBeDone(f"Somebody else changed “{shared_list.name}” just now. Look at it, and try again.")
    back = Button("Bring it back", f"list undo {shared_list.id}")
    yield note(f"The list “{shared_list.name}” is deleted.", "It can be brought back for a day.", back)


@command(private=True, group="list", menu=False, changes=True, example='list undo "Friday club"')
def undo(lists: SharedLists, call: Call, list: ListName) -> Iterator[Card]:
    """Bring back a list that was deleted within the last day."""
    gone = lists.of_scopes(kept_for(call), deleted=True)
    shared_list = _named(gone, list)
    if shared_list is None or shared_list.deleted is None or call.now - shared_list.deleted >= UNDONE_WITHIN:
        standing = _named(lists.of_scopes(kept_for(call)), list)
        if standing:
            yield note(f"The list “{standing.name}” is there.", "", _show(standing))
            return
        raise NoSuchTitle(f"No list “{clip(clean(list), LONGEST)}” was deleted here within the last day.")
    _may_change(call, shared_list)
    if not lists.bring_back(shared_list, call.person, call.delivery):
        raise CannotBeDone(f"There is another list “{shared_list.name}” here now. Rename that one first.")
    yield note(f"The list “{shared_list.name}” is back.", "", _show(shared_list))


@command(private=True, group="list", menu=False, changes=True, example='list rename "Friday club" to:"Monday club"')
def rename(lists: SharedLists, call: Call, list: ListName, to: Annotated[str, "its new name"] = "") -> Iterator[Card]:
    """Give a shared list another name."""
    shared_list = _owned(lists, call, list)
    if not to:
        raise BadCommand('Say the new name too, like this: list rename "Friday club" to:"Monday club"')
    called = _name(to)
    if not lists.rename(shared_list, called, call.person, call.delivery):
        raise CannotBeDone(f"There is a list “{called}” here already. Give yours another name.")
    yield note(f"The list “{shared_list.name}” is called “{called}” now.", "", _show(shared_list))


def papers_on(catalog: Catalog, lists: SharedLists, viewer: Viewer, shared_list: SharedList) -> Sequence[Paper]:
    """The papers on a list that a viewer may see, the newest first, each once."""
    return tuple({paper.id: paper for _, paper in _rows(catalog, lists, viewer, shared_list)}.values())


def _rows(catalog: Catalog, lists: SharedLists, viewer: Viewer, shared_list: SharedList) -> list[tuple[str, Paper]]:
    """The ids that stand on a list, each with its paper, so far as a viewer may see them."""
    ids = [row.paper_id for row in lists.papers(shared_list)]
    seen = catalog.seen(ids, viewer)
    return [(paper_id, seen[paper_id]) for paper_id in ids if paper_id in seen]


def list_here(lists: SharedLists, call: Call, typed: str) -> SharedList:
    """The list that a name or an id means to the person of a call. Raises NoSuchTitle."""
    some = lists.of_scopes(kept_for(call))
    if shared_list := _named(some, typed):
        return shared_list
    ways = {f"Show {shared_list.name}": f"list show {shared_list.id}" for shared_list in some[:3]}
    raise NoSuchTitle(f"There is no list “{clip(clean(typed), LONGEST)}” here.", ways)


def _named(some: Sequence[SharedList], typed: str) -> SharedList | None:
    wanted = clean(typed).casefold()
    named = (shared_list for shared_list in some if shared_list.name.casefold() == wanted)
    return next(named, None) or next((shared_list for shared_list in some if shared_list.id == wanted), None)


def _owned(lists: SharedLists, call: Call, typed: str) -> SharedList:
    """As `list_here`, for one that the person of a call may change. Raises NotAllowed too."""
    shared_list = list_here(lists, call, typed)
    _may_change(call, shared_list)
    return shared_list


def _may_change(call: Call, shared_list: SharedList) -> None:
    """Raises NotAllowed unless the person made the list, or may set up the channel where they are."""
    if shared_list.maker != keys.name(call.person) and (call.refusal or call.direct or call.foreign):
        raise NotAllowed(f"Only who made “{shared_list.name}”, or somebody who may set Paperboy up here, may do that.")


def _ids_on(
    catalog: Catalog, lists: SharedLists, viewer: Viewer, shared_list: SharedList, paper: Paper
) -> Sequence[str]:
    """The ids under which a paper stands on a list."""
    return [paper_id for paper_id, listed in _rows(catalog, lists, viewer, shared_list) if listed.id == paper.id]


def _in_order(catalog: Catalog, viewer: Viewer, paper: str, name: str) -> tuple[str, str]:
    """The paper and the list, in whichever order they were typed."""
    turned = name and not reference(paper) and not catalog.named(paper, viewer)
    if turned and (reference(name) or catalog.named(name.strip(), viewer)):
        return name, paper
    return paper, name


def _which(lists: SharedLists, call: Call, paper: Paper) -> Card:
    """The lists that a paper can be put on."""
    some = lists.of_scopes(kept_for(call))
    if not some:
        return _none_yet()
    ways = (Button(clip(shared_list.name, 40), f"list add {paper.id} {shared_list.id}") for shared_list in some[:SHOWN])
    return note(f"Which list is {quoted(paper.title)} for?", "", *ways)


def _none_yet() -> Card:
    how = Button("Show help", "help list new")
    return note("There is no shared list here yet.", f"Make one like this: {LIST_NEW}", how)


def _all(catalog: Catalog, lists: SharedLists, call: Call) -> Card:
    some = lists.of_scopes(kept_for(call))
    if not some:
        return _none_yet()
    viewer = catalog.viewer_of(call)
    lines = "\n".join(
        f"{shared_list.name}: {counted(len(papers_on(catalog, lists, viewer, shared_list)), 'paper')}"
        for shared_list in some
    )
    ways = (Button(clip(f"Show {shared_list.name}", 40), f"list show {shared_list.id}") for shared_list in some[:SHOWN])
    return note(f"{counted(len(some), 'shared list')} here", lines, *ways)


def _show(shared_list: SharedList) -> Button:
    return Button("Show the list", f"list show {shared_list.id}")


def _name(typed: str) -> str:
    """A list's name. Raises BadCommand."""
    called = clean(typed).strip()
    if not called or not any(sign.isalnum() for sign in called):
        raise BadCommand(f"A list needs a name with letters or digits, like this: {LIST_NEW}")
    if len(called) > LONGEST:
        raise BadCommand(f"A list's name has {LONGEST} characters at most; that one has {len(called)}.")
    return called.replace('"', "”")

"""Whose a text is, and who may see it. What people paste in a chat belongs to where they pasted it, until a configured feed lists it.

A scope is '' (everybody), a workspace or server (`slack/T1/`), or one place in it (`slack/T1/C9`): a private channel, a direct message.
"""

from hashlib import blake2b
from typing import Literal

import msgspec

from core.model import Call, Paper, Person, Place, Sighting
from core.text.naming import place as named

PASTED, FEED, OWN = 1, 2, 3
"""The ranks of sources: what people paste, a configured feed, the paper's own source. What a lower one says replaces nothing."""

HOMES = ("arxiv", "biorxiv", "medrxiv", "openreview")
"""The sources that publish papers themselves: what they say of their own is above what any list says."""

Way = Literal["pasted", "feed", "fetched", "followed"]
"""How a listing came in: people pasted or uploaded it; a feed or the operator brought it; somebody named it, its own source told it; a
feed brought it that people added where they are."""


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a listing came from: the way, the scope in which it is news, and what was added (a claim, or a listing's hash).

    `old`: it was posted long ago, and is no news.
    """

    way: Way = "feed"
    scope: str = ""
    added: str = ""
    old: bool = False

    @property
    def text_scope(self) -> str:
        """Whose its text is: of what was pasted, or of a feed that people added, the scope's; of all else everybody's."""
        return self.scope if self.way in ("pasted", "followed") else ""

    def rank(self, source: str) -> int:
        """The rank of what a source says, as it came in this way."""
        if self.way in ("pasted", "followed"):
            return PASTED
        return OWN if self.way == "fetched" or source.partition(":")[0].partition("-")[0] in HOMES else FEED


LISTED = Origin()
"""A listing of a configured feed, or one that the operator brought: everybody's."""


class Viewer(msgspec.Struct, frozen=True):
    """Who looks: the scopes they may see, always with everybody's; the papers that are hidden where they look, and those that
    were removed for everybody.
    """

    scopes: frozenset[str] = frozenset({""})
    hidden: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    @property
    def withheld(self) -> frozenset[str]:
        """The papers that they are not shown, whosever they are."""
        return self.hidden | self.removed


EVERYBODY = Viewer()
"""Who may see only what everybody may."""


def visible(paper: Paper, viewer: Viewer) -> bool:
    """Whether a viewer may see a paper. Every list asks this."""
    return paper.scope in viewer.scopes and paper.id not in viewer.hidden and paper.id not in viewer.removed


def concerns(place: Place, viewer: Viewer) -> bool:
    """Whether what is set up in a place is a viewer's to know by name: who is there, and the operator in the terminal."""
    return viewer.scopes == EVERYBODY.scopes or named(_within(place, place.channel)) in viewer.scopes


def as_seen(paper: Paper, viewer: Viewer) -> Paper:
    """A visible paper as its viewer sees it: only sightings of theirs, and what was pasted to them where nobody else says it."""
    if not limited(paper):
        return paper
    sightings = tuple(seen for seen in paper.sightings if seen.scope in viewer.scopes)
    shown = paper if len(sightings) == len(paper.sightings) else msgspec.structs.replace(paper, sightings=sightings)
    for aside in paper.asides:
        if aside.scope in viewer.scopes:
            shown = _filled(shown, aside)
    return msgspec.structs.replace(shown, asides=()) if shown.asides else shown


def news(paper: Paper) -> tuple[Sighting, ...]:
    """The sightings that made a paper news; what came in as an archive was none."""
    return tuple(seen for seen in paper.sightings if not seen.archived)


def limited(paper: Paper) -> bool:
    """Whether a paper is not the same to everybody."""
    return bool(paper.scope or paper.asides or any(seen.scope for seen in paper.sightings))


def scope_of(call: Call) -> str:
    """The scope of what a person pastes: the whole team's in a channel that everybody in it may see, else that place's own."""
    place = call.place
    if place.platform == "terminal":
        return ""
    if place.channel and call.open_to_all and place.team and not call.foreign:
        return named(Place(place.platform, place.team))
    return room_of(call)


def room_of(call: Call) -> str:
    """The scope of the place alone in which a call is made, in a terminal that of all terminals; of no place that of the person."""
    place = call.place
    if place.platform == "terminal":
        return named(Place(place.platform))
    if not place.channel:  # a form that was opened at home
        return named(_alone(call.person))
    return named(_within(place, place.thread if call.closed_thread else place.channel))


def team_of(call: Call) -> str:
    """The scope of the workspace or server in which a call is made; the place's own for a guest, and where there is none."""
    place = call.place
    return room_of(call) if call.foreign or not place.team else named(Place(place.platform, place.team))


def kept_for(call: Call) -> frozenset[str]:
    """The scopes whose notes and lists the person of a call may read where they are."""
    terminal = {named(Place(call.place.platform))} if call.place.platform == "terminal" else set()
    return (viewer_of(call).scopes - EVERYBODY.scopes) | terminal


def moderated(place: Place) -> str:
    """The scope in which those who may set up a place hide papers: its workspace or server, all terminals; else the place itself."""
    alone = not place.team and place.platform != "terminal"
    return named(Place(place.platform, place.team, place.channel if alone else ""))


def viewer_of(call: Call) -> Viewer:
    """What the person of a call may see where they are; a guest from another team sees that place alone."""
    return guests_at(call.place) if is_guest(call) else _viewer(call.place, call.person)


def is_guest(call: Call) -> bool:
    """Whether the person of a call is of another team than the place."""
    return call.foreign or call.person.team not in ("", call.place.team)


def guests_at(place: Place) -> Viewer:
    """What somebody of another team sees in a place: that place alone."""
    return Viewer(viewer_at(place).scopes - {named(Place(place.platform, place.team))})


def viewer_at(place: Place) -> Viewer:
    """What everybody in a place may see."""
    return _viewer(place, None)


def _viewer(place: Place, person: Person | None) -> Viewer:
    if place.platform == "terminal":
        return EVERYBODY
    team = [Place(place.platform, place.team)] if place.team else []
    rooms = [_within(place, room) for room in (place.channel, place.thread) if room]
    alone = [_alone(person)] if person and not place.channel else []
    return Viewer(frozenset({"", *map(named, (*team, *rooms, *alone))}))


def _within(place: Place, room: str) -> Place:
    return Place(place.platform, place.team, room)


def _alone(person: Person) -> Place:
    """Where only a person is: no channel's id begins like this. It does not name the person, so no key holds a forgotten one."""
    name = blake2b("/".join((person.platform, person.team, person.id)).encode(), digest_size=10).hexdigest()
    return Place(person.platform, person.team, f"@{name}")


def _filled(paper: Paper, aside: Paper) -> Paper:
    """The paper with what it lacks, and the titles under which those of the scope know it."""
    fields = ("abstract", "authors", "url", "published", "categories", "code", "project", "summary", "keywords")
    missing = {name: value for name in fields if not getattr(paper, name) and (value := getattr(aside, name))}
    return msgspec.structs.replace(paper, **missing, also=(*paper.also, *aside.also))

"""Talking about papers: a thread for each, hello in a channel, and what happens to links that people post."""

from collections.abc import Iterator
from typing import Annotated, Literal

from core.cards.card import Button, Card, Discussion, Redraw
from core.cards.views import note, paper_card, whole_card
from core.catalog import Catalog
from core.commands.options import PaperId
from core.commands.rights import may_set_up
from core.commands.table import command
from core.commands.verbs.digests import zones
from core.model import Call
from core.store.chats.rooms import Rooms
from core.store.chats.threads import Threads
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.audit import setting_of
from core.store.votes.votes import Votes
from core.subscriptions.options import read_back
from core.subscriptions.wording import named
from core.votes.emoji import Rules

LINKS = "links"
"""The setting of a channel that says whether posted links get a card."""

UNREAD = "Until then, “Find papers here” in a message's menu shows its papers."
"""What there is instead, where Discord does not let us read what people post."""


@command(private=True, menu=False, here=True, changes=True, example="discuss 2611.01234")
def discuss(
    catalog: Catalog, votes: Votes, threads: Threads, call: Call, paper: PaperId
) -> Iterator[Card | Redraw | Discussion]:
    """Open a thread about a paper, or go to the one there is."""
    known_paper = catalog.paper(paper, catalog.viewer_of(call))
    thread = threads.find(known_paper.id, call.place, open_to_all=call.open_to_all)
    tally = votes.tallies([known_paper.id])[known_paper.id]
    opener = f"{call.name or call.person.id} wants to discuss it"
    known = (f"{thread.channel}/{thread.message}", thread.url) if thread else ("", "")
    yield Discussion(paper_card(known_paper, tally, opener), whole_card(known_paper, tally), *known)


@command(private=True, configures=True, here=True, changes=True, example="links off")
def links(
    rooms: Rooms,
    rules: Rules,
    call: Call,
    switch: Annotated[Literal["on", "off", "how"], "on, off, or how: show which it is"] = "how",
) -> Iterator[Card]:
    """Choose whether links to papers get a card here."""
    if switch != "how":
        may_set_up(call)
        rooms.put(call.place, LINKS, switch, call.delivery, setting_of(call, "links", switch))
    now = rooms.get(call.place, LINKS, "on")
    other = Button("Switch it off", "links off") if now == "on" else Button("Switch it on", "links on")
    if now == "off":
        yield note("Links that people post here get no card.", "", other)
    elif call.place.platform == "discord" and not rules.discord_links:
        yield note("Links that people post here get a card once DISCORD_READ_LINKS is set.", UNREAD, other)
    else:
        yield note("Links to papers that people post here get a card.", "", other)


@command(private=False, menu=False)
def hello(rooms: Rooms, subscriptions: Subscriptions, call: Call) -> Iterator[Card]:
    """Introduce Paperboy, as it does when it joins a channel."""
    zone = zones.wanted(rooms, call, "")
    hour = "weekdays 09:00" + (f" {zone}" if zone else "")
    here = subscriptions.of_place(call.place)
    start = f"digest new top:5 at:09:00 days:mon-fri{f' tz:{zone}' if zone else ''}"
    yield note(
        "Hello, I am Paperboy. I bring the day's research papers.",
        "Type /papers and some words to search. Vote with the buttons, and what people vote for rises. "
        "Type /papers help to see what I can do.",
        *(() if here else (Button(f"Post 5 papers here, {hour}", start),)),
        Button("Show today's papers", "today"),
    )
    for digest in here:
        stands = "paused" if digest.paused else "set up"
        acts = [Button("Resume it", f"digest resume {digest.id}")] if digest.paused else []
        yield note(f"{named(digest)} is {stands} here.", read_back(digest, call.now), *acts)


@command(private=True, menu=False)
def thanks() -> Iterator[Card]:
    """Answer a thank-you."""
    yield note("You are welcome.", "", Button("Show today's papers", "today"))

"""What a digest learns, as commands: to see it, to switch it on and off, to have it forgotten, to give it examples,
and to have the past of its channel read."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Literal

import msgspec

from core.cards.card import Button, Card, Redraw
from core.cards.views import note
from core.catalog import Catalog
from core.commands.rights import TEAMS, may_set_up
from core.commands.table import command
from core.commands.verbs.digests.access import change_kept, find, may_set
from core.commands.verbs.digests.settings import Name
from core.commands.verbs.kept.shelf import on_list
from core.delivery.proof import Proof
from core.errors import BadCommand, CannotBeDone, NotFound
from core.model import Call, Follow, Paper
from core.search.query import parse
from core.services.history.learning import digest_line
from core.services.history.reading import MOST as MOST_MESSAGES
from core.store.chats.histories import ChannelReading, Histories
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.models import Models, NamedExamples
from core.store.delivery.subscriptions import Subscriptions
from core.store.votes.acts import Acts
from core.store.votes.shelf import Shelf
from core.subscriptions.model import Subscription
from core.subscriptions.wording import long_day, named
from core.text import identifiers
from core.text.cleaning import clip, counted

What = Annotated[
    Literal["show", "on", "off", "reset", "history"],
    "show what it learned; on, off; reset: forget it; history: read this channel's past",
]
From = Annotated[str, "papers to learn from: ids or links, words to search for, or saved (your list)"]

MOST, FOUND = 50, 20
"""Papers that one person names for a digest at most, and how many of those that words find."""

BESIDE_FROM = {
    "off": "“off” takes what was learned away",
    "reset": "“reset” takes what was learned away",
    "history": "“history” reads a channel's past",
}

SAVED = re.compile(r"saved(?:[\s:]+(.+))?", re.IGNORECASE)


@command(private=True, group="digest", configures=True, changes=True, example="digest learn off")
def learn(
    catalog: Catalog,
    shelf: Shelf,
    subscriptions: Subscriptions,
    models: Models,
    acts: Acts,
    deliveries: Deliveries,
    call: Call,
    histories: Histories,
    what: What = "show",
    name: Name = "",
    from_: From = "",
) -> Iterator[Card | Redraw | Follow]:
    """Show what a digest learned from votes; switch that on or off, reset it, or give it examples."""
    if from_ and what in BESIDE_FROM:
        raise BadCommand(f"“from:” gives examples, and {BESIDE_FROM[what]}; type one of them.")
    if what == "history":
        yield from read_history(histories, subscriptions, call)
        return
    old = find(subscriptions, call, name)
    if what == "show" and not from_:
        yield _shown(Proof(catalog, models, acts, deliveries), old, call)
        return
    may_set(call, old)
    examples = _examples(catalog, shelf, call, old, from_) if from_ else []
    new = msgspec.structs.replace(old, learn="off" if what == "off" else "on")
    if what == "reset":
        new = msgspec.structs.replace(new, learns_since=call.now)
    also = [models.learn_again(new)]
    if what == "reset":
        also.append(models.drop_examples(new))
    if examples:
        kept = NamedExamples(call.now, tuple(paper.id for paper in examples))
        also.append(models.name_examples(new, call.person, kept))
    change_kept(subscriptions, call, old, new, "digest learn", *also)
    yield _told("from" if examples else what, new, len(examples))


def _examples(catalog: Catalog, shelf: Shelf, call: Call, subscription: Subscription, text: str) -> list[Paper]:
    """The papers that a text names, those that everybody sees where the digest is posted. Raises NotFound, BadCommand."""
    if saved := SAVED.fullmatch(text.strip()):
        papers = [paper for paper, _ in on_list(catalog, shelf, catalog.viewer_of(call), call.person, saved[1] or "")]
        missing = "You have saved no papers" + (f" under “{clip(saved[1], 40)}”." if saved[1] else ".")
    else:
        papers = _named(catalog, call, text)
        missing = f"No paper here fits “{clip(text, 60)}”."
    shown = catalog.seen((paper.id for paper in papers), catalog.viewer_at(subscription.place))
    examples = [paper for paper in papers if paper.id in shown][:MOST]
    if not papers:
        raise NotFound(missing)
    if not examples:
        raise NotFound("Not everybody may see these papers where the digest is posted, so it cannot learn from them.")
    return examples


def _named(catalog: Catalog, call: Call, text: str) -> list[Paper]:
    viewer, words = catalog.viewer_of(call), [word for word in re.split(r"[,\s]+", text) if word]
    if any(identifiers.reference(word) or catalog.named(word, viewer) for word in words):
        return list({paper.id: paper for paper in (catalog.paper(word, viewer) for word in words)}.values())
    return [hit.paper for hit in catalog.find(parse(text, today=call.now.date()), FOUND, 1, viewer)[0]]


def _shown(proof: Proof, subscription: Subscription, call: Call) -> Card:
    """What a digest learned, from whom, and how that did."""
    if subscription.learn == "off":
        return note(
            f"{named(subscription)} does not learn: its papers come in the source's order.", "", *_acts(subscription)
        )
    return note(
        f"{named(subscription)} learns from what is voted for, saved and shared {_where(subscription)}.",
        proof.sentences(subscription, call.now),
        *_acts(subscription),
    )


def _told(change: str, subscription: Subscription, examples: int) -> Card:
    done = {
        "on": f"learns from what is voted for, saved and shared {_where(subscription)}.",
        "off": "no longer learns: its papers come in the source's order.",
        "reset": "forgot what it learned. It learns from what is voted for from now on.",
        "from": f"learns from {counted(examples, 'paper')} that you named. Its posts may name them as reasons.",
        "show": "",
    }[change]
    return note(f"{named(subscription)} {done}", "", *_acts(subscription))


def _where(subscription: Subscription) -> str:
    return "by you" if subscription.personal else "in its channel"


def _acts(subscription: Subscription) -> tuple[Button, ...]:
    if subscription.learn == "off":
        return (Button("Switch learning on", f"digest learn on name:{subscription.id}"),)
    off, reset = (f"digest learn {what} name:{subscription.id}" for what in ("off", "reset"))
    return Button("Switch learning off", off), Button("Forget what it learned", reset)


FRESH = timedelta(hours=1)
"""How long a channel's past is not read again: what came since was heard as it came."""

PROGRESS, AGAIN = Button("How far is it?", "digest learn history"), Button("Try again", "digest learn history")


def read_history(histories: Histories, subscriptions: Subscriptions, call: Call) -> Iterator[Card | Follow]:
    """Have the past of the channel read from which a call comes. Raises NotAllowed, CannotBeDone."""
    may_set_up(call)
    if call.place.platform not in TEAMS:
        raise CannotBeDone(
            "Only a channel of Slack or Discord has a past to read; “paperboy learn FILE” reads an export."
        )
    if call.direct or call.group or call.closed_thread:
        raise CannotBeDone(
            "Only a channel's past is read, not that of a conversation between a few. Type it in a channel."
        )
    before = histories.of(call.place.unthreaded)
    if before and before.ended and not before.why and call.now - before.ended < FRESH:
        yield history_card(before, subscriptions)
        return
    reading = histories.ask(call)
    if reading.messages:
        yield note("I am still reading this channel's past.", so_far(reading), PROGRESS)
    else:
        yield note(
            "I read this channel's past now, and tell you what I found.",
            f"The newest {MOST_MESSAGES:,} messages of the last two years, without what is in threads: links become its archive, reactions"
            " its first votes. Nothing is posted.",
            PROGRESS,
        )
    yield Follow(past=reading.place)


def history_card(reading: ChannelReading, subscriptions: Subscriptions) -> Card:
    """What became of a reading."""
    if reading.why:
        return note("I could not read this channel's past to its end.", f"{reading.why} {so_far(reading)}", AGAIN)
    digests = subscriptions.of_place(reading.place)
    learns = " Its digest learns from that." if any(digest.learn == "on" for digest in digests) else ""
    if not reading.topics:
        return note("I read this channel's past.", f"{so_far(reading)}{learns}")
    reads = f"This room reads: {', '.join(reading.topics)}."
    if digests:
        return note("I read this channel's past.", f"{so_far(reading)} {reads}{learns}")
    offer = Button("Set a digest up", digest_line(reading.topics))
    return note("I read this channel's past.", f"{so_far(reading)} {reads} Set a digest up?", offer)


def so_far(reading: ChannelReading) -> str:
    """How much was read: `1,200 messages back to Friday 6 November 2026: 31 papers, 12 votes.`"""
    if not reading.messages:
        return "No message was read."
    back = f" back to {long_day(reading.back_to.date())} {reading.back_to.year}" if reading.back_to else ""
    papers, votes = counted(len(reading.papers), "paper"), counted(reading.votes, "vote")
    return f"{counted(reading.messages, 'message')}{back}: {papers}, {votes}."

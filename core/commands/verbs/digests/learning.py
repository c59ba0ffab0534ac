"""What a digest learns, as commands: to see it, to switch it on and off, to have it forgotten, and to give it examples."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from core.cards.card import Button, Card, Redraw
from core.cards.views import note
from core.catalog import Catalog
from core.commands.table import command
from core.commands.verbs.digests.access import change_kept, find, may_set
from core.commands.verbs.digests.history import read_history
from core.commands.verbs.digests.settings import Name
from core.commands.verbs.kept.shelf import on_list
from core.delivery.proof import Proof
from core.errors import BadCommand, NotFound
from core.model import Call, Follow, Paper
from core.search.query import parse
from core.store.chats.histories import Histories
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.models import Models, NamedExamples
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.votes.acts import Acts
from core.store.votes.shelf import Shelf
from core.subscriptions.model import Subscription
from core.subscriptions.wording import named
from core.text import identifiers
from core.text.cleaning import clip, papers_in_words

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
    record: Record,
    call: Call,
    histories: Histories,
    what: What = "show",
    from_: From = "",
    name: Name = "",
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
        record.commit(models.drop_examples(old))
    change_kept(subscriptions, call, old, new, "digest learn")
    if examples:
        kept = NamedExamples(call.now, tuple(paper.id for paper in examples))
        record.commit(models.name_examples(new, call.person, kept))
    record.commit(models.learn_again(new))
    yield _told("from" if examples else what, new, len(examples))


def _examples(catalog: Catalog, shelf: Shelf, call: Call, subscription: Subscription, text: str) -> list[Paper]:
    """The papers that a text names, those that everybody sees where the digest is posted. Raises NotFound, BadCommand."""
    if saved := SAVED.fullmatch(text.strip()):
        papers = [paper for paper, _ in on_list(catalog, shelf, call, saved[1] or "")]
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
        "from": f"learns from {papers_in_words(examples)} that you named. Its posts may name them as reasons.",
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

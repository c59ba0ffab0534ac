"""What a digest learns, as commands: to see it, to switch it on and off, to have it forgotten, and to give it examples."""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from core.cards.card import Button, Card, Redraw
from core.cards.views import note
from core.commands.table import command
from core.commands.verbs.digests.access import find, may_set
from core.commands.verbs.digests.digest import Name, change_kept
from core.model import Call
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.subscriptions.model import Subscription
from core.subscriptions.wording import named

What = Annotated[Literal["show", "on", "off", "reset"], "show what it learned, on, off, or reset: forget it"]


@command(private=True, group="digest", configures=True, changes=True, example="digest learn off")
def learn(
    subscriptions: Subscriptions, models: Models, record: Record, call: Call, what: What = "show", name: Name = ""
) -> Iterator[Card | Redraw]:
    """Show what a digest learned from votes; switch that on or off, reset it, or give examples."""
    old = find(subscriptions, call, name)
    if what == "show":
        yield _shown(old)
        return
    may_set(call, old)
    new = msgspec.structs.replace(old, learn="off" if what == "off" else "on")
    if what == "reset":
        new = msgspec.structs.replace(new, learns_since=call.now)
    change_kept(subscriptions, call, old, new, "digest learn")
    record.commit(models.learn_again(new))
    yield _told(what, new)


def _shown(subscription: Subscription) -> Card:
    if subscription.learn == "off":
        return note(f"{named(subscription)} does not learn.", "", _turn(subscription))
    return note(f"{named(subscription)} learns from what is voted for, saved and shared here.", "", _turn(subscription))


def _told(what: str, subscription: Subscription) -> Card:
    said = {
        "on": "learns from what is voted for, saved and shared here.",
        "off": "no longer learns: its papers come in the source's order.",
        "reset": "forgot what it learned, and learns from what is voted for from now on.",
    }[what]
    return note(f"{named(subscription)} {said}", "", _turn(subscription))


def _turn(subscription: Subscription) -> Button:
    if subscription.learn == "off":
        return Button("Switch learning on", f"digest learn on name:{subscription.id}")
    return Button("Switch learning off", f"digest learn off name:{subscription.id}")

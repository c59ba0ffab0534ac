"""What became of slow work: a paper that somebody named came, or why not; what was pasted is in."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from core.app import Paperboy
from core.cards.card import Button, Card, Reply
from core.cards.views import note, paper_card
from core.catalog import Catalog
from core.commands.dispatch import perform
from core.commands.verbs.digests.learning import history_card
from core.ingest.arrivals import DEATHS, Arrivals
from core.model import Call, Follow, Place
from core.store.chats.histories import Histories
from core.store.delivery.subscriptions import Subscriptions
from core.store.papers.feeds import Feeds, Fetch
from core.store.votes.votes import Votes
from core.text.source_names import short_day


class SlowOutcome(msgspec.Struct, frozen=True):
    """How slow work stands, and the reply that says so. What is to be tried again or was given up may come all the same."""

    state: Literal["tried again", "given up", "came"]
    reply: Reply
    line: str = ""


def outcome_of(
    app: Paperboy, feeds: Feeds, arrivals: Arrivals, catalog: Catalog, votes: Votes, follow: Follow, call: Call
) -> SlowOutcome | None:
    """The reply for the person who asked; None while there is nothing to say. Raises RecordDown."""
    if follow.past:
        return app.call(_of_past, place=follow.past)
    if not follow.named:
        return _of_run(app, arrivals, follow.run, call)
    for fetch in feeds.waiting(follow.fetch):
        return SlowOutcome("tried again", Reply((_tried_again(fetch, call),))) if fetch.error else None
    for fetch in feeds.given_up(follow.fetch):
        return SlowOutcome("given up", Reply((_given_up(fetch),), outcome="refused"))
    run = feeds.run_of(follow.fetch)
    if run and not arrivals.is_settled(run):  # asked once: it may be settled a moment later, which the next look finds
        return _unsettled(arrivals, run)
    known = catalog.known(follow.named, catalog.viewer_of(call))
    if known is None:
        return _of_run(app, arrivals, run, call) if run else None
    if follow.line:
        return SlowOutcome("came", perform(app, follow.line, call), follow.line)
    return SlowOutcome("came", Reply((paper_card(known, votes.tallies([known.id])[known.id]),)), f"show {known.id}")


def _of_past(histories: Histories, subscriptions: Subscriptions, place: Place) -> SlowOutcome | None:
    """What was found in a channel's past, or why it was not read."""
    reading = histories.of(place)
    if reading is None or not reading.ended:
        return None
    return SlowOutcome(
        "came", Reply((history_card(reading, subscriptions),), outcome="refused" if reading.why else "done")
    )


def told_when(at: datetime, call: Call) -> str:
    """A moment by the clock of the person who asked: `02:40 CET`, with its day where that is not today."""
    zone = ZoneInfo(call.zone) if call.zone else call.now.tzinfo
    local, today = at.astimezone(zone), call.now.astimezone(zone).date()
    day = f"on {short_day(local.date())} " if local.date() != today else ""
    return f"{day}at {local:%H:%M} {local.tzname()}"


def _of_run(app: Paperboy, arrivals: Arrivals, run: str, call: Call) -> SlowOutcome | None:
    """How the papers of a run stand: settled, or put aside because their workers died."""
    if arrivals.is_settled(run):
        line = f"added {run}"
        return SlowOutcome("came", perform(app, line, call), line)
    return _unsettled(arrivals, run)


def _unsettled(arrivals: Arrivals, run: str) -> SlowOutcome | None:
    """Whether the workers of a run died of its papers."""
    if any(todo.run == run for todo in arrivals.dead()):
        return SlowOutcome("given up", Reply((_put_aside(),), outcome="refused"))
    return None


def _tried_again(fetch: Fetch, call: Call) -> Card:
    name = fetch.named.partition(":")[2]
    cancel = Button("Cancel it", f"unadd {fetch.named}")
    return note(f"I could not fetch {name} yet.", f"{fetch.error} I try again {told_when(fetch.due, call)}.", cancel)


def _given_up(fetch: Fetch) -> Card:
    name = fetch.named.partition(":")[2]
    button = Button("Try again", f"add {fetch.named}")
    return note(f"I could not fetch {name}.", f"{fetch.error} I do not try again by myself.", button)


def _put_aside() -> Card:
    advice = f"The worker failed on them {DEATHS} times. They are kept: the person who runs Paperboy finds them in “paperboy dead list”."
    return note("I could not read some of the papers that you added.", advice)

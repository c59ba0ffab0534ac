"""The day's highlights as commands: who gets which papers, where and when."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from typing import Annotated

import msgspec

from core.app import Paperboy
from core.cards.card import Button, Card, Loss, Redraw
from core.cards.views import note
from core.commands.rights import may_set_up
from core.commands.table import PHRASES, Form, command
from core.commands.verbs import digest_zones
from core.commands.verbs.digest_access import (
    barred,
    find,
    find_stopped,
    find_waiting,
    may_cancel,
    may_post,
    may_set,
    named_here,
    next_name,
    sweeping,
    typed,
    unchecked,
)
from core.delivery import choosing
from core.delivery.planner import delivery_id, delivery_of, due_next, next_post
from core.delivery.preview import preview_cards
from core.errors import BadCommand, NotAllowed, NotFound
from core.model import Call
from core.store.chats.waiting import MOST, WAITS, Waiting
from core.store.engine.audit import Act, act_of, audited
from core.subscriptions.model import Subscription
from core.subscriptions.options import change, read_back
from core.subscriptions.schedule import following
from core.subscriptions.timezones import SeveralZones
from core.subscriptions.topics import type_filter
from core.subscriptions.wording import moment, named

Topics = Annotated[str, 'topics: unlearning, "graph pruning", state+space, -survey', PHRASES]
Name = Annotated[str, "the digest's name, if there are several"]
NewName = Annotated[str, "a name for it"]
Authors = Annotated[str, "authors, separated by commas"]
Cats = Annotated[str, "categories: cs.CL, stat.*"]
Sources = Annotated[str, "sources: Hugging Face, arXiv"]
Upvotes = Annotated[str, "at least this many upvotes at the source"]
Top = Annotated[str, "most papers a day, 1 to 10"]
At = Annotated[str, "the time of day, such as 09:00"]
Zone = Annotated[str, "a time zone or city, such as Europe/Paris"]
Days = Annotated[str, "weekdays: mon-fri, mon,thu or daily"]
Quiet = Annotated[str, "on a day without papers: yes (post nothing) or line (say so)"]
Layout = Annotated[str, "how it looks: list or cards"]
Board = Annotated[str, "the weekday for the week's best, or no"]
Sure = Annotated[str, "yes: save even a filter that fits every paper, or none"]


NO_SENDER = "Nothing is posted until the person who runs Paperboy starts a sender, as “paperboy up” does."
"""What somebody reads whose post waits for a process that is not there."""

MUTED = "Nothing is posted while this channel is muted; “mute off” ends that."
ALL_MUTED = "Nothing is posted while all channels are muted; the person who runs Paperboy can end that."
"""What somebody reads whose post waits for the end of a mute."""


@command(
    private=True,
    group="digest",
    configures=True,
    changes=True,
    sets_up=True,
    opens=Form("digest"),
    example="digest new unlearning,-survey top:5 at:09:00 tz:Europe/Paris",
)
def new(
    app: Paperboy, call: Call, topics: Topics = "", name: NewName = "", authors: Authors = "", cats: Cats = "",
    sources: Sources = "", min_upvotes: Upvotes = "", top: Top = "", at: At = "", tz: Zone = "", days: Days = "",
    quiet: Quiet = "", layout: Layout = "", board: Board = "", sure: Sure = "",
) -> Iterator[Card | Redraw]:  # fmt: skip
    """Post the day's papers here, at the time and on the days you choose."""
    if call.posting == "never":
        raise NotAllowed(call.way_in)
    may_set_up(call)
    given = _given(locals())
    checked = change(_blank(app, call), {**given, "tz": "UTC"})
    if not call_repeated(app, checked) and named_here(app, call.place, checked.name):
        raise BadCommand(
            f"This channel has a digest {named(checked)} already. Change it with “digest edit”, or choose another name."
        )
    one = msgspec.structs.replace(checked, zone=digest_zones.checked(app, call, "digest new", given))
    if sure.lower() != "yes" and (doubt := sweeping(app, one, "digest new", given, call.now)):
        yield doubt
        return
    if call.posting == "not yet":
        yield _kept(app, call, one, given)
        return
    first = _first(app, one, call.now)
    app.subscriptions.add(
        one,
        due_next(one, call.now),
        app.deliveries.opening(delivery_of(one, "post", call.now)),
        act=_audit(call, "digest new", one),
    )
    digest_zones.keep(app, call.place, one.zone)
    app.delivery_queue.wake("deliver", delivery_of(one, "post", call.now).id)
    yield note(f"{named(one)} is set up.", f"{read_back(one, call.now)} {first}{unchecked(call, one)}", *_acts(one))


@command(private=True, group="digest")
def list_(app: Paperboy, call: Call) -> Iterator[Card | Redraw]:
    """Show the digests of this channel, and yours elsewhere."""
    here = app.subscriptions.of_place(call.place)
    yours = [one for one in app.subscriptions.of_person(call.person) if one not in here]
    waiting = app.waiting.of_place(call.place, call.now)
    if not here and not yours and not waiting:
        start = Button("Set one up here", "digest new")
        yield note("No digest is posted here yet.", "Set one up, and I post the day's papers here.", start)
    for one in here:
        yield note(f"{named(one)}, posted here", read_back(one, call.now), *_acts(one))
    for one in yours:
        yield note(f"{named(one)}, which you set up elsewhere", read_back(one, call.now), *_acts(one))
    for kept in waiting:
        cancel = Button("Cancel it", f'digest stop "{kept.name}"')
        yield note(f"“{kept.name}” waits until I can post here.", kept.call.way_in, cancel)


@command(
    private=True,
    group="digest",
    configures=True,
    changes=True,
    example="digest edit top:3 at:10:00",
    opens=Form("digest", frozenset({"name"})),
)
def edit(
    app: Paperboy, call: Call, name: Name = "", topics: Topics = "", rename: NewName = "", authors: Authors = "",
    cats: Cats = "", sources: Sources = "", min_upvotes: Upvotes = "", top: Top = "", at: At = "", tz: Zone = "",
    days: Days = "", quiet: Quiet = "", layout: Layout = "", board: Board = "", sure: Sure = "",
) -> Iterator[Card | Redraw]:  # fmt: skip
    """Change a digest: only the options you give change; “none” clears one."""
    given = _given(locals()) | ({"name": rename} if rename else {})
    _look_over(app, call, given)
    old = find(app, call, name)
    may_set(call, old)
    if not given:
        typed = " ".join(f"{option}:{value}" for option, value in type_filter(old.wants).items())
        said = f"Say what to change, such as: /papers digest edit {old.id} top:3 at:10:00. Its filter now: {typed or 'all papers'}."
        yield note(read_back(old, call.now), said, *_acts(old))
        return
    one = _changed(old, given)
    if one.name != old.name and named_here(app, old.place, one.name):
        raise BadCommand(f"Another digest there is called {named(one)}. Choose another name.")
    asked = one.wants == old.wants or sure.lower() == "yes"
    again = {**given, "rename": rename, "name": ""}
    if not asked and (doubt := sweeping(app, one, f"digest edit {old.id}", again, call.now)):
        yield doubt
        return
    _change(app, call, old, one, "digest edit")
    out = (
        " The day's post is planned already, so this begins with the one after it."
        if _is_out(app, one, call.now)
        else ""
    )
    yield note(f"{named(one)} is changed.", f"{read_back(one, call.now)}{out}{_but(app, call, one)}", *_acts(one))


@command(private=True, group="digest", configures=True, changes=True)
def pause(app: Paperboy, call: Call, name: Name = "") -> Iterator[Card | Redraw]:
    """Pause a digest; its settings stay."""
    old = find(app, call, name)
    may_set(call, old)
    one = msgspec.structs.replace(old, paused=True, why_paused="")
    _change(app, call, old, one, "digest pause")
    yield note(f"{named(one)} is paused.", "", Button("Resume it", f"digest resume {one.id}"))


@command(private=True, group="digest", configures=True, changes=True)
def resume(app: Paperboy, call: Call, name: Name = "") -> Iterator[Card | Redraw]:
    """Resume a paused digest."""
    old = find(app, call, name)
    may_set(call, old)
    may_post(call, old)
    one = msgspec.structs.replace(old, paused=False, why_paused="")
    _change(app, call, old, one, "digest resume")
    yield note(f"{named(one)} is resumed.", f"{read_back(one, call.now)}{_but(app, call, one)}", *_acts(one))


def _stops(app: Paperboy, call: Call, name: str = "") -> Loss:
    """Which digest `digest stop` ends, or which one is then not set up at all."""
    one = _standing(app, call, name)
    if isinstance(one, Waiting):
        goes = "It is not set up yet, and then is not set up when I can post here."
        return Loss(f"Cancel “{one.name}”?", goes, "Cancel it", f'digest stop "{one.name}"')
    goes = f"{read_back(one, call.now)} For a day, “digest undo” can bring it back."
    return Loss(f"Stop {named(one)} for good?", goes, "Stop it", f"digest stop {one.id}")


@command(private=True, group="digest", configures=True, changes=True, destroys=_stops)
def stop(app: Paperboy, call: Call, name: Name = "") -> Iterator[Card | Redraw]:
    """Stop a digest for good."""
    one = _standing(app, call, name)
    if isinstance(one, Waiting):
        app.waiting.done(one)
        yield note(f"“{one.name}” is cancelled: it is not set up.", "", Button("Ask for it again", one.line))
        return
    app.stopped.stop(one, call.now, call.delivery, _audit(call, "digest stop", one))
    yield note(f"{named(one)} is stopped.", "You can undo that for a day.", Button("Undo", f"digest undo {one.id}"))


def _standing(app: Paperboy, call: Call, name: str) -> Subscription | Waiting:
    """The digest that is meant and may be set by the caller, else the line that waits to set it up. Raises NotFound, NotAllowed."""
    try:
        one = find(app, call, name)
    except NotFound:
        if not (waiting := find_waiting(app, call, name)):
            raise
        may_cancel(call, waiting)
        return waiting
    may_set(call, one)
    return one


@command(private=True, group="digest", configures=True, changes=True)
def undo(app: Paperboy, call: Call, name: Name = "") -> Iterator[Card | Redraw]:
    """Bring back a digest that was stopped within the last day."""
    kept = find_stopped(app, call, name)
    one = kept.subscription
    may_set(call, one)
    if named_here(app, one.place, one.name):
        raise BadCommand(f"Another digest there is called {named(one)} now. Rename it first with “digest edit”.")
    app.stopped.bring_back(kept, due_next(one, call.now), call.delivery, _audit(call, "digest undo", one))
    yield note(f"{named(one)} is back.", f"{read_back(one, call.now)}{_but(app, call, one)}", *_acts(one))


@command(private=True, group="digest", posts=True)
def preview(app: Paperboy, call: Call, name: Name = "") -> Iterator[Card | Redraw]:
    """Show a digest's next post, and what it would have posted in the last seven days."""
    one = find(app, call, name)
    if why := barred(call, one.place):
        yield note(f"{named(one)} is not posted.", why)
    yield from preview_cards(app.catalog, app.votes, app.subscriptions, one, call.now)


@command(private=True, group="digest", configures=True, changes=True)
def now(app: Paperboy, call: Call, name: Name = "") -> Iterator[Card | Redraw]:
    """Post what is new now, without waiting for the hour."""
    one = find(app, call, name)
    may_set(call, one)
    may_post(call, one)
    if not _picks(app, one, call.now):
        nxt = next_post(one, call.now)
        yield note(
            f"Nothing new for {named(one)} since its last post.", f"Next: {moment(nxt, one.zone)}." if nxt else ""
        )
        return
    slot = delivery_of(one, "now", call.now, blake2b(call.delivery.encode(), digest_size=4).hexdigest())
    app.record.commit(audited(app.deliveries.opening(slot), _audit(call, "digest now", one)))
    app.delivery_queue.wake("deliver", slot.id)
    yield note(_held_back(app, one) or f"{named(one)} posts what is new now.", unchecked(call, one).strip())


def _kept(app: Paperboy, call: Call, subscription: Subscription, given: dict[str, str]) -> Card:
    """What is said of a digest that is set up as soon as it can be posted. Raises BadCommand where too many wait."""
    line = typed("digest new", {**given, "tz": subscription.zone, "sure": "yes"})
    if not app.waiting.keep(Waiting(call, line, subscription.name)):
        raise BadCommand(f"{MOST} digests already wait here until I can post. {call.way_in}")
    return note(
        f"{named(subscription)} is not set up yet: I cannot post here.",
        f"{call.way_in} I set it up as you asked once I can post, if that is within {WAITS.days} days.",
    )


def _but(app: Paperboy, call: Call, subscription: Subscription) -> str:
    """What stands behind the settings of a digest that may not be posted, or is held back."""
    if why := barred(call, subscription.place):
        return f" {why}"
    return f" {_held_back(app, subscription)}".rstrip() + unchecked(call, subscription)


def _first(app: Paperboy, subscription: Subscription, now: dt.datetime) -> str:
    """When the first post comes, so far as that is known."""
    if held := _held_back(app, subscription):
        return held
    if subscription.quiet == "line" or app.subscriptions.last(subscription.id) or _picks(app, subscription, now):
        return "The first post comes at once."
    return "No paper of the last days fits, so nothing is posted yet."


def _held_back(app: Paperboy, subscription: Subscription) -> str:
    """Why a post that is due now does not go out now; '' where nothing holds it back."""
    if app.mutes.has(subscription.place):
        return ALL_MUTED if app.mutes.all() else MUTED
    return "" if app.delivery_queue.workers() else NO_SENDER


def _picks(app: Paperboy, subscription: Subscription, now: dt.datetime) -> tuple[tuple[str, str], ...]:
    """What a post would bring now."""
    return choosing.choose(app.catalog, app.votes, app.subscriptions, subscription, now).picks


def call_repeated(app: Paperboy, subscription: Subscription) -> bool:
    """Whether this very delivery made the subscription before."""
    return app.subscriptions.get(subscription.id) is not None


def _blank(app: Paperboy, call: Call) -> Subscription:
    made = blake2b(f"{call.delivery}|{call.place}".encode(), digest_size=5).hexdigest()
    name = next_name(app, call.place)
    return Subscription(
        made, msgspec.structs.replace(call.place, thread=""), call.person, name, call.now, personal=call.direct
    )


def _look_over(app: Paperboy, call: Call, given: dict[str, str]) -> None:
    """Raises BadCommand for a value that is wrong in any digest, before it is asked which one is meant."""
    blank = _blank(app, call)
    change(blank, {**given, "tz": ""})
    with suppress(SeveralZones):
        change(blank, {"tz": given.get("tz", "")})


def _change(app: Paperboy, call: Call, old: Subscription, subscription: Subscription, verb: str) -> None:
    """Raises BadCommand where somebody else changed it at the same moment."""
    if not app.subscriptions.change(
        old, subscription, due_next(subscription, call.now), call.delivery, _audit(call, verb, subscription)
    ):
        raise BadCommand("Somebody else changed that digest at the same moment. Look at it, then try again.")


def _audit(call: Call, verb: str, subscription: Subscription) -> Act | None:
    """The act that is kept of who sets up a channel's digest; one's own is nobody's business."""
    return None if subscription.personal else act_of(call, verb, named(subscription), subscription.place)


def _is_out(app: Paperboy, subscription: Subscription, now: dt.datetime) -> bool:
    """Whether the day of the next post has had its own, be it sent, skipped or without anything to say: there is one a day."""
    coming = following(subscription, now)
    return bool(coming and app.deliveries.read(delivery_id(subscription.id, "post", coming[0])))


def _changed(old: Subscription, given: dict[str, str]) -> Subscription:
    """What is wrong beside the zone comes first; raises Unclear where the zone may be several."""
    change(old, {**given, "tz": ""})
    try:
        return change(old, given)
    except SeveralZones as several:
        again = {**given, "rename": given.get("name", ""), "name": ""}
        raise digest_zones.question(str(several), f"digest edit {old.id}", again, several.zones) from None


def _given(options: dict[str, object]) -> dict[str, str]:
    """The options that were given, by name."""
    skipped = ("app", "call", "sure", "rename", "name" if "rename" in options else "")
    return {option: str(value) for option, value in options.items() if option not in skipped and value}


def _acts(subscription: Subscription) -> tuple[Button, ...]:
    turn = (
        Button("Resume", f"digest resume {subscription.id}")
        if subscription.paused
        else Button("Pause", f"digest pause {subscription.id}")
    )
    return (Button("Preview", f"digest preview {subscription.id}"), Button("Change", f"digest edit {subscription.id}"), turn,
            Button("Stop for good", f"digest stop {subscription.id}"))  # fmt: skip

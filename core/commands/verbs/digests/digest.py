"""The day's highlights as commands: who gets which papers, where and when."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b

import msgspec

from core.app import Paperboy
from core.cards.card import Button, Card, Loss
from core.cards.views import note
from core.catalog import Catalog
from core.commands.rights import may_set_up
from core.commands.table import Form, command
from core.commands.verbs.digests import zones
from core.commands.verbs.digests.access import (
    DigestTeller,
    acts_of,
    audit_of,
    bars,
    change_kept,
    channel_of,
    elsewhere,
    find,
    find_stopped,
    find_waiting,
    going_to,
    has_name,
    kept_waiting,
    may_post,
    may_set,
    next_name,
    none_posted,
    sets,
    sweeping,
    unchecked,
    unchecked_there,
)
from core.commands.verbs.digests.mail import (
    asked_by_mail,
    by_mail,
    find_request,
    moved_by_mail,
    still_known,
    waits_for_code,
)
from core.commands.verbs.digests.settings import (
    Abstracts,
    At,
    AtLeast,
    Authors,
    Board,
    Cats,
    Days,
    Layout,
    Name,
    NewName,
    Publish,
    Quiet,
    Sources,
    Sure,
    To,
    Top,
    Topics,
    Upvotes,
    Zone,
    given_in,
)
from core.delivery.addresses.mailing import Mailing
from core.delivery.planner import delivery_id, delivery_of, due_next
from core.errors import BadCommand, NotAllowed, NotFound
from core.model import Call, Place
from core.store.chats.rooms import Rooms
from core.store.chats.waiting import Waiting, WaitingLines
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.hooks import Hooks
from core.store.delivery.mailboxes import Mailboxes, MailRequest
from core.store.delivery.stopped import StoppedDigests
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.queue import DeliveryQueue
from core.subscriptions.model import Subscription
from core.subscriptions.options import change, fits_place, read_back
from core.subscriptions.schedule import following
from core.subscriptions.timezones import SeveralZones
from core.subscriptions.topics import type_filter
from core.subscriptions.wording import named
from core.text.cleaning import counted, joined
from core.votes.emoji import Rules

CHANNELS_SHOWN = 50
"""Digests of channels that are listed in the terminal, at most (our choice)."""

WITH_ACTS = 6
"""Digests of a list that have their acts beside them: more do not fit in a message on Discord."""

CHANGED_HERE = 10
"""Digests of a longer list that have a button."""

OUT_ALREADY = " The day's post is planned already, so this begins with the one after it."


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
    app: Paperboy, catalog: Catalog, rooms: Rooms, waiting: WaitingLines, subscriptions: Subscriptions, hooks: Hooks,
    mailboxes: Mailboxes, mailing: Mailing, deliveries: Deliveries, delivery_queue: DeliveryQueue, rules: Rules, call: Call,
    topics: Topics = "", name: NewName = "", authors: Authors = "",
    cats: Cats = "", sources: Sources = "", min_upvotes: Upvotes = "", top: Top = "",
    at_least: AtLeast = "", at: At = "", tz: Zone = "", days: Days = "", quiet: Quiet = "", layout: Layout = "", abstracts: Abstracts = "",
    publish: Publish = "", board: Board = "", to: To = "", sure: Sure = "",
) -> Iterator[Card]:  # fmt: skip
    """Post the day's papers here, at the time and on the days you choose."""
    given = given_in(locals())
    if by_mail(to):
        parts = catalog, rooms, subscriptions, mailboxes, mailing, delivery_queue, rules
        yield asked_by_mail(*parts, call, given, sure=sure)
        return
    if call.posting == "never" and not to:
        raise NotAllowed(call.way_in)
    may_set_up(call)
    place = going_to(hooks, call, to)
    checked = change(_blank(subscriptions, call, place), {**given, "tz": "UTC"})
    fits_place(checked)
    _check_name(subscriptions, checked)
    new_digest = msgspec.structs.replace(checked, zone=zones.checked(rooms, rules, call, "digest new", given))
    if sure.lower() != "yes" and (doubt := sweeping(catalog, new_digest, "digest new", given, call.now)):
        yield doubt
        return
    if call.posting == "not yet" and not to:
        yield kept_waiting(waiting, call, new_digest, given)
        return
    first = app.call(DigestTeller, call).first_post(new_digest)
    subscriptions.add(
        new_digest,
        due_next(new_digest, call.now),
        deliveries.opening(delivery_of(new_digest, "post", call.now)),
        act=audit_of(call, "digest new", new_digest),
    )
    if not to:
        zones.keep(rooms, call.place, new_digest.zone)
    settings = f"{read_back(new_digest, call.now)} {first}{unchecked(call, new_digest)}"
    yield note(f"{named(new_digest)} is set up.", settings, *acts_of(new_digest))


@command(private=True, group="digest", rights=True, posts=True)
def list_(
    app: Paperboy, waiting: WaitingLines, subscriptions: Subscriptions, mailboxes: Mailboxes, rules: Rules, call: Call
) -> Iterator[Card]:
    """Show this channel's digests and your others, each with what became of its last post."""
    teller = app.call(DigestTeller, call)
    here = subscriptions.of_place(call.place)
    yours = [digest for digest in subscriptions.of_person(call.person) if digest not in here]
    kept = waiting.of_place(call.place, call.now)
    asked = mailboxes.requests_of(call.person)
    if not (here or yours or kept or asked):
        ways = (Button("Set one up here", "digest new"), Button("Get it by mail", "digest new to:mail"))
        advice = "Set one up, and I post the day's papers here."
        yield note(none_posted(call), advice, *ways[: 1 + rules.mails])
    few = len(here) + len(yours) <= WITH_ACTS
    for digest in here:
        acts = acts_of(digest)[: None if sets(call, digest) else 1]
        yield note(f"{named(digest)}, posted here", teller.settings(digest), *acts[: None if few else 0])
    for digest in yours:
        title = f"{named(digest)}, which {'comes to you' if digest.by_mail else 'you set up'} {elsewhere(digest, call.place)}"
        yield note(title, teller.settings(digest), *acts_of(digest)[: None if few else 0])
    theirs = [digest for digest in (*here, *yours) if sets(call, digest)]
    if theirs and not few:
        changes = (Button(f"Change {named(digest)}", f"digest edit {digest.id}") for digest in theirs[:CHANGED_HERE])
        yield note("Which one do you want to change?", "", *changes)
    for line in kept:
        cancel = Button("Cancel it", f'digest stop "{line.name}"')
        yield note(
            f"“{line.name}” waits until I can post here.", line.call.way_in, *([] if bars(call, line) else [cancel])
        )
    yield from map(waits_for_code, asked)
    if call.place.platform == "terminal":
        yield from _elsewhere(teller, [digest for digest in subscriptions.all() if digest not in (*here, *yours)])


def _elsewhere(teller: DigestTeller, others: Sequence[Subscription]) -> Iterator[Card]:
    """What the operator reads of digests that others made: each of a channel, with its acts, and how many there are beside these."""
    channels = [digest for digest in others if not digest.its_makers]
    for digest in channels[:CHANNELS_SHOWN]:
        yield note(f"{named(digest)}, posted in {channel_of(digest)}", teller.settings(digest), *acts_of(digest))
    more, alone = len(channels[CHANNELS_SHOWN:]), len(others) - len(channels)
    rest = [f"{counted(more, 'digest')} of other channels"] * bool(more)
    rest += [f"{counted(alone, 'digest')} to people alone, mail addresses or webhooks"] * bool(alone)
    if rest:
        yield note(f"Not shown: {joined(rest)}.")


@command(
    private=True,
    group="digest",
    configures=True,
    changes=True,
    example="digest edit top:3 at:10:00",
    opens=Form("digest", frozenset({"name"})),
)
def edit(
    app: Paperboy, catalog: Catalog, subscriptions: Subscriptions, mailboxes: Mailboxes, mailing: Mailing, deliveries: Deliveries,
    delivery_queue: DeliveryQueue, rules: Rules, call: Call,
    name: Name = "", topics: Topics = "", rename: NewName = "", authors: Authors = "",
    cats: Cats = "", sources: Sources = "", min_upvotes: Upvotes = "", top: Top = "", at_least: AtLeast = "", at: At = "", tz: Zone = "",
    days: Days = "", quiet: Quiet = "", layout: Layout = "", abstracts: Abstracts = "", publish: Publish = "",
    board: Board = "", to: To = "", sure: Sure = "",
) -> Iterator[Card]:  # fmt: skip
    """Change a digest: only the options you give change; “none” clears one."""
    given = given_in(locals()) | ({"name": rename} if rename else {})
    _look_over(subscriptions, call, given)
    old = find(subscriptions, call, name)
    may_set(call, old)
    if not given:
        typed = " ".join(f"{option}:{value}" for option, value in type_filter(old.wants).items())
        advice = f"Say what to change, such as: /papers digest edit {old.id} top:3 at:10:00. Its filter now: {typed or 'all papers'}."
        yield note(read_back(old, call.now), advice, *acts_of(old))
        return
    new_digest = _changed(old, given)
    if not to:
        fits_place(new_digest)
    if new_digest.name != old.name and has_name(subscriptions.of_place(old.place), new_digest.name):
        raise BadCommand(f"Another digest there is called {named(new_digest)}. Choose another name.")
    asked = new_digest.wants == old.wants or sure.lower() == "yes"
    again = {**given, "rename": rename, "name": ""}
    if not asked and (doubt := sweeping(catalog, new_digest, f"digest edit {old.id}", again, call.now)):
        yield doubt
        return
    if to:
        yield moved_by_mail(mailboxes, mailing, delivery_queue, rules, call, old, new_digest, to)
        return
    new_digest = _with_day_out(deliveries, new_digest, call.now)
    change_kept(subscriptions, call, old, new_digest, "digest edit")
    out = OUT_ALREADY if new_digest.out != old.out else ""
    settings = f"{read_back(new_digest, call.now)}{out}{app.call(DigestTeller, call).but(new_digest)}"
    yield note(f"{named(new_digest)} is changed.", settings, *acts_of(new_digest))


@command(private=True, group="digest", configures=True, changes=True)
def pause(subscriptions: Subscriptions, call: Call, name: Name = "") -> Iterator[Card]:
    """Pause a digest; its settings stay."""
    old = find(subscriptions, call, name)
    may_set(call, old)
    paused = msgspec.structs.replace(old, paused=True, why_paused="")
    change_kept(subscriptions, call, old, paused, "digest pause")
    yield note(f"{named(paused)} is paused.", "", Button("Resume it", f"digest resume {paused.id}"))


@command(private=True, group="digest", configures=True, changes=True)
def resume(app: Paperboy, subscriptions: Subscriptions, call: Call, name: Name = "") -> Iterator[Card]:
    """Resume a paused digest."""
    old = find(subscriptions, call, name)
    may_set(call, old)
    may_post(call, old)
    resumed = msgspec.structs.replace(old, paused=False, why_paused="")
    change_kept(subscriptions, call, old, resumed, "digest resume")
    stands = f"{read_back(resumed, call.now)}{app.call(DigestTeller, call).but(resumed)}{unchecked_there(call, old)}"
    yield note(f"{named(resumed)} is resumed.", stands, *acts_of(resumed))


def _stops(
    waiting: WaitingLines, subscriptions: Subscriptions, mailboxes: Mailboxes, call: Call, name: str = ""
) -> Loss:
    """Which digest `digest stop` ends, or which one is then not set up at all."""
    standing = _standing(waiting, subscriptions, mailboxes, call, name)
    if isinstance(standing, MailRequest):
        named_ = named(standing.subscription)
        return Loss(
            f"Cancel {named_}?", "The code in its mail then sets nothing up.", "Cancel it", f"digest stop {standing.id}"
        )
    if isinstance(standing, Waiting):
        goes = "It is not set up yet, and then is not set up when I can post here."
        return Loss(f"Cancel “{standing.name}”?", goes, "Cancel it", f'digest stop "{standing.name}"')
    goes = f"{read_back(standing, call.now)} For a day, “digest undo” can bring it back."
    return Loss(f"Stop {named(standing)} for good?", goes, "Stop it", f"digest stop {standing.id}")


@command(private=True, group="digest", configures=True, changes=True, destroys=_stops)
def stop(
    waiting: WaitingLines,
    subscriptions: Subscriptions,
    mailboxes: Mailboxes,
    stopped: StoppedDigests,
    call: Call,
    name: Name = "",
) -> Iterator[Card]:
    """Stop a digest for good."""
    standing = _standing(waiting, subscriptions, mailboxes, call, name)
    if isinstance(standing, MailRequest):
        mailboxes.cancel(standing)
        yield note(
            f"{named(standing.subscription)} is cancelled: it is not set up.",
            "The code in its mail sets nothing up any more.",
        )
        return
    if isinstance(standing, Waiting):
        waiting.done(standing)
        yield note(f"“{standing.name}” is cancelled: it is not set up.", "", Button("Ask for it again", standing.line))
        return
    stopped.stop(standing, call.now, call.delivery, audit_of(call, "digest stop", standing))
    yield note(
        f"{named(standing)} is stopped.", "You can undo that for a day.", Button("Undo", f"digest undo {standing.id}")
    )


def _standing(
    waiting: WaitingLines, subscriptions: Subscriptions, mailboxes: Mailboxes, call: Call, name: str
) -> Subscription | Waiting | MailRequest:
    """The digest that is meant and may be set by the caller, else what waits to set it up. Raises NotFound, NotAllowed."""
    try:
        digest = find(subscriptions, call, name)
    except NotFound:
        if asked := find_request(mailboxes, call, name):
            return asked
        if not (line := find_waiting(waiting, call, name)):
            raise
        if bars(call, line):
            raise NotAllowed(call.refusal) from None
        return line
    may_set(call, digest)
    return digest


@command(private=True, group="digest", configures=True, changes=True)
def undo(
    app: Paperboy,
    subscriptions: Subscriptions,
    mailboxes: Mailboxes,
    stopped: StoppedDigests,
    call: Call,
    name: Name = "",
) -> Iterator[Card]:
    """Bring back a digest that was stopped within the last day."""
    kept = find_stopped(stopped, call, name)
    digest = kept.subscription
    may_set(call, digest)
    still_known(mailboxes, digest)
    if has_name(subscriptions.of_place(digest.place), digest.name):
        raise BadCommand(f"Another digest there is called {named(digest)} now. Rename it first with “digest edit”.")
    stopped.bring_back(kept, call.now, due_next(digest, call.now), call.delivery, audit_of(call, "digest undo", digest))
    stands = f"{read_back(digest, call.now)}{app.call(DigestTeller, call).but(digest)}"
    yield note(f"{named(digest)} is back.", stands, *acts_of(digest))


def _blank(subscriptions: Subscriptions, call: Call, place: Place) -> Subscription:
    made = blake2b(f"{call.delivery}|{call.place}".encode(), digest_size=5).hexdigest()
    here = place == call.place
    return Subscription(
        made,
        place.unthreaded,
        call.person,
        next_name(subscriptions.of_place(place)),
        call.now,
        personal=call.direct and here,
        channel_name=call.channel_name if here else "",
        learn="on",
    )


def _check_name(subscriptions: Subscriptions, new: Subscription) -> None:
    """Raises BadCommand for a name that is taken in a digest's place, but by itself: this very delivery made it before."""
    if not subscriptions.get(new.id) and has_name(subscriptions.of_place(new.place), new.name):
        there = "That webhook" if new.deaf else "This channel"
        raise BadCommand(
            f"{there} has a digest {named(new)} already. Change it with “digest edit”, or choose another name."
        )


def _look_over(subscriptions: Subscriptions, call: Call, given: dict[str, str]) -> None:
    """Raises BadCommand for a value that is wrong in any digest, before it is asked which one is meant."""
    blank = _blank(subscriptions, call, call.place)
    change(blank, {**given, "tz": ""})
    with suppress(SeveralZones):
        change(blank, {"tz": given.get("tz", "")})


def _with_day_out(deliveries: Deliveries, subscription: Subscription, now: dt.datetime) -> Subscription:
    """A digest that knows where the day of its next post has had its own, be it sent, skipped or without anything to say: there is
    one a day."""
    coming = following(subscription, now)
    if not coming or deliveries.read(delivery_id(subscription.id, "post", coming[0])) is None:
        return subscription
    return msgspec.structs.replace(subscription, out=coming[0])


def _changed(old: Subscription, given: dict[str, str]) -> Subscription:
    """What is wrong beside the zone comes first; raises Unclear where the zone may be several."""
    change(old, {**given, "tz": ""})
    try:
        return change(old, given)
    except SeveralZones as several:
        again = {**given, "rename": given.get("name", ""), "name": ""}
        raise zones.question(str(several), f"digest edit {old.id}", again, several.zones) from None

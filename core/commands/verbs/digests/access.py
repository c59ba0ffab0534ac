"""What the commands about digests share: which one is meant, who may set it up, what holds it back, filters of a second look."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from core.cards.card import Button, Card
from core.cards.views import note
from core.catalog import Catalog
from core.commands.grammar import typed_line
from core.commands.rights import TEAMS
from core.delivery.addresses.hooks import hook_of
from core.delivery.choosing import choose
from core.delivery.planner import due_next
from core.delivery.reasons import last_post, standings
from core.errors import BadCommand, NotAllowed, NotFound
from core.model import Call, Place
from core.store.chats.mutes import Mutes
from core.store.chats.waiting import MOST, WAITS, Waiting, WaitingLines
from core.store.delivery.deliveries import Body, Deliveries
from core.store.delivery.hooks import Hooks
from core.store.delivery.models import Models
from core.store.delivery.stopped import Stopped, StoppedDigests
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.audit import Act, act_of
from core.store.engine.queue import DeliveryQueue
from core.store.engine.step import Step
from core.store.kept.authors import FollowedAuthors
from core.store.papers.feeds import Feeds
from core.store.votes.votes import Votes
from core.subscriptions.filters import breadth
from core.subscriptions.model import WEBHOOK, Filter, Subscription
from core.subscriptions.options import read_back, say_filter
from core.subscriptions.schedule import begun_anew
from core.subscriptions.silence import FeedStanding
from core.subscriptions.wording import named
from core.text.cleaning import clip, counted, fold
from core.votes.emoji import Rules

LOOKED_BACK = timedelta(days=30)
"""How far back it is looked what a filter would have brought (our choice)."""

NONE_STOPPED = "No digest was stopped here within the last day."

FIRST_NAME = "daily papers"

_ID = re.compile("[0-9a-f]{10}")
"""The id of a digest."""

UNCHECKED = " I could not check whether I may post here. If I may not, I pause the digest and tell you."
"""What becomes of a digest that cannot be posted, as core/delivery/sender.py does it."""

UNCHECKED_THERE = " Whether it can be sent shows at its next post; if it cannot, I pause it again and tell its maker."

NO_SENDER = "Nothing goes out until the person who runs Paperboy starts a sender, as “paperboy up” does."
"""What somebody reads whose post waits for a process that is not there."""

MUTED = "Nothing is posted while this channel is muted; “mute off” ends that."
MUTED_THERE = "Nothing is posted while that channel is muted."
ALL_MUTED = "Nothing is posted while all channels are muted; the person who runs Paperboy can end that."
"""What somebody reads whose post waits for the end of a mute."""


def find(subscriptions: Subscriptions, call: Call, text: str) -> Subscription:
    """The digest that is meant: by its name here, the person's own by its id wherever, a channel's by its id in the terminal, or the
    only one here. Raises NotFound, BadCommand.
    """
    here = subscriptions.of_place(call.place)
    if text:
        by_id = subscriptions.get(text.strip().lower())
        if by_id and (by_id in here or _theirs(call, by_id)):
            return by_id
        if digest := next((digest for digest in here if fold(digest.name) == fold(text)), None):
            return digest
        if _ID.fullmatch(text.strip().lower()):  # which nobody types: it stands in a button of ours
            bring_back = {"Bring it back": f"digest undo {text.strip().lower()}"}
            raise NotFound("That digest was stopped, or is posted elsewhere now.", bring_back)
        names = f" Here {'is' if len(here) == 1 else 'are'} {_names(here)}." if here else " There is none here."
        raise NotFound(f"No digest here is called “{clip(text, 60)}”.{names}")
    if not here:
        raise NotFound(f"{none_posted(call)} Set one up with “digest new”.")
    if len(here) > 1:
        raise BadCommand(f"Which one: {_names(here)}? Type its name after the command.")
    return here[0]


def none_posted(call: Call) -> str:
    """That no digest is posted where a call is made; the terminal is named, since for the operator “here” could be all places."""
    return f"No digest is posted {'in the terminal' if call.place.platform == 'terminal' else 'here'} yet."


def find_waiting(waiting: WaitingLines, call: Call, text: str) -> Waiting | None:
    """The line that waits here to set up the digest that is meant: by its name, or the only one. Raises BadCommand for several."""
    there = sorted(waiting.of_place(call.place, call.now), key=lambda item: item.call.person != call.person)
    meant = [line for line in there if not text or fold(line.name) == fold(text)]
    if not text and len(meant) > 1:
        names = ", ".join(f"“{line.name}”" for line in meant)
        raise BadCommand(f"Which one? Not set up yet are {names}. Type its name after the command.")
    return meant[0] if meant else None


def bars(call: Call, waiting: Waiting) -> bool:
    """Whether a line is another's, in a channel that the caller may not set up."""
    return waiting.call.person != call.person and bool(call.refusal)


def find_stopped(stopped: StoppedDigests, call: Call, text: str) -> Stopped:
    """The digest that was stopped here within the last day, or one that `find` finds elsewhere by its id. Raises NotFound, BadCommand."""
    kept = stopped.kept(call.now)
    here = [stop for stop in kept if stop.subscription.place == call.place.unthreaded]
    if text:
        own = [stop for stop in kept if _theirs(call, stop.subscription)]
        by_id = [stop for stop in (*here, *own) if stop.subscription.id == text.strip().lower()]
        here = by_id or [stop for stop in here if fold(stop.subscription.name) == fold(text)]
    if not here:
        raise NotFound("No digest of that name was stopped here within the last day." if text else NONE_STOPPED)
    if len(here) > 1 and not text:
        names = _names([stop.subscription for stop in here])
        raise BadCommand(f"Which one: {names}? Type its name after the command.")
    return here[-1]


def may_set(call: Call, subscription: Subscription) -> None:
    """Raises NotAllowed unless it is theirs, or this is its channel and they may set it up."""
    if not sets(call, subscription):
        raise NotAllowed(call.refusal)


def sets(call: Call, subscription: Subscription) -> bool:
    """Whether a digest that stands here, or is their own, is the caller's to set."""
    return subscription.maker == call.person or not call.refusal


def acts_of(subscription: Subscription) -> tuple[Button, ...]:
    """What can be done with a digest."""
    turn = (
        Button("Resume", f"digest resume {subscription.id}")
        if subscription.paused
        else Button("Pause", f"digest pause {subscription.id}")
    )
    return (Button("Preview", f"digest preview {subscription.id}"), Button("Change", f"digest edit {subscription.id}"), turn,
            Button("Stop for good", f"digest stop {subscription.id}"))  # fmt: skip


def elsewhere(subscription: Subscription, here: Place) -> str:
    """Where else a digest is posted, as its maker knows it: `in #nlp`, `for yourself`; '' for here."""
    if subscription.place == here.unthreaded:
        return ""
    if subscription.by_mail:
        return "by mail"
    if subscription.personal:
        return "for yourself"
    if subscription.deaf:
        return f"for the webhook {subscription.place.channel}"
    place, team = subscription.place, TEAMS.get(subscription.place.platform, "team")
    channel = f"in #{subscription.channel_name}" if subscription.channel_name else "in another channel"
    return f"{channel} of another {team}" if here.team and place.team != here.team else channel


def channel_of(subscription: Subscription) -> str:
    """Where a channel's digest is posted, as the operator knows it: `#nlp on Slack (T024BE7LD)`."""
    place = subscription.place
    channel = f"#{subscription.channel_name}" if subscription.channel_name else place.channel
    return f"{channel} on {place.platform.capitalize()}{f' ({place.team})' if place.team else ''}"


def barred(call: Call, place: Place) -> str:
    """Why nothing can be posted in a place, with the way in; '' where it can, and where only another place was looked at."""
    if not _is_here(call, place) or call.posting in ("yes", "unknown"):
        return ""
    return f"I cannot post here yet. {call.way_in}" if call.posting == "not yet" else call.way_in


def may_post(call: Call, subscription: Subscription) -> None:
    """Raises NotAllowed where nothing can be posted in a digest's place."""
    if why := barred(call, subscription.place):
        raise NotAllowed(why)


def unchecked(call: Call, subscription: Subscription) -> str:
    """What is said where nobody could tell whether a digest can be posted; '' where that is known."""
    return UNCHECKED if _is_here(call, subscription.place) and call.posting == "unknown" else ""


def unchecked_there(call: Call, paused: Subscription) -> str:
    """What is said of a digest that is resumed from another place than its own, after it could not be posted there."""
    return UNCHECKED_THERE if paused.why_paused and not _is_here(call, paused.place) else ""


class DigestTeller:
    """Tells the person of a call of digests: what they bring now, what became of them, and what holds the next post back."""

    def __init__(
        self, catalog: Catalog, votes: Votes, mutes: Mutes, subscriptions: Subscriptions, deliveries: Deliveries,
        models: Models, authors: FollowedAuthors, feeds: Feeds, rules: Rules, delivery_queue: DeliveryQueue, call: Call,
    ) -> None:  # fmt: skip
        self._catalog, self._votes, self._mutes, self._subscriptions = catalog, votes, mutes, subscriptions
        self._deliveries, self._models, self._authors = deliveries, models, authors
        self._feeds, self._rules, self._queue, self._call = feeds, rules, delivery_queue, call

    def held_back(self, subscription: Subscription) -> str:
        """Why a post that is due now does not go out now, for who reads it where they are; '' where nothing holds it back."""
        return self.muted(subscription) or ("" if self._queue.workers() else NO_SENDER)

    def muted(self, subscription: Subscription) -> str:
        """By which mute a post does not go out, for who reads it where they are; '' where none is."""
        if not self._mutes.has(subscription.place):
            return ""
        is_here = _is_here(self._call, subscription.place)
        return ALL_MUTED if self._mutes.all() else MUTED if is_here else MUTED_THERE

    def but(self, subscription: Subscription) -> str:
        """What stands behind the settings of a digest that may not be posted, or is held back; a paused one has no post coming."""
        if subscription.paused:
            return ""
        if why := barred(self._call, subscription.place):
            return f" {why}"
        return f" {self.held_back(subscription)}".rstrip() + unchecked(self._call, subscription)

    def brings(self, subscription: Subscription) -> bool:
        """Whether papers fit that would be posted now."""
        return bool(self._brought(subscription).picks)

    def _brought(self, subscription: Subscription, standing: Sequence[FeedStanding] | None = None) -> Body:
        parts = self._catalog, self._votes, self._subscriptions, self._models, self._authors
        return choose(*parts, subscription, self._call.now, standing)

    def first_post(self, subscription: Subscription) -> str:
        """When the first post comes, so far as that is known."""
        if held := self.held_back(subscription):
            return held
        standing = standings(self._feeds, self._rules, self._call.now)
        body = self._brought(subscription, standing)
        posts = subscription.quiet == "line" or body.picks
        return "The first post comes at once." if posts else f"Nothing is posted yet. {body.thin}"

    def last_post(self, subscription: Subscription) -> tuple[str, str]:
        """What became of the last post, and what holds the next one back; a paused digest has none coming."""
        held = "" if subscription.paused else self.held_back(subscription)
        last = last_post(self._deliveries, self._subscriptions, subscription, self._call.now, held=bool(held))
        return last, held

    def settings(self, subscription: Subscription) -> str:
        """A digest's settings, what became of its last post, and what holds the next one back."""
        why = "" if subscription.paused else barred(self._call, subscription.place)
        return " ".join(filter(None, (read_back(subscription, self._call.now), *self.last_post(subscription), why)))


def has_name(digests: Iterable[Subscription], name: str) -> bool:
    """Whether one of some digests has that name."""
    return any(fold(digest.name) == fold(name) for digest in digests)


def next_name(digests: Iterable[Subscription]) -> str:
    """A name for the next digest beside others."""
    taken = {fold(digest.name) for digest in digests}
    names = (FIRST_NAME, *(f"{FIRST_NAME} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if fold(name) not in taken)


def sweeping(
    catalog: Catalog, subscription: Subscription, verb: str, given: Mapping[str, str], now: datetime
) -> Card | None:
    """A warning where a filter would have wanted everything or nothing of the last 30 days, with the way to save it all the same."""
    if subscription.wants == Filter():
        return None
    days = catalog.papers.days((now - LOOKED_BACK).date(), now.date())
    papers = catalog.seen(catalog.papers.listed_on(*days), catalog.viewer_at(subscription.place))
    share = breadth(subscription.wants, papers.values())
    if share == "some":
        return None
    wanted = "all" if share == "all" else "none"
    line = typed_line(verb, "", {**given, "sure": "yes"})
    return note(
        f"That filter fits {wanted} of the {counted(len(papers), 'paper')} from the last 30 days.",
        f"It asks for papers{say_filter(subscription.wants)}. Nothing is saved yet.",
        Button("Save it anyway", line),
    )


def _theirs(call: Call, subscription: Subscription) -> bool:
    """Whether a digest is the caller's to name wherever it goes: their own, and in the terminal, which is the operator's, any channel's."""
    return subscription.maker == call.person or (call.place.platform == "terminal" and not subscription.its_makers)


def _is_here(call: Call, place: Place) -> bool:
    """Whether a place is the call's own, or the channel of its thread."""
    return place.unthreaded == call.place.unthreaded


def _names(some: list[Subscription]) -> str:
    return ", ".join(f"“{digest.name}”" for digest in some)


def audit_of(call: Call, verb: str, subscription: Subscription) -> Act | None:
    """The act that is kept of who sets up a channel's digest; one's own is nobody's business."""
    return None if subscription.personal else act_of(call, verb, named(subscription), subscription.place)


def going_to(hooks: Hooks, call: Call, to: str) -> Place:
    """Where a digest goes: here, or to the webhook that `to:` names. Raises BadCommand, NotFound."""
    if not to:
        return call.place
    if to != WEBHOOK:
        return hook_of(hooks, call.person, to).place
    if call.wide:
        raise BadCommand(
            "Give the webhook's address after “to:”, such as: digest new to:https://hooks.slack.com/services/..."
        )
    raise BadCommand(
        "A webhook's address is a secret, so I ask for it privately. Type it as a command: /papers digest new to:webhook"
    )


def kept_waiting(waiting: WaitingLines, call: Call, subscription: Subscription, given: dict[str, str]) -> Card:
    """What is said of a digest that is set up as soon as it can be posted. Raises BadCommand where too many wait."""
    line = typed_line("digest new", "", {**given, "tz": subscription.zone, "sure": "yes"})
    if not waiting.keep(Waiting(call, line, subscription.name)):
        raise BadCommand(f"{MOST} digests already wait here until I can post. {call.way_in}")
    return note(
        f"{named(subscription)} is not set up yet: I cannot post here.",
        f"{call.way_in} I set it up as you asked once I can post, if that is within {WAITS.days} days.",
    )


def change_kept(
    subscriptions: Subscriptions, call: Call, old: Subscription, subscription: Subscription, verb: str, *also: Step
) -> None:
    """Keep a digest's new settings, and do some steps with it. Raises BadCommand where it was changed at the same moment."""
    new = begun_anew(old, subscription, call.now)
    if not subscriptions.change(old, new, due_next(new, call.now), call.delivery, audit_of(call, verb, new), also):
        raise BadCommand("That digest was changed at the same moment. Look at it, then try again.")

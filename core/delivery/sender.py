"""The sender: takes one delivery from claimed to done.

It may be killed anywhere: before it sends again, it looks for a post that may be out. Right before a post goes out, it
checks that the claim still holds and that nobody has muted the place.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from core.delivery.composer import Composer, notice
from core.delivery.outlet import CannotLook, Digest, Outlet, Undelivered
from core.delivery.planner import delivery_of
from core.delivery.reasons import is_silent_long
from core.errors import WAITS, ErrorKind, PaperboyError
from core.model import Person, Place
from core.store.chats.mutes import Mutes
from core.store.chats.posts import Posts
from core.store.delivery.deliveries import LEASE, TO_MAKERS, Claim, Deliveries, Delivery, State
from core.store.delivery.subscriptions import Subscriptions
from core.subscriptions.model import Subscription
from core.text.cleaning import counted
from core.votes.emoji import Rules

SETTLE = timedelta(seconds=20)
"""How long after a lost reply a message is looked for: by then one that arrived late is there."""

PATIENCE = timedelta(seconds=30)
"""Until what failed for a moment, or is muted, is tried again."""

LONG_PATIENCE = timedelta(minutes=10)
"""Until it is looked again whether a team takes our token."""

CLOCKS = timedelta(minutes=2)
"""How far a platform's clock may be from ours."""

TRIES = 3
"""Attempts that may fail for reasons we do not know, before a delivery is given up."""

log = logging.getLogger("paperboy")


class LeaseLost(Exception):
    """Another process works on the delivery now."""


class Sender:
    """Sends deliveries through outlets. `alarm` alerts the operator: a sentence, and its cause, of which one alert a day goes out."""

    def __init__(
        self,
        outlets: Mapping[str, Outlet],
        alarm: Callable[[str, str], object] = lambda text, cause: None,
        lease: timedelta = LEASE,
        *,
        composer: Composer,
        deliveries: Deliveries,
        subscriptions: Subscriptions,
        mutes: Mutes,
        posts: Posts,
        rules: Rules,
    ) -> None:
        self._outlets, self._alarm, self._lease, self._composer = outlets, alarm, lease, composer
        self._deliveries, self._subscriptions = deliveries, subscriptions
        self._mutes, self._posts, self._grace = mutes, posts, rules.grace

    def deliver(self, delivery_id: str, now: datetime) -> State | None:
        """Work on a delivery, if it is due and nobody does; returns its state then. Raises RecordDown."""
        held = self._deliveries.claim(delivery_id, now, self._lease)
        if held is None:
            return None
        subscription = self._subscriptions.get(held.delivery.subscription)
        outlet = self._outlets.get(_place_of(held.delivery, subscription).platform) if subscription else None
        try:
            if subscription is None or outlet is None:
                return self._end(held, "skipped", "its digest was removed", now)
            return self._work(held, subscription, outlet, now)
        except LeaseLost:
            return None
        except Undelivered as failed:
            assert subscription and outlet
            return self._failed(held, subscription, outlet, failed, now)
        except PaperboyError:
            raise  # the record is away: the lease ends by itself
        except Exception as error:
            log.exception("delivery %s", delivery_id)
            return self._stumbled(held, error, now)

    def _work(self, held: Claim, subscription: Subscription, outlet: Outlet, now: datetime) -> State:
        if stopped := self._mutes.stopped(_place_of(held.delivery, subscription).platform, outlet.token()):
            return self._rests(held, subscription, stopped, LONG_PATIENCE, now)
        if held.state == "posted":
            return self._dress(held, subscription, outlet, now)
        place = outlet.direct(subscription.maker) if held.delivery.kind in TO_MAKERS else subscription.place
        if held.intent and (message := self._look(held, outlet, place)):
            return self._posted(held, subscription, outlet, message, now)
        if why := self._hindered(held, subscription, now):
            return self._end(held, "skipped", why, now)
        if self._mutes.has(place):
            return self._rests(held, subscription, "muted", PATIENCE, now)
        if (decided := self._decided(held, subscription, now)) is None:
            return self._rests(held, subscription, "no list has come yet", PATIENCE, now)
        held = decided
        digest = self._digest(held, subscription, now)
        if not digest.cards:
            return self._quiet(held, subscription, now)
        if (held.intent is None or held.denied) and not self._deliveries.intend(held, now):
            raise LeaseLost
        message = outlet.send(place, digest, held.delivery.id, lambda: self._may(held, place))
        return self._posted(held, subscription, outlet, message, now, digest)

    def _quiet(self, held: Claim, subscription: Subscription, now: datetime) -> State:
        """A post with nothing to say; after the third working day of such ones the maker gets one notice."""
        steps = []
        reached = subscription.maker.id and not subscription.personal
        if held.delivery.kind == "post" and reached and is_silent_long(self._deliveries, subscription, held.delivery):
            steps.append(self._deliveries.opening(delivery_of(subscription, "silence", now)))
        return self._end(held, "done", "nothing to say", now, *steps)

    def _look(self, held: Claim, outlet: Outlet, place: Place) -> str:
        """The message of an attempt whose end nobody saw; raises LeaseLost where nobody can say, and gives the delivery up."""
        assert held.intent
        try:
            return outlet.find(place, held.delivery.id, held.intent - CLOCKS)
        except CannotLook as blind:
            if held.denied:  # somebody looked who can
                return ""
            self._end(held, "unsure", f"a post may be out, and nobody can look: {blind}", held.intent)
            self._alarm(
                f"Nobody can say whether a post went out ({blind}). If it did not, post it with: paperboy dead retry {held.delivery.id}"
                " (paperboy dead lists all that are in doubt)",
                f"unsure {place.platform}",
            )
            raise LeaseLost from None

    def _hindered(self, held: Claim, subscription: Subscription, now: datetime) -> str:
        """Why a delivery is not to be sent any more."""
        if subscription.paused and held.delivery.kind != "notice":
            return "its digest is paused"
        late = now - held.delivery.at
        too_late = late > self._grace and not held.asked
        return f"{counted(round(late / timedelta(hours=1)), 'hour')} late" if too_late else ""

    def _rests(self, held: Claim, subscription: Subscription, why: str, until: timedelta, now: datetime) -> State:
        """Give a delivery back that may not be sent now; one of which nothing was sent is skipped when its grace is over."""
        if held.intent is None and (over := self._hindered(held, subscription, now)):
            return self._end(held, "skipped", f"{over}: {why}", now)
        self._deliveries.later(held, until, held.state if held.state == "posted" else _back(held))
        return held.state

    def _may(self, held: Claim, place: Place) -> bool:
        return self._deliveries.holds(held) and not self._mutes.has(place)

    def _decided(self, held: Claim, subscription: Subscription, now: datetime) -> Claim | None:
        """What the delivery brings, the same at every attempt; None where it waits for the first lists."""
        if held.body or held.delivery.kind in TO_MAKERS:
            return held
        body = self._composer.choose(subscription, held.delivery.kind, now)
        if self._composer.awaits_lists(subscription, held.delivery, body, now):
            return None
        if not self._deliveries.decide(held, body):
            raise LeaseLost
        return msgspec.structs.replace(held, body=body)

    def _digest(self, held: Claim, subscription: Subscription, now: datetime) -> Digest:
        if held.delivery.kind == "notice":
            return notice(subscription)
        if held.delivery.kind == "report":
            return self._composer.report(subscription, now)
        if held.delivery.kind == "silence":
            return self._composer.silence(subscription, now)
        assert held.body
        return self._composer.write(subscription, held.delivery, held.body, now)

    def _posted(
        self,
        held: Claim,
        subscription: Subscription,
        outlet: Outlet,
        message: str,
        now: datetime,
        digest: Digest | None = None,
    ) -> State:
        """It is out: that is kept first, then what belongs to it follows."""
        if not self._deliveries.posted(held, message, subscription, now):
            raise LeaseLost
        return self._dress(msgspec.structs.replace(held, message=message), subscription, outlet, now, digest)

    def _dress(
        self, held: Claim, subscription: Subscription, outlet: Outlet, now: datetime, digest: Digest | None = None
    ) -> State:
        """Add what belongs to a message; where this process sent it just now, its digest is at hand."""
        if held.body and held.delivery.kind not in TO_MAKERS and not subscription.by_mail:  # a mail is whole
            digest = digest or self._digest(held, subscription, now)
            if not subscription.deaf:
                self._posts.put(subscription.place, held.message, digest.papers, now)
            outlet.dress(subscription.place, held.message, digest, held.delivery.id, again=held.state == "posted")
        return self._end(held, "done", "", now)

    def _failed(
        self, held: Claim, subscription: Subscription, outlet: Outlet, failed: Undelivered, now: datetime
    ) -> State:
        """What a failed call means for the delivery."""
        log.warning("delivery %s: %s", held.delivery.id, failed)
        deliveries, fresh = self._deliveries, self._deliveries.read(held.delivery.id)
        state: State = fresh.state if fresh else held.state
        if state == "posted":
            return self._undressed(held, failed, now)
        if failed.kind is ErrorKind.AMBIGUOUS:
            deliveries.later(held, SETTLE, "sending")
            return "sending"
        if failed.kind is ErrorKind.TARGET_DEAD:
            return self._closed(held, subscription, failed, now)
        platform = _place_of(held.delivery, subscription).platform
        if failed.kind is ErrorKind.TEAM_DEAD and not self._mutes.stopped(platform, outlet.token()):
            self._alarm(
                f"{platform} accepts nothing from Paperboy any more ({failed.why}). Set a new token.",
                f"token {platform}",
            )
            self._mutes.stop(platform, outlet.token(), failed.why)
        if failed.kind in (ErrorKind.BUG, ErrorKind.TOO_LATE):
            deliveries.tried(held, failed.why)
            if held.tries + 1 >= TRIES:
                return self._end(held, "dead", failed.why, now)
        deliveries.later(held, _wait(failed), _back(held))
        return _back(held)

    def _stumbled(self, held: Claim, error: Exception, now: datetime) -> State:
        """Something that nobody foresaw: tried again, after a look, and given up in the end instead of for ever."""
        why, fresh = f"{type(error).__name__}: {error}", self._deliveries.read(held.delivery.id)
        if fresh and fresh.state == "posted":
            return self._undressed(held, Undelivered(ErrorKind.TRANSIENT, why), now)
        self._deliveries.tried(held, why)
        if held.tries + 1 >= TRIES:
            return self._end(held, "dead", why, now)
        self._deliveries.later(held, PATIENCE, "sending")
        return "sending"

    def _undressed(self, held: Claim, failed: Undelivered, now: datetime) -> State:
        """The message is out; what belongs to it is tried a few times more."""
        if failed.kind in WAITS and held.tries + 1 < TRIES * 3:
            self._deliveries.tried(held, failed.why)
            self._deliveries.later(held, _wait(failed), "posted")
            return "posted"
        return self._end(held, "done", f"without {failed.lacks}: {failed.why}", now)

    def _closed(self, held: Claim, subscription: Subscription, failed: Undelivered, now: datetime) -> State:
        """A place that is gone or closed to us: its subscription is switched off, and its maker gets one notice."""
        off = msgspec.structs.replace(subscription, paused=True, why_paused=failed.why)
        steps = [self._subscriptions.changing(subscription, off, None)]
        if subscription.maker_elsewhere and held.delivery.kind != "notice":
            steps.append(self._deliveries.opening(delivery_of(subscription, "notice", now)))
        elif subscription.by_mail:
            self._alarm(
                f"An address gets no more mails: {failed.why}. Its digest is {subscription.id}; see: paperboy mail list",
                "addresses",
            )
        if held.delivery.kind in TO_MAKERS:
            steps = []  # its maker cannot be reached: the place still can
        return self._end(held, "dead", failed.why, now, *steps)

    def _end(self, held: Claim, state: State, why: str, now: datetime, *steps: object) -> State:
        if not self._deliveries.end(held, state, why, now, *steps):  # type: ignore[arg-type]
            raise LeaseLost
        if state in ("skipped", "dead", "unsure"):
            log.warning("delivery %s is %s: %s", held.delivery.id, state, why)
        return state


def goes_to(
    deliveries: Deliveries, subscriptions: Subscriptions, ids: Sequence[str]
) -> dict[str, Place | Person | None]:
    """The place, or the person, to which each of some deliveries goes; None where its digest was removed."""
    read = [ended.delivery for ended in deliveries.read_many(ids)]
    known = subscriptions.get_many(list({delivery.subscription for delivery in read}))
    places = {
        delivery.id: _place_of(delivery, known[delivery.subscription])
        for delivery in read
        if delivery.subscription in known
    }
    return {name: places.get(name) for name in ids}


def _place_of(delivery: Delivery, subscription: Subscription) -> Place | Person:
    return subscription.maker if delivery.kind in TO_MAKERS else subscription.place


def _wait(failed: Undelivered) -> timedelta:
    """Until the next attempt: as long as the platform asks, else a while."""
    if failed.wait:
        return timedelta(seconds=failed.wait)
    return LONG_PATIENCE if failed.kind is ErrorKind.TEAM_DEAD else PATIENCE


def _back(held: Claim) -> State:
    """What a delivery is again that may not be sent now: what was tried before may be out still."""
    return "pending" if held.intent is None else "sending"

"""Who wants which papers where and when. When each is next due stands in one sorted set, so that a planner reads only those."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from core.model import Person, Place
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.subscriptions.model import Subscription

NOBODY = Person("", "", "")
"""The maker of a channel's subscription whose maker asked to be forgotten."""

FARTHEST = timedelta(days=17)
"""No next hour is later: it is one of a week's, and a zone may leave out one date of a weekday (`hours.next_slot`)."""


class Subscriptions:
    """The subscriptions of a record. A change says when it is next due; None: not any more."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def get(self, subscription: str) -> Subscription | None:
        """One subscription, or None."""
        return self.get_many([subscription]).get(subscription)

    def get_many(self, ids: Sequence[str]) -> dict[str, Subscription]:
        """Those of the subscriptions that exist."""
        rows = self._record.text.hmget(keys.SUBSCRIPTIONS, ids) if ids else []
        return {i: msgspec.json.decode(row, type=Subscription) for i, row in zip(ids, rows, strict=True) if row}

    def count(self) -> int:
        """How many there are."""
        return int(self._record.text.hlen(keys.SUBSCRIPTIONS))

    def all(self) -> list[Subscription]:
        """All of them, the oldest first."""
        rows = self._record.text.hvals(keys.SUBSCRIPTIONS)
        return _oldest_first(msgspec.json.decode(row, type=Subscription) for row in rows)

    def of_place(self, place: Place) -> list[Subscription]:
        """Those of a channel, the oldest first."""
        return _oldest_first(self.get_many(sorted(self._record.text.smembers(keys.subscribed(place)))).values())

    def of_person(self, person: Person) -> list[Subscription]:
        """Those that a person made, wherever, the oldest first."""
        return _oldest_first(self.get_many(sorted(self._record.text.smembers(keys.subscribed_by(person)))).values())

    def add(self, new: Subscription, due: datetime | None, *with_it: Step, act: Act | None = None) -> bool:
        """Keep a new subscription, with other steps; False where it is there already (a repeated delivery)."""
        return self._record.commit(audited(self.adding(new, due), act), *with_it)[0]

    def adding(self, new: Subscription, due: datetime | None) -> Step:
        """The step that keeps a new subscription."""
        step = Step("subscription", new.id, keys.name(new.maker)).expect(keys.SUBSCRIPTIONS, new.id, "")
        step.write("SADD", keys.subscribed(new.place), new.id).write("SADD", keys.subscribed_by(new.maker), new.id)
        return _due(step.write("HSET", keys.SUBSCRIPTIONS, new.id, _stored(new)), new.id, due)

    def change(
        self,
        old: Subscription,
        new: Subscription,
        due: datetime | None,
        delivery: str = "",
        act: Act | None = None,
    ) -> bool:
        """Put a subscription's new settings in place of the old; False where somebody else changed it meanwhile.

        A delivery that did it before changes nothing.
        """
        step, handled = audited(self.changing(old, new, due), act), keys.press(delivery)
        if not delivery:
            return self._record.commit(step)[0]
        return self._record.commit(step.once(handled))[0] or bool(self._record.text.exists(handled))

    def changing(self, old: Subscription, new: Subscription, due: datetime | None) -> Step:
        """The step that changes a subscription, if it still is as `old`."""
        step = Step("subscription", new.id, keys.name(new.maker)).expect(keys.SUBSCRIPTIONS, old.id, _stored(old))
        return _due(step.write("HSET", keys.SUBSCRIPTIONS, new.id, _stored(new)), new.id, due)

    def planned(self, subscription: Subscription, due: datetime | None) -> Step:
        """The step that says when a subscription is due next, if it still is as it was planned."""
        return _due(
            Step("planned", subscription.id).expect(keys.SUBSCRIPTIONS, subscription.id, _stored(subscription)),
            subscription.id,
            due,
        )

    def last(self, subscription: str) -> datetime | None:
        """Up to when the papers are decided that a subscription brought, or passed over; None before its first post."""
        at = self._record.text.hget(keys.SLOTS_LAST, subscription)
        return datetime.fromtimestamp(float(at), UTC) if at else None

    def sent(self, subscription: str, since: datetime) -> list[str]:
        """The ids of the papers a subscription brought since a moment, the oldest first."""
        return list(self._record.text.zrange(keys.sent(subscription), since.timestamp(), "+inf", byscore=True))

    def sent_at(self, subscription: str, start: int, most: int) -> list[tuple[str, datetime]]:
        """The papers a subscription brought and when, the newest first, from the `start`-th on."""
        rows = self._record.text.zrevrange(keys.sent(subscription), start, start + most - 1, withscores=True)
        return [(paper_id, datetime.fromtimestamp(at, UTC)) for paper_id, at in rows]

    def posted_in(self, place: Place) -> frozenset[str]:
        """The papers that digests brought to a channel, ever."""
        return frozenset(self._record.text.zrange(keys.posted_in(place), 0, -1))

    def brought(self, place: Place, since: datetime, until: datetime) -> list[str]:
        """The papers that digests brought to a channel from one moment until before another, the oldest first."""
        first, last = since.timestamp(), f"({until.timestamp()!r}"
        return list(self._record.text.zrange(keys.posted_in(place), first, last, byscore=True))

    def bring(self, place: Place, papers: Iterable[str], now: datetime) -> None:
        """Keep that papers were brought to a place without a digest, so that none brings them again."""
        step = Step("posted", keys.place(place))
        for paper_id in papers:
            step.write("ZADD", keys.posted_in(place), "NX", now.timestamp(), paper_id)
        self._record.commit(step)

    def remove(self, gone: Subscription) -> None:
        """Forget a subscription and what it sent; which papers its channel had stays known."""
        self._record.commit(self.removing(gone).write("DEL", keys.examples(gone.id)))

    def removing(self, gone: Subscription) -> Step:
        """The step that forgets a subscription."""
        step = Step("subscription", gone.id, keys.name(gone.maker)).write("HDEL", keys.SUBSCRIPTIONS, gone.id)
        step.write("SREM", keys.subscribed(gone.place), gone.id).write("SREM", keys.subscribed_by(gone.maker), gone.id)
        step.write("ZREM", keys.DUE, gone.id).write("HDEL", keys.SLOTS_LAST, gone.id).write("DEL", keys.sent(gone.id))
        for key in (keys.model(gone.id), keys.learned_posts(gone.id)):
            step.write("DEL", key)
        return step

    def due(self, now: datetime, most: int) -> list[Subscription]:
        """Those whose hour has come, the longest due first; each is planned, and is then due again at its next hour."""
        ids = self._record.text.zrange(
            keys.DUE, "-inf", now.timestamp(), byscore=True, offset=0, num=most, withscores=False
        )
        found = self.get_many(ids)
        for lost in set(ids).difference(found):
            self._record.text.zrem(keys.DUE, lost)
        return [found[i] for i in ids if i in found]

    def any_due(self, now: datetime) -> bool:
        """Whether the hour of any has come, or any is astray."""
        come = self._record.text.zcount(keys.DUE, "-inf", now.timestamp())
        return bool(come or self._record.text.zcount(keys.DUE, _later_than_any(now), "+inf"))

    def astray(self, now: datetime) -> list[Subscription]:
        """Those that are due later than any hour can be: they were planned by a clock that was wrong."""
        ids = self._record.text.zrange(keys.DUE, _later_than_any(now), "+inf", byscore=True)
        return list(self.get_many(ids).values())

    def next_due(self, subscription: str) -> datetime | None:
        """When a subscription is due next; None where it is paused."""
        at = self._record.text.zscore(keys.DUE, subscription)
        return datetime.fromtimestamp(at, UTC) if at else None

    def erase(self, person: Person) -> int:
        """Forget who made which: what is theirs alone is removed, a channel's goes on without a maker."""
        made = self.of_person(person)
        for one in made:
            if not one.its_makers:
                step = self.changing(one, msgspec.structs.replace(one, maker=NOBODY), self.next_due(one.id))
                self._record.commit(step.write("DEL", keys.subscribed_by(person)))
            else:
                self.remove(one)
        return len(made)


def _stored(subscription: Subscription) -> str:
    """A subscription for the record."""
    return msgspec.json.encode(subscription).decode()


def _later_than_any(now: datetime) -> str:
    return f"({(now + FARTHEST).timestamp()!r}"


def _due(step: Step, subscription: str, due: datetime | None) -> Step:
    if due is None:
        return step.write("ZREM", keys.DUE, subscription)
    return step.write("ZADD", keys.DUE, due.timestamp(), subscription)


def _oldest_first(some: Iterable[Subscription]) -> list[Subscription]:
    return sorted(some, key=lambda item: (item.made, item.id))

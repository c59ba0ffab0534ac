"""Who wants which papers where and when. When each is next due stands in one sorted set, so that a planner reads only those."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from core.model import Person, Place
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.subscriptions.model import Subscription

NOBODY = Person("", "", "")
"""The maker of a channel's subscription whose maker asked to be forgotten."""

FARTHEST = timedelta(days=17)
"""No next hour is later: it is one of a week's, and a zone may leave out one date of a weekday (`hours.next_slot`)."""


class Subscriptions(Keeper):
    """The subscriptions of a record. A change says when it is next due; None: not any more."""

    @property
    def _rows(self) -> Table[Subscription]:
        return Table(self._record, keys.SUBSCRIPTIONS, Subscription)

    def get(self, subscription: str) -> Subscription | None:
        """One subscription, or None."""
        return self._rows.get(subscription)

    def get_many(self, ids: Sequence[str]) -> dict[str, Subscription]:
        """Those of the subscriptions that exist."""
        return self._rows.get_many(ids)

    def count(self) -> int:
        """How many there are."""
        return int(self._text.hlen(keys.SUBSCRIPTIONS))

    def all(self) -> list[Subscription]:
        """All of them, the oldest first."""
        return _oldest_first(self._rows.all().values())

    def of_place(self, place: Place) -> list[Subscription]:
        """Those of a channel, the oldest first."""
        return _oldest_first(self.get_many(sorted(self._text.smembers(keys.subscribed(place)))).values())

    def of_person(self, person: Person) -> list[Subscription]:
        """Those that a person made, wherever, the oldest first."""
        return _oldest_first(self.get_many(sorted(self._text.smembers(keys.subscribed_by(person)))).values())

    def add(self, new: Subscription, due: datetime | None, *with_it: Step, act: Act | None = None) -> bool:
        """Keep a new subscription, with other steps; False where it is there already (a repeated delivery)."""
        return self._record.commit(audited(self.adding(new, due), act), *with_it)[0]

    def adding(self, new: Subscription, due: datetime | None) -> Step:
        """The step that keeps a new subscription."""
        step = Step("subscription", new.id, keys.name(new.maker)).expect(keys.SUBSCRIPTIONS, new.id, "")
        step.write("SADD", keys.subscribed(new.place), new.id).write("SADD", keys.subscribed_by(new.maker), new.id)
        step.stamp(keys.LEARNABLE, new.id)
        return _due(step.write("HSET", keys.SUBSCRIPTIONS, new.id, new), new.id, due)

    def change(
        self,
        old: Subscription,
        new: Subscription,
        due: datetime | None,
        delivery: str = "",
        act: Act | None = None,
        also: Iterable[Step] = (),
    ) -> bool:
        """Put a subscription's new settings in place of the old, with other steps; False where somebody else changed it meanwhile.

        A delivery that did it before changes nothing.
        """
        step = self.changing(old, new, due)
        for other in also:
            step.and_then(other)
        return self._record.commit_once(audited(step, act), delivery)

    def changing(self, old: Subscription, new: Subscription, due: datetime | None) -> Step:
        """The step that changes a subscription, if it still is as `old`."""
        step = Step("subscription", new.id, keys.name(new.maker)).expect(keys.SUBSCRIPTIONS, old.id, old)
        return _due(step.write("HSET", keys.SUBSCRIPTIONS, new.id, new), new.id, due)

    def planned(self, subscription: Subscription, due: datetime | None) -> Step:
        """The step that says when a subscription is due next, if it still is as it was planned."""
        step = Step("planned", subscription.id).expect(keys.SUBSCRIPTIONS, subscription.id, subscription)
        return _due(step, subscription.id, due)

    def last(self, subscription: str) -> datetime | None:
        """Up to when the papers are decided that a subscription brought, or passed over; None before its first post."""
        at = self._text.hget(keys.SLOTS_LAST, subscription)
        return datetime.fromtimestamp(float(at), UTC) if at else None

    def sent(self, subscription: str, since: datetime) -> list[str]:
        """The ids of the papers a subscription brought since a moment, the oldest first."""
        return list(self._text.zrange(keys.sent(subscription), since.timestamp(), "+inf", byscore=True))

    def sent_at(self, subscription: str, start: int, most: int) -> list[tuple[str, datetime]]:
        """The papers a subscription brought and when, the newest first, from the `start`-th on."""
        rows = self._text.zrevrange(keys.sent(subscription), start, start + most - 1, withscores=True)
        return [(paper_id, datetime.fromtimestamp(at, UTC)) for paper_id, at in rows]

    def posted_in(self, place: Place) -> frozenset[str]:
        """The papers that digests brought to a channel, ever."""
        return frozenset(self._text.zrange(keys.posted_in(place), 0, -1))

    def brought(self, place: Place, since: datetime, until: datetime) -> list[str]:
        """The papers that digests brought to a channel from one moment until before another, the oldest first."""
        first, last = since.timestamp(), f"({until.timestamp()!r}"
        return list(self._text.zrange(keys.posted_in(place), first, last, byscore=True))

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
        step.write("DEL", keys.model(gone.id)).write("HDEL", keys.LEARNABLE, gone.id)
        return step.write("DEL", keys.learned_posts(gone.id))

    def due(self, now: datetime, most: int) -> list[Subscription]:
        """Those whose hour has come, the longest due first; each is planned, and is then due again at its next hour."""
        ids = self._text.zrange(keys.DUE, "-inf", now.timestamp(), byscore=True, offset=0, num=most)
        subscriptions = self.get_many(ids)
        for lost in set(ids).difference(subscriptions):
            self._text.zrem(keys.DUE, lost)
        return list(subscriptions.values())

    def any_due(self, now: datetime) -> bool:
        """Whether the hour of any has come, or any is astray."""
        come = self._text.zcount(keys.DUE, "-inf", now.timestamp())
        return bool(come or self._text.zcount(keys.DUE, _later_than_any(now), "+inf"))

    def astray(self, now: datetime) -> list[Subscription]:
        """Those that are due later than any hour can be: they were planned by a clock that was wrong."""
        ids = self._text.zrange(keys.DUE, _later_than_any(now), "+inf", byscore=True)
        return list(self.get_many(ids).values())

    def next_due(self, subscription: str) -> datetime | None:
        """When a subscription is due next; None where it is paused."""
        at = self._text.zscore(keys.DUE, subscription)
        return datetime.fromtimestamp(at, UTC) if at else None

    def erase(self, person: Person) -> int:
        """Forget who made which: what is theirs alone is removed, a channel's goes on without a maker."""
        made = self.of_person(person)
        for old in made:
            if old.its_makers:
                self.remove(old)
                continue
            step = self.changing(old, msgspec.structs.replace(old, maker=NOBODY), self.next_due(old.id))
            self._record.commit(step.write("DEL", keys.subscribed_by(person)))
        return len(made)


def _later_than_any(now: datetime) -> str:
    return f"({(now + FARTHEST).timestamp()!r}"


def _due(step: Step, subscription: str, due: datetime | None) -> Step:
    if due is None:
        return step.write("ZREM", keys.DUE, subscription)
    return step.write("ZADD", keys.DUE, due.timestamp(), subscription)


def _oldest_first(subscriptions: Iterable[Subscription]) -> list[Subscription]:
    return sorted(subscriptions, key=lambda item: (item.made, item.id))

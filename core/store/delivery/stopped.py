"""Digests that somebody stopped: kept for a day with what they sent, so that stopping can be undone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from core.model import Person
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.subscriptions.model import Subscription

UNDONE_WITHIN = timedelta(days=1)
"""How long stopping can be undone (our choice)."""


class Stopped(msgspec.Struct, frozen=True):
    """A stopped digest: since when, up to when its papers were decided, what it sent, and its learned posts, by when (seconds since
    1970)."""

    subscription: Subscription
    at: datetime
    last: str
    sent: dict[str, float]
    learned_posts: dict[str, float] = {}


class StoppedDigests(Keeper):
    """The stopped digests of a record."""

    def __init__(self, record: Record, subscriptions: Subscriptions) -> None:
        super().__init__(record)
        self._subscriptions = subscriptions

    def stop(self, gone: Subscription, now: datetime, delivery: str, act: Act | None = None) -> None:
        """Take a digest out, and keep it for a day; a delivery that did it before does nothing."""
        self._record.commit(audited(self.stopping(gone, now).once(delivery), act))

    def stopping(self, gone: Subscription, now: datetime) -> Step:
        """The step that takes a digest out, if it still is as it was read, and keeps it for a day."""
        last = str(self._text.hget(keys.SLOTS_LAST, gone.id) or "")
        sent = dict(self._text.zrange(keys.sent(gone.id), 0, -1, withscores=True))
        learned = dict(self._text.zrange(keys.learned_posts(gone.id), 0, -1, withscores=True))
        step = self._subscriptions.removing(gone)
        return step.write("HSET", keys.STOPPED, gone.id, Stopped(gone, now, last, sent, learned))

    def kept(self, now: datetime) -> list[Stopped]:
        """Those that can be brought back, the longest stopped first."""
        fresh = (stopped for stopped in self._all() if now - stopped.at < UNDONE_WITHIN)
        return sorted(fresh, key=lambda stopped: stopped.at)

    def bring_back(
        self, kept: Stopped, now: datetime, due: datetime | None, delivery: str, act: Act | None = None
    ) -> None:
        """Put a digest back as it was, next due then; nothing where somebody, or this delivery, did before."""
        again = msgspec.structs.replace(kept.subscription, begun=now, begun_by="brought back")
        step = self._subscriptions.adding(again, due).expect(keys.STOPPED, again.id, kept)
        step.write("HDEL", keys.STOPPED, again.id)
        if kept.last:
            step.write("HSET", keys.SLOTS_LAST, again.id, kept.last)
        for paper, at in kept.sent.items():
            step.write("ZADD", keys.sent(again.id), at, paper)
        for post, at in kept.learned_posts.items():
            step.write("ZADD", keys.learned_posts(again.id), at, post)
        self._record.commit(audited(step.once(delivery), act))

    def prune(self, now: datetime) -> None:
        """Forget those whose day is over."""
        self._drop(stopped for stopped in self._all() if now - stopped.at >= UNDONE_WITHIN)

    def erase(self, person: Person) -> None:
        """Forget those that a person made."""
        self._drop(stopped for stopped in self._all() if stopped.subscription.maker == person)

    def _drop(self, digests: Iterable[Stopped]) -> None:
        for stopped in digests:
            name = stopped.subscription.id
            step = Step("stopped", name).write("HDEL", keys.STOPPED, name)
            self._record.commit(step.write("DEL", keys.examples(name)))

    def _all(self) -> Iterable[Stopped]:
        return Table(self._record, keys.STOPPED, Stopped).all().values()

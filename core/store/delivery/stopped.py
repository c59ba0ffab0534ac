"""Digests that somebody stopped: kept for a day with what they sent, so that stopping can be undone."""

from datetime import datetime, timedelta

import msgspec

from core.model import Person
from core.store.delivery.models import learner_of
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.store.votes.acting import unlearned
from core.subscriptions.model import Subscription

UNDONE_WITHIN = timedelta(days=1)
"""How long stopping can be undone (issue 13, section 2)."""


class Stopped(msgspec.Struct, frozen=True):
    """A stopped digest: since when, up to when its papers were decided, what it sent, and its learned posts, by when (seconds since
    1970)."""

    subscription: Subscription
    at: datetime
    last: str
    sent: dict[str, float]
    learned_posts: dict[str, float] = {}


class StoppedDigests:
    """The stopped digests of a record."""

    def __init__(self, record: Record, subscriptions: Subscriptions) -> None:
        self._record, self._subscriptions = record, subscriptions

    def stop(self, gone: Subscription, now: datetime, delivery: str, act: Act | None = None) -> None:
        """Take a digest out, and keep it for a day; a delivery that did it before does nothing."""
        self._record.commit(audited(self.stopping(gone, now).once(keys.press(delivery)), act))

    def stopping(self, gone: Subscription, now: datetime) -> Step:
        """The step that takes a digest out, if it still is as it was read, and keeps it for a day."""
        text = self._record.text
        last = str(text.hget(keys.SLOTS_LAST, gone.id) or "")
        sent = dict(text.zrange(keys.sent(gone.id), 0, -1, withscores=True))
        learned = dict(text.zrange(keys.learned_posts(gone.id), 0, -1, withscores=True))
        step = self._subscriptions.removing(gone)
        return step.write("HSET", keys.STOPPED, gone.id, _json(Stopped(gone, now, last, sent, learned)))

    def kept(self, now: datetime) -> list[Stopped]:
        """Those that can be brought back, the longest stopped first."""
        return sorted((one for one in self._all() if now - one.at < UNDONE_WITHIN), key=lambda item: item.at)

    def bring_back(
        self, kept: Stopped, now: datetime, due: datetime | None, delivery: str, act: Act | None = None
    ) -> None:
        """Put a digest back as it was, next due then; nothing where somebody, or this delivery, did before."""
        one = msgspec.structs.replace(kept.subscription, begun=now, begun_by="brought back")
        step = self._subscriptions.adding(one, due).expect(keys.STOPPED, one.id, _json(kept))
        step.write("HDEL", keys.STOPPED, one.id)
        if kept.last:
            step.write("HSET", keys.SLOTS_LAST, one.id, kept.last)
        for paper, at in kept.sent.items():
            step.write("ZADD", keys.sent(one.id), repr(at), paper)
        for post, at in kept.learned_posts.items():
            step.write("ZADD", keys.learned_posts(one.id), repr(at), post)
        unlearned(step, learner_of(one))
        self._record.commit(audited(step.once(keys.press(delivery)), act))

    def prune(self, now: datetime) -> None:
        """Forget those whose day is over."""
        self._drop([one for one in self._all() if now - one.at >= UNDONE_WITHIN])

    def erase(self, person: Person) -> None:
        """Forget those that a person made."""
        self._drop([one for one in self._all() if one.subscription.maker == person])

    def _drop(self, some: list[Stopped]) -> None:
        for one in some:
            name = one.subscription.id
            step = Step("stopped", name).write("HDEL", keys.STOPPED, name)
            self._record.commit(step.write("DEL", keys.examples(name)))

    def _all(self) -> list[Stopped]:
        return [msgspec.json.decode(row, type=Stopped) for row in self._record.text.hvals(keys.STOPPED)]


def _json(kept: Stopped) -> str:
    return msgspec.json.encode(kept).decode()

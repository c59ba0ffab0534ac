"""The deliveries: what is to be posted where, once (a transactional outbox).

A delivery is claimed under a lease with a rising fence; only its holder may end it. A claimed delivery whose holder died
falls due again when its lease is over. The clock of the process that made a delivery, which the caller hands in, decides
when it is due; the server's clock, how long a lease lasts.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.subscriptions.drafting import Placed
from core.subscriptions.model import Subscription

LUA = Path(__file__).with_suffix(".lua").read_text(encoding="utf-8")

LEASE = timedelta(seconds=60)
"""How long one attempt may take; more than a call's timeout (15 s), and what may still arrive after it, together."""

KEPT = timedelta(days=60)
"""How long a delivery is kept after it ended."""

ENDED_AT_ONCE = 50

LEARNED_POSTS = 60
"""Posts of a subscription, the newest whose order was learned, that are looked at together."""

DeliveryKind = Literal["post", "now", "board", "report", "notice", "silence"]
"""The day's post; one asked for by hand; the week's best; the report of the week, the notice of a place that is gone, and that of
three working days without a post, to the maker."""

PICKING: tuple[DeliveryKind, ...] = ("post", "now")
"""The kinds that bring new papers."""

TO_MAKERS: tuple[DeliveryKind, ...] = ("report", "notice", "silence")
"""The kinds that only a subscription's maker reads."""

State = Literal["pending", "sending", "posted", "done", "skipped", "unsure", "dead"]
"""Not begun; a message may be out; it is out, what belongs to it may not be; ended, in one of four ways."""

Standing = State | Literal["quiet"]
"""How a delivery stands: one that is done and had nothing to say is quiet, for nothing was sent."""


class Delivery(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to post: of which subscription, of what kind, for which local date, and when it is due (aware, UTC)."""

    id: str
    subscription: str
    kind: DeliveryKind
    day: date
    at: datetime


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a delivery brings, decided once, `at` when: picks (paper id and why), of how many new papers, and how many listings these
    had beyond the first. New was what was listed after `after`, or, where nothing was posted before, on `days`. `thin` is why there
    are fewer picks than asked for, and `missing` which feed gave no list, as they stood then; each a sentence, or empty. Where the order
    was learned, `placed` is how each pick came in, and `number` which post of these it is, from 1."""

    at: datetime
    picks: tuple[tuple[str, str], ...] = ()
    new: int = 0
    merged: int = 0
    after: datetime | None = None
    days: tuple[date, ...] = ()
    thin: str = ""
    missing: str = ""
    placed: tuple[Placed, ...] = ()
    number: int = 0


class Claim(msgspec.Struct, frozen=True):
    """A delivery that this process works on: its fence, and its state. `intent` is when a message was first sent, if it was;
    `asked`: somebody wants it sent however late it is; `denied`: they say that nothing of it arrived."""

    delivery: Delivery
    fence: int
    state: State
    body: Body | None = None
    intent: datetime | None = None
    message: str = ""
    tries: int = 0
    asked: bool = False
    denied: bool = False


class Ended(msgspec.Struct, frozen=True):
    """A delivery as status shows it: its state, why it stands so, and its message."""

    delivery: Delivery
    state: State
    why: str = ""
    message: str = ""


class Deliveries(Keeper):
    """The deliveries of a record."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._script = record.text.register_script(LUA)

    def opening(self, delivery: Delivery, *, skipped: str = "") -> Step:
        """The step that makes a delivery, once: to be sent, or `skipped` for a reason."""
        key = keys.delivery(delivery.id)
        step = Step("slot", delivery.id).expect_free(key)
        if skipped:
            step.write("HSET", key, "slot", delivery, "state", "skipped", "why", skipped)
            return step.write("ZADD", keys.SLOTS_ENDED, delivery.at.timestamp(), delivery.id)
        step.write("HSET", key, "slot", delivery, "state", "pending")
        return step.write("ZADD", keys.SLOTS_OPEN, _milliseconds(delivery.at), delivery.id)

    def claim(self, delivery_id: str, now: datetime, lease: timedelta = LEASE) -> Claim | None:
        """Claim a delivery that is due; None where it ended, is not due, or another process works on it."""
        claimed = self._call("claim", delivery_id, lease // timedelta(milliseconds=1), _milliseconds(now))
        if not claimed:
            return None
        fence, state = claimed[0], msgspec.convert(claimed[1], State)
        self._record.confirm()  # else a server that takes over would give the same fence away once more
        row = self._text.hgetall(keys.delivery(delivery_id))
        intent = datetime.fromtimestamp(int(row["intent"]) / 1000, UTC) if "intent" in row else None
        body = msgspec.json.decode(row["body"], type=Body) if "body" in row else None
        delivery = msgspec.json.decode(row["slot"], type=Delivery)
        tries, message = int(row.get("tries", 0)), row.get("message", "")
        return Claim(delivery, int(fence), state, body, intent, message, tries, "asked" in row, "denied" in row)

    def holds(self, held: Claim) -> bool:
        """Whether the claim still holds: asked right before anything goes out."""
        return bool(self._call("holds", held.delivery.id, held.fence))

    def decide(self, held: Claim, body: Body) -> bool:
        """Keep what a delivery brings; False where the claim is lost."""
        key = keys.delivery(held.delivery.id)
        return self._record.commit(self._fenced(held).write("HSET", key, "body", body))[0]

    def intend(self, held: Claim, now: datetime) -> bool:
        """A message is about to be sent for the first time; False where the claim is lost."""
        key, at = keys.delivery(held.delivery.id), _milliseconds(now)
        step = self._fenced(held).write("HSET", key, "state", "sending", "intent", at)
        return self._record.commit(step.write("HDEL", key, "denied") if held.denied else step)[0]

    def posted(self, held: Claim, message: str, subscription: Subscription, now: datetime) -> bool:
        """The message is out: its papers were brought to the place. False where the claim is lost."""
        key = keys.delivery(held.delivery.id)
        step = self._fenced(held).write("HSET", key, "state", "posted", "message", message)
        for paper_id, _ in held.body.picks if held.body else ():
            step.write("ZADD", keys.posted_in(subscription.place), "NX", now.timestamp(), paper_id)
            step.write("ZADD", keys.sent(subscription.id), "NX", now.timestamp(), paper_id)
        if held.body:
            _level(step, held, held.body)
            _learned(step, held, held.body, now)
        return self._record.commit(step)[0]

    def end(self, held: Claim, state: State, why: str, now: datetime, *with_it: Step) -> bool:
        """End a delivery, and take other steps, each if it still may. False, and none is taken, where the claim is lost."""
        key, name = keys.delivery(held.delivery.id), held.delivery.id
        step = self._fenced(held).write("HSET", key, "state", state, "why", why)
        step.write("ZREM", keys.SLOTS_OPEN, name).write("ZADD", keys.SLOTS_ENDED, now.timestamp(), name)
        if state == "done" and held.body and not held.body.picks:
            _level(step, held, held.body)  # nothing was new: the next post begins here
        if state in ("unsure", "dead"):
            step.write("ZADD", keys.SLOTS_FAILED, now.timestamp(), name)
        fence = keys.delivery(held.delivery.id), "fence", held.fence
        return self._record.commit(step, *(other.expect(*fence) for other in with_it))[0]

    def later(self, held: Claim, wait: timedelta, state: State) -> None:
        """Give a delivery back: it is due again after `wait`. `pending` means that nothing of it was ever sent."""
        self._call("later", held.delivery.id, held.fence, wait // timedelta(milliseconds=1), state)

    def tried(self, held: Claim, why: str) -> bool:
        """Count an attempt that failed for no reason we know."""
        key = keys.delivery(held.delivery.id)
        return self._record.commit(self._fenced(held).write("HSET", key, "tries", held.tries + 1, "why", why))[0]

    def due(self, now: datetime, most: int | None = 1000) -> list[str]:
        """The ids of the deliveries to work on now, the longest due first; None: all of them."""
        at, num = _milliseconds(now), -1 if most is None else most
        return list(self._text.zrange(keys.SLOTS_OPEN, "-inf", at, byscore=True, offset=0, num=num))

    def retry(self, delivery_id: str, now: datetime) -> bool:
        """Make a delivery due again that was given up; False where it was not."""
        key = keys.delivery(delivery_id)
        state, intent = self._text.hmget(key, "state", "intent")
        if state not in ("unsure", "dead"):
            return False
        step = Step("slot", delivery_id).expect(key, "state", state)
        step.write("HSET", key, "state", "sending" if intent else "pending", "tries", 0, "asked", 1)
        if state == "unsure":
            step.write("HSET", key, "denied", 1)
        step.write("ZREM", keys.SLOTS_FAILED, delivery_id).write("ZREM", keys.SLOTS_ENDED, delivery_id)
        return self._record.commit(step.write("ZADD", keys.SLOTS_OPEN, _milliseconds(now), delivery_id))[0]

    def counts(self) -> dict[Standing, int]:
        """The number of deliveries by how they stand: those open, and the newest that ended."""
        ids = [*self._text.zrange(keys.SLOTS_OPEN, 0, -1), *self._text.zrange(keys.SLOTS_ENDED, 0, -1)]
        rows = self._record.ask_each(ids, lambda pipe, i: pipe.hmget(keys.delivery(i), "state", "message"))
        return Counter("quiet" if state == "done" and not message else state for state, message in rows.values())

    def failed(self) -> list[Ended]:
        """The deliveries that were given up or are unsure, the newest first."""
        return self.read_many(self._text.zrevrange(keys.SLOTS_FAILED, 0, -1))

    def read(self, delivery_id: str) -> Ended | None:
        """One delivery as it stands, or None."""
        return next(iter(self.read_many([delivery_id])), None)

    def read_many(self, ids: Sequence[str]) -> list[Ended]:
        """Those of some deliveries that exist, as they stand."""
        rows = self._record.ask_each(
            ids, lambda pipe, i: pipe.hmget(keys.delivery(i), "slot", "state", "why", "message")
        )
        return [
            Ended(msgspec.json.decode(delivery, type=Delivery), state, why or "", message or "")
            for delivery, state, why, message in rows.values()
            if delivery
        ]

    def body(self, delivery_id: str) -> Body | None:
        """What a delivery brought, None where that is not known any more."""
        return self.bodies([delivery_id]).get(delivery_id)

    def bodies(self, ids: Sequence[str]) -> dict[str, Body]:
        """What those of some deliveries brought that are known still."""
        rows = self._record.ask_each(ids, lambda pipe, i: pipe.hget(keys.delivery(i), "body"))
        return {i: msgspec.json.decode(row, type=Body) for i, row in rows.items() if row}

    def prune(self, now: datetime) -> None:
        """Forget deliveries that ended long ago."""
        before = (now - KEPT).timestamp()
        for delivery_id in self._text.zrange(
            keys.SLOTS_ENDED, "-inf", before, byscore=True, offset=0, num=ENDED_AT_ONCE
        ):
            step = Step("slot", delivery_id).write("DEL", keys.delivery(delivery_id))
            step.write("ZREM", keys.SLOTS_ENDED, delivery_id).write("ZREM", keys.SLOTS_FAILED, delivery_id)
            self._record.commit(step)

    def _fenced(self, held: Claim) -> Step:
        return Step("slot", held.delivery.id).expect(keys.delivery(held.delivery.id), "fence", str(held.fence))

    def _call(self, act: str, delivery_id: str, *more: object) -> list[str]:
        answer = self._script(keys=[keys.delivery(delivery_id), keys.SLOTS_OPEN], args=[act, delivery_id, *more])
        return answer if isinstance(answer, list) else [answer] if answer else []


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _level(step: Step, held: Claim, body: Body) -> None:
    if held.delivery.kind in PICKING:
        step.write("HSET", keys.SLOTS_LAST, held.delivery.subscription, body.at.timestamp())


def _learned(step: Step, held: Claim, body: Body, now: datetime) -> None:
    if body.number:
        posts = keys.learned_posts(held.delivery.subscription)
        step.write("ZADD", posts, now.timestamp(), f"{body.number} {held.delivery.id}")
        step.write("ZREMRANGEBYRANK", posts, 0, -1 - LEARNED_POSTS)

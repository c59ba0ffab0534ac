"""The planner: makes the deliveries of every subscription whose hour has come. Any number may run; each delivery is made once.

After downtime only the latest hour of each subscription counts: late within the grace it is posted, else skipped and logged.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from core.store.delivery.deliveries import Deliveries, Delivery, DeliveryKind
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.subscriptions.model import Hours, Subscription
from core.subscriptions.options import why_paused
from core.subscriptions.schedule import latest_occurrence, next_occurrence, next_post
from core.subscriptions.wording import moment
from core.text.cleaning import counted
from core.votes.emoji import Rules

REPORTED = 4
"""The weekday on which makers get the report of their week: Friday."""

PLANNED_AT_ONCE = 500

log = logging.getLogger("paperboy")


def plan(record: Record, subscriptions: Subscriptions, deliveries: Deliveries, rules: Rules, now: datetime) -> int:
    """Make the deliveries whose hour has come; returns for how many subscriptions."""
    planned = 0
    for astray in subscriptions.astray(now):
        record.commit(subscriptions.planned(astray, due_next(astray, now)))
    while due := subscriptions.due(now, PLANNED_AT_ONCE):
        plans = [_steps(subscriptions, deliveries, rules.grace, subscription, now) for subscription in due]
        done = record.commit(*(_joined(steps) for steps in plans))
        again = [step for steps, whole in zip(plans, done, strict=True) if not whole for step in steps]
        record.commit(*again)  # a delivery existed already: the first post, or another planner's
        planned += len(due)
    return planned


def due_next(subscription: Subscription, now: datetime) -> datetime | None:
    """When a subscription is due next, after now; None where it is paused."""
    if subscription.paused:
        return None
    delivery = next_occurrence(hours_of(subscription), now)
    return delivery[1] if delivery else None


def when(subscription: Subscription, now: datetime) -> str:
    """When a subscription posts next, in words."""
    at = next_post(subscription, now)
    return moment(at, subscription.zone) if at else why_paused(subscription)


def hours_of(subscription: Subscription) -> Hours:
    """All hours at which something of a subscription may be due: its post, the week's best, and the report to its maker."""
    more = {REPORTED} if subscription.board is None else {REPORTED, subscription.board}
    return Hours(subscription.at, subscription.zone, tuple(sorted({*subscription.days, *more})))


def delivery_of(subscription: Subscription, kind: DeliveryKind, now: datetime, mark: str = "") -> Delivery:
    """A delivery that is due now, for the local date; `mark` tells several of one date apart."""
    day = now.astimezone(ZoneInfo(subscription.zone)).date()
    return Delivery(delivery_id(subscription.id, kind, day, mark), subscription.id, kind, day, now)


def delivery_id(subscription: str, kind: DeliveryKind, day: date, mark: str = "") -> str:
    """The id of a delivery: letters, digits, hyphens."""
    return "-".join(filter(None, (subscription, kind, f"{day:%Y%m%d}", mark)))


def _joined(steps: Sequence[Step]) -> Step:
    """All of a subscription's steps as one: a third of the work where, as usual, no delivery exists yet."""
    whole = Step("planned")
    for step in steps:
        whole.and_then(step)
    return whole


def _steps(
    subscriptions: Subscriptions, deliveries: Deliveries, grace: timedelta, subscription: Subscription, now: datetime
) -> list[Step]:
    """The deliveries of a subscription's latest hour, then when it is due next; one whose zone no longer exists is switched off."""
    try:
        return [
            *_opened(deliveries, grace, subscription, now),
            subscriptions.planned(subscription, due_next(subscription, now)),
        ]
    except ZoneInfoNotFoundError:
        why = f"this machine no longer knows the time zone {subscription.zone}"
        log.error("subscription %s is switched off: %s", subscription.id, why)
        off = msgspec.structs.replace(subscription, paused=True, why_paused=why)
        return [subscriptions.changing(subscription, off, None)]


def _opened(deliveries: Deliveries, grace: timedelta, subscription: Subscription, now: datetime) -> Iterator[Step]:
    latest = latest_occurrence(hours_of(subscription), now)
    if latest and not subscription.paused:
        day, at = latest
        late = f"{counted(round((now - at) / timedelta(hours=1)), 'hour')} late" if now - at > grace else ""
        if late:
            log.warning("the post of %s in subscription %s is skipped: %s", day, subscription.id, late)
        for kind in _kinds(subscription, day.weekday()):
            delivery = Delivery(delivery_id(subscription.id, kind, day), subscription.id, kind, day, at)
            yield deliveries.opening(delivery, skipped=late)


def _kinds(subscription: Subscription, weekday: int) -> Iterator[DeliveryKind]:
    if weekday in subscription.days:
        yield "post"
    if weekday == subscription.board:
        yield "board"
    if weekday == REPORTED and not subscription.deaf:  # of votes, which nobody gives there
        yield "report"

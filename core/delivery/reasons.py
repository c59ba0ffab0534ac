"""Why a digest's posts are as they are: what kept the last one away or thin, as the record knows it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.delivery.planner import delivery_id
from core.feeds.habits import habit_of
from core.store.delivery.deliveries import Body, Deliveries, Delivery, Ended
from core.store.delivery.subscriptions import Subscriptions
from core.store.papers.feeds import Feeds
from core.subscriptions.model import WORKDAYS, Subscription
from core.subscriptions.schedule import latest_occurrence, occurrences
from core.subscriptions.silence import FeedStanding
from core.subscriptions.wording import long_day, moment
from core.text.cleaning import counted
from core.text.source_names import feed_name
from core.votes.emoji import Rules

READ_WITHIN = timedelta(hours=26)
"""A feed that was read longer ago was not asked today: every feed is asked at least once a day."""

PREPARED_WITHIN = timedelta(minutes=5)
"""A post that is due longer and not prepared shows that nothing runs: planners look every few seconds."""

JUST_NOW = timedelta(minutes=1)
"""How long after it was set up a digest's first post is due at most; that one may wait for the first lists."""

LONGEST_SILENCE = 40
"""Working days to which a silence is followed back, which is as long as what was told is kept: of a longer one the maker was told."""

SILENT_DAYS = 3
"""Working days without a post after which the maker gets one notice."""


def standings(feeds: Feeds, rules: Rules, now: datetime) -> list[FeedStanding]:
    """How each feed that is switched on stands now."""
    standing = []
    for name in rules.feeds:
        health, habit = feeds.health(name), habit_of(name)
        day = habit.today(now)
        holiday = habit.holiday_before(day) if day not in feeds.settled(name) else None
        closed = day if holiday or not habit.lists(day) else None
        asked = health.success is not None and now - health.success <= READ_WITHIN
        standing.append(FeedStanding(feed_name(name), health.failing, health.success, asked, closed, holiday))
    return standing


def last_post(
    deliveries: Deliveries, subscriptions: Subscriptions, subscription: Subscription, now: datetime, *, held: bool
) -> str:
    """What became of a digest's last post, and why it was not as asked for; '' before the first is due, and of a paused one, whose
    settings say so. `held`: something keeps its posts back now."""
    if subscription.paused:
        return ""
    day, due = _last_due(subscription, now)
    named = delivery_id(subscription.id, "post", day)
    ended = deliveries.read(named)
    if ended is None:
        if now - due < PREPARED_WITHIN:
            return ""
        return f"The post of {long_day(day)} was not prepared: {_unprepared(subscriptions, subscription, due)}."
    waits = ended.state == "pending" and ended.delivery.at - subscription.made < JUST_NOW
    return _told(ended, deliveries.body(named), held=held or waits)


def is_silent_long(deliveries: Deliveries, subscription: Subscription, empty: Delivery) -> bool:
    """Whether the day of a post that has nothing to say is at least the third working day in a row without one, and the maker was
    not told yet. What was due before the digest was made, resumed or set to its hour does not count.
    """
    if empty.day.weekday() not in WORKDAYS:
        return False
    silent = 0
    for day in _working_days_back(subscription, empty):
        ended = deliveries.read(delivery_id(subscription.id, "post", day))
        if day != empty.day and ended and not _was_silent(ended):
            break
        if deliveries.read(delivery_id(subscription.id, "silence", day)):
            return False
        silent += 1
    return SILENT_DAYS <= silent < LONGEST_SILENCE


def _working_days_back(subscription: Subscription, empty: Delivery) -> list[date]:
    """The working days of a digest's posts, from an empty one's back, as long as its hours count."""
    first = subscription.made.astimezone(ZoneInfo(subscription.zone)).date()
    due = occurrences(subscription.hours, empty.at - timedelta(days=2 * LONGEST_SILENCE), empty.at)
    counted_from = subscription.begun or datetime.min.replace(tzinfo=UTC)
    days = {day for day, at in due if first <= day <= empty.day and at > counted_from} | {empty.day}
    return sorted((day for day in days if day.weekday() in WORKDAYS), reverse=True)[:LONGEST_SILENCE]


def _last_due(subscription: Subscription, now: datetime) -> tuple[date, datetime]:
    """The day and the hour of the last post: the first one is due when the digest is made."""
    made = subscription.made.astimezone(ZoneInfo(subscription.zone)).date()
    latest = latest_occurrence(subscription.hours, now)
    return latest if latest and latest[1] > subscription.made and latest[0] > made else (made, subscription.made)


def _unprepared(subscriptions: Subscriptions, subscription: Subscription, due: datetime) -> str:
    """Why nothing was prepared for an hour: who plans moves on when a digest is due next, and so does who changes it."""
    waits = subscriptions.next_due(subscription.id)
    if waits and waits <= due:
        return "no worker has run since its hour"
    if subscription.begun and subscription.begun >= due:
        at = moment(subscription.begun, subscription.zone)
        return f"the digest was {subscription.begun_by} only afterwards, on {at}"
    return "the digest was changed after that hour"


def _was_silent(ended: Ended) -> bool:
    return not ended.message and ended.state in ("done", "skipped")


def _told(ended: Ended, body: Body | None, *, held: bool) -> str:
    """How a post stands, in a sentence."""
    post = f"The post of {long_day(ended.delivery.day)}"
    thin = body.thin if body else ""
    match ended.state:
        case "pending" | "sending":
            return f"{post} waits." if held else f"{post} is being sent."
        case "skipped":
            return f"{post} was skipped: {ended.why}."
        case "dead":
            return f"{post} could not be sent: {ended.why}."
        case "unsure":
            return f"Nobody can say whether the post of {long_day(ended.delivery.day)} went out: {ended.why}."
    if not ended.message:
        return f"{post} had nothing to say. {thin}".rstrip()
    picks = counted(len(body.picks), "pick") if body else "papers"
    lacks = f", {ended.why}" if ended.why else ""
    return f"{post} brought {picks}{lacks}. {thin}".rstrip()

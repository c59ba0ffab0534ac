"""When a subscription posts: its local hour as an instant, once for each wanted local date, in any zone.

A local time that a clock change leaves out is the first minute after it; one that comes twice is the first.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from core.errors import BadCommand
from core.subscriptions.model import EVERY_DAY, WORKDAYS, Hours, Subscription
from core.text.cleaning import clean, clip, fold

Occurrence = tuple[date, datetime]
"""A local date and its instant in UTC."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = tuple("January February March April May June July August September October November December".split())
_DAY = timedelta(days=1)
_TIME = re.compile(r"([0-9]{1,2})(?:\s?[:.h]\s?([0-9]{2})|h)?\s?(?:([ap])\.?\s?m\.?)?")
_NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time()}
_NAMED_DAYS = {
    **dict.fromkeys(("daily", "all", "everyday", "every day", "all days"), EVERY_DAY),
    **dict.fromkeys(("weekdays", "weekday", "workdays", "working days", "every weekday"), WORKDAYS),
    **dict.fromkeys(("weekends", "weekend"), (5, 6)),
}
_TO = re.compile(r"\s*(?:[-‐‑‒–—−]|\bto\b|\bthrough\b)\s*")
_APART = re.compile(r"(?:[\s,;&+/]|\band\b)+")
_LONGEST = 100
"""Characters of a time or of days: all seven names with commas have 63."""


def read_time(typed: str) -> time:
    """A local time: `09:00`, `9`, `9am`, `9:30 pm`, `21.30`, `9h30`, `noon`; raises BadCommand."""
    text = fold(clean(typed[:_LONGEST]))
    if text in _NAMED_TIMES:
        return _NAMED_TIMES[text]
    match = _TIME.fullmatch(text)
    hour, minute, half = (int(match[1]), int(match[2] or 0), match[3]) if match else (-1, 0, "")
    fits = 1 <= hour <= 12 if half else 0 <= hour <= 23
    if not fits or minute > 59:
        raise BadCommand(f"“{clip(clean(typed), 40)}” is not a time of day; type it as 09:00, 9:30 pm or noon.")
    return time(hour % 12 + 12 * (half == "p") if half else hour, minute)


def read_days(typed: str) -> tuple[int, ...]:
    """Weekdays, 0 is Monday, rising: `mon-fri`, `mon,wed`, `sat-mon`, `daily`, `weekdays`, `weekends`; raises BadCommand."""
    text = fold(clean(typed[:_LONGEST]))
    if text in _NAMED_DAYS:
        return _NAMED_DAYS[text]
    days = set[int]()
    for part in _APART.split(_TO.sub("-", text).strip(" ,")):
        ends = [_weekday(name, typed) for name in part.split("-")]
        if len(ends) > 2:
            raise _not_days(typed)
        days.update((ends[0] + n) % 7 for n in range((ends[-1] - ends[0]) % 7 + 1))
    return tuple(sorted(days))


def read_weekday(text: str) -> int:
    """One weekday, 0 is Monday; raises BadCommand."""
    try:
        return _weekday(fold(clean(text[:_LONGEST])), text)
    except BadCommand:
        raise BadCommand(f"“{clip(clean(text), 40)}” is not one weekday; type it as fri.") from None


def local(at: datetime, zone: str) -> datetime:
    """An instant by the clock of a zone; raises ZoneInfoNotFoundError."""
    return at.astimezone(_zone(zone))


def instant(hours: Hours, day: date) -> datetime | None:
    """The hour of a local date, in UTC; None for a date the zone leaves out. Raises ZoneInfoNotFoundError."""
    zone, clock = _zone(hours.zone), datetime.combine(day, hours.at)
    first = clock.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == clock:
        return first
    before = clock.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _after_gap(zone, before, first, day)


def occurrences(hours: Hours, after: datetime, until: datetime) -> Iterator[Occurrence]:
    """The occurrences later than `after`, not later than `until`, in order; none without a weekday. Raises ZoneInfoNotFoundError."""
    start = after.astimezone(_zone(hours.zone)).date()
    for n in count() if hours.days else ():
        day = start + n * _DAY
        if day.weekday() not in hours.days or (at := instant(hours, day)) is None:
            continue
        if at > until:
            return
        if at > after:
            yield day, at


def next_occurrence(hours: Hours, after: datetime) -> Occurrence | None:
    """The first occurrence later than `after`, None without a weekday. Raises ZoneInfoNotFoundError."""
    # a zone has left out one date of a weekday, never two
    return next(occurrences(hours, after, after + 16 * _DAY), None)


def following(subscription: Subscription, now: datetime) -> Occurrence | None:
    """The occurrence of a subscription's next post. The post of its first day was sent when it was made. Raises ZoneInfoNotFoundError."""
    made = subscription.made.astimezone(_zone(subscription.zone)).date()
    coming = occurrences(subscription.hours, now, now + 16 * _DAY)
    return next((slot for slot in coming if slot[0] > made and slot[0] != subscription.out), None)


def next_post(subscription: Subscription, now: datetime) -> datetime | None:
    """When a subscription posts next (aware; its zone is up to the reader); None where it is paused, or its zone no longer exists."""
    try:
        coming = None if subscription.paused else following(subscription, now)
    except ZoneInfoNotFoundError:
        return None  # the planner switches it off at its hour
    return coming[1] if coming else None


def soonest(subscriptions: Iterable[Subscription], now: datetime) -> tuple[Subscription, datetime] | None:
    """The one of some subscriptions that posts next, and when; None where none posts."""
    coming = ((subscription, at) for subscription in subscriptions if (at := next_post(subscription, now)))
    return min(coming, key=lambda post: (post[1], post[0].id), default=None)


def begun_anew(old: Subscription, new: Subscription, now: datetime) -> Subscription:
    """A subscription as it was changed, which knows since when its hours count where it was resumed or they are others."""
    if old.paused and not new.paused:
        return msgspec.structs.replace(new, begun=now, begun_by="resumed")
    if old.hours != new.hours:
        return msgspec.structs.replace(new, begun=now, begun_by="set to that hour")
    return new


def latest_occurrence(hours: Hours, now: datetime) -> Occurrence | None:
    """The last occurrence not later than `now`, None without a weekday. Raises ZoneInfoNotFoundError."""
    today = now.astimezone(_zone(hours.zone)).date()
    for n in range(1, -16, -1):  # clocks put back over midnight have shown tomorrow's hour already
        day = today + n * _DAY
        if day.weekday() in hours.days and (at := instant(hours, day)) is not None and at <= now:
            return day, at
    return None


def _after_gap(zone: ZoneInfo, before: datetime, after: datetime, day: date) -> datetime | None:
    """The first second after the clock change between two instants; None where it leaves out the whole of `day`."""
    offset, low, high = after.astimezone(zone).utcoffset(), int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        changed = datetime.fromtimestamp(middle, zone).utcoffset() == offset
        low, high = (low, middle) if changed else (middle, high)
    dates = {datetime.fromtimestamp(at, zone).date() for at in (low, high)}
    return datetime.fromtimestamp(high, UTC) if day in dates else None


def _weekday(name: str, text: str) -> int:
    """The weekday that a folded name of at least two letters begins: `tu`, `thurs`, `mondays`."""
    short = name.rstrip(".")
    for number, weekday in enumerate(WEEKDAYS):
        if len(short) > 1 and f"{weekday.lower()}s".startswith(short.replace("weds", "wed")):
            return number
    raise _not_days(text)


def run_of(days: tuple[int, ...]) -> tuple[int, int] | None:
    """The first and the last of three or more weekdays in a row, also over Sunday; None for others, and for all seven."""
    starts = [day for day in days if (day - 1) % 7 not in days]
    return (starts[0], (starts[0] + len(days) - 1) % 7) if len(days) > 2 and len(starts) == 1 else None


def short_days(days: tuple[int, ...]) -> str:
    """Weekdays as they are typed, in few words: `daily`, `mon-fri`, `mon,wed`. `read_days` reads them."""
    names = [day[:3].lower() for day in WEEKDAYS]
    if days == EVERY_DAY:
        return "daily"
    if ends := run_of(days):
        return "-".join(names[day] for day in ends)
    return ",".join(names[day] for day in days)


def _not_days(text: str) -> BadCommand:
    shown = clip(clean(text), 40)
    return BadCommand(f"“{shown}” does not name weekdays; type them as mon-fri, mon,wed,fri or daily.")


@cache
def _zone(name: str) -> ZoneInfo:
    """ZoneInfo keeps eight by itself; there are six hundred."""
    return ZoneInfo(name)

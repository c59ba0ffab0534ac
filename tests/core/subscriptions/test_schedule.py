"""One post for each wanted local date, in every zone, on clock-change days too."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadCommand
from core.subscriptions.model import EVERY_DAY, WORKDAYS, Hours
from core.subscriptions.schedule import (
    instant,
    latest_occurrence,
    local,
    next_occurrence,
    occurrences,
    read_days,
    read_time,
    read_weekday,
    short_days,
)

ZONES = sorted(available_timezones())
FROM, TO = date(2024, 1, 1), date(2028, 12, 31)
DAY, HOUR, QUARTER = timedelta(days=1), timedelta(hours=1), timedelta(minutes=15)
HALF_HOURS = [time(n // 2, 30 * (n % 2)) for n in range(48)]


def days(first: date, last: date) -> Iterator[date]:
    return (first + n * DAY for n in range((last - first).days + 1))


DAWNS = [datetime.combine(day, time(), UTC) for day in days(FROM, TO + DAY)]


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type, misc]


def changes(zone: ZoneInfo) -> list[date]:
    """The days (UTC) on which a zone's offset changes."""
    offsets = [dawn.astimezone(zone).utcoffset() for dawn in DAWNS]
    return [DAWNS[n].date() for n, (before, after) in enumerate(pairwise(offsets)) if before != after]


def walk(zone: ZoneInfo, around: date) -> list[tuple[datetime, datetime]]:
    """The hands of a zone's clock (without zone) at each quarter of an hour from two days before to three after, with the instant."""
    start = datetime.combine(around - 2 * DAY, time(), UTC)
    instants = [start + n * QUARTER for n in range(5 * 96)]
    return [(at.astimezone(zone).replace(tzinfo=None), at) for at in instants]


@pytest.mark.long
def test_each_half_hour_beside_each_clock_change_of_each_zone_comes_once() -> None:
    """Against a walk along the clock: a slot is the first quarter hour whose hands show the time wanted, or a later one."""
    walked = set[tuple[tuple[datetime, datetime], ...]]()
    for name in ZONES:
        for change in changes(ZoneInfo(name)):
            hands = tuple(walk(ZoneInfo(name), change))
            if hands in walked:  # many names are one clock
                continue
            walked.add(hands)
            for day in days(change - DAY, change + DAY):
                todo = iter(hands)
                shown, at = next(todo)
                for clock in HALF_HOURS:
                    wanted = datetime.combine(day, clock)
                    while shown < wanted:
                        shown, at = next(todo)
                    assert instant(Hours(clock, name, EVERY_DAY), day) == at, (name, wanted)
    assert len(walked) > 100


def test_a_time_left_out_is_the_first_minute_after_and_one_that_comes_twice_the_first() -> None:
    paris = Hours(time(2, 30), "Europe/Paris", EVERY_DAY)
    assert instant(paris, date(2026, 3, 29)) == utc(2026, 3, 29, 1, 0)
    assert instant(paris, date(2026, 10, 25)) == utc(2026, 10, 25, 0, 30)
    assert instant(paris, date(2026, 11, 20)) == utc(2026, 11, 20, 1, 30)


def test_a_gap_before_midnight_moves_the_post_to_the_first_minute_of_the_next_day() -> None:
    nuuk = Hours(time(23, 30), "America/Nuuk", EVERY_DAY)
    assert instant(nuuk, date(2026, 3, 28)) == utc(2026, 3, 29, 1, 0)
    assert local(utc(2026, 3, 29, 1, 0), "America/Nuuk").isoformat() == "2026-03-29T00:00:00-01:00"
    assert next_occurrence(nuuk, utc(2026, 3, 29, 0, 59)) == (date(2026, 3, 28), utc(2026, 3, 29, 1, 0))
    assert next_occurrence(nuuk, utc(2026, 3, 29, 1, 0)) == (date(2026, 3, 29), utc(2026, 3, 30, 0, 30))
    assert latest_occurrence(nuuk, utc(2026, 3, 29, 1, 0)) == (date(2026, 3, 28), utc(2026, 3, 29, 1, 0))


def test_a_date_that_a_zone_leaves_out_has_no_post() -> None:
    apia = Hours(time(9), "Pacific/Apia", EVERY_DAY)
    assert instant(apia, date(2011, 12, 30)) is None
    posts = list(occurrences(apia, utc(2011, 12, 27), utc(2012, 1, 3)))
    assert [day.day for day, _ in posts] == [27, 28, 29, 31, 1, 2, 3]
    friday = Hours(time(9), "Pacific/Apia", (4,))
    assert next_occurrence(friday, utc(2011, 12, 24)) == (date(2012, 1, 6), utc(2012, 1, 5, 19, 0))
    assert latest_occurrence(friday, utc(2012, 1, 5)) == (date(2011, 12, 23), utc(2011, 12, 23, 19, 0))


def test_a_post_at_midnight_is_not_posted_again_when_the_clocks_go_back_to_the_day_before() -> None:
    """St. John's went from 00:01 on Sunday back to 23:01 on Saturday, so that Sunday began twice."""
    johns = Hours(time(), "America/St_Johns", EVERY_DAY)
    saturday, sunday = (date(2010, 11, 6), utc(2010, 11, 6, 2, 30)), (date(2010, 11, 7), utc(2010, 11, 7, 2, 30))
    assert list(occurrences(johns, utc(2010, 11, 6), utc(2010, 11, 8))) == [saturday, sunday]
    assert latest_occurrence(johns, utc(2010, 11, 7, 3, 0)) == sunday
    assert next_occurrence(johns, utc(2010, 11, 7, 3, 0)) == (date(2010, 11, 8), utc(2010, 11, 8, 3, 30))


def test_a_slot_at_its_own_minute_is_the_latest_and_no_longer_the_next() -> None:
    london = Hours(time(9), "Europe/London", WORKDAYS)
    friday, monday = (date(2026, 11, 20), utc(2026, 11, 20, 9, 0)), (date(2026, 11, 23), utc(2026, 11, 23, 9, 0))
    assert (
        latest_occurrence(london, utc(2026, 11, 20, 9, 0))
        == friday
        == next_occurrence(london, utc(2026, 11, 20, 8, 59))
    )
    assert next_occurrence(london, utc(2026, 11, 20, 9, 0)) == monday
    assert latest_occurrence(london, utc(2026, 11, 23, 8, 59)) == friday
    assert list(occurrences(london, friday[1], monday[1])) == [monday]


def test_no_weekday_has_no_slot() -> None:
    never = Hours(time(9), "UTC", ())
    assert next_occurrence(never, utc(2026, 11, 20)) is None
    assert latest_occurrence(never, utc(2026, 11, 20)) is None
    assert not list(occurrences(never, utc(2026, 11, 20), utc(2027, 11, 20)))


WEEKDAYS_WANTED = st.sets(st.integers(0, 6), min_size=1).map(lambda some: tuple(sorted(some)))
WHEN = st.builds(
    Hours, st.builds(time, st.integers(0, 23), st.integers(0, 59)), st.sampled_from(ZONES), WEEKDAYS_WANTED
)


@given(WHEN, st.dates(date(1990, 1, 1), date(2036, 1, 1)), st.integers(1, 400))
def test_each_wanted_local_date_has_one_slot_in_rising_order(hours: Hours, first: date, count: int) -> None:
    last = first + count * DAY
    zone = ZoneInfo(hours.zone)
    after, until = (datetime.combine(day, time(12), UTC) for day in (first - 3 * DAY, last + 3 * DAY))
    posts = list(occurrences(hours, after, until))
    assert all(before < after for before, after in pairwise(at for _, at in posts))
    assert all(before < after for before, after in pairwise(day for day, _ in posts))
    noons = {
        datetime.combine(day, time(), UTC) + n * HOUR for day in days(first - DAY, last + DAY) for n in range(0, 24, 6)
    }
    lived = {at.astimezone(zone).date() for at in noons}
    assert [day for day, _ in posts if first <= day <= last] == [
        day for day in days(first, last) if day.weekday() in hours.days and day in lived
    ]


@given(WHEN, st.integers(0, 46 * 366 * 24 * 60).map(lambda n: utc(1990, 1, 1) + n * timedelta(minutes=1)))
def test_the_next_slot_is_the_first_of_the_later_ones_and_the_latest_the_last_before(
    hours: Hours, now: datetime
) -> None:
    following, latest = next_occurrence(hours, now), latest_occurrence(hours, now)
    assert following
    assert latest
    assert latest[1] <= now < following[1]
    assert list(occurrences(hours, latest[1], following[1])) == [following]


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("09:00", 9, 0), ("9", 9, 0), ("9am", 9, 0), ("9:30 pm", 21, 30), ("21.30", 21, 30), ("noon", 12, 0),
        ("NOON", 12, 0), ("midnight", 0, 0), ("12am", 0, 0), ("12 p.m.", 12, 0), ("12:05am", 0, 5), ("9h30", 9, 30),
        ("9h", 9, 0), (" 00:00 ", 0, 0), ("２３:５９", 23, 59), ("7 A.M.", 7, 0),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed: str, hour: int, minute: int) -> None:
    assert read_time(typed) == time(hour, minute)


@pytest.mark.parametrize(
    "typed",
    ["", "25:00", "24:00", "9:60", "9:5", "13pm", "0am", "-1", "0900", "soon", "9:30:00", "1" * 10_000, "\0", "none"],
)
def test_what_is_no_time_gets_one_sentence(typed: str) -> None:
    with pytest.raises(BadCommand, match=r"is not a time of day; type it as 09:00"):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("mon-fri", WORKDAYS), ("mon,wed", (0, 2)), ("sat-mon", (0, 5, 6)), ("daily", EVERY_DAY), ("weekdays", WORKDAYS),
        ("weekends", (5, 6)), ("Mon to Fri", WORKDAYS), ("Mondays and Thursdays", (0, 3)), ("tu th", (1, 3)),
        ("weds", (2,)), ("FRI – SUN", (4, 5, 6)), ("mon-wed, sun", (0, 1, 2, 6)), ("every day", EVERY_DAY),
        ("wed,mon,wed", (0, 2)), ("tue-mon", EVERY_DAY), ("Saturday", (5,)), ("fri.", (4,)),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(typed: str, numbers: tuple[int, ...]) -> None:
    assert read_days(typed) == numbers


@given(st.sets(st.integers(0, 6), min_size=1))
def test_weekdays_are_written_in_few_words_that_are_read_as_the_same_days(days: set[int]) -> None:
    numbers = tuple(sorted(days))
    assert read_days(short_days(numbers)) == numbers


def test_a_run_of_weekdays_is_written_by_its_ends() -> None:
    written = [short_days(days) for days in ((0, 1, 2, 3, 4), (0, 5, 6), (1, 3), tuple(range(7)), (4,))]
    assert written == ["mon-fri", "sat-mon", "tue,thu", "daily", "fri"]


@pytest.mark.parametrize(
    "typed", ["", "m", "s", "-", "mon-", "mon-wed-fri", "montag", "1-5", "none", "x" * 10_000, "mon;drop"]
)
def test_what_is_no_day_gets_one_sentence(typed: str) -> None:
    with pytest.raises(BadCommand, match="does not name weekdays"):
        read_days(typed)


def test_a_weekday_by_itself() -> None:
    assert read_weekday("Fri") == 4
    for several in ("mon-fri", "daily", "yes"):
        with pytest.raises(BadCommand, match=f"“{several}” is not one weekday; type it as fri."):
            read_weekday(several)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(typed: str) -> None:
    for reader in (read_time, read_days, read_weekday):
        try:
            reader(typed)
        except BadCommand as refusal:
            assert len(str(refusal)) < 200

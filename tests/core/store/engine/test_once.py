"""Claims that one gets, and lines that are kept for a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from core.store.engine.once import ALERTED, DAY, Alerts, Once, Parked
from core.store.engine.record import Record
from tests.factories import NOW


@pytest.fixture
def once(record: Record) -> Once:
    return Once(record)


def test_of_many_at_once_one_is_first(once: Once) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda who: once.first("hello", 60, f"w{who}"), range(24))) == 1


def test_the_same_comes_again_and_is_still_first(once: Once) -> None:
    assert once.first("hello", 60, "Ev1")
    assert once.first("hello", 60, "Ev1")
    assert not once.first("hello", 60, "Ev2")


def test_without_a_name_nobody_is_first_twice(once: Once) -> None:
    assert [once.first("hello", 60) for _ in range(3)] == [True, False, False]


def test_a_claim_ends_with_its_time_or_when_it_is_given_back(once: Once, record: Record) -> None:
    once.first("hello", 60)
    (key,) = record.text.keys("*hello*")
    assert 0 < record.text.ttl(key) <= 60
    once.release("hello")
    assert once.first("hello", 60)


def test_a_parked_line_comes_back_for_a_day(record: Record) -> None:
    parked = Parked(record)
    line = "search " + "ünïcode “words” 𝔘 " * 200
    key = parked.park(line)
    assert len(key) < 40
    assert parked.line(key) == line
    assert parked.park(line) == key
    assert [record.text.ttl(parked_key) for parked_key in record.text.keys(f"*{key}*")] == [DAY]


def test_a_line_whose_day_is_over_or_that_never_was_is_empty(record: Record) -> None:
    parked = Parked(record)
    key = parked.park("search x")
    record.text.delete(*record.text.keys(f"*{key}*"))
    assert (parked.line(key), parked.line("x:y\n"), parked.line("")) == ("", "", "")


def test_of_a_cause_that_comes_and_goes_one_alert_a_day_goes_out_in_whichever_process(record: Record) -> None:
    hours = [NOW + timedelta(minutes=40 * number) for number in range(200)]
    sent = [
        at for number, at in enumerate(hours) if Alerts(record).first(f"feed {number % 2}", at)
    ]  # each is opened anew
    for feed in (0, 1):
        assert all(later - at >= ALERTED for at, later in pairwise(sent[feed::2]))
    assert len(sent) == 12


def test_midnight_makes_no_second_alert_of_a_cause(record: Record) -> None:
    late = datetime(2026, 11, 20, 23, 59, tzinfo=ZoneInfo("Asia/Kolkata"))
    alerts = Alerts(record)
    moments = (late, late + timedelta(minutes=2), late + timedelta(hours=23), late + ALERTED)
    assert [alerts.first("token slack", at) for at in moments] == [True, False, False, True]


def test_of_many_processes_one_alerts_and_causes_of_earlier_days_are_forgotten(record: Record) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: Alerts(record).first("token slack", NOW), range(24))) == 1
    assert Alerts(record).first("scope groups:read", NOW + ALERTED)
    assert record.text.hkeys("pb:alerts") == ["scope groups:read"]


def test_an_alert_that_a_wrong_clock_dated_ahead_holds_none_back(record: Record) -> None:
    alerts = Alerts(record)
    assert alerts.first("token slack", NOW + timedelta(days=40)) and alerts.first("token slack", NOW)

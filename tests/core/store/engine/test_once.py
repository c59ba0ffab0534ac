"""Claims that one gets, and lines that are kept for a day."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.store.engine.once import DAY, Once, Parked
from core.store.engine.record import Record


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
    assert [record.text.ttl(one) for one in record.text.keys(f"*{key}*")] == [DAY]


def test_a_line_whose_day_is_over_or_that_never_was_is_empty(record: Record) -> None:
    parked = Parked(record)
    key = parked.park("search x")
    record.text.delete(*record.text.keys(f"*{key}*"))
    assert (parked.line(key), parked.line("x:y\n"), parked.line("")) == ("", "", "")

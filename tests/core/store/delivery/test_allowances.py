"""Any number of senders stay within a platform's limits together, because the record counts for all of them."""

import threading
from collections.abc import Sequence
from datetime import timedelta

from core.store.delivery.allowances import Allowance, Allowances
from core.store.engine import keys
from core.store.engine.record import Record
from tests.factories import NOW

TEAM = Allowance("slack/T1", 3, 1.0)
CHANNEL = Allowance("slack/T1/C1", 1, 0.5)


def after(milliseconds: int) -> timedelta:
    return timedelta(milliseconds=milliseconds)


def test_a_limit_gives_so_many_calls_at_once_and_tells_when_the_next_is_left(record: Record) -> None:
    allowances = Allowances(record)
    assert [allowances.take([TEAM], NOW + after(ms)) for ms in (0, 100, 200)] == [0.0, 0.0, 0.0]
    assert allowances.take([TEAM], NOW + after(300)) == 0.7
    assert allowances.take([TEAM], NOW + after(999)) == 0.001
    assert allowances.take([TEAM], NOW + after(1000)) == 0.0
    assert allowances.take([TEAM], NOW + after(1000)) == 0.1


def test_of_several_limits_a_call_is_taken_of_each_or_of_none(record: Record) -> None:
    allowances = Allowances(record)
    assert allowances.take([TEAM, CHANNEL], NOW) == 0.0
    assert allowances.take([TEAM, CHANNEL], NOW + after(100)) == 0.4
    assert allowances.left([TEAM, CHANNEL], NOW + after(100)) == [2, 0]
    assert allowances.left([TEAM, CHANNEL], NOW + after(500)) == [2, 1]
    assert allowances.left([TEAM, CHANNEL], NOW + after(1000)) == [3, 1]


def test_two_senders_use_a_limit_up_together_and_no_window_of_it_holds_more(valkey: str, record: Record) -> None:
    taken: list[int] = []

    def send(own: Record) -> None:
        allowances = Allowances(own)
        for ms in range(0, 3000, 20):
            taken.extend(ms for _ in range(2) if allowances.take([TEAM], NOW + after(ms)) == 0.0)
            both.wait()

    both = threading.Barrier(2)
    records = [Record(valkey), Record(valkey)]
    threads = [threading.Thread(target=send, args=(own,)) for own in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for own in records:
        own.close()
    assert len(taken) == 9  # all of three windows
    assert most_within(sorted(taken), 1000) == TEAM.most


def most_within(times: Sequence[int], window: int) -> int:
    return max(sum(1 for at in times if first <= at < first + window) for first in times)


def test_a_clock_that_was_far_ahead_holds_nobody_up(record: Record) -> None:
    allowances = Allowances(record)
    for _ in range(TEAM.most):
        allowances.take([TEAM], NOW + timedelta(days=1))
    assert allowances.take([TEAM], NOW) == 0.0


def test_what_is_kept_of_a_limit_expires_and_is_no_longer_than_the_limit(record: Record) -> None:
    allowances, key = Allowances(record), keys.allowance(TEAM.name)
    for second in range(10):
        allowances.take([TEAM], NOW + timedelta(seconds=second))
    assert record.text.llen(key) == TEAM.most
    assert 0 < record.text.pttl(key) <= 61_000

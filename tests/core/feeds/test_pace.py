"""The pace between two calls to one host, on a clock that only `sleep` moves."""

import threading

import pytest

from core.feeds.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.time = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def pace_of(clock: Clock, **minimum: float) -> Pace:
    return Pace({name.replace("_", "."): seconds for name, seconds in minimum.items()}, clock=clock, sleep=clock.sleep)


def test_the_first_call_does_not_wait_and_the_next_waits_its_turn(clock: Clock) -> None:
    pace = pace_of(clock, arxiv_org=3.0)
    for _ in range(3):
        pace.wait("arxiv.org")
    assert clock.slept == [3.0, 3.0]


def test_all_hosts_of_a_name_share_its_pace(clock: Clock) -> None:
    pace = pace_of(clock, arxiv_org=3.0)
    for host in ("export.arxiv.org", "RSS.arxiv.org", "arxiv.org"):
        pace.wait(host)
    assert clock.slept == [3.0, 3.0]


def test_a_name_does_not_cover_what_only_ends_like_it(clock: Clock) -> None:
    pace = pace_of(clock, arxiv_org=3.0)
    for host in ("arxiv.org", "notarxiv.org", "arxiv.org.example", "huggingface.co", "huggingface.co"):
        pace.wait(host)
    assert clock.slept == []


def test_the_most_exact_name_counts(clock: Clock) -> None:
    pace = pace_of(clock, example=5.0, fast_example=1.0)
    for host in ("fast.example", "fast.example", "slow.example"):
        pace.wait(host)
    assert clock.slept == [1.0]


def test_time_that_passed_by_itself_is_not_waited_for_again(clock: Clock) -> None:
    pace = pace_of(clock, arxiv_org=3.0)
    pace.wait("arxiv.org")
    clock.time += 2.0
    pace.wait("arxiv.org")
    clock.time += 60.0
    pace.wait("arxiv.org")
    assert clock.slept == [1.0]


def test_threads_that_ask_at_once_each_get_a_turn_of_their_own() -> None:
    slept: list[float] = []
    pace = Pace({"arxiv.org": 3.0}, clock=lambda: 0.0, sleep=slept.append)
    threads = [threading.Thread(target=pace.wait, args=("arxiv.org",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [3.0 * turn for turn in range(1, 8)]

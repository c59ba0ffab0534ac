"""Turns at a site: whoever calls it, one at a time, never faster than its pace, and never in a pause it asked for."""

import threading
import time
from datetime import timedelta
from itertools import pairwise

import pytest

from core.feeds.exchange.manners import PACES, Manners, site_of
from core.feeds.trouble import HostUnreachable, RetryLater
from core.store.engine.record import Record
from core.store.papers.turns import HOLD, PAUSES, Turns
from tests.factories import NOW


class Clock:
    """A record's clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOW
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def turns(record: Record, clock: Clock) -> Turns:
    return Turns(record, lambda: clock.at)


@pytest.fixture
def manners(turns: Turns, clock: Clock) -> Manners:
    return Manners(turns, clock.sleep)


def test_workers_of_one_record_call_a_site_one_at_a_time_and_at_its_pace(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PACES, "paced.example", 0.1)
    calls: list[tuple[float, float]] = []

    def work() -> None:
        manners = Manners(Turns(Record(record.url)))  # each worker its own connection, as its own process would have
        for host in ("a.paced.example", "b.paced.example", "paced.example"):
            with manners(host):
                begun = time.monotonic()
                time.sleep(0.02)
                calls.append((begun, time.monotonic()))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    calls.sort()
    assert len(calls) == 12
    assert min(after[0] - before[1] for before, after in pairwise(calls)) >= 0.1


def test_a_call_waits_for_the_pace_of_arxiv_after_the_end_of_the_last(manners: Manners, clock: Clock) -> None:
    with manners("rss.arxiv.org"):
        clock.at += timedelta(seconds=5)
    with manners("export.arxiv.org"):
        pass
    assert sum(clock.slept) == 3.0


@pytest.mark.parametrize("asked", [1800.0, 40.0])
def test_a_pause_that_a_site_asks_for_is_kept_by_everybody(
    asked: float, manners: Manners, turns: Turns, clock: Clock
) -> None:
    with pytest.raises(RetryLater, match="asks to be left alone for"), manners("export.arxiv.org"):
        raise RetryLater("busy", asked)
    clock.at += timedelta(seconds=asked - 25)
    with pytest.raises(RetryLater, match="left alone for another 25 seconds") as early, manners("rss.arxiv.org"):
        pytest.fail("it was called in its pause")
    assert early.value.seconds == 25.0
    clock.at += timedelta(seconds=25)
    assert turns.wait("arxiv.org") == 0.0


def test_a_site_that_does_not_say_for_how_long_is_left_alone_longer_each_time(manners: Manners, clock: Clock) -> None:
    for wait in (*PAUSES, PAUSES[-1]):
        with pytest.raises(RetryLater, match="does not say") as busy, manners("huggingface.co"):
            raise RetryLater("busy", None)
        assert busy.value.seconds == wait
        clock.at += timedelta(seconds=wait)
    with manners("huggingface.co"):
        pass
    clock.at += timedelta(seconds=1)
    with pytest.raises(RetryLater) as busy, manners("huggingface.co"):
        raise RetryLater("busy", None)
    assert busy.value.seconds == PAUSES[0]


def test_a_site_that_cannot_be_reached_is_left_alone_a_while(manners: Manners, turns: Turns) -> None:
    with pytest.raises(HostUnreachable), manners("huggingface.co"):
        raise HostUnreachable("nobody there")
    assert turns.wait("huggingface.co") == PAUSES[0]


def test_a_worker_that_died_with_its_turn_keeps_it_for_seconds_only(turns: Turns, clock: Clock) -> None:
    assert turns.take("arxiv.org")
    assert turns.take("arxiv.org") is None
    clock.at += timedelta(seconds=HOLD)
    assert turns.take("arxiv.org")


def test_a_worker_that_woke_late_does_not_end_the_pause_another_was_asked_for(turns: Turns, clock: Clock) -> None:
    late = turns.take("arxiv.org")
    clock.at += timedelta(seconds=HOLD)
    other = turns.take("arxiv.org")
    assert late
    assert other
    turns.pause("arxiv.org", other, 1800.0)
    turns.give_back("arxiv.org", late, 3.0)
    assert turns.wait("arxiv.org") == 1800.0


def test_a_turn_written_by_a_clock_a_year_ahead_closes_no_site(turns: Turns, clock: Clock) -> None:
    clock.at += timedelta(days=365)
    assert turns.take("arxiv.org")
    clock.at = NOW
    assert turns.take("arxiv.org")


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("arxiv.org", "arxiv.org"),
        ("export.arxiv.org", "arxiv.org"),
        ("notarxiv.org", "notarxiv.org"),
        ("arxiv.org.example", "arxiv.org.example"),
        ("api2.openreview.net", "openreview.net"),
    ],
)
def test_hosts_of_one_site_share_its_turn(host: str, site: str) -> None:
    assert site_of(host) == site

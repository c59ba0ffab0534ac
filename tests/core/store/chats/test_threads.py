"""Where a paper is discussed: one thread for a team, one more for each private channel."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.model import Place
from core.store.chats.threads import Thread, Threads
from core.store.engine.record import Record

NLP, VISION, CLOSED = (Place("slack", "T1", channel) for channel in ("C1", "C2", "C9"))
PAPER = "2611.00010"


def thread(n: int, channel: str = "C1") -> Thread:
    return Thread(channel, f"{n}.1", f"https://x.slack.com/{n}")


@pytest.fixture
def threads(record: Record) -> Threads:
    return Threads(record)


def test_a_teams_thread_is_found_from_every_public_channel_of_it(threads: Threads) -> None:
    threads.put(PAPER, NLP, thread(1), open_to_all=True)
    assert threads.find(PAPER, VISION, open_to_all=True) == thread(1)
    assert threads.find(PAPER, Place("slack", "T2", "C1"), open_to_all=True) is None
    assert threads.find("2611.00011", NLP, open_to_all=True) is None


def test_a_private_channels_thread_is_found_there_only(threads: Threads) -> None:
    threads.put(PAPER, CLOSED, thread(9, "C9"), open_to_all=False)
    assert threads.find(PAPER, CLOSED, open_to_all=False) == thread(9, "C9")
    assert threads.find(PAPER, NLP, open_to_all=True) is None
    assert threads.find(PAPER, Place("slack", "T1", "C8"), open_to_all=False) is None


def test_the_first_thread_stays_and_is_returned_to_the_second(threads: Threads) -> None:
    assert threads.put(PAPER, NLP, thread(1), open_to_all=True) == thread(1)
    assert threads.put(PAPER, VISION, thread(2, "C2"), open_to_all=True) == thread(1)


def test_of_many_at_once_one_thread_is_kept(threads: Threads) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda n: threads.put(PAPER, NLP, thread(n), open_to_all=True), range(16)))
    assert len(kept) == 1


def test_a_dropped_thread_makes_room_for_another(threads: Threads) -> None:
    threads.put(PAPER, NLP, thread(1), open_to_all=True)
    threads.drop(PAPER, VISION, open_to_all=True)
    assert threads.find(PAPER, NLP, open_to_all=True) is None
    assert threads.put(PAPER, NLP, thread(2), open_to_all=True) == thread(2)

"""A worker that listens at a queue ends when it is asked to, whenever that is, and not because its server is away."""

import signal
import threading
from collections.abc import Iterator
from typing import NoReturn

import pytest

from core.store.engine.queue import Queue
from workers.listening import ListeningWorker, listen

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@pytest.fixture
def unheard() -> Iterator[None]:
    """Fails a test in which a signal reaches nobody, where it would end the process."""

    def fails(*_: object) -> NoReturn:
        raise AssertionError

    kept = [signal.signal(number, fails) for number in SIGNALS]
    yield
    for number, handler in zip(SIGNALS, kept, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("record", "unheard")
@pytest.mark.parametrize("number", SIGNALS)
def test_a_worker_that_is_asked_to_end_before_it_hears_signals_ends_in_order(
    valkey: str, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setattr(ListeningWorker, "work", lambda *_, **__: signal.raise_signal(number))
    asked = threading.Event()
    listen(Queue(valkey, "ingest"), asked)
    assert asked.is_set()


class AskedOnceItWaits(threading.Event):
    """Is set by the first wait for it."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


@pytest.mark.usefixtures("unheard")
def test_a_worker_waits_for_a_server_that_is_away_when_rq_makes_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redis.retry.sleep", lambda seconds: None)
    asked = AskedOnceItWaits()
    listen(Queue("redis://127.0.0.1:1", "ingest"), asked)
    assert asked.is_set()

"""Workers outlive a record that is silent for a while, or that is started again: the same process goes on."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from core.app import Paperboy
from core.ingest.arrivals import Arrivals
from core.search.index import Index
from core.store.engine import keys
from core.store.engine.queue import DeliveryQueue, Queue
from core.store.engine.record import Record
from tests.bots.conftest import ROOT, SAMPLE, until
from tests.factories import NOW
from tests.forks import Forked
from tests.servers import LOGGED, serving

WORKERS = ("ingest", "deliver", "schedule")


class Workers:
    """The three workers as processes, each with a file of what it logs."""

    def __init__(self, home: Path, url: str, stack: ExitStack) -> None:
        self.logs = {name: home / f"{name}.log" for name in WORKERS}
        environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PAPERBOY_HOME": str(home / "home"),
            "REDIS_URL": url,
            "PAPERBOY_FEEDS": "none",
        }
        self.processes = list[subprocess.Popen[bytes]]()
        for name, log in self.logs.items():
            command = [sys.executable, "-m", "workers", name]
            process = Forked(command, env=environ, cwd=home, stderr=log.open("wb"))
            self.processes.append(stack.enter_context(process))
            stack.callback(process.kill)  # a test that fails leaves none to be waited for

    def log(self, name: str) -> str:
        return self.logs[name].read_text()

    def end(self) -> list[int]:
        for process in self.processes:
            process.terminate()
        return [process.wait(120) for process in self.processes]


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("w")


def open_app(url: str, folder: Path) -> Paperboy:
    return Paperboy(
        Record(url), lambda: Index.open(folder / "home" / "index", write=False), Queue(url, "ingest"), folder
    )


def all_work(app: Paperboy) -> bool:
    ticks = app.of(Record).text.exists(keys.TICKS)  # the schedule's first
    return app.of(Queue).workers() > 0 and app.of(DeliveryQueue).workers() > 0 and bool(ticks)


def test_a_silent_record_ends_no_worker(folder: Path) -> None:
    with serving(folder, *LOGGED) as url, ExitStack() as stack:
        app, workers = open_app(url, folder), Workers(folder, url, stack)
        until(lambda: all_work(app))
        pid = Redis.from_url(url).info("server")["process_id"]
        os.kill(pid, signal.SIGSTOP)
        try:
            until(lambda: all("did not answer" in workers.log(name) for name in ("ingest", "deliver")), seconds=60)
        finally:
            os.kill(pid, signal.SIGCONT)
        arrived = app.receive((SAMPLE / "papers.json").read_bytes(), "papers.json", NOW)
        until(lambda: app.of(Arrivals).settled(arrived.run) == arrived.entries)
        until(lambda: all_work(app))
        assert [process.poll() for process in workers.processes] == [None, None, None]
        assert workers.end() == [0, 0, 0]
        app.close()


def test_a_record_that_is_started_again_ends_no_worker(folder: Path) -> None:
    with ExitStack() as stack:
        with serving(folder, *LOGGED) as url:
            app, workers = open_app(url, folder), Workers(folder, url, stack)
            until(lambda: all_work(app))
        (folder / "s").unlink()
        with serving(folder, *LOGGED):
            arrived = app.receive((SAMPLE / "papers.json").read_bytes(), "papers.json", NOW)
            until(lambda: app.of(Arrivals).settled(arrived.run) == arrived.entries)
            assert [process.poll() for process in workers.processes] == [None, None, None]
            assert workers.end() == [0, 0, 0]
            app.close()


def test_a_worker_that_waits_for_a_silent_record_ends_when_asked(folder: Path) -> None:
    with ExitStack() as stack:
        with serving(folder, *LOGGED) as url:
            app, workers = open_app(url, folder), Workers(folder, url, stack)
            until(lambda: all_work(app))
            app.close()
        until(
            lambda: "did not answer" in workers.log("ingest") or "could not connect" in workers.log("ingest"),
            seconds=60,
        )
        assert workers.end() == [0, 0, 0]

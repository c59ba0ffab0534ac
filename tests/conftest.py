"""Fixtures that many tests share: the recordings, and a record in a real Valkey that is emptied for every test."""

import gc
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from core.store.embedded.server import join
from core.store.engine.record import Record
from tests.forks import FORKER

settings.register_profile("quick", max_examples=10, derandomize=True, deadline=None)
settings.register_profile("same", max_examples=50, derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2_000, deadline=None)
settings.load_profile("same")
"""`make test` draws the same examples on any day and machine, `make check` the first of them; `explore` looks long for new ones."""

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Hundreds of processes are started: where no bytecode is kept, each would compile all of Paperboy again."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
"""Shells start what runs in the background deaf to Ctrl-C, and every process of a test would inherit that."""

MEMORY, MEMORY_BYTES = Path("/dev/shm"), 4_000_000_000
"""A file system in memory, and what must be free on it."""


def _is_roomy(folder: Path) -> bool:
    """Whether files and programs of tests may lie there."""
    if not os.access(folder, os.W_OK):
        return False
    facts = os.statvfs(folder)
    return facts.f_bavail * facts.f_frsize > MEMORY_BYTES and not facts.f_flag & os.ST_NOEXEC


if "TMPDIR" not in os.environ and _is_roomy(MEMORY):
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
"""Servers and indexes of tests call fsync a hundred thousand times, as in production: on a disk each waits for it."""

gc.disable()
"""Until all tests are collected: what is made until then stays, and need not be looked through a thousand times."""

REAL_FIXTURES, REAL_NAMES = (
    {"valkey", "tmp_path", "tmp_path_factory", "preview"},
    {"subprocess", "FORKER", "Forked", "Cli"},
)
"""What shows that a test uses a server, a folder or a process: its fixtures, and what its file imports."""

SHARED = Path(__file__).parents[1].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recordings beside the checkout; a clone by itself skips what needs it."""
    if not SHARED.is_dir():
        pytest.skip("the recordings in ../shared are not here")
    return SHARED


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Valkey with the persistence of production."""
    with join(tmp_path_factory.mktemp("valkey"), grace=0.5) as lease:
        yield lease.url


@pytest.fixture
def record(valkey: str) -> Iterator[Record]:
    """An empty record."""
    made = Record(valkey)
    made.text.flushall()
    made.prepare(copy=lambda: None)
    yield made
    made.close()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark a test that `make check` leaves out."""
    if (
        REAL_FIXTURES & set(getattr(item, "fixturenames", ()))
        or REAL_NAMES & vars(getattr(item, "module", item)).keys()
    ):
        item.add_marker("real")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: those of few tests that start something real."""
    files, real = Counter(item.path for item in items), {item.path for item in items if item.get_closest_marker("real")}
    items.sort(key=lambda item: (item.path not in real, files[item.path]))


def pytest_collection_finish() -> None:
    """Let garbage be collected from now on, among what the tests make."""
    gc.freeze()
    gc.enable()


def pytest_sessionfinish() -> None:
    """End the process that commands are forked from."""
    FORKER.end()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped and why, also where none was."""
    reasons = Counter(
        str(report.longrepr[2]).removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", [])
    )
    why = "".join(f"\n  {count} x {reason}" for reason, count in reasons.most_common())
    terminalreporter.write_line(f"{reasons.total()} tests were skipped{':' if why else '.'}{why}")

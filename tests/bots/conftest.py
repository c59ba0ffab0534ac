"""The `paperboy` command as a process, on homes of its own; one home with the sample's papers is shared by many tests."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from select import select
from typing import Any

import pytest

from core.store.embedded import server
from tests.forks import FORKER, Forked

ROOT = Path(__file__).parents[2]
SECONDS = 40.0
"""What is waited for at a terminal at most."""

SAMPLE = ROOT / "bots" / "preview" / "sample"


def listing(folder: Path) -> Path:
    """The sample's papers as a list of today: a library of papers with old dates of their own would be no news."""
    papers = json.loads((SAMPLE / "papers.json").read_text())
    file = folder / "listing.json"
    file.write_text(json.dumps([{key: paper[key] for key in paper if key != "published"} for paper in papers]))
    return file


class Cli:
    """The command on one home. Its working directory holds no checkout, as a user's does not."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home.parent
        self.lease: server.Lease | None = None

    def environ(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PAPERBOY_", "REDIS_URL"))}
        return {**kept, "PYTHONPATH": str(ROOT), "PAPERBOY_HOME": str(self.home), "PAPERBOY_FEEDS": "none"} | more

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-m", "bots.cli", *args]

    def run(self, *args: str | Path, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return FORKER.run("bots.cli", *map(str, args), env=self.environ(**more), cwd=self.folder, typed=typed)

    def start(self, *args: str, environ: dict[str, str] | None = None, **more: Any) -> subprocess.Popen[str]:
        return Forked(
            self.command(*args),
            env=environ or self.environ(),
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            **more,
        )

    def at_terminal(self, *args: str, asked: bytes, typed: Sequence[str], **more: str) -> str:
        """What the command shows at a terminal where somebody types a line whenever it is `asked` for; it must end well."""
        ours, theirs = pty.openpty()
        with Forked(
            self.command(*args),
            env=self.environ(**more), cwd=self.folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        ) as process:  # fmt: skip
            os.close(theirs)
            try:
                there = b""
                for line in typed:
                    there += read_until(ours, asked)
                    os.write(ours, f"{line}\n".encode())
                there += read_until(ours, None)
                process.wait(SECONDS)
            finally:
                process.kill()
                os.close(ours)
        assert process.returncode == 0, there
        return plain(there.decode().replace("\r\n", "\n"))

    @contextmanager
    def worker(self, name: str = "ingest", **more: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker as a Procfile starts it, asked to end afterwards."""
        command = [sys.executable, "-m", "workers", name]
        with Forked(command, env=self.environ(**more), cwd=self.folder, stdin=subprocess.DEVNULL) as process:
            try:
                yield process
            finally:
                process.terminate()
            assert process.wait(120) == 0

    def json(self, *args: str | Path) -> Any:
        done = self.run(*args, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def plain(screen: str) -> str:
    """What is read of what a terminal was sent: no colours, and of links their text."""
    return re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", screen)


def read_until(terminal: int, wanted: bytes | None) -> bytes:
    """What comes from a terminal until something was said, or until nobody is there who could say more, or says it in time."""
    stood = b""
    while (wanted is None or wanted not in stood) and select([terminal], [], [], SECONDS)[0]:
        try:
            said = os.read(terminal, 4096)
        except OSError:  # EIO on Linux, where macOS gives nothing: the other end is closed
            break
        if not said:
            break
        stood += said
    return stood


def until(true: Callable[[], object], seconds: float = 240.0) -> None:
    """Wait for something that other processes bring about; a killed worker alone counts as one for 20 s."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A bot whose pauses last a moment: those between two looks at the record or at a chat, and before a call is made again."""
    monkeypatch.setattr("bots.shared.errors.PAUSE", 0.01)
    for looks in ("bots.shared.surfaces", "bots.shared.watching"):
        monkeypatch.setattr(f"{looks}.LOOK_SECONDS", 0.05)
    monkeypatch.setattr("bots.shared.watching.RESTORE_SECONDS", 0.05)
    for apart in ("bots.slack.handlers.reactions", "bots.discord.handlers.reactions"):
        monkeypatch.setattr(f"{apart}.APART_SECONDS", 0.0)
    for between in ("bots.shared.watching", "bots.shared.session"):
        monkeypatch.setattr(f"{between}.BETWEEN_LOOKS", 0.05)
    return monkeypatch


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Cli]:
    """The command on an empty home, whose server is up until the test or its `lease` ends, and must end by itself then."""
    cli = Cli(tmp_path / "home")
    with server.join(cli.home, grace=0.1) as cli.lease:
        yield cli
    with server.offline(cli.home, wait=15):
        assert server.running(cli.home) is None


@cache
def _at_rest(folder: Path, today: date) -> Path:
    """A home without a server that holds the sample's papers as the news of a day."""
    cli = Cli(folder / f"{today}" / "home")
    cli.folder.mkdir()
    with server.join(cli.home, grace=0.1):
        assert cli.json("ingest", listing(cli.folder))["new"] == 44
    with server.offline(cli.home, wait=15):
        return cli.home


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where homes are that tests begin with a copy of."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture
def stocked(homes: Path, tmp_path: Path) -> Iterator[Cli]:
    """The command on a home of its own that holds the sample's 44 papers as today's news; its server is up until the test ends."""
    cli = Cli(tmp_path / "home")
    shutil.copytree(_at_rest(homes, datetime.now(UTC).date()), cli.home)
    with server.join(cli.home, grace=0.1) as cli.lease:
        yield cli


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """The command on a home that holds the sample's 44 papers; its server stays up, so that each command is quick."""
    cli = Cli(tmp_path_factory.mktemp("kept") / "home")
    with server.join(cli.home):
        assert cli.json("ingest", SAMPLE / "papers.json")["new"] == 44
        yield cli

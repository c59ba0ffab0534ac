"""The day's post on the output of `paperboy up`, without any token: at once, once, and once also after its sender was killed."""

import os
import queue
import re
import signal
import subprocess
import threading
from collections.abc import Iterator

import pytest

from tests.bots.cli.test_ingest import digest
from tests.bots.conftest import Cli, until

PROCFILE = "".join(f"{name}: python -m workers {name}\n" for name in ("ingest", "deliver", "schedule"))
POST = re.compile(r"deliver +\| .*\d+ of \d+ new papers? · ")


class Up:
    """A running `paperboy up`: what it has printed so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process, self.lines = process, list[str]()
        self._arriving: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._arriving.put(line.rstrip("\n"))

    def _printed(self) -> list[str]:
        while not self._arriving.empty():
            self.lines.append(self._arriving.get())
        return self.lines

    def posts(self) -> list[str]:
        """The first line of each post."""
        return [line for line in self._printed() if POST.match(line)]

    def sender(self) -> int:
        """The process that posts, the last one started."""
        started = [line for line in self._printed() if re.match(r"deliver +\| started", line)]
        return int(started[-1].split()[-1]) if started else 0


@pytest.fixture
def up(stocked: Cli) -> Iterator[Up]:
    """`paperboy up` with every worker and no bot, on a record that holds the sample's papers."""
    (stocked.folder / "Procfile").write_text(PROCFILE)
    process = stocked.start("up", stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    yield Up(process)
    process.terminate()
    process.wait(120)


def test_a_digest_is_posted_at_once_and_once_and_after_a_kill_too(stocked: Cli, up: Up) -> None:
    until(lambda: stocked.json("status")["senders"] == 1)
    (set_up,) = stocked.json("ask", "digest new tz:UTC top:3")["cards"]
    assert "is set up" in set_up["title"]
    until(lambda: len(up.posts()) == 1)
    assert "3 of 44 new papers" in up.posts()[0]

    stocked.json("ingest", digest(stocked.folder, 4, "more.json"))
    killed = up.sender()
    os.kill(killed, signal.SIGKILL)
    (said,) = stocked.json("ask", "digest now")["cards"]
    assert "posts what is new now" in said["title"]
    until(lambda: len(up.posts()) == 2)
    assert up.sender() != killed and "of 4 new" in up.posts()[1]

    until(lambda: "posts: 2 sent\n" in stocked.run("status").stdout)
    (none_left,) = stocked.json("ask", "digest now")["cards"]
    assert none_left["title"].startswith("Nothing new") and len(up.posts()) == 2
    status = stocked.json("status")
    assert (status["digests"], status["posts"], status["posts given up"]) == (1, 2, 0) and status["senders"] >= 1
    assert stocked.json("dead", "list") == {"dead": []}

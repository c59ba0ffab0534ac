"""A user of the embedded server in a process of its own, and `User`, which drives it by lines from a test."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from redis import Redis

from core.store.embedded import server

ROOT = Path(__file__).parents[4]
GRACE = 0.25


class User:
    """Another process that uses the home's server, driven by lines."""

    def __init__(self, home: Path, **kept: Any) -> None:
        script = [sys.executable, __file__, str(home), str(GRACE)]
        kept = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True} | kept
        self.process = subprocess.Popen(script, env=os.environ | {"PYTHONPATH": str(ROOT)}, **kept)

    def joined(self) -> dict[str, Any]:
        return json.loads(self.process.stdout.readline())

    def say(self, line: str) -> str:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        assert self.process.wait(120) == -signal.SIGKILL
        self.process.communicate()

    def leave(self) -> None:
        self.process.communicate(timeout=120)
        assert self.process.returncode == 0


def until(true: Callable[[], object], seconds: float = 240.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def main(home: str, grace: str) -> None:
    lease = server.join(Path(home), grace=float(grace))
    joined = lease.server
    print(json.dumps({"url": lease.url, "pid": joined.pid, "started": joined.started}), flush=True)
    record = Redis.from_url(lease.url)
    for line in sys.stdin:
        match line.split():
            case ["set", key]:
                answer = str(record.set(key, key.upper()))
            case ["ensure"]:
                answer = str(lease.ensure().pid)
            case ["fork", end]:
                answer = str(_fork(Path(end)))
            case words:
                answer = f"unknown: {words}"
        print(answer, flush=True)
    lease.close()


def _fork(end: Path) -> int:
    """A child as RQ's worker makes them: forked, not exec'd; it lives until the file appears."""
    child = os.fork()
    if child:
        return child
    os.close(0)
    os.close(1)
    os.close(2)
    for _ in range(2000):
        if end.exists():
            break
        time.sleep(0.02)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The company of a campaign: the fake platforms in processes of their own, and workers that are killed, stopped and started again."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.forks import Forked

ROOT = Path(__file__).parents[2]


class Process:
    """A process of the campaign's; `kill` is signal 9."""

    def __init__(self, *command: str, environ: Mapping[str, str] | None = None, log: Path | None = None) -> None:
        out = log.open("ab") if log else subprocess.DEVNULL
        told = {**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})}
        self.popen = Forked(command, env=told, stdout=out, stderr=out, stdin=subprocess.DEVNULL)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.popen.poll() is None

    @property
    def killed(self) -> bool:
        """Whether it died of signal 9."""
        return self.popen.poll() == -signal.SIGKILL

    @property
    def stopped(self) -> bool:
        """Whether it stands still (state T of /proc/PID/stat; proc(5))."""
        try:
            return Path(f"/proc/{self.popen.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
        except OSError:
            return False

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self.alive:
            self.popen.send_signal(number)

    def end(self) -> None:
        """Ask it to end, then end it."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            self.popen.wait(10)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()


class Fake:
    """A fake platform (a module of `tests.fakes`, or one around it) in a process of its own; `told` is what it said of itself."""

    def __init__(self, platform: str, seed: int, *options: str, module: str = "") -> None:
        command = [sys.executable, "-m", module or f"tests.fakes.{platform}", "--seed", str(seed), "--loose", *options]
        told = {**os.environ, "PYTHONPATH": str(ROOT)}
        out, silent = subprocess.PIPE, subprocess.DEVNULL  # aiohttp tells of every connection that is cut on purpose
        self._popen = Forked(command, env=told, stdout=out, stderr=silent, text=True)
        assert self._popen.stdout
        self.told: dict[str, str] = json.loads(self._popen.stdout.readline())

    def do(self, act: str, **given: Any) -> Any:
        """Do something there; what is wrong with it is raised."""
        body = json.dumps(given).encode()
        request = urllib.request.Request(f"{self.told['control']}/{act}", body, {"content-type": "application/json"})
        return _read(request)

    def see(self, what: str, **query: str) -> Any:
        """What stands there."""
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return _read(f"{self.told['control']}/{what}?{asked}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._popen.terminate()
        self._popen.wait(10)


class Crew:
    """Workers of one command: whoever dies is started anew, and what became of them is counted."""

    def __init__(self, commands: Sequence[Sequence[str]], environ: Mapping[str, str], log: Path) -> None:
        self._commands, self._environ, self._log = commands, environ, log
        self.running = [self._start(n) for n in range(len(commands))]
        self.happened: Counter[str] = Counter()
        self._since: dict[int, float] = {}

    def tend(self) -> None:
        """Start anew those that have ended."""
        for n, one in enumerate(self.running):
            if not one.alive:
                self.happened["kills by signal 9 seen" if one.killed else "ended by themselves"] += 1
                self.running[n] = self._start(n)

    def go_on(self, seconds: float) -> None:
        """Let those go on that have stood still for so long: they stopped themselves with SIGSTOP."""
        now = time.monotonic()
        for one in self.running:
            if not one.stopped:
                self._since.pop(one.popen.pid, None)
            elif now - self._since.setdefault(one.popen.pid, now) > seconds:
                one.send(signal.SIGCONT)
                self._since.pop(one.popen.pid)
                self.happened["stopped past the lease"] += 1

    def kill(self, chance: random.Random) -> None:
        """Kill one with signal 9, wherever it is."""
        chance.choice(self.running).send(signal.SIGKILL)

    def end(self) -> None:
        """End all."""
        for one in self.running:
            one.end()

    def _start(self, number: int) -> Process:
        return Process(*self._commands[number], environ=self._environ, log=self._log)


def _read(request: Any) -> Any:
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise ValueError(error.read().decode()) from None

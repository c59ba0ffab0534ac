"""The command `up`: the processes of the Procfile in one terminal, restarted when one dies, ended together."""

import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.text import Text

from bots.cli.worker import end, environment, leashed
from bots.shared.platforms import PLATFORMS
from bots.terminal import session
from bots.terminal.render import console, safe
from core.app import open_server
from core.errors import BadInput, PaperboyError, RecordError
from core.settings import Settings
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds as KeptFeeds

TICK = 0.2
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
FOLLOW_SECONDS = 1.0
STEADY = 60.0
"""Seconds a process must live for its next restart to be quick again."""

PATIENCE = 9.0
"""Seconds to end in: under the 10 that a supervisor waits before it kills."""

COLOURS = ("cyan", "magenta", "green", "yellow", "blue")

NAME = "Procfile"

PROCFILE = """\
ingest: python -m workers ingest
deliver: python -m workers deliver
schedule: python -m workers schedule
slack: python -m bots.slack
discord: python -m bots.discord
web: python -m bots.web
"""
"""The Procfile of this version: the file in the checkout is the same text, and an installed package has no other."""

_LINE = re.compile(r"([A-Za-z0-9_-]+):\s*(\S.*)")


@click.command()
def up() -> None:
    """Run Paperboy's processes.

    It skips those whose settings are missing, and runs until Ctrl-C.
    """
    run(session.read_settings())


@dataclass(frozen=True)
class Process:
    """One line of a Procfile."""

    name: str
    command: tuple[str, ...]

    def missing(self, read: Settings) -> list[str]:
        """The settings it needs that are not there."""
        if self.name == "web":
            return [] if read.url or read.web else ["PAPERBOY_URL or PAPERBOY_WEB"]
        platform = PLATFORMS.get(self.name)
        return platform.missing(read) if platform else []


def processes(folder: Path) -> list[Process]:
    """The processes of the Procfile in `folder`, or of the built-in one where there is none. Raises BadInput."""
    try:
        text = (folder / NAME).read_text("utf-8")
    except FileNotFoundError:
        text = PROCFILE
    except (OSError, ValueError):
        raise BadInput(f"{NAME} cannot be read: it must be a text that you may read.") from None
    rows = [(number, row.strip()) for number, row in enumerate(text.splitlines(), 1)]
    return [_process(number, row) for number, row in rows if row and not row.startswith("#")]


def _process(number: int, row: str) -> Process:
    match = _LINE.fullmatch(row)
    try:
        words = shlex.split(match[2]) if match else []
    except ValueError:
        words = []
    if not match or not words:
        raise BadInput(f"Line {number} of {NAME} must read: name: command")
    return Process(match[1], _runnable(words))


def _runnable(words: list[str]) -> tuple[str, ...]:
    """`python -m module` is run by this very Python, on a leash; any other command as it stands."""
    if words[0] in ("python", "python3") and words[1:2] == ["-m"] and len(words) > 2:
        return tuple(leashed(words[2], *words[3:]))
    return (sys.executable, *words[1:]) if words[0] in ("python", "python3") else tuple(words)


class Child:
    """One process of the Procfile, alive or waiting for its next start."""

    def __init__(self, process: Process, printer: "Printer") -> None:
        self.process, self._print = process, printer
        self.running: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE
        self._started: float | None = None
        self._due: float | None = None

    def tend(self) -> None:
        """Start it when its time has come; notice when it has died."""
        now = time.monotonic()
        if self.running and self.running.poll() is not None:
            steady = self._started is not None and now - self._started > STEADY
            self._pause = FIRST_PAUSE if steady else min(self._pause * 2, LONGEST_PAUSE)
            self._due = now + self._pause
            self._print.say(
                self.process.name, f"ended with {self.running.returncode}; starts again in {self._pause:.0f} s"
            )
            self.running = None
        if self.running is None and (self._due is None or now >= self._due):
            self._start(now)

    def _start(self, now: float) -> None:
        self._started = now
        try:
            self.running = subprocess.Popen(
                self.process.command,
                env=environment({**os.environ, "PYTHONUNBUFFERED": "1"}),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        except OSError as error:
            self._due = now + LONGEST_PAUSE
            self._print.say(self.process.name, f"cannot start ({error.strerror}); tried again in {LONGEST_PAUSE:.0f} s")
            return
        self._print.say(self.process.name, f"started, process {self.running.pid}")
        assert self.running.stdout
        threading.Thread(target=self._print.follow, args=(self.process.name, self.running.stdout), daemon=True).start()


class Printer:
    """The one terminal: every line with the name of its process before it."""

    def __init__(self, out: Console, names: Sequence[str], stop: threading.Event) -> None:
        self._out, self._width, self._stop = out, max(map(len, names), default=0), stop
        self._colours = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}

    def say(self, name: str, text: str) -> None:
        """Print one line of a process. Where nobody reads any more, that is the end."""
        prefix = Text(f"{name:<{self._width}} | ", self._colours.get(name, "bold"))
        try:
            self._out.print(prefix + Text(safe(text)), soft_wrap=True)
        except BrokenPipeError:
            self._stop.set()

    def follow(self, name: str, stream: IO[bytes]) -> None:
        """Print what a process writes until it ends."""
        for row in stream:
            self.say(name, row.decode("utf-8", "replace").rstrip())


class FeedsPrinter:
    """Says once, when it happens, what became first of asking each feed."""

    def __init__(self, read: Settings, url: str, printer: Printer) -> None:
        self._kept, self._print = KeptFeeds(Record(url)), printer
        self._left = {name.strip() for name in read.feeds.split(",")} - {""}
        self._watched = False

    def follow(self, stop: threading.Event) -> None:
        """Say it until every feed was told of, or until `stop`. A record that is away for a while is waited for."""
        while self._left and not stop.wait(FOLLOW_SECONDS):
            self.look()

    def look(self) -> None:
        """Say what is new; the first look only begins the watch."""
        with suppress(RecordError):
            if not self._watched:
                self._kept.watch_firsts()
                self._watched = True
            for feed, sentence in self._kept.firsts().items():
                if feed in self._left:
                    self._left.discard(feed)
                    self._print.say("feeds", sentence)


def run(read: Settings) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP. Raises PaperboyError where there is nothing to run, RecordDown without a record."""
    named = processes(Path.cwd())
    stop = threading.Event()
    printer = Printer(console(), [process.name for process in named], stop)
    for warning in read.warnings:
        printer.say("settings", warning)
    children = []
    for process in named:
        if missing := process.missing(read):
            printer.say(process.name, f"skipped: {', '.join(missing)} not set")
        else:
            children.append(Child(process, printer))
    if not children:
        raise PaperboyError("There is nothing to run: the settings of every process in the Procfile are missing.")
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda *_: stop.set())
    lease = open_server(read)
    feeds = FeedsPrinter(read, lease.url if lease else read.redis_url.reveal(), printer)
    feeds.look()
    threading.Thread(target=feeds.follow, args=(stop,), daemon=True).start()
    try:
        _tend(children, stop, printer)
    finally:
        end([child.running for child in children if child.running], PATIENCE)
        if lease:
            lease.close()


def _tend(children: Sequence[Child], stop: threading.Event, printer: Printer) -> None:
    while not stop.is_set():
        for child in children:
            child.tend()
        stop.wait(TICK)
    printer.say("up", "ending")

"""Days of digests by a moved clock, with workers killed, stopped and lied to: what the campaigns of delivery share.

Each slot of a day must end, whatever happens to the workers; what became of it is for each campaign to say.
"""

import argparse
import random
import tempfile
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

from core.app import Paperboy, open_app
from core.settings import read
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from tests.chaos.processes import Crew
from tests.chaos.rounds_worker import CLOCK, KILLED, SABOTAGES
from tests.factories import bring, entry

WORKERS = 3
STARTED = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAUSED = 10.0
"""Seconds a worker stays stopped: past its lease (5 s), and until another has had time to send what it held."""

WORDS = ("Zithers", "Theremins", "Ocarinas", "Bassoons", "Sitars", "Lutes")

Slot = TypeVar("Slot")


class Troubled(ABC, Generic[Slot]):
    """A record and a crew of workers that post its digests."""

    longest_day = 120.0
    """Seconds a day's posts may take before the campaign says that they hang."""

    def __init__(self, home: Path, seed: int, environ: dict[str, str], ending: ExitStack, *, paused: bool) -> None:
        self.dice, self.happened, self._paused = random.Random(seed), Counter[str](), paused
        self._home, self._log, self._ending = home, home / "crew.log", ending
        self.environ = {"PAPERBOY_HOME": str(home), "PAPERBOY_FEEDS": "none", **environ}
        self.app: Paperboy = open_app(read(self.environ, None))
        ending.callback(self.app.close)

    @abstractmethod
    def expect(self, day: datetime) -> list[Slot]:
        """What a day owes."""

    @abstractmethod
    def faults(self, expected: list[Slot]) -> list[str]:
        """What is wrong with what came of what was owed."""

    @property
    def ends(self) -> str:
        """What happens to a worker at a named point."""
        return "stop" if self._paused else "die"

    def begin(self, command: list[str]) -> None:
        """Set the clock and start the workers."""
        self.set(STARTED)
        self.crew = Crew([command] * WORKERS, self.environ, self._log)
        self._ending.callback(self.crew.end)

    def run(self, slots: int, seconds: float) -> list[str]:
        """Day after day until so many slots are through; what is wrong then."""
        started, day = time.monotonic(), STARTED.replace(hour=9)
        expected: list[Slot] = []
        while len(expected) < slots and time.monotonic() - started < seconds:
            day += DAY
            titles = (entry(f"{word} of {day:%d %B}") for word in WORDS)
            bring(self.app.of(Record), *titles, day=day.date(), where=str(day))
            expected += self.expect(day)
            now = day + timedelta(minutes=1)
            self.set(now)
            if not self.through(now):
                tail = self._log.read_text("utf-8", "replace")[-3000:]
                return [f"the posts of {day:%d %B} hang", *self.faults(expected), tail]
            print(f"{len(expected):,} slots, {self.kills():,} kills, {time.monotonic() - started:.0f} s", flush=True)
        self.crew.end()
        return self.faults(expected)

    def through(self, now: datetime) -> bool:
        """Wait until every slot has ended, tending the crew and troubling it."""
        until = time.monotonic() + self.longest_day
        while time.monotonic() < until:
            self.crew.tend()
            self.crew.go_on(PAUSED)
            if self.dice.random() < 0.02 and not self._paused:
                self.crew.kill(self.dice)
            if not self.app.of(Subscriptions).any_due(now) and not self.app.of(Deliveries).due(now + 3650 * DAY):
                return True
            time.sleep(0.1)
        return False

    def set(self, now: datetime) -> None:
        """Move the clock."""
        self.app.of(Record).text.set(CLOCK, now.timestamp())

    def kills(self) -> int:
        """How often a worker died or was stopped at a named point."""
        return sum(map(int, self.app.of(Record).text.hvals(KILLED)))

    def count(self) -> None:
        """Count what happened to the workers."""
        self.happened.update(self.crew.happened)
        for point, times in sorted(self.app.of(Record).text.hgetall(KILLED).items()):
            self.happened[f"{'stopped' if self._paused else 'died'} {point}"] += int(times)

    def unsure_or_done(self, slot: str, times: int, verb: str) -> list[str]:
        """The fault of a slot that could not be looked for: it is done and came once, or said to be unsure and came at most once."""
        stands = self.app.of(Deliveries).read(slot)
        state = stands.state if stands else "missing"
        self.happened[f"slots {state}"] += 1
        self.happened["unsure ones that had arrived"] += state == "unsure" and times == 1
        if times > 1 or (times == 0 and state != "unsure") or state not in ("done", "unsure"):
            return [f"{slot} was {verb} {times} times and is {state}"]
        return []


def campaign(
    name: str,
    described: str | None,
    argv: list[str],
    make: Callable[[Path, argparse.Namespace, ExitStack], Troubled[Slot]],
) -> int:
    """Run a campaign from its command line; 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.chaos {name}", description=described)
    parser.add_argument("--slots", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=60.0, help="end earlier than all slots, after so many minutes")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--sabotage", choices=SABOTAGES, default="none")
    parser.add_argument("--pauses", action="store_true", help="workers are stopped past their lease in place of killed")
    asked = parser.parse_args(argv)
    print(f"seed {asked.seed}, sabotage {asked.sabotage}", flush=True)
    with tempfile.TemporaryDirectory() as home, ExitStack() as ending:
        stage = make(Path(home), asked, ending)
        faults = stage.run(asked.slots, asked.minutes * 60)
    print("\n".join(faults[:10]))
    print(f"{len(faults)} faults; " + ", ".join(f"{count:,} {what}" for what, count in stage.happened.items()))
    return int(bool(faults))

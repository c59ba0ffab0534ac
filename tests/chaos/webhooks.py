"""`python -m tests.chaos webhooks`: planners and senders killed, stopped and lied to, posting to all four kinds of webhook.

No webhook shows what it took: a slot whose post nobody can be sure of must be said to be unsure, and none may be posted twice or
be missing without that. A sabotage must make the campaign fail.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

from core.app import open_app
from core.delivery.planner import delivery_id, due_next
from core.model import Person
from core.settings import read
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.hooks import Hooks
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.subscriptions.model import EVERY_DAY, Subscription
from core.subscriptions.wording import long_day
from tests.chaos.delivery import DAY, LONGEST_DAY, PAUSED, STARTED, WORDS, WORKERS
from tests.chaos.processes import Crew
from tests.chaos.rounds_worker import CLOCK, KILLED, SABOTAGES
from tests.factories import bring, entry
from tests.fakes.hooks import PATHS, FakeHooks, Fault

EACH = 10
"""Webhooks of each service."""

ADA = Person("terminal", "", "ada")
HEAD = re.compile(r"\d+ of \d+ new papers(?: ·|,) (\w+ \d+ \w+)")
"""How a post begins: it tells the day, and so the slot."""


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where a slot was posted twice, or is missing and nobody says so."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos webhooks", description=__doc__)
    parser.add_argument("--slots", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=60.0, help="end earlier than all slots, after so many minutes")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--sabotage", choices=SABOTAGES, default="none")
    parser.add_argument("--pauses", action="store_true", help="workers are stopped past their lease in place of killed")
    asked = parser.parse_args(argv)
    print(f"seed {asked.seed}, sabotage {asked.sabotage}", flush=True)
    with tempfile.TemporaryDirectory() as home, ExitStack() as ending:
        stage = Hooked(Path(home), asked.seed, asked.sabotage, asked.pauses, ending)
        faults = stage.run(asked.slots, asked.minutes * 60)
    print("\n".join(faults[:10]))
    print(f"{len(faults)} faults; " + ", ".join(f"{count:,} {what}" for what, count in stage.happened.items()))
    return int(bool(faults))


class Hooked:
    """A record, the services behind the webhooks, and a crew of workers."""

    def __init__(self, home: Path, seed: int, sabotage: str, paused: bool, ending: ExitStack) -> None:
        self.dice, self.happened, self._paused = random.Random(seed), Counter[str](), paused
        self.fake = ending.enter_context(FakeHooks(seed))
        environ = {"PAPERBOY_HOME": str(home), "PAPERBOY_FEEDS": "none", "PAPERBOY_HOOKS": self.fake.host}
        self.app = open_app(read(environ, None))
        ending.callback(self.app.close)
        self.addresses = {
            f"{service}{n}": self.fake.address(service, n) for service in PATHS for n in range(1, EACH + 1)
        }
        for name, address in self.addresses.items():
            place = self.app.of(Hooks).keep(address, ADA, STARTED).place
            one = Subscription(name, place, ADA, "daily", STARTED, days=EVERY_DAY, top=2)
            self.app.of(Subscriptions).add(one, due_next(one, STARTED))
        self.fake.faults += [
            Fault(share=0.08, drop="after"),
            Fault(share=0.04, drop="before"),
            Fault(share=0.05, status=429, retry_after=1),
            Fault(share=0.04, status=500, text="upstream trouble"),
        ]
        self.set(STARTED)
        ends = "stop" if paused else "die"
        command = [sys.executable, "-m", "tests.chaos.rounds_worker", str(seed), ends, sabotage]
        self._log = home / "crew.log"
        self.crew = Crew([command] * WORKERS, environ, self._log)
        ending.callback(self.crew.end)

    def run(self, slots: int, seconds: float) -> list[str]:
        """Day after day until so many slots are through; what is wrong then."""
        started, day = time.monotonic(), STARTED.replace(hour=9)
        expected: list[tuple[str, date]] = []
        while len(expected) < slots and time.monotonic() - started < seconds:
            day += DAY
            titles = (entry(f"{word} of {day:%d %B}") for word in WORDS)
            bring(self.app.of(Record), *titles, day=day.date(), where=str(day))
            expected += [(name, day.date()) for name in self.addresses]
            now = day + timedelta(minutes=1)
            self.set(now)
            if not self.through(now):
                tail = self._log.read_text("utf-8", "replace")[-3000:]
                return [f"the posts of {day:%d %B} hang", *self._faults(expected), tail]
            print(f"{len(expected):,} slots, {self._kills():,} kills, {time.monotonic() - started:.0f} s", flush=True)
        self.crew.end()
        return self._faults(expected)

    def through(self, now: datetime) -> bool:
        """Wait until every slot has ended, tending the crew and troubling it."""
        until = time.monotonic() + LONGEST_DAY
        while time.monotonic() < until:
            self.crew.tend()
            self.crew.go_on(PAUSED)
            if self.dice.random() < 0.02 and not self._paused:
                self.crew.kill(self.dice)
            if not self.app.of(Subscriptions).any_due(now) and not self.app.of(Deliveries).due(now + 3650 * DAY):
                return True
            time.sleep(0.1)
        return False

    def _faults(self, expected: list[tuple[str, date]]) -> list[str]:
        """Each slot is posted once and done, or said to be unsure and posted at most once."""
        found = self.posted()
        faults = []
        for name, day in expected:
            times, slot = found[name, long_day(day)], delivery_id(name, "post", day)
            stands = self.app.of(Deliveries).read(slot)
            state = stands.state if stands else "missing"
            self.happened[f"slots {state}"] += 1
            self.happened["unsure ones that had arrived"] += state == "unsure" and times == 1
            if times > 1 or (times == 0 and state != "unsure") or state not in ("done", "unsure"):
                faults.append(f"{slot} was posted {times} times and is {state}")
        more = sum(found.values()) - sum(found[name, long_day(day)] for name, day in expected)
        faults += [f"{more} posts more than slots"] if more else []
        faults += self.fake.breaches
        self._count()
        return faults

    def posted(self) -> Counter[tuple[str, str]]:
        """How often each day's post came to each webhook."""
        found: Counter[tuple[str, str]] = Counter()
        for name, address in self.addresses.items():
            for post in self.fake.at(address):
                told = HEAD.search(post.raw.decode())
                found[name, told[1] if told else post.raw.decode()[:80]] += 1
        return found

    def set(self, now: datetime) -> None:
        """Move the clock."""
        self.app.of(Record).text.set(CLOCK, now.timestamp())

    def _kills(self) -> int:
        return sum(map(int, self.app.of(Record).text.hvals(KILLED)))

    def _count(self) -> None:
        self.happened.update(self.crew.happened)
        for point, times in sorted(self.app.of(Record).text.hgetall(KILLED).items()):
            self.happened[f"{'stopped' if self._paused else 'died'} {point}"] += int(times)
        self.happened["calls"] = sum(self.fake.tried.values())
        self.happened["mishaps"] = sum(fault.struck for fault in self.fake.faults)

"""`python -m tests.chaos mail`: planners and senders killed, stopped and lied to, handing mails to a relay that loses its answers.

A relay tells nothing of what it took: a slot whose mail nobody can be sure of must be said to be unsure, and none may be sent twice
or be missing without that. A sabotage must make the campaign fail.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from core.app import open_app
from core.delivery.planner import delivery_id, due_next
from core.links.signed import SignedLinks
from core.settings import read
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.mailboxes import Mailbox, Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.subscriptions.model import EVERY_DAY, Subscription
from tests.chaos.delivery import DAY, PAUSED, STARTED, WORDS, WORKERS
from tests.chaos.processes import Crew
from tests.chaos.rounds_worker import CLOCK, KILLED, SABOTAGES
from tests.factories import bring, entry
from tests.fakes.relay import FakeRelay

ADDRESSES = 40

LONGEST_DAY = 400.0
"""Seconds a day's mails may take before the campaign says that they hang."""

CHANCE = 0.03
"""That a worker dies at each point that it comes to: every second mail or so."""


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where a slot was mailed twice, or is missing and nobody says so."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos mail", description=__doc__)
    parser.add_argument("--slots", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=60.0, help="end earlier than all slots, after so many minutes")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--sabotage", choices=SABOTAGES, default="none")
    parser.add_argument("--pauses", action="store_true", help="workers are stopped past their lease in place of killed")
    asked = parser.parse_args(argv)
    print(f"seed {asked.seed}, sabotage {asked.sabotage}", flush=True)
    with tempfile.TemporaryDirectory() as home, ExitStack() as ending:
        stage = Mailed(Path(home), asked.seed, asked.sabotage, asked.pauses, ending)
        faults = stage.run(asked.slots, asked.minutes * 60)
    print("\n".join(faults[:10]))
    print(f"{len(faults)} faults; " + ", ".join(f"{count:,} {what}" for what, count in stage.happened.items()))
    return int(bool(faults))


class Mailed:
    """A record, a relay and a crew of workers."""

    def __init__(self, home: Path, seed: int, sabotage: str, paused: bool, ending: ExitStack) -> None:
        self.dice, self.happened, self._paused = random.Random(seed), Counter[str](), paused
        self.relay = FakeRelay()
        ending.callback(self.relay.stop)
        self.relay.dice, self.relay.seconds = random.Random(seed), 2.5
        self.relay.shares = {"drop after": 0.06, "drop before": 0.03, "busy": 0.05, "full": 0.04, "slow": 0.02}
        environ = {
            "PAPERBOY_HOME": str(home), "PAPERBOY_FEEDS": "none", "PAPERBOY_SMTP": f"smtp://127.0.0.1:{self.relay.port}",
            "PAPERBOY_MAIL_FROM": "papers@example.org", "PAPERBOY_URL": "https://papers.example.org",
        }  # fmt: skip
        self.app = open_app(read(environ, None))
        ending.callback(self.app.close)
        self.digests = [self._signed_up(n) for n in range(ADDRESSES)]
        self.set(STARTED)
        ends = "stop" if paused else "die"
        command = [sys.executable, "-m", "tests.chaos.rounds_worker", str(seed), ends, sabotage, str(CHANCE)]
        self._log = home / "crew.log"
        self.crew = Crew([command] * WORKERS, environ, self._log)
        ending.callback(self.crew.end)

    def run(self, slots: int, seconds: float) -> list[str]:
        """Day after day until so many slots are through; what is wrong then."""
        started, day = time.monotonic(), STARTED.replace(hour=9)
        expected = list[str]()
        while len(expected) < slots and time.monotonic() - started < seconds:
            day += DAY
            titles = (entry(f"{word} of {day:%d %B}") for word in WORDS)
            bring(self.app.of(Record), *titles, day=day.date(), where=str(day))
            expected += [delivery_id(digest.id, "post", day.date()) for digest in self.digests]
            now = day + timedelta(minutes=1)
            self.set(now)
            if not self.through(now):
                tail = self._log.read_text("utf-8", "replace")[-3000:]
                return [f"the mails of {day:%d %B} hang", *self._faults(expected), tail]
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

    def set(self, now: datetime) -> None:
        """Move the clock."""
        self.app.of(Record).text.set(CLOCK, now.timestamp())

    def _signed_up(self, number: int) -> Subscription:
        address = f"reader{number}@example.com"
        box = Mailbox(self.app.of(SignedLinks).alias(address), address, STARTED)
        one = Subscription(f"s{number}", box.place, box.person, "daily", STARTED, days=EVERY_DAY, top=2, personal=True)
        self.app.of(Record).commit(self.app.of(Mailboxes).adding(box))
        self.app.of(Subscriptions).add(one, due_next(one, STARTED))
        return one

    def _faults(self, expected: list[str]) -> list[str]:
        """Each slot is mailed once and done, or said to be unsure and mailed at most once."""
        found = Counter(
            "-".join(name.strip("<>").split(".")[0].split("-")[:3]) for name in self.relay.counts().elements()
        )
        faults = []
        for slot in expected:
            times, stands = found[slot], self.app.of(Deliveries).read(slot)
            state = stands.state if stands else "missing"
            self.happened[f"slots {state}"] += 1
            self.happened["unsure ones that had arrived"] += state == "unsure" and times == 1
            if times > 1 or (times == 0 and state != "unsure") or state not in ("done", "unsure"):
                faults.append(f"{slot} was mailed {times} times and is {state}")
        more = sum(found.values()) - sum(found[slot] for slot in expected)
        faults += [f"{more} mails more than slots"] if more else []
        self._count()
        return faults

    def _kills(self) -> int:
        return sum(map(int, self.app.of(Record).text.hvals(KILLED)))

    def _count(self) -> None:
        self.happened.update(self.crew.happened)
        for point, times in sorted(self.app.of(Record).text.hgetall(KILLED).items()):
            self.happened[f"{'stopped' if self._paused else 'died'} {point}"] += int(times)
        self.happened.update({f"mishaps: {fault}": times for fault, times in self.relay.struck.items()})

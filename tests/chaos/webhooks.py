"""`python -m tests.chaos webhooks`: planners and senders killed, stopped and lied to, posting to all four kinds of webhook.

No webhook shows what it took: a slot whose post nobody can be sure of must be said to be unsure, and none may be posted twice or
be missing without that. A sabotage must make the campaign fail.
"""

import argparse
import re
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

from core.delivery.planner import delivery_id, due_next
from core.model import Person
from core.store.delivery.hooks import Hooks
from core.store.delivery.subscriptions import Subscriptions
from core.subscriptions.model import EVERY_DAY, Subscription
from core.subscriptions.wording import long_day
from tests.chaos.troubled import STARTED, Troubled, campaign
from tests.fakes.hooks import PATHS, FakeHooks, Fault

EACH = 10
"""Webhooks of each service."""

ADA = Person("terminal", "", "ada")
HEAD = re.compile(r"\d+ of \d+ new papers(?: ·|,) (\w+ \d+ \w+)")
"""How a post begins: it tells the day, and so the slot."""


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where a slot was posted twice, or is missing and nobody says so."""
    return campaign("webhooks", __doc__, argv, Hooked)


class Hooked(Troubled[tuple[str, date]]):
    """A record, the services behind the webhooks, and a crew of workers."""

    def __init__(self, home: Path, asked: argparse.Namespace, ending: ExitStack) -> None:
        self.fake = ending.enter_context(FakeHooks(asked.seed))
        super().__init__(home, asked.seed, {"PAPERBOY_HOOKS": self.fake.host}, ending, paused=asked.pauses)
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
        self.begin([sys.executable, "-m", "tests.chaos.rounds_worker", str(asked.seed), self.ends, asked.sabotage])

    def expect(self, day: datetime) -> list[tuple[str, date]]:
        """A post to each webhook."""
        return [(name, day.date()) for name in self.addresses]

    def faults(self, expected: list[tuple[str, date]]) -> list[str]:
        """Each slot is posted once and done, or said to be unsure and posted at most once."""
        found = self.posted()
        faults = list[str]()
        for name, day in expected:
            faults += self.unsure_or_done(delivery_id(name, "post", day), found[name, long_day(day)], "posted")
        more = sum(found.values()) - sum(found[name, long_day(day)] for name, day in expected)
        faults += [f"{more} posts more than slots"] if more else []
        faults += self.fake.breaches
        self.count()
        self.happened["calls"] = sum(self.fake.tried.values())
        self.happened["mishaps"] = sum(fault.struck for fault in self.fake.faults)
        return faults

    def posted(self) -> Counter[tuple[str, str]]:
        """How often each day's post came to each webhook."""
        found: Counter[tuple[str, str]] = Counter()
        for name, address in self.addresses.items():
            for post in self.fake.at(address):
                told = HEAD.search(post.raw.decode())
                found[name, told[1] if told else post.raw.decode()[:80]] += 1
        return found

"""`python -m tests.chaos mail`: planners and senders killed, stopped and lied to, handing mails to a relay that loses its answers.

A relay tells nothing of what it took: a slot whose mail nobody can be sure of must be said to be unsure, and none may be sent twice
or be missing without that. A sabotage must make the campaign fail.
"""

import argparse
import random
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from core.delivery.planner import delivery_id, due_next
from core.links.signed import SignedLinks
from core.store.delivery.mailboxes import Mailbox, Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.subscriptions.model import EVERY_DAY, Subscription
from tests.chaos.troubled import STARTED, Troubled, campaign
from tests.fakes.relay import FakeRelay

ADDRESSES = 40

CHANCE = 0.03
"""That a worker dies at each point that it comes to: every second mail or so."""


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where a slot was mailed twice, or is missing and nobody says so."""
    return campaign("mail", __doc__, argv, Mailed)


class Mailed(Troubled[str]):
    """A record, a relay and a crew of workers."""

    longest_day = 400.0

    def __init__(self, home: Path, asked: argparse.Namespace, ending: ExitStack) -> None:
        self.relay = FakeRelay()
        ending.callback(self.relay.stop)
        self.relay.dice, self.relay.seconds = random.Random(asked.seed), 2.5
        self.relay.shares = {"drop after": 0.06, "drop before": 0.03, "busy": 0.05, "full": 0.04, "slow": 0.02}
        environ = {
            "PAPERBOY_SMTP": f"smtp://127.0.0.1:{self.relay.port}", "PAPERBOY_MAIL_FROM": "papers@example.org",
            "PAPERBOY_URL": "https://papers.example.org",
        }  # fmt: skip
        super().__init__(home, asked.seed, environ, ending, paused=asked.pauses)
        self.digests = [self._signed_up(n) for n in range(ADDRESSES)]
        worker = [sys.executable, "-m", "tests.chaos.rounds_worker"]
        self.begin([*worker, str(asked.seed), self.ends, asked.sabotage, str(CHANCE)])

    def expect(self, day: datetime) -> list[str]:
        """A mail to each address."""
        return [delivery_id(digest.id, "post", day.date()) for digest in self.digests]

    def _signed_up(self, number: int) -> Subscription:
        address = f"reader{number}@example.com"
        box = Mailbox(self.app.of(SignedLinks).alias(address), address, STARTED)
        digest = Subscription(
            f"s{number}", box.place, box.person, "daily", STARTED, days=EVERY_DAY, top=2, personal=True
        )
        adding = self.app.of(Subscriptions).adding(digest, due_next(digest, STARTED))
        self.app.of(Record).commit(self.app.of(Mailboxes).adding(box, adding))
        return digest

    def faults(self, expected: list[str]) -> list[str]:
        """Each slot is mailed once and done, or said to be unsure and mailed at most once."""
        found = Counter(
            "-".join(name.strip("<>").split(".")[0].split("-")[:3]) for name in self.relay.counts().elements()
        )
        faults = [fault for slot in expected for fault in self.unsure_or_done(slot, found[slot], "mailed")]
        more = sum(found.values()) - sum(found[slot] for slot in expected)
        faults += [f"{more} mails more than slots"] if more else []
        self.count()
        self.happened.update({f"mishaps: {fault}": times for fault, times in self.relay.struck.items()})
        return faults

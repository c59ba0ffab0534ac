"""A Paperboy that sends mails to a relay in memory, by the real sender, at a clock that tests move."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bots.mail.outlet import MailOutlet
from bots.mail.relay import Relay
from core import settings
from core.app import Paperboy
from core.catalog import Catalog
from core.delivery.addresses.mailing import Mailing
from core.delivery.composer import Composer
from core.delivery.planner import plan
from core.delivery.sender import Sender
from core.links.rights import PublicSite
from core.search.index import Index
from core.settings.kinds import Secret
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.engine.steering import Steering
from core.subscriptions.model import Subscription
from tests.factories import NOW, bring, entry, ticking
from tests.fakes.outlet import FakeOutlet
from tests.fakes.relay import FakeRelay

URL = "https://papers.example.org"
TITLES = ("Tidal Attention", "Sparse Kites", "Quiet Lanterns", "Folded Harbors", "Woven Beacons", "Salted Pulleys")


class Post:
    """A relay, and the sender that hands mails to it."""

    def __init__(self, app: Paperboy, home: Path, relay: FakeRelay) -> None:
        self.app, self.home, self.relay, self.now = app, home, relay, NOW
        self.alarms, self.chat = list[str](), FakeOutlet()
        self.use()

    def use(self, seconds: float = 3.0, **environ: str) -> None:
        """Send by these settings from now on."""
        given = {
            "PAPERBOY_HOME": str(self.home), "PAPERBOY_FEEDS": "none", "PAPERBOY_URL": URL,
            "PAPERBOY_SMTP": f"smtp://127.0.0.1:{self.relay.port}", "PAPERBOY_MAIL_FROM": "Paperboy <papers@example.org>",
        }  # fmt: skip
        self.settings = settings.read(given | environ, None)
        self.outlet = MailOutlet(self.app, self.settings, Relay(self.settings.smtp, seconds))
        outlets = {"mail": self.outlet, "slack": self.chat}
        self.sender = self.app.call(
            Sender, self.app.call(Composer), outlets=outlets, alarm=lambda text, cause: self.alarms.append(text)
        )

    def subscribe(self, address: str = "ada@example.com", **options: str) -> Subscription:
        """Sign an address up, as the operator does."""
        mailing = self.app.of(Mailing)
        return mailing.subscribe(*mailing.drafted(address, options, "Europe/Paris", self.now), self.now)[0]

    def bring(self, *titles: str) -> None:
        """Papers are listed today."""
        bring(
            self.app.of(Record), *(entry(title) for title in titles), day=self.now.date(), where=f"{self.now} {titles}"
        )

    def go(self, **ahead: float) -> list[str]:
        """Move the clock, plan, and send all that is due."""
        self.now += timedelta(**ahead)
        self.app.call(plan, now=self.now)
        return self.send()

    def send(self) -> list[str]:
        """Send all deliveries that are open, whatever they wait for."""
        text = self.app.of(Record).text
        text.zunionstore(keys.SLOTS_OPEN, {keys.SLOTS_OPEN: 0})
        for delivery in text.zrange(keys.SLOTS_OPEN, 0, -1):
            text.hset(keys.delivery(delivery), "until", 0)
        return [str(self.sender.deliver(delivery, self.now)) for delivery in self.app.of(Deliveries).due(self.now)]

    def digest(self, subscription: Subscription) -> Subscription:
        """A subscription as it stands now."""
        found = self.app.of(Subscriptions).get(subscription.id)
        assert found
        return found


@pytest.fixture
def relay() -> Iterator[FakeRelay]:
    """A relay that takes everything."""
    made = FakeRelay()
    yield made
    made.stop()


@pytest.fixture
def post(record: Record, tmp_path: Path, relay: FakeRelay) -> Iterator[Post]:
    """Six papers of today, nobody signed up."""
    app = Paperboy(
        record,
        lambda: Index.open(tmp_path / "index", write=False),
        Queue(record.url, "ingest"),
        tmp_path,
        steering=Steering(None, ticking()),
        public_site=PublicSite(URL, pages="public"),
    )
    made = Post(app, tmp_path, relay)
    made.bring(*TITLES)
    yield made
    made.outlet.close()
    app.of(Catalog).close()


Moment = Callable[[str], datetime]


def secret(text: str) -> Secret:
    """A secret."""
    return Secret(text)


def kept_in(record: Record) -> dict[str, str]:
    """All that a record holds, as text by key."""
    raw = record.raw
    reads: dict[bytes, Callable[[bytes], object]] = {
        b"hash": raw.hgetall,
        b"set": raw.smembers,
        b"string": raw.get,
        b"stream": raw.xrange,
        b"zset": lambda key: raw.zrange(key, 0, -1),
        b"list": lambda key: raw.lrange(key, 0, -1),
    }
    return {key.decode(): str(reads[raw.type(key)](key)) for key in raw.scan_iter("*")}

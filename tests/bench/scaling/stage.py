"""The world of the bench of scale: one Discord bot in many servers and one Slack workspace of many channels, with their digests."""

import random
import sys
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import NamedTuple

from bots.discord.api import mark_of
from core.app import Paperboy, open_app
from core.delivery.planner import due_next
from core.model import Person, Place
from core.settings import read
from core.store.delivery.deliveries import Deliveries, Ended
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.queue import DeliveryQueue
from core.store.engine.record import Record
from core.subscriptions import timezones
from core.subscriptions.model import EVERY_DAY, Subscription
from tests.bench.corpus import Record as Row
from tests.bench.record import as_digest
from tests.bench.scaling.clocked import AHEAD
from tests.chaos.processes import Fake, Process

HOURS = (clock_time(9), clock_time(17))
"""When a server's digests are posted, by its own zone."""

OFFICE = "Europe/Berlin"
"""The zone of the Slack workspace: all of its channels are due at once."""

NEWS = 200
"""Papers that a day lists."""

DISCORD_EPOCH = 1_420_070_400_000


class Sizes(NamedTuple):
    """How large the world is, and how many processes send."""

    servers: int
    channels: int
    papers: int
    senders: int


class Post(NamedTuple):
    """A post as its platform shows it: of which delivery, and when it was taken, in seconds of Unix time by the record's clock."""

    platform: str
    delivery: str
    at: float


class Stage:
    """A record, both platforms with their limits on, and the processes that plan and send; `ending` ends what it began."""

    def __init__(self, home: Path, sizes: Sizes, rows: list[Row], seed: int, ending: ExitStack) -> None:
        self.sizes, self.dice, self.ahead = sizes, random.Random(seed), 0.0
        self.fakes = {name: ending.enter_context(Fake(name, seed)) for name in ("slack", "discord")}
        slack, discord = (self.fakes[name].told for name in ("slack", "discord"))
        self.environ = {
            "PAPERBOY_HOME": str(home), "PAPERBOY_FEEDS": "none",
            "SLACK_BOT_TOKEN": slack["bot_token"], "SLACK_APP_TOKEN": slack["app_token"], "SLACK_API": slack["api"],
            "DISCORD_TOKEN": discord["token"], "FAKE_DISCORD": discord["url"],
        }  # fmt: skip
        self.fakes["slack"].do("limits", on=True)
        self.fakes["discord"].do("settings", limits=True)
        self.app: Paperboy = open_app(read(self.environ, None))
        ending.callback(self.app.close)
        self.record = self.app.of(Record)
        self.day = _next_tuesday(datetime.now(UTC).date())
        self._jumps: list[tuple[float, float]] = []
        self.jump(datetime.combine(self.day, clock_time(), UTC) - timedelta(days=1))
        self._list(rows)
        self.subscriptions = [*self._of_slack(), *self._of_discord()]
        for made in self.subscriptions:
            self.app.of(Subscriptions).add(made, due_next(made, self._midnight()))
            yesterday = due_next(made, self._midnight() - timedelta(days=1))
            self.record.text.hset(keys.SLOTS_LAST, made.id, yesterday.timestamp() if yesterday else 0)
        self.processes = self._processes(home / "processes.log", ending)

    def now(self) -> float:
        """The record's clock, in seconds of Unix time."""
        return time.time() + self.ahead

    def jump(self, moment: datetime) -> None:
        """Put the record's clock, for all processes, to a moment that is not past."""
        self.ahead = moment.timestamp() - time.time()
        self.record.text.set(AHEAD, repr(self.ahead))
        self._jumps.append((time.time(), self.ahead))

    def next_due(self) -> datetime | None:
        """When the next digest of the day is due; None after the last."""
        first = self.record.text.zrange(keys.DUE, 0, 0, withscores=True)
        due = datetime.fromtimestamp(first[0][1], UTC) if first else None
        return due if due and due < self._midnight() + timedelta(days=1) else None

    def busiest(self) -> set[datetime]:
        """For each platform the hour of the day in which most of its posts are due."""
        due = dict(self.record.text.zrange(keys.DUE, 0, -1, withscores=True))
        hours: dict[str, Counter[datetime]] = {name: Counter() for name in self.fakes}
        for made in self.subscriptions:
            hours[made.place.platform][hour_of(datetime.fromtimestamp(due[made.id], UTC))] += 1
        return {hour for counted in hours.values() for hour, _ in counted.most_common(1)}

    def are_senders_up(self) -> bool:
        """Whether every sender has begun to listen."""
        return self.app.of(DeliveryQueue).workers() == self.sizes.senders

    def open(self) -> int:
        """How many deliveries are to be sent still."""
        return int(self.record.text.zcard(keys.SLOTS_OPEN))

    def posts(self) -> list[Post]:
        """What both platforms show."""
        shown = [*self._on_slack(), *self._on_discord()]
        return sorted(shown, key=lambda post: post.at)

    def deliveries(self) -> dict[str, Ended]:
        """Every delivery that was made, by its id."""
        names = [key.removeprefix("pb:slot:") for key in self.record.text.scan_iter("pb:slot:*", count=5000)]
        made = self.app.of(Deliveries)
        return {name: ended for name in names if (ended := made.read(name))}

    def calls(self) -> Counter[str]:
        """How many calls each platform got."""
        return Counter({name: sum(fake.see("state")["calls"].values()) for name, fake in self.fakes.items()})

    def _midnight(self) -> datetime:
        return datetime.combine(self.day, clock_time(), UTC)

    def _list(self, rows: list[Row]) -> None:
        """Most papers are old; the night before lists so many as a day does, and the night of the day."""
        parts = (rows[2 * NEWS :], 30), (rows[NEWS : 2 * NEWS], 1), (rows[:NEWS], 0)
        for some, back in parts:
            day = self.day - timedelta(days=back)
            now = datetime.combine(day, clock_time(), UTC)
            for todo in self.app.receive(as_digest(some, day), f"{day}.json", now).todo:
                self.app.ingest_slice(todo.id, now)

    def _of_slack(self) -> list[Subscription]:
        fake = self.fakes["slack"]
        maker = Person("slack", "T1", fake.do("user", name="ada")["id"])
        rooms = [fake.do("channel", name=f"c{n}")["id"] for n in range(self.sizes.channels)]
        return [
            Subscription(f"s{n}", Place("slack", "T1", room), maker, "daily", self._midnight(), zone=OFFICE, days=EVERY_DAY)
            for n, room in enumerate(rooms)
        ]  # fmt: skip

    def _of_discord(self) -> list[Subscription]:
        fake, zones = self.fakes["discord"], _zones()
        ada = fake.do("user", name="ada")["id"]
        made = []
        for n in range(self.sizes.servers):
            guild = fake.do("guild", name=f"g{n}", members=[ada])["id"]
            room = fake.do("channel", guild=guild, name=f"c{n}")["id"]
            where, maker = Place("discord", guild, room), Person("discord", "", ada)
            zone = self.dice.choice(zones)
            made += [
                Subscription(f"d{n}x{k}", where, maker, f"at {at:%H}", self._midnight(), at=at, zone=zone, days=EVERY_DAY)
                for k, at in enumerate(HOURS)
            ]  # fmt: skip
        return made

    def _processes(self, log: Path, ending: ExitStack) -> dict[str, Process]:
        named = {"planner": "schedule"} | {f"sender {n + 1}": "deliver" for n in range(self.sizes.senders)}
        clocked = [sys.executable, "-m", "tests.fakes.discord.launch", "tests.bench.scaling.clocked", "workers"]
        running = {}
        for name, worker in named.items():
            running[name] = Process(*clocked, worker, environ=self.environ, log=log)
            ending.callback(running[name].end)
        return running

    def _on_slack(self) -> list[Post]:
        shown = self.fakes["slack"].see("messages")
        found = [
            (float(row["ts"]), ((row.get("metadata") or {}).get("event_payload") or {}).get("key", "")) for row in shown
        ]
        return [Post("slack", key, self._told(at)) for at, key in found if key]

    def _on_discord(self) -> list[Post]:
        marks = {mark_of(name): name for name in self.deliveries()}
        found = []
        for room in {one.place.channel for one in self.subscriptions if one.place.platform == "discord"}:
            for row in self.fakes["discord"].see("messages", channel=room):
                mark = row["components"][0].get("id", 0) if row.get("components") else 0
                at = ((int(row["id"]) >> 22) + DISCORD_EPOCH) / 1000
                found.append(Post("discord", marks.get(mark, f"mark {mark}"), self._told(at)))
        return found

    def _told(self, at: float) -> float:
        """A moment of a platform's clock by the record's."""
        return at + next((ahead for since, ahead in reversed(self._jumps) if since <= at), 0.0)


def _zones() -> list[str]:
    """The zone of each large city of the world."""
    table = Path(timezones.__file__).with_name("cities.tsv").read_text(encoding="utf-8")
    return [line.split("\t")[1] for line in table.splitlines() if not line.startswith("#")]


def hour_of(at: datetime) -> datetime:
    """The hour in which a moment lies."""
    return at.replace(minute=0, second=0, microsecond=0)


def _next_tuesday(today: date) -> date:
    """A day of work on which makers get no report."""
    return today + timedelta(days=(1 - today.weekday()) % 7 or 7)

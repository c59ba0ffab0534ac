"""A Paperboy that lives through years by a clock that jumps: its processes' work, its people, restarts, upgrades and a full disk."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import redis
from rq.serializers import JSONSerializer

from core.app import Paperboy, open_app
from core.commands.dispatch import perform
from core.delivery.addresses.asked import keep_address
from core.delivery.outlet import Digest, Undelivered
from core.delivery.planner import delivery_of, due_next
from core.errors import ErrorKind, RecordDown
from core.host.clock import Clock as HandedClock
from core.ingest.arrivals import Arrivals
from core.model import Call, Person, Place
from core.services.reacting import Reactions
from core.settings import Settings, read
from core.store.chats.heartbeats import Heartbeats, Running
from core.store.chats.inbox import Event, Inbox
from core.store.chats.redraws import Redraws
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.embedded.server import Lease, join, running
from core.store.engine import keys
from core.store.engine.backup import keep_copy
from core.store.engine.once import ALERTED, Alerts
from core.store.engine.queue import AllowedJob, DeliveryQueue, Queue
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from core.subscriptions.model import EVERY_DAY, MAIL, Subscription
from core.votes.emoji import Message, Reaction
from core.votes.marks import Side
from tests.chaos.politeness import FEEDS, START, feeding_of
from tests.chaos.sites import Clock, Sites
from tests.fakes.feedserver import FeedServer
from tests.fakes.outlet import FakeOutlet
from workers import jobs, schedule
from workers.listening import ListeningWorker

ROUND = timedelta(hours=8)
"""The longest time between two looks at what is due."""

PEOPLE = [Person("slack", "T1", f"U{number}") for number in range(6)]

DIGESTS = [
    Subscription(f"d{number}", Place("slack", "T1", f"C{number}"), PEOPLE[number], f"digest {number}", START, **more)  # type: ignore[arg-type]
    for number, more in enumerate((
        {"zone": "Europe/Berlin", "learn": "on", "board": 4},
        {"zone": "America/Los_Angeles", "days": EVERY_DAY, "top": 7},
        {"zone": "Asia/Kolkata"},
    ))
]  # fmt: skip


class Sent(NamedTuple):
    """A message that went out."""

    key: str
    place: Place
    papers: tuple[str, ...]


class Channel(FakeOutlet):
    """A platform in memory that keeps of each message what it is about."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Sent] = []

    def send(self, place: Place, digest: Digest, key: str, still: Callable[[], bool]) -> str:
        """Take a post."""
        if not still():
            raise Undelivered(ErrorKind.RETRY_AFTER, "it may not go out now")
        self.sent.append(Sent(key, place, digest.papers))
        return f"m{len(self.sent)}"

    def find(self, place: Place, key: str, since: datetime) -> str:
        """The number of the post with this key."""
        return next((f"m{n}" for n, sent in enumerate(self.sent, 1) if (sent.place, sent.key) == (place, key)), "")

    def dress(self, place: Place, message: str, digest: Digest, key: str, *, again: bool) -> None:
        """Nothing belongs to it."""


class YearsWork(jobs.Work):
    """Work by the clock of the campaign; alerts are kept."""

    def __init__(
        self, app: Paperboy, settings: Settings, clock: Clock, outlet: Channel, alerts: list[tuple[datetime, str, str]]
    ) -> None:
        super().__init__(app, settings)
        self.clock, self.outlets, self.alerts = clock, {"slack": outlet, MAIL: outlet}, alerts  # type: ignore[assignment]

    def now(self) -> datetime:
        return self.clock.at

    def alarm(self, text: str, cause: str) -> bool:
        if first := self.app.of(Alerts).first(cause, self.clock.at):
            self.alerts.append((self.clock.at, cause, text))
        return first


class World:
    """One home, opened again after each restart, and what must be true of it in the end."""

    def __init__(self, home: Path, clock: Clock, sites: Sites, server: FeedServer, dice: random.Random) -> None:
        self.home, self.clock, self.sites, self.server, self.dice = home, clock, sites, server, dice
        mail = {"PAPERBOY_SMTP": "smtp://relay.example", "PAPERBOY_MAIL_FROM": "p@relay.example"}
        self.settings = read({"PAPERBOY_HOME": str(home), "PAPERBOY_FEEDS": FEEDS, **mail}, None)
        self.outlet, self.alerts = Channel(), list[tuple[datetime, str, str]]()
        self.votes: dict[str, dict[Person, Side]] = defaultdict(dict)
        self.acted = set[tuple[Person, str]]()
        self.happened, self.heard, self.number = Counter[str](), 0, 0
        self.open()
        for digest in DIGESTS:
            first = self.app.of(Deliveries).opening(delivery_of(digest, "post", START))
            self.app.of(Subscriptions).add(digest, due_next(digest, START), first)

    def open(self) -> None:
        """Start the server and a process that works on it."""
        self.lease: Lease = join(self.home, grace=0.1)
        self.app = open_app(self.settings, HandedClock(self.clock.now, self.clock.seconds))
        self.work = YearsWork(self.app, self.settings, self.clock, self.outlet, self.alerts)
        self.work.feeding = feeding_of(self.app, self.clock, self.sites, self.server.port)
        jobs.use(self.work)

    def close(self) -> None:
        """End both, and wait until the server is gone."""
        self.app.close()
        self.lease.close()
        while running(self.home):
            time.sleep(0.02)

    def next_digest(self) -> datetime:
        """When a digest is due next."""
        due = [at for digest in DIGESTS if (at := self.app.of(Subscriptions).next_due(digest.id))]
        return min(due, default=self.clock.at + ROUND)

    def reopen(self) -> None:
        """Go on after the server was away."""
        self.lease.ensure()
        self.app.catch_up()

    def restart(self) -> None:
        self.close()
        self.open()
        self.happened["restarts"] += 1

    def kill(self) -> None:
        """Kill the server; its supervisor starts another."""
        os.kill(self.lease.ensure().pid, signal.SIGKILL)
        self.lease.ensure()
        self.happened["kills"] += 1

    def upgrade(self) -> None:
        """What happens when a Paperboy with a higher schema opens the record: a copy, a change of every paper, and on."""
        record = self.app.of(Record)
        record.text.set(keys.SCHEMA, 0)
        record.prepare(lambda: keep_copy(record, self.home / "copies", "upgrade"), {0: _touch_papers}, 1)
        self.restart()
        self.happened["upgrades"] += 1

    def round(self, *, queued: bool) -> None:
        """What scheduler, workers and bots do at a moment: by RQ's own workers where `queued`, which costs half of a run."""
        schedule.tick(self.work, self.work.now())
        queues = (self.app.of(Queue), self.app.of(DeliveryQueue))
        for _ in range(3):
            for queue in queues if queued else ():
                if queue.waiting():
                    _work_off(queue)
            if queued:
                self._deliver()
        if not queued:
            self._work()
            for queue in queues:
                queue.listened().empty()
        self.app.catch_up(keep=True)
        self.app.tend(self.clock.at)
        self._redraw()

    def _work(self) -> None:
        """The jobs of this moment, called by name."""
        for fetch in self.work.feeding.feeds.waiting():
            jobs.fetch(fetch.id)
        for todo in self.app.of(Arrivals).todo():
            jobs.ingest(todo.id)
        if self.clock.at.hour >= 16:  # once a day: a fit looks through all that may be picked
            for learner in self.work.models.waiting():
                jobs.learn(f"{jobs.LEARN}{learner}")
        jobs.plan("now")
        for _ in range(2):  # a morning's end may ask for a notice
            self._deliver()

    def _deliver(self) -> None:
        """What a sender does at this moment."""
        for delivery in self.work.deliveries.due(self.clock.at):
            self.work.sender.deliver(delivery, self.work.now())

    def _redraw(self) -> None:
        self.app.of(Heartbeats).beat(Running("slack", f"host:{self.happened['restarts']}", 60.0, 1.0))
        while claims := self.app.of(Redraws).claim("slack", self.clock.at, 200):
            for claim in claims:
                self.app.of(Redraws).done(claim)

    def people(self) -> None:
        """People vote on what was posted since they looked last: by buttons and reactions."""
        for number in range(self.heard, len(self.outlet.sent)):
            sent = self.outlet.sent[number]
            for place, paper in enumerate(sent.papers, 1):
                for person in self.dice.sample(PEOPLE, self.dice.choice((0, 0, 1, 2, 3))):
                    if (person, paper) not in self.acted:  # the same press again would take it back
                        self.acted.add((person, paper))
                        self._act(person, paper, sent.place, f"m{number + 1}", place)
        self.heard = len(self.outlet.sent)

    def _act(self, person: Person, paper: str, place: Place, message: str, number: int) -> None:
        chance, side = self.dice.random(), self.dice.choice(("up", "up", "down"))
        if chance < 0.6:
            self.say(person, place, f"vote {paper} {side}")
            self.votes[paper][person] = side  # type: ignore[assignment]
        elif chance < 0.75:
            self.react(
                person, Message(place, message), f"{number}\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}"
            )
            self.votes[paper][person] = "up"
        elif chance < 0.9:
            self.say(person, place, f"save {paper}")
        else:
            self.say(person, place, f"search {paper[:6]}")

    def habits(self, day: int) -> None:
        """What people set up and take away again: lists, digests, authors, saved papers; and mails that nobody confirms."""
        person, place = PEOPLE[day % len(PEOPLE)], Place("slack", "T1", "C9")
        paper = self.outlet.sent[-1].papers[0] if self.outlet.sent and self.outlet.sent[-1].papers else ""
        lines = [
            f'list new "l{day}"',
            f'list delete "l{day}" sure:yes',
            'follow add author:"Ada Byron" paper:all',
            'follow remove "Ada Byron"',
        ]
        lines += [f"digest new zebra name:x{day} tz:UTC sure:yes", f"digest stop x{day} sure:yes"]
        lines += [f"save {paper}", f"unsave {paper}", f'paper note {paper} "note {day}"'] if paper else []
        for line in lines:
            self.say(person, place, line)
        if day % 5 == 0:
            address = self.app.call(
                keep_address, call=self._call(person, place), form=MAIL, address=f"m{day}@example.org"
            )
            self.say(person, place, f"digest new name:m{day} tz:UTC sure:yes to:{MAIL}:{address}")

    def say(self, person: Person, place: Place, line: str) -> None:
        """A person types or presses something."""
        reply = perform(self.app, line, self._call(person, place))
        assert reply.outcome not in ("wrong", "refused", "fault"), (line, reply.cards[0])
        self.happened["lines"] += 1

    def react(self, person: Person, message: Message, emoji: str) -> None:
        """A reaction comes by the inbox."""
        event = Event(self._id(), "slack", {"user": person.id, "emoji": emoji}, self.clock.at)
        self.app.of(Inbox).receive(event)
        order = int(self.clock.at.timestamp() * 1_000_000) + self.number % 1_000_000
        self.app.call(Reactions).react(Reaction(person, message, emoji, added=True, order=order), self.clock.at)
        self.app.of(Inbox).done(event)
        self.happened["reactions"] += 1

    def forget(self, person: Person) -> None:
        """A person asks to be forgotten."""
        self.app.forget(person, self.clock.at)
        for voters in self.votes.values():
            voters.pop(person, None)
        self.happened["forgotten"] += 1

    def lost(self) -> list[str]:
        """What is not as it was told: papers, votes, posts."""
        return [*self._papers_lost(), *self._votes_lost(), *self._posts_lost(), *self._noise()]

    def _noise(self) -> Iterator[str]:
        """Alerts of one cause within a day of each other."""
        for cause in {cause for _, cause, _ in self.alerts}:
            moments = [at for at, name, _ in self.alerts if name == cause]
            yield from (
                f"{cause}: an alert on {at}, and on {later}" for at, later in pairwise(moments) if later - at < ALERTED
            )

    def _papers_lost(self) -> Iterator[str]:
        listed, papers = self.sites.papers(), self.app.of(Papers)
        yield from (f"paper {name} is lost" for name in sorted(listed) if not papers.known_as(name))
        if (count := self.app.paper_count()) != len(listed):
            yield f"{count:,} papers are kept of {len(listed):,} that were listed"

    def _votes_lost(self) -> Iterator[str]:
        for paper, voters in self.votes.items():
            if (kept := self.app.of(Votes).voters(paper)) != voters:
                yield f"votes on {paper}: {len(kept)} are kept of {len(voters)}"

    def _posts_lost(self) -> Iterator[str]:
        times_sent = Counter(sent.key for sent in self.outlet.sent)
        yield from (f"{key} was posted {times} times" for key, times in times_sent.items() if times > 1)
        for digest in DIGESTS:
            papers = Counter(
                paper for sent in self.outlet.sent if sent.key.startswith(f"{digest.id}-post") for paper in sent.papers
            )
            yield from (f"{paper} came {times} times to {digest.id}" for paper, times in papers.items() if times > 1)
            yield from (
                f"{digest.id} had no post on {day}"
                for day in self._workdays()
                if f"{digest.id}-post-{day:%Y%m%d}" not in times_sent
            )

    def _workdays(self) -> Iterator[date]:
        """The days on which every site listed papers on the evening before."""
        yield from (
            day for day in self.sites.days[2:-2] if day.weekday() in range(1, 5) and day not in self.sites.holidays
        )

    def _call(self, person: Person, place: Place) -> Call:
        return Call(person, place, self.clock.at, self._id(), name=person.id)

    def _id(self) -> str:
        self.number += 1
        return f"e{self.number}"


def _touch_papers(record: Record) -> None:
    """A change of the schema that touches every paper, and may run twice."""
    for key in record.text.scan_iter(match=f"{keys.PREFIX}paper:*", count=2000):
        record.text.hset(key, "touched", 1)
        record.text.hdel(key, "touched")


def _work_off(queue: Queue) -> None:
    """Do what waits in a queue, as a worker does."""
    worker = ListeningWorker(
        [queue.listened()],
        connection=queue.connection,
        job_class=AllowedJob,
        serializer=JSONSerializer,
        log_job_description=False,
    )
    worker.asked = threading.Event()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        worker.work(burst=True, logging_level="WARNING")
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def doctor(home: Path) -> str:
    """What `paperboy doctor` says of a home."""
    command = [sys.executable, "-m", "bots.cli", "doctor"]
    environment: Mapping[str, str] = {
        **os.environ,
        "PAPERBOY_HOME": str(home),
        "PAPERBOY_FEEDS": FEEDS,
        "COLUMNS": "200",
    }
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False).stdout


@contextmanager
def disk(folder: Path, size: str = "3g") -> Iterator[bool]:
    """A disk of its own in a folder, which can be filled; False where this machine mounts none for us."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    try:
        yield mounted.returncode == 0
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """The disk is full while the context lasts."""
    filler = folder / "filler"
    state = os.statvfs(folder)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(state.f_bfree * state.f_frsize - (1 << 20), 1))
        file.seek(0, os.SEEK_END)
        try:
            while True:
                os.write(file.fileno(), bytes(4096))
        except OSError:
            pass
    try:
        yield
    finally:
        filler.unlink()


GONE = (RecordDown, redis.RedisError, OSError)
"""What a process meets while the disk is full."""

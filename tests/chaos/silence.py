"""A year of mornings: feeds refuse, are empty or away, nobody is at work, channels are muted and digests paused, clocks change.

Each morning without a post, or with fewer picks than asked for, must have a reason, and the reason must be so. What is so is taken from the
sites of the campaign, not from the product. Schedule, jobs, fetcher, planner, sender and record are the real ones, by a clock that jumps.
"""

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from core.app import Paperboy
from core.catalog import Catalog
from core.delivery import composer as composing
from core.delivery.composer import Composer
from core.delivery.planner import due_next, plan
from core.delivery.reasons import last_post
from core.delivery.sender import Sender
from core.model import Person, Place
from core.search.index import Index
from core.store.chats.mutes import Mutes
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.queue import Queue
from core.subscriptions.model import EVERY_DAY, WORKDAYS, Filter, Subscription
from core.subscriptions.schedule import instant, occurrences
from core.subscriptions.wording import moment
from core.text.source_names import feed_name
from core.votes.emoji import Rules
from tests.chaos.politeness import FEEDS, START, Work, absences_of, feeding_of, next_moment, throwaway, work_round
from tests.chaos.sites import Clock, Sites, site_of
from tests.fakes.feedserver import Asked, FeedServer, Line
from tests.fakes.outlet import FakeOutlet
from workers import jobs

SOON = timedelta(minutes=10)
"""After its hour a morning is judged."""

NAMES = {
    feed_name(feed): site
    for feed, site in zip(
        (name.strip() for name in FEEDS.split(",")), ("huggingface.co", "arxiv.org", "biorxiv.org"), strict=True
    )
}
"""The site of each feed, by the name that people read."""

COUNTED = re.compile(r"(\d+) of (\d+) new papers? fits?")
LEFT = re.compile(r"(\d+) (?:out by|posted before|too like|for other)")
NAME = f"({'|'.join(map(re.escape, NAMES))})"
SINCE = re.compile(rf"{NAME} has given no list since ([^;.]+?\d\d:\d\d)")
NOTHING = re.compile(rf"{NAME} had nothing new")
CLOSED = re.compile(rf"{NAME} has no list on (\w+)s")
LATE = re.compile(r"was skipped: (\d+) hours? late")
READ = re.compile(rf"{NAME} was last read on ([^;.]+?\d\d:\d\d)")


class Watched(Sites):
    """Sites that note since when each gives no list, and when it gave the last one."""

    def __init__(self, clock: Clock, days: int, dice: random.Random) -> None:
        super().__init__(clock, days, dice)
        self.failing: dict[str, datetime | None] = {}
        self.gave: dict[str, datetime] = {}

    def called(self, host: str) -> bool:
        answers = super().called(host)
        if not answers:
            self._failed(site_of(host))
        return answers

    def answer(self, asked: Asked, line: Line) -> None:
        site = site_of(asked.headers["host"])
        if self._mishap(site) in ("", "empty"):
            self.failing[site], self.gave[site] = None, self.clock.at
        else:
            self._failed(site)
        super().answer(asked, line)

    def _failed(self, site: str) -> None:
        self.failing[site] = self.failing.get(site) or self.clock.at


class Standing(NamedTuple):
    """How the sites stood when a post was decided on: since when each gives no list, and when it gave its last."""

    at: datetime
    failing: dict[str, datetime | None]
    gave: dict[str, datetime]


class Judged(NamedTuple):
    """The mornings by what was read of them, and what was wrong with some."""

    kinds: Counter[str]
    wrong: list[str]


class Mornings:
    """The digests of a campaign, and what people read of each of their mornings."""

    def __init__(
        self,
        app: Paperboy,
        clock: Clock,
        sites: Watched,
        away: Sequence[tuple[datetime, datetime]],
        dice: random.Random,
    ) -> None:
        self.app, self.clock, self.sites, self.away, self.dice = app, clock, sites, away, dice
        self.outlet, self.kinds, self.wrong = FakeOutlet(), Counter[str](), list[str]()
        self.sender = app.call(Sender, app.call(Composer), outlets={"slack": self.outlet}, alarm=lambda text: None)
        self.judged: dict[str, datetime] = {}
        self.turned: dict[str, datetime] = {}
        self.muted: dict[str, datetime] = {}
        self.stood: dict[str, Standing] = {}
        for number, (wants, days, zone) in enumerate(DIGESTS):
            digest = Subscription(
                f"d{number}", Place("slack", "T1", f"C{number}"), Person("slack", "T1", f"U{number}"), f"digest {number}",
                START, wants, zone=zone, days=days,
            )  # fmt: skip
            app.of(Subscriptions).add(digest, due_next(digest, START))
            self.judged[digest.id] = START

    def meddle(self) -> None:
        """Now and then a person pauses, resumes, mutes or unmutes."""
        for digest in self.app.of(Subscriptions).all():
            if self.dice.random() < (0.03 if digest.paused else 0.002):
                self.turned[digest.id] = self.clock.at
                turned = msgspec.structs.replace(digest, paused=not digest.paused)
                self.app.of(Subscriptions).change(digest, turned, due_next(turned, self.clock.at), f"{self.clock.at}")
            muted = self.app.of(Mutes).has(digest.place)
            turns = self.dice.random() < (0.05 if muted else 0.002)
            if turns:
                self.app.of(Mutes).set(digest.place, muted=not muted)
            if muted or turns:
                self.muted[digest.id] = self.clock.at

    def post(self) -> None:
        """What planner and sender do at a moment."""
        record, now = self.app.of(Record), self.clock.at
        self.app.call(plan, now=now)
        record.text.zunionstore(keys.SLOTS_OPEN, {keys.SLOTS_OPEN: 0})  # waits go by the server's clock: they are over
        for delivery in self.app.of(Deliveries).due(now):
            record.text.hset(keys.delivery(delivery), "until", 0)
            self.stood[delivery] = Standing(now, dict(self.sites.failing), dict(self.sites.gave))
            self.sender.deliver(delivery, now)

    def judge(self, *, away: bool) -> None:
        """Read of each digest what became of its last morning, once a morning; `away`: nobody was at work at its hour."""
        for digest in self.app.of(Subscriptions).all():
            due = list(occurrences(digest.hours, self.judged[digest.id], self.clock.at - SOON))
            if not due:
                continue
            self.judged[digest.id] = due[-1][1]
            muted = self.app.of(Mutes).has(digest.place)
            text = last_post(self.app.of(Deliveries), digest, self.clock.at, held=muted)
            kind, wrong = self._told(digest, due[-1][0], text, away=away)
            self.kinds[kind] += 1
            self.wrong += [f"{self.clock.at:%a %d %b %H:%M} {digest.id} ({kind}): {why}: {text!r}" for why in wrong]

    def coming(self, now: datetime) -> datetime:
        """When the next morning is due, or is to be judged."""
        moments = (
            moment
            for digest in self.app.of(Subscriptions).all()
            for _, at in occurrences(digest.hours, self.judged[digest.id], now + timedelta(days=8))
            for moment in (at, at + SOON)
        )
        return min(moment for moment in moments if moment > now)

    def _told(self, digest: Subscription, day: date, text: str, *, away: bool) -> tuple[str, list[str]]:
        """What kind of morning it was, and what is not so in what was read."""
        if digest.paused:
            return "paused", []
        key = f"{digest.id}-post-{day:%Y%m%d}"
        papers = next((len(post.digest.papers) for post in self.outlet.posts if post.key == key), 0)
        if papers >= digest.top:
            return "full", []
        kind = "thin" if papers else "silent"
        since = (instant(digest.hours, day) or START) - timedelta(minutes=1)
        meddled = self.turned.get(digest.id, START) >= since - timedelta(days=1)
        if "was not prepared" in text:
            return "not prepared", [] if away or meddled else ["somebody was at work, and nobody had paused it"]
        if "is paused" in text:
            return "paused", [] if meddled else ["nobody had paused it"]
        muted = self.muted.get(digest.id, START) >= since
        if "waits." in text:
            return "muted", [] if muted else ["it is not muted"]
        if late := LATE.search(text):
            held = muted or any(begun < self.clock.at and until > since for begun, until in self.away)
            wrong = [] if held else ["nothing held it back"]
            return "late", [
                *wrong,
                *([] if self.clock.at - since >= timedelta(hours=int(late[1]) - 1) else ["not so late"]),
            ]
        wrong = [*self._of_feeds(digest, key, text), *_of_counts(text, papers)]
        explained = any(pattern.search(text) for pattern in (COUNTED, SINCE, NOTHING, CLOSED, READ))
        return kind, wrong if explained else ["no reason"]

    def _of_feeds(self, digest: Subscription, key: str, text: str) -> Iterator[str]:
        """What is not so of the feeds, as they stood when the post was decided on."""
        stood = self.stood[key]
        for name, since in SINCE.findall(text):
            failing = stood.failing.get(NAMES[name])
            if not failing:
                yield f"{name} gave lists"
            elif not _is_near(failing, since, digest.zone):
                yield f"{name} failed since {moment(failing, digest.zone)}"
        for name in NOTHING.findall(text):
            if stood.failing.get(NAMES[name]):
                yield f"{name} failed"
        for name, since in READ.findall(text):
            if not _is_near(stood.gave[NAMES[name]], since, digest.zone):
                yield f"{name} was read {moment(stood.gave[NAMES[name]], digest.zone)}"
        for name, weekday in CLOSED.findall(text):
            there = stood.at.astimezone(ZoneInfo("America/New_York"))
            if NAMES[name] != "arxiv.org" or f"{there:%A}" != weekday or there.weekday() < 5:
                yield f"{name} has a list"
        named = {NAMES[name] for name, _ in SINCE.findall(text)}
        yield from (
            f"{site} failed and is not named" for site, since in stood.failing.items() if since and site not in named
        )


def _is_near(at: datetime, said: str, zone: str) -> bool:
    """Whether a moment reads so, give or take what a call takes."""
    return any(moment(at + timedelta(minutes=n), zone) == said for n in range(-3, 4))


def _of_counts(text: str, papers: int) -> Iterator[str]:
    for fit, new in COUNTED.findall(text):
        left = sum(map(int, LEFT.findall(text)))
        if int(fit) != papers:
            yield f"{papers} were posted"
        if int(fit) + left != int(new):
            yield "the counts do not add up"


ALL, TOPIC, NAMED = Filter(), Filter(topics=(("zebra",),)), Filter(categories=("cs.XX",))
DIGESTS = (
    (ALL, WORKDAYS, "Europe/Berlin"),
    (ALL, EVERY_DAY, "America/Los_Angeles"),
    (TOPIC, WORKDAYS, "Asia/Kolkata"),
    (NAMED, EVERY_DAY, "Australia/Sydney"),
)


def live(record: Record, home: Path, days: int, seed: int, sabotage: str = "none") -> Judged:
    """Live through so many days."""
    dice, clock = random.Random(seed), Clock(START)
    sites = Watched(clock, days, dice)
    away = absences_of(sites.end, days, dice)
    rules = Rules(feeds=tuple(name.strip() for name in FEEDS.split(",")))
    app = Paperboy(
        record, lambda: Index.open(home / "index", write=False), Queue(record.url, "ingest"), home, rules=rules
    )
    undo = SABOTAGES[sabotage]()
    try:
        with FeedServer() as server:
            server.default = sites.answer
            work = Work(app, clock, feeding_of(app, clock, sites, server.port))
            jobs.use(work)
            mornings = Mornings(app, clock, sites, away, dice)
            while clock.at < sites.end:
                absent = next((until for since, until in away if since <= clock.at < until), None)
                if absent is None:
                    work_round(work)
                    mornings.meddle()
                    mornings.post()
                    mornings.judge(away=False)
                    clock.at = min(next_moment(work), mornings.coming(clock.at))
                else:
                    clock.at = min(mornings.coming(clock.at), absent)
                    mornings.judge(away=True)
                clock.pass_by(1)
    finally:
        undo()
        app.of(Catalog).close()
    return Judged(mornings.kinds, mornings.wrong)


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where a morning has no reason or one that is not so."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos silence")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--sabotage", choices=SABOTAGES, default="none")
    given = parser.parse_args(argv)
    with throwaway() as (record, home):
        judged = live(record, home, given.days, given.seed, given.sabotage)
    print(
        f"seed {given.seed}, {given.days} days: {dict(judged.kinds)}; {len(judged.wrong)} mornings without a true reason"
    )
    for line in judged.wrong[:12]:
        print(f"  {line}")
    return int(bool(judged.wrong))


def _without(name: str, instead: Callable[..., Any]) -> Callable[[], Callable[[], None]]:
    """Put something in the place of what the composer uses; what is returned takes it out again."""

    def sabotage() -> Callable[[], None]:
        kept = getattr(composing, name)
        setattr(composing, name, instead)
        return lambda: setattr(composing, name, kept)

    return sabotage


SABOTAGES: dict[str, Callable[[], Callable[[], None]]] = {
    "none": lambda: lambda: None,
    "all-feeds-well": _without("standings", lambda feeds, rules, now: []),
    "no-reason": _without("choose", lambda *given: msgspec.structs.replace(_choose(*given), thin="", missing="")),
}
_choose = composing.choose

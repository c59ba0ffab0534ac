"""What people read of each morning in a campaign, judged by its sites: reasons, footers, and the notices after three silent days."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from core.app import Paperboy
from core.delivery.composer import Composer
from core.delivery.planner import delivery_id, delivery_of, due_next, plan
from core.delivery.reasons import last_post
from core.delivery.sender import Sender
from core.feeds.exchange.manners import site_of
from core.store.chats.mutes import Mutes
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Record
from core.subscriptions.model import WORKDAYS, Subscription
from core.subscriptions.schedule import begun_anew, instant, occurrences
from core.subscriptions.wording import moment
from core.text.source_names import feed_name
from tests.chaos.politeness import FEEDS, START
from tests.chaos.sites import ARXIV, HOLIDAYS, Clock, Sites
from tests.fakes.feedserver import Asked, Line
from tests.fakes.outlet import FakeOutlet, Posted

SOON = timedelta(minutes=10)
"""After its hour a morning is judged."""

TODAY = timedelta(hours=26)
"""A feed that gave its last list longer ago was not read today."""

NAMES = {
    feed_name(feed): site
    for feed, site in zip(
        (name.strip() for name in FEEDS.split(",")), ("huggingface.co", "arxiv.org", "biorxiv.org"), strict=True
    )
}
"""The site of each feed, by the name that people read."""

COUNTED = re.compile(r"(\d+) of (\d+) new papers? picked")
LEFT = re.compile(r"(\d+) (?:out by|posted before|too like|beyond|for other)")
NAME = f"({'|'.join(map(re.escape, NAMES))})"
SINCE = re.compile(rf"{NAME} has given no list since ([^;.]+?\d\d:\d\d)")
NOTHING = re.compile(rf"{NAME} had nothing new")
CLOSED = re.compile(rf"{NAME} announces nothing on (\w+)(?:s| (\d+ \w+), after its holiday of (\w+))(?=[;.])")
LATE = re.compile(r"was skipped: (\d+) hours? late")
READ = re.compile(rf"{NAME} was last read on ([^;.]+?\d\d:\d\d)")
RESUMED = re.compile(r"was resumed only afterwards, on ([^;.]+?\d\d:\d\d)")
LISTED = re.compile(rb'abs/(\d{4}\.\d{5})|"id": ?"(\d{4}\.\d{5})"|"doi": ?"([^"]+)"')
SOURCES = {"huggingface.co": "Hugging Face", "arxiv.org": "arXiv", "biorxiv.org": "bioRxiv"}


class Given(NamedTuple):
    """When a site first gave a paper, and the first day of its lists with it."""

    at: datetime
    day: date


class Watched(Sites):
    """Sites that note since when each gives no list, when it gave the last one, and which papers it gave."""

    def __init__(self, clock: Clock, days: int, dice: random.Random) -> None:
        super().__init__(clock, days, dice)
        self.failing: dict[str, datetime | None] = {}
        self.gave: dict[str, datetime] = {}
        self.given: dict[str, dict[str, Given]] = defaultdict(dict)

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

    def new(self, site: str, after: datetime, now: datetime) -> int:
        """How many papers of a site are news to who was told of all that there was at a moment."""
        last = after.date()
        return sum(
            last < day <= now.date() + timedelta(days=1) or (day == last and at > after)
            for at, day in self.given[site].values()
        )

    def _body(self, asked: Asked, *, empty: bool) -> bytes:
        body, site = super()._body(asked, empty=empty), site_of(asked.headers["host"])
        for found in LISTED.findall(body):
            name = next(filter(None, found)).decode()
            if asked.path == "/api/query":  # a list of an earlier day
                day = date(2000 + int(name[:2]), int(name[2:4]), int(name[5:]) // 100)
            elif asked.path.startswith("/rss/"):
                day = ARXIV.today(self.clock.at - timedelta(minutes=10))
            else:
                day = date.fromisoformat(asked.query["date"] if "date" in asked.query else asked.path.split("/")[3])
            was = self.given[site].get(name, Given(self.clock.at, day))
            self.given[site][name] = Given(was.at, min(was.day, day))
        return body

    def _failed(self, site: str) -> None:
        self.failing[site] = self.failing.get(site) or self.clock.at


class Standing(NamedTuple):
    """How the sites stood when a post was decided on: since when each gives no list, when it gave its last, and how many
    papers of each were news to its digest (None where it had not posted before)."""

    at: datetime
    failing: dict[str, datetime | None]
    gave: dict[str, datetime]
    new: dict[str, int] | None


class Notices:
    """The notices of three silent working days: what was to be told by the mornings as they ended, and what was."""

    def __init__(self) -> None:
        self._posted: dict[str, set[date]] = defaultdict(set)
        self._due: dict[str, set[date]] = defaultdict(set)
        self._begun: dict[str, datetime] = {}

    def begin(self, digest: Subscription, at: datetime) -> None:
        """A digest is made or resumed."""
        self._begun[digest.id] = at

    def note(self, digest: Subscription, day: date, at: datetime, *, posted: bool) -> None:
        """A morning ended with a post, or with nothing to say."""
        if posted:
            self._posted[digest.id].add(day)
            return
        run = []
        for before, _ in reversed(list(occurrences(digest.hours, self._begun[digest.id], at))):
            if before in self._posted[digest.id]:
                break
            run += [before] if before.weekday() in WORKDAYS and before <= day else []
        if day.weekday() in WORKDAYS and len(run) >= 3 and not self._due[digest.id] & set(run):
            self._due[digest.id].add(day)

    def wrong(self, digest: Subscription, posts: Sequence[Posted]) -> Iterator[str]:
        """What is not so of the notices of one digest."""
        told = Counter(post.key for post in posts if post.key.startswith(f"{digest.id}-silence-"))
        due = {delivery_id(digest.id, "silence", day) for day in self._due[digest.id]}
        yield from (f"{key}: three silent days and no notice" for key in sorted(due - set(told)))
        yield from (f"{key}: a notice without three silent days" for key in sorted(set(told) - due))
        yield from (f"{key}: told {times} times" for key, times in told.items() if times > 1)


class Mornings:
    """The digests of a campaign, and what people read of each of their mornings."""

    def __init__(
        self,
        app: Paperboy,
        clock: Clock,
        sites: Watched,
        away: Sequence[tuple[datetime, datetime]],
        dice: random.Random,
        digests: Sequence[Subscription],
    ) -> None:
        self.app, self.clock, self.sites, self.away, self.dice = app, clock, sites, away, dice
        self.outlet, self.kinds, self.wrong, self.notices = FakeOutlet(), Counter[str](), list[str](), Notices()
        self.sender = app.call(
            Sender, app.call(Composer), outlets={"slack": self.outlet}, alarm=lambda text, cause: None
        )
        self.judged: dict[str, datetime] = {}
        self.turned: dict[str, datetime] = {}
        self.muted: dict[str, datetime] = {}
        self.stood: dict[str, Standing] = {}
        self.decided: dict[str, datetime] = {}
        for digest in digests:
            first = app.of(Deliveries).opening(delivery_of(digest, "post", START))  # as when somebody makes it
            app.of(Subscriptions).add(digest, due_next(digest, START), first)
            self.judged[digest.id] = START
            self.notices.begin(digest, START - timedelta(days=1))  # its first day counts

    def meddle(self) -> None:
        """Now and then a person pauses, resumes, mutes or unmutes."""
        for digest in self.app.of(Subscriptions).all():
            if self.dice.random() < (0.03 if digest.paused else 0.002):
                self.turned[digest.id] = self.clock.at
                paused = msgspec.structs.replace(digest, paused=not digest.paused)
                turned = begun_anew(digest, paused, self.clock.at)
                self.app.of(Subscriptions).change(digest, turned, due_next(turned, self.clock.at), f"{self.clock.at}")
                self.notices.begin(digest, self.clock.at)
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
        for _ in range(2):  # a morning's end may ask for a notice
            record.text.zunionstore(
                keys.SLOTS_OPEN, {keys.SLOTS_OPEN: 0}
            )  # waits go by the server's clock: they are over
            for delivery in self.app.of(Deliveries).due(now):
                record.text.hset(keys.delivery(delivery), "until", 0)
                self._deliver(delivery, now)

    def _deliver(self, delivery: str, now: datetime) -> None:
        name, kind, written = delivery.split("-")[:3]
        after = self.decided.get(name)
        new = {site: self.sites.new(site, after, now) for site in NAMES.values()} if after else None
        self.stood[delivery] = Standing(now, dict(self.sites.failing), dict(self.sites.gave), new)
        before = len(self.outlet.posts)
        digest = self.app.of(Subscriptions).get(name)
        if self.sender.deliver(delivery, now) == "done" and kind == "post" and digest:
            self.decided[name] = now
            self.notices.note(digest, date.fromisoformat(written), now, posted=len(self.outlet.posts) > before)

    def judge(self, *, away: bool) -> None:
        """Read of each digest what became of its last morning, once a morning; `away`: nobody was at work at its hour."""
        for digest in self.app.of(Subscriptions).all():
            due = list(occurrences(digest.hours, self.judged[digest.id], self.clock.at - SOON))
            if not due:
                continue
            self.judged[digest.id] = due[-1][1]
            muted = self.app.of(Mutes).has(digest.place)
            text = last_post(self.app.of(Deliveries), self.app.of(Subscriptions), digest, self.clock.at, held=muted)
            kind, wrong = self._told(digest, due[-1][0], text, away=away)
            self.kinds[kind] += 1
            self.wrong += [f"{self.clock.at:%a %d %b %H:%M} {digest.id} ({kind}): {why}: {text!r}" for why in wrong]

    def close(self) -> None:
        """Judge the notices, at the end."""
        for digest in self.app.of(Subscriptions).all():
            self.wrong += self.notices.wrong(digest, self.outlet.posts)
        told = [post for post in self.outlet.posts if "-silence-" in post.key]
        self.kinds["notice"] += len(told)
        self.wrong += [
            f"{post.key}: the notice gives no reason" for post in told if not _explained(post.digest.cards[0].body.text)
        ]

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
        key = delivery_id(digest.id, "post", day)
        post = next((post for post in self.outlet.posts if post.key == key), None)
        footer = list(self._of_footer(digest, post)) if post else []
        if post and len(post.digest.papers) >= digest.top:
            return "full", footer
        kind = "thin" if post else "silent"
        since = (instant(digest.hours, day) or START) - timedelta(minutes=1)
        if "was not prepared" in text:
            return "not prepared", list(self._of_unprepared(digest, text, away=away))
        if "is paused" in text:
            meddled = self.turned.get(digest.id, START) >= since - timedelta(days=1)
            return "paused", [] if meddled else ["nobody had paused it"]
        muted = self.muted.get(digest.id, START) >= since
        if "waits." in text:
            return "muted", [] if muted else ["it is not muted"]
        if late := LATE.search(text):
            held = muted or any(begun < self.clock.at and until > since for begun, until in self.away)
            soon = self.clock.at - since < timedelta(hours=int(late[1]) - 1)
            return "late", [*([] if held else ["nothing held it back"]), *(["not so late"] if soon else [])]
        wrong = [
            *footer,
            *of_feeds(self.stood[key], digest.zone, text),
            *_of_counts(text, len(post.digest.papers) if post else 0),
        ]
        return kind, wrong if _explained(text) else ["no reason"]

    def _of_unprepared(self, digest: Subscription, text: str, *, away: bool) -> Iterator[str]:
        turned = self.turned.get(digest.id)
        if resumed := RESUMED.search(text):
            if not turned or not _is_near(turned, resumed[1], digest.zone):
                yield "it was not resumed then"
        elif "no worker has run since its hour" not in text:
            yield "it does not say why"
        elif not away:
            yield "somebody was at work"

    def _of_footer(self, digest: Subscription, post: Posted) -> Iterator[str]:
        """What is not so in the foot of a post: the feeds that are missing, and where its papers are from."""
        stood, foot = self.stood[post.key], post.digest.cards[-1].body.text
        yield from (f"its foot: {why}" for why in of_feeds(stood, digest.zone, foot))
        if not foot:
            return
        sites = {
            "biorxiv.org" if "." not in paper else "arxiv.org" if paper.endswith("3") else "huggingface.co"
            for paper in post.digest.papers
        }
        said = foot.partition("these are from ")[2]
        if {name for name in SOURCES.values() if name in said} != {SOURCES[site] for site in sites}:
            yield f"its foot: its papers are from {sorted(sites)}"


def of_feeds(stood: Standing, zone: str, text: str) -> Iterator[str]:
    """What is not so of the feeds, as they stood when the post was decided on."""
    for name, since in SINCE.findall(text):
        failing = stood.failing.get(NAMES[name])
        if not failing:
            yield f"{name} gave lists"
        elif not _is_near(failing, since, zone):
            yield f"{name} failed since {moment(failing, zone)}"
    for name, since in READ.findall(text):
        if not _is_near(stood.gave[NAMES[name]], since, zone):
            yield f"{name} was read {moment(stood.gave[NAMES[name]], zone)}"
    for name in NOTHING.findall(text):
        yield from _of_nothing(stood, name)
    for name, weekday, written, holiday in CLOSED.findall(text):
        there = stood.at.astimezone(ZoneInfo("America/New_York"))
        before = HOLIDAYS.get(there.date())
        said = (f"{there:%A}", f"{there.day} {there:%B}" if before else "", f"{before:%A}" if before else "")
        if NAMES[name] != "arxiv.org" or said != (weekday, written, holiday) or (there.weekday() < 5 and not before):
            yield f"{name} has a list"
    named = {NAMES[name] for name, _ in SINCE.findall(text)}
    yield from (
        f"{site} failed and is not named" for site, since in stood.failing.items() if since and site not in named
    )


def _of_nothing(stood: Standing, name: str) -> Iterator[str]:
    """What is wrong with saying that a feed had nothing new."""
    site = NAMES[name]
    if stood.failing.get(site):
        yield f"{name} failed"
    if stood.at - stood.gave.get(site, START) > TODAY:
        yield f"{name} was not read"
    if stood.new and stood.new[site]:
        yield f"{name} had {stood.new[site]} new"
    there = stood.at.astimezone(ZoneInfo("America/New_York")).date()
    if site == "arxiv.org" and (there.weekday() > 4 or there in HOLIDAYS):
        yield f"{name} announces nothing that day"


def _explained(text: str) -> bool:
    """Whether a text gives any reason that is known here."""
    return any(pattern.search(text) for pattern in (COUNTED, SINCE, NOTHING, CLOSED, READ))


def _is_near(at: datetime, said: str, zone: str) -> bool:
    """Whether a moment reads so, give or take what a call takes."""
    return any(moment(at + timedelta(minutes=n), zone) == said for n in range(-3, 4))


def _of_counts(text: str, papers: int) -> Iterator[str]:
    for picked, new in COUNTED.findall(text):
        left = sum(map(int, LEFT.findall(text)))
        if int(picked) != papers:
            yield f"{papers} were posted"
        if int(picked) + left != int(new):
            yield "the counts do not add up"

"""The sites that papers come from, for a year that passes in minutes: real HTTP on loopback, by a clock that is moved, with mishaps.

Each notes every call, and counts those that come faster than its pace or in a pause it asked for.
"""

import json
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from urllib.parse import unquote
from xml.sax.saxutils import escape

from core.feeds.exchange.manners import PACES, site_of
from core.feeds.habits import habit_of, is_weekday, submitted
from tests.fakes.feedserver import Asked, Line, busy, page

ARXIV = habit_of("arxiv:cs.CL")
HOLIDAYS = {
    date(2026, month, day): date(2026, before_month, before)
    for month, day, before_month, before in (
        (1, 20, 1, 19), (6, 22, 6, 19), (7, 6, 7, 3), (9, 8, 9, 7), (11, 27, 11, 26), (12, 28, 12, 25), (12, 30, 12, 29)
    )
}  # fmt: skip
"""Days of 2026 on which arXiv had said that it would list nothing, each with the holiday before it."""
LONGEST_WAIT = timedelta(days=9)
"""By when arXiv announces what was submitted, over the longest holidays."""

MISHAPS = ("429 seconds", "429 date", "429 silent", "503 seconds", "500", "empty", "slow")
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va")


class Clock:
    """The time in the campaign: it passes when somebody waits, calls, or is moved on."""

    def __init__(self, at: datetime) -> None:
        self.at = self.start = at

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return (self.at - self.start).total_seconds()

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Sites:
    """arXiv, Hugging Face and bioRxiv: what each lists, what is wrong with it, and how it was asked."""

    def __init__(self, clock: Clock, days: int, dice: random.Random) -> None:
        self.clock, self.first, self.dice = clock, clock.at.date(), dice
        self.days = [self.first + timedelta(days=n) for n in range(days)]
        self.end = clock.at + timedelta(days=days)
        self.calls: Counter[str] = Counter()
        self.mishaps: Counter[str] = Counter()
        self.breaches: list[str] = []
        unplanned = dice.sample([day for day in self.days if is_weekday(day)], max(days // 60, 1))
        self.holidays = {*unplanned, *(day for day in self.days if day in HOLIDAYS)}
        self._trouble = {site: self._spells(days) for site in PACES}
        self._last: dict[str, datetime] = {}
        self._closed: dict[str, datetime] = {}

    def papers(self) -> set[str]:
        """Every paper that the sites listed in these days, as the record knows it."""
        hf = {f"arxiv:{id_of(day, n)}" for day in self.days if works(day) for n in (1, 2)}
        bio = {f"doi:{doi_of(day, n)}" for day in self.days if works(day) for n in (1, 2)}
        return hf | bio | {f"arxiv:{id_of(day, 3)}" for day in self.days if is_weekday(day)}

    def called(self, host: str) -> bool:
        """Note a call as it arrives; False where it gets no answer."""
        site, now = site_of(host), self.clock.at
        self.calls[site] += 1
        if site in self._last and (now - self._last[site]).total_seconds() < PACES[site] - 0.001:
            self.breaches.append(f"{site} was called {now - self._last[site]} after the last call")
        if now < self._closed.get(site, now):
            self.breaches.append(f"{site} was called {self._closed[site] - now} before its pause was over")
        self._last[site] = now
        self.clock.pass_by(self.dice.uniform(0.1, 0.8))
        slow = self._mishap(site) == "slow"
        self.mishaps["slow"] += slow
        return not slow

    def answer(self, asked: Asked, line: Line) -> None:
        """Answer a call, or refuse it as the mishap of the hour has it."""
        site = site_of(asked.headers["host"])
        mishap = self._mishap(site)
        self.mishaps[mishap or "none"] += 1
        kind, _, how = mishap.partition(" ")
        if kind in ("429", "503"):
            wait = self.dice.choice((30, 300, 1800, 7200))
            until = (self.clock.at + timedelta(seconds=wait + 1)).replace(microsecond=0)
            said = {"seconds": str(wait), "date": format_datetime(until.astimezone(UTC), usegmt=True), "silent": ""}[
                how
            ]
            if said:
                self._closed[site] = self.clock.at + timedelta(seconds=wait)
            busy(said, status=int(kind))(asked, line)
        elif mishap == "500":
            page(b"oops", status=500)(asked, line)
        else:
            body = self._body(asked, empty=mishap == "empty")
            page(body, etag=f'"{blake2b(body, digest_size=6).hexdigest()}"')(asked, line)

    def _mishap(self, site: str) -> str:
        at = self.clock.at
        return next((kind for since, until, kind in self._trouble[site] if since <= at < until), "")

    def _spells(self, days: int) -> list[tuple[datetime, datetime, str]]:
        """When a site is in trouble, and how: about every third day, for minutes up to a day and a half."""
        spells = []
        for _ in range(max(days // 3, 2)):
            since = self.clock.at + timedelta(hours=self.dice.uniform(0, days * 24))
            kind = self.dice.choice(MISHAPS)
            hours = self.dice.choice((0.2, 2, 9, 20 if kind == "empty" else 36))
            spells.append((since, min(since + timedelta(hours=hours), self.end), kind))
        return spells

    def _body(self, asked: Asked, *, empty: bool) -> bytes:
        if asked.path.startswith("/rss/"):
            return self._rss(empty=empty)
        if asked.path == "/api/query":
            return self._api(asked, empty=empty)
        day = date.fromisoformat(asked.query["date"] if "date" in asked.query else asked.path.split("/")[3])
        if "date" in asked.query:
            listed = [] if empty or asked.query.get("p", "0") != "0" else self._upvoted(day)
            return json.dumps(listed).encode()
        rows = [] if empty else self._preprints(day)
        return json.dumps({"messages": [{"status": "ok"}], "collection": rows}).encode()

    def _upvoted(self, day: date) -> list[dict[str, object]]:
        """What Hugging Face lists of a day by now."""
        return [_hf(id_of(day, n)) for n in self._grown(day, timedelta(hours=18))]

    def _preprints(self, day: date) -> list[dict[str, str]]:
        """What bioRxiv lists of a day by now."""
        dois = [doi_of(day, n) for n in self._grown(day, timedelta(hours=30))]
        return [{"doi": doi, "title": title_of(doi), "date": str(day), "version": "1"} for doi in dois]

    def _grown(self, day: date, late: timedelta) -> list[int]:
        """A list that grows: its second paper comes in the evening, at bioRxiv the next day."""
        if not works(day):
            return []
        return [n for n, after in ((1, timedelta()), (2, late)) if self.age(day) >= after]

    def age(self, day: date) -> timedelta:
        """How long ago a day began."""
        return self.clock.at - datetime(day.year, day.month, day.day, tzinfo=UTC)

    def _announced(self, day: date) -> list[date]:
        """The weekdays whose submissions arXiv announces on a day: after holidays theirs too."""
        if not is_weekday(day) or day in self.holidays:
            return []
        found, before = [day], day - timedelta(days=1)
        while before in self.holidays or not is_weekday(before):
            found += [before] if before in self.holidays else []
            before -= timedelta(days=1)
        return [one for one in found if one >= self.first]

    def _submitted(self, day: date) -> list[str]:
        """The arXiv ids of a weekday's submissions."""
        return [id_of(day, 3)]

    def _abstract(self, name: str) -> str:
        """What a feed shows of a paper beside its title."""
        return ""

    def _rss(self, *, empty: bool) -> bytes:
        day = ARXIV.today(self.clock.at - timedelta(minutes=10))
        names = [name for one in ([] if empty else self._announced(day)) for name in self._submitted(one)]
        items = "".join(
            f"<item><title>{title_of(name)}</title><link>https://arxiv.org/abs/{name}</link>{self._described(name)}</item>"
            for name in names
        )
        return (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>cs.CL updates on arXiv.org</title>'
            f"<pubDate>{day:%a, %d %b %Y} 00:00:00 -0500</pubDate>{items}</channel></rss>"
        ).encode()

    def _described(self, name: str) -> str:
        shown = escape(self._abstract(name))
        return f"<description>arXiv:{name}v1 Announce Type: new Abstract: {shown}</description>" if shown else ""

    def _api(self, asked: Asked, *, empty: bool) -> bytes:
        """What was submitted in a span, as far as it is announced."""
        span = unquote(asked.query["search_query"]).partition("submittedDate:[")[2].rstrip("]").split()
        since, until = (datetime.strptime(part, "%Y%m%d%H%M").replace(tzinfo=UTC) for part in (span[0], span[-1]))
        last = min(ARXIV.today(self.clock.at), until.date() + LONGEST_WAIT)
        near = [day for day in self.days if since.date() <= day <= last]
        shown = {
            day
            for announced in near
            for day in self._announced(announced)
            if not empty and since <= submitted(day, ARXIV.zone)[0] + timedelta(hours=3) < until
        }
        entries = "".join(
            f"<entry><id>http://arxiv.org/abs/{name}v1</id><title>{title_of(name)}</title>"
            f"<summary>{escape(self._abstract(name))}</summary></entry>"
            for day in sorted(shown)
            for name in self._submitted(day)
        )
        return (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>'
            f"<title>ArXiv Query</title>{entries}</feed>"
        ).encode()


def works(day: date) -> bool:
    """Whether Hugging Face and bioRxiv list papers of a day."""
    return is_weekday(day) and day not in HOLIDAYS


def id_of(day: date, number: int) -> str:
    return f"{day:%y%m}.{day.day * 100 + number:05d}"


def doi_of(day: date, number: int) -> str:
    return f"10.1101/{day:%Y.%m.%d}.{number:06d}"


def title_of(name: str) -> str:
    dice = random.Random(name)
    return " ".join("".join(dice.choices(SYLLABLES, k=4)).capitalize() for _ in range(5))


def _hf(arxiv: str) -> dict[str, object]:
    return {"paper": {"id": arxiv, "title": title_of(arxiv), "upvotes": 3}, "title": title_of(arxiv)}

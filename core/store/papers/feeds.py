"""What the record knows of feeds: what is to be fetched, how each feed is doing, and the ticks of the schedule that were taken.

A tick and what it asks for go in by one step, so that two schedulers make one job and a killed one loses none.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from hashlib import blake2b

import msgspec

from core.scope import LISTED, Origin
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table

BY_NAME = "name:"
"""Marks a fetch of one paper by its id among those of listings."""

MOST = 50
"""Feeds that one scope may have."""

MOST_GIVEN_UP = 100
"""Papers by name that were given up and are kept."""

AT_ONCE = 500
"""Fetches that one step asks for."""

SETTLED_KEPT = timedelta(days=400)
"""How long it is known that a day is in: no list is missed that is older than a year."""

TAGS_KEPT = timedelta(days=30)
"""How long an address's tags are kept: a list moves for two weeks. One that still answers the same then is read once more."""

HOUR = 3600
NEAREST = 180
"""Seconds by which an installation stays away from the full hour, when all the world's clocks ask at once."""


class Fetch(msgspec.Struct, frozen=True):
    """A list to fetch: of which feed, of which day, not before when, how often that failed, and how often the list was empty.

    `error` is why it failed last. Of one that was given up, `due` is since when.
    """

    id: str
    feed: str
    day: date
    due: datetime
    tries: int = 0
    empties: int = 0
    origin: Origin = LISTED
    error: str = ""

    @property
    def named(self) -> str:
        """The paper that it is of, `arxiv:…`, `doi:…` or `openreview:…`; '' for a feed's list."""
        return self.feed.removeprefix(BY_NAME) if self.feed.startswith(BY_NAME) else ""


class Health(msgspec.Struct, frozen=True):
    """How a feed is doing: its last success, its last error in words, since when it fails, and whether the operator `knows` of
    that; `alerted` is when they last were alerted of this feed.
    """

    success: datetime | None = None
    error: str = ""
    failing: datetime | None = None
    knows: bool = msgspec.field(default=False, name="told")
    alerted: datetime | None = None


class Tags(msgspec.Struct, frozen=True):
    """What an address is asked with next time, so that it answers only what has changed; and the day since which it is so."""

    etag: str = ""
    last_modified: str = ""
    since: date | None = None


def by_name(named: str, now: datetime, origin: Origin) -> Fetch:
    """A fetch of one paper, `arxiv:…`, `doi:…` or `openreview:…`; asked for twice in one scope, it is one."""
    short = blake2b(f"{named} {origin.scope}".strip().encode(), digest_size=6).hexdigest()
    return Fetch(f"name-{short}", f"{BY_NAME}{named}", now.date(), now, origin=origin)


def fetchable(named: str) -> bool:
    """Whether any source answers for a paper of that name: arXiv, OpenReview, or bioRxiv and medRxiv (DOIs of 10.1101)."""
    return named.startswith(("arxiv:", "openreview:", "doi:10.1101/"))


class Feeds(Keeper):
    """The feeds of a record."""

    def take_tick(self, tick: str, turn: str, fetches: Callable[[], Iterable[Fetch]]) -> bool:
        """Take one turn of a tick, with what it asks for; False where another process has. A fetch that waits already keeps its time."""
        taken = str(self._text.hget(keys.TICKS, tick) or "")
        if taken == turn:
            return False
        step = Step("tick", tick).expect(keys.TICKS, tick, taken).note("HSET", keys.TICKS, tick, turn)
        for fetch in fetches():
            step.note("HSETNX", keys.FETCHES, fetch.id, fetch)
        return self._record.commit(step)[0]

    def ask(self, *fetches: Fetch) -> None:
        """Ask for lists, or a paper, outside of any tick; what was given up is tried again."""
        step = Step("fetch")
        for fetch in fetches:
            step.note("HSET", keys.FETCHES, fetch.id, fetch).note("HDEL", keys.UNFETCHED, fetch.id)
        self._record.commit(step)

    def ask_at_leisure(self, fetches: Sequence[Fetch]) -> None:
        """Ask for papers that nobody waits for; what is asked for already, or was given up, stays as it is."""
        given_up = {fetch.id for fetch in self.given_up()}
        for at in range(0, len(fetches), AT_ONCE):
            step = Step("fetch")
            for fetch in fetches[at : at + AT_ONCE]:
                if fetch.id not in given_up:
                    step.note("HSETNX", keys.FETCHES, fetch.id, fetch)
            self._record.commit(step)

    def waiting(self, *ids: str) -> list[Fetch]:
        """What is to be fetched, the earliest first; these, or all."""
        return sorted(self._rows(keys.FETCHES, ids), key=lambda fetch: (fetch.due, fetch.id))

    def done(self, fetch: Fetch, run: str = "") -> None:
        """A list was fetched, or there is none; what a named paper's source told is ingested by a run."""
        step = Step("fetch").note("HDEL", keys.FETCHES, fetch.id)
        self._record.commit(step.note("SET", keys.fetched(fetch.id), run, "EX", keys.RUN_TTL) if run else step)

    def cancel(self, fetch: Fetch) -> bool:
        """Fetch something no more, if it still waits as it was; False where it does not."""
        step = Step("fetch").expect(keys.FETCHES, fetch.id, fetch)
        return self._record.commit(step.note("HDEL", keys.FETCHES, fetch.id))[0]

    def run_of(self, fetch_id: str) -> str:
        """The run that ingests what a fetch brought; '' where it brought nothing, or that is long ago."""
        return str(self._text.get(keys.fetched(fetch_id)) or "")

    def give_up(self, fetch: Fetch, error: str, now: datetime) -> None:
        """Try a fetch no more, if it still waits as it was; of those that were given up the newest are kept."""
        dead = msgspec.structs.replace(fetch, error=error, due=now)
        step = Step("fetch").expect(keys.FETCHES, fetch.id, fetch).note("HDEL", keys.FETCHES, fetch.id)
        for old in self.given_up()[MOST_GIVEN_UP - 1 :]:
            step.note("HDEL", keys.UNFETCHED, old.id)  # it may be this very fetch, given up before
        self._record.commit(step.note("HSET", keys.UNFETCHED, fetch.id, dead))

    def given_up(self, *ids: str) -> list[Fetch]:
        """The fetches that were given up, the newest first; these, or all."""
        return sorted(self._rows(keys.UNFETCHED, ids), key=lambda fetch: fetch.due, reverse=True)

    def retry(self, fetch: Fetch, now: datetime) -> bool:
        """Try a fetch again that was given up, as if it had never been tried; False where it is given up no more."""
        again = msgspec.structs.replace(fetch, due=now, tries=0, error="")
        step = Step("retry", fetch.id).expect(keys.UNFETCHED, fetch.id, fetch)
        step.note("HDEL", keys.UNFETCHED, fetch.id).note("HSET", keys.FETCHES, fetch.id, again)
        return self._record.commit(step)[0]

    def again(self, fetch: Fetch, later: Fetch) -> datetime | None:
        """Have a fetch made later, if it still waits as it was; returns when, None where it does not wait."""
        step = Step("fetch").expect(keys.FETCHES, fetch.id, fetch)
        (waits,) = self._record.commit(step.note("HSET", keys.FETCHES, fetch.id, later))
        return later.due if waits else None

    def health(self, feed: str) -> Health:
        """How a feed is doing."""
        return Table(self._record, keys.FEEDS, Health).get(feed) or Health()

    def set_health(self, feed: str, before: Health, after: Health) -> bool:
        """Write how a feed is doing, if it still was as `before`; so one of several workers tells the admins."""
        step = Step("feed", feed).expect(keys.FEEDS, feed, "" if before == Health() else before)
        return self._record.commit(step.write("HSET", keys.FEEDS, feed, after))[0]

    def note_first(self, feed: str, text: str) -> None:
        """Note what became of asking a feed, if that is the first since somebody began to watch."""
        self._text.hsetnx(keys.FIRST_OUTCOMES, feed, text)

    def watch_firsts(self) -> None:
        """Begin to watch for what becomes of asking each feed."""
        self._text.delete(keys.FIRST_OUTCOMES)

    def firsts(self) -> dict[str, str]:
        """What became first of asking each feed since the watch began; those that were not asked since are not named."""
        return dict(self._text.hgetall(keys.FIRST_OUTCOMES))

    def tags(self, url: str) -> Tags:
        """What to ask an address with."""
        return Table(self._record, keys.TAGS, Tags).get(url) or Tags()

    def set_tags(self, tags: dict[str, Tags], today: date) -> None:
        """Keep what addresses answered with, once what they answered is safely in."""
        step = Step("tags")
        for url, kept in tags.items():
            step.note("HSET", keys.TAGS, url, msgspec.structs.replace(kept, since=today))
        self._record.commit(step)

    def settled(self, feed: str) -> set[date]:
        """The days of a feed that are in, for good."""
        return {date.fromisoformat(day) for day in self._text.smembers(keys.settled(feed))}

    def settle(self, feed: str, day: date) -> None:
        """This day of a feed is in. What is asked about no more is forgotten: days long ago, and the tags of their addresses."""
        step = Step("settled", feed).write("SADD", keys.settled(feed), day.isoformat())
        if past := [f"{old}" for old in self.settled(feed) if day - old > SETTLED_KEPT]:
            step.write("SREM", keys.settled(feed), *past)
        rows = Table(self._record, keys.TAGS, Tags).all()
        if old := [url for url, tags in rows.items() if tags.since is None or day - tags.since > TAGS_KEPT]:
            step.note("HDEL", keys.TAGS, *old)
        self._record.commit(step)

    def since(self, feed: str, day: date) -> date:
        """The day since which no list of a feed may be missing: the one of its first start, which `day` is if there was none."""
        if not (kept := self._text.hget(keys.SINCE, feed)):
            self._record.commit(Step("since", feed).write("HSETNX", keys.SINCE, feed, day.isoformat()))
            kept = self._text.hget(keys.SINCE, feed)
        return date.fromisoformat(kept)

    def next_tick(self, after: datetime) -> datetime:
        """When feeds are looked at next."""
        offset = self.offset()
        slot = (after.timestamp() - offset) // HOUR + 1
        return datetime.fromtimestamp(slot * HOUR + offset, after.tzinfo)

    def _rows(self, where: str, ids: Sequence[str]) -> Iterable[Fetch]:
        table = Table(self._record, where, Fetch)
        return (table.get_many(ids) if ids else table.all()).values()

    def offset(self) -> int:
        """Seconds after the full hour at which this installation asks: drawn once, kept in the record, the same for all workers."""
        if not (kept := self._text.hget(keys.INSTALLATION, "offset")):
            drawn = NEAREST + secrets.randbelow(HOUR - 2 * NEAREST)
            self._record.commit(Step("offset").write("HSETNX", keys.INSTALLATION, "offset", drawn))
            kept = self._text.hget(keys.INSTALLATION, "offset")
        return int(kept)


class AddedFeed(msgspec.Struct, frozen=True):
    """A feed by the name that a setting would have for it, whose news it is, and since when; nobody's name is kept."""

    feed: str
    scope: str
    at: datetime

    @property
    def id(self) -> str:
        """A short name of it, which does not tell the address."""
        return blake2b(f"{self.scope} {self.feed}".encode(), digest_size=6).hexdigest()

    def fetch(self, now: datetime) -> Fetch:
        """The fetch of what it holds now."""
        origin = Origin("followed", self.scope, f"feed:{self.id}")
        return Fetch(f"feed-{self.id}", self.feed, now.date(), now, origin=origin)


class AddedFeeds(Keeper):
    """The added feeds of a record."""

    @property
    def _feeds(self) -> Table[AddedFeed]:
        return Table(self._record, keys.ADDED_FEEDS, AddedFeed)

    def all(self) -> list[AddedFeed]:
        """All of them, the oldest first."""
        return sorted(self._feeds.all().values(), key=lambda feed: (feed.at, feed.feed))

    def of(self, *scopes: str) -> list[AddedFeed]:
        """Those of these scopes."""
        return [feed for feed in self.all() if feed.scope in scopes]

    def get(self, feed_id: str) -> AddedFeed | None:
        """One by its short name; None where it was removed."""
        return self._feeds.get(feed_id)

    def add(self, feed: AddedFeed, act: Act) -> None:
        """Add a feed to its scope; adding it again changes nothing."""
        self._record.commit(audited(Step("added feed", feed.id).write("HSETNX", keys.ADDED_FEEDS, feed.id, feed), act))

    def remove(self, feed: AddedFeed, act: Act) -> None:
        """Take a feed away from its scope; what it brought stays."""
        self._record.commit(audited(Step("added feed", feed.id).write("HDEL", keys.ADDED_FEEDS, feed.id), act))

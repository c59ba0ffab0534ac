"""Fetches the listings that are due, ingests them like any other, and keeps each feed's health."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Protocol

import msgspec

from core import parsing
from core.errors import NoPapers, NotAListing
from core.feeds import outcomes
from core.feeds.exchange.answer import in_utf8
from core.feeds.fetcher import NO_HEADERS, Fetcher
from core.feeds.habits import DayVerdict, Listed, habit_of, judge
from core.feeds.source import Fetched, Source
from core.feeds.trouble import BadStatus, FetchFailed, LeftAlone, RetryLater
from core.ingest.arrivals import Arrived
from core.model import Listing
from core.scope import LISTED, Origin
from core.store.papers.feeds import AddedFeeds, Feeds, Fetch, Health, Tags
from core.text.source_names import feed_name, unknown_at

LARGEST = 20 * 1024 * 1024
LOOK_BACK = 20
"""Days fetched at a feed's first start: weekends aside, its last 14 lists."""

FARTHEST = 366
"""Days back to which a missing list is fetched by itself; older ones only by `paperboy backfill`."""

SLACK = timedelta(minutes=30)
"""By how much an hourly tick may come early and still count."""

NO_KEYS: Mapping[str, Mapping[str, str]] = {}
WAITS = (60, 300, 900, 1800, 3600, 21_600)
"""Seconds before a failed fetch is tried again, the first time, the second, and so on."""

TRIES = 6
"""Times a paper that somebody named is asked for before it is given up; a list never is."""

LONG_WAIT = 60.0
"""Seconds a site is left alone for that are worth a word; a call that only waits for its turn is made a moment later."""

UNREADABLE = "Its source sent an answer that Paperboy cannot read."

FAILING_LONG = timedelta(days=1)

ALERT_AGAIN = timedelta(days=1, minutes=1)
"""From one alert about a feed to the next: a little longer than alerts of one cause are kept apart, so that none is swallowed there."""


class ListingSink(Protocol):
    """Where fetched listings go."""

    def store_listing(
        self, data: bytes, where: str, digest: Listing, listed: date, now: datetime, origin: Origin = LISTED
    ) -> Arrived:
        """Store a listing and queue its slices."""


class Feeding:
    """The sources that are switched on, over the record and a fetcher."""

    def __init__(
        self,
        feeds: Feeds,
        added: AddedFeeds,
        intake: ListingSink,
        fetcher: Fetcher,
        sources: tuple[Source, ...],
        keys: Mapping[str, Mapping[str, str]] = NO_KEYS,
    ) -> None:
        """`keys` are the headers that go to the services with these addresses, and nowhere else."""
        self.feeds, self.added, self._intake, self._fetcher, self._keys = feeds, added, intake, fetcher, keys
        self.sources = {source.name: source for source in sources}

    def todays(self, now: datetime) -> list[Fetch]:
        """A fetch of today's list of every feed that is worth asking now."""
        own = [
            asked_for(name, habit_of(name).today(now), now) for name in self.sources if self._worth_asking(name, now)
        ]
        added = [(feed, feed.fetch(now)) for feed in self.added.all()]
        return own + [fetch for feed, fetch in added if self._worth_asking(feed.feed, now, fetch.id)]

    def _worth_asking(self, feed: str, now: datetime, name: str = "") -> bool:
        habit, success = habit_of(feed), self.feeds.health(name or feed).success
        today = habit.today(now)
        if habit.announces:
            return habit.lists(today) and today not in self.feeds.settled(feed)
        return habit.every == 1 or not success or now - success >= timedelta(hours=habit.every) - SLACK

    def earlier(self, now: datetime) -> list[Fetch]:
        """A fetch of every earlier list that still moves, and of every one since the feed's first start that is not in."""
        return [asked_for(feed, day, now) for feed in self.sources for day in self.open_days(feed, now)]

    def open_days(self, feed: str, now: datetime) -> list[date]:
        """The earlier days of a feed whose lists still move or are missing, the newest first."""
        habit = habit_of(feed)
        if not habit.looks_back:
            return []
        today, settled = habit.today(now), self.feeds.settled(feed)
        since = self.feeds.since(feed, today - timedelta(days=LOOK_BACK))
        days = [today - timedelta(days=n) for n in range(1, min((today - since).days, FARTHEST) + 1)]
        return [day for day in days if habit.lists(day) and (day not in settled or (today - day).days <= habit.moves)]

    def fetch(self, fetch: Fetch, now: datetime, tell: Callable[[str], object] = str) -> Arrived | None:
        """Fetch one list and take it in; None where nothing is new. `tell` gets what became of it, in a sentence.

        Raises FetchFailed or NotAListing, with the feed's health kept.
        """
        source, today, tags = self.sources[fetch.feed], habit_of(fetch.feed).today(now), dict[str, Tags]()
        try:
            fetched = source.fetch(lambda url: self._get(url, tags), fetch.day, today)
            digest = source.parse(fetched.data, fetched.where) if fetched else None
        except (FetchFailed, NotAListing) as error:
            sentence = outcomes.failed(fetch.feed, fetch.day, error, now, self._failed(fetch, error, now))
            tell(sentence)
            if not (isinstance(error, LeftAlone) and (error.seconds or 0) < LONG_WAIT):
                self.feeds.note_first(fetch.feed, sentence)
            raise
        arrived = None
        if fetched and digest and digest.entries:
            arrived = self._intake.store_listing(fetched.data, fetched.where, digest, digest.day or fetch.day, now)
            if len(tags) == 1:  # of a list of several pages one may change and another not: it is always fetched whole
                self.feeds.set_tags(tags, today)
        listed = Listed(digest.day if digest else None, arrived is not None, unchanged=fetched is None)
        again = self._end(fetch, judge(habit_of(fetch.feed), fetch.day, today, listed, fetch.empties), now)
        self._set_health(fetch.feed, lambda was: Health(success=now, knows=was.knows, alerted=was.alerted))
        if arrived and digest:
            sentence = outcomes.listed(fetch.feed, digest.day or fetch.day, arrived.entries, now)
        elif fetched:
            sentence = outcomes.empty(fetch.feed, fetch.day, now, again)
        else:
            sentence = outcomes.unchanged(fetch.feed, fetch.day, now)
        self.feeds.note_first(fetch.feed, sentence)
        tell(sentence)
        return arrived

    def note_days_off(self, now: datetime) -> None:
        """Note of each feed that lists nothing today that it does not: it is not asked."""
        for feed in self.sources:
            if not habit_of(feed).lists(habit_of(feed).today(now)):
                self.feeds.note_first(feed, outcomes.empty(feed, habit_of(feed).today(now), now))

    def _end(self, fetch: Fetch, verdict: DayVerdict, now: datetime) -> datetime | None:
        """Keep what an answer settled, and have the list asked for again where it is not over with it; returns when."""
        if verdict.settled:
            self.feeds.settle(fetch.feed, verdict.settled)
        if verdict.again:
            empties = fetch.empties + (verdict.again >= timedelta(days=1))
            return self.feeds.again(fetch, Fetch(fetch.id, fetch.feed, fetch.day, now + verdict.again, empties=empties))
        self.feeds.done(fetch)
        return None

    def fetch_by_name(self, fetch: Fetch, ask: Callable[[str], Fetched], now: datetime) -> Arrived:
        """Fetch one paper that somebody named, and take it in as added by people. Raises FetchFailed or NotAListing."""
        try:
            fetched = ask(fetch.named)
            digest = parsing.parse(fetched.data, fetched.where)
        except (FetchFailed, NotAListing) as error:
            self._not_named(fetch, error, now)
            raise
        today = now.astimezone(UTC).date()
        arrived = self._intake.store_listing(fetched.data, fetched.where, digest, today, now, fetch.origin)
        self.feeds.done(fetch, arrived.run)
        return arrived

    def call(self, url: str, headers: Mapping[str, str] = NO_HEADERS, *, trusted: bool = True) -> bytes:
        """Fetch an address without conditions, politely. Raises FetchFailed."""
        return in_utf8(
            self._fetcher.fetch(url, trusted=trusted, largest=LARGEST, headers=headers or self._headers(url))
        )

    def fetch_followed(self, fetch: Fetch, source: Source, now: datetime) -> Arrived | None:
        """Fetch what a feed holds now that people added where they are, for those of its scope. Raises FetchFailed or NotAListing."""
        today = now.astimezone(UTC).date()
        try:
            fetched = source.fetch(lambda url: self.call(url, trusted=False), today, today)
            digest = source.parse(fetched.data, fetched.where) if fetched else None
        except (FetchFailed, NotAListing) as error:
            sentence = str(error)
            self.feeds.again(fetch, _later(fetch, error, sentence, now))
            self._set_health(fetch.id, lambda was: Health(was.success, sentence, was.failing or now))
            raise
        arrived = None
        if fetched and digest and digest.entries:
            arrived = self._intake.store_listing(fetched.data, fetched.where, digest, today, now, fetch.origin)
        self.feeds.done(fetch)
        self._set_health(fetch.id, lambda was: Health(success=now))
        return arrived

    def _headers(self, url: str) -> Mapping[str, str]:
        return next(
            (headers for base, headers in self._keys.items() if url.startswith(f"{base.rstrip('/')}/")), NO_HEADERS
        )

    def alert(self, feed: str, now: datetime, send: Callable[[str, str], bool]) -> None:
        """Alert the operator where a feed has failed for a day, or works again after that. `send` gets a sentence and its cause, and
        returns whether it went out: only then it is kept that it did, so that a death before costs no alert.

        Of a feed that comes and goes the operator hears how it stands, at most once a day.
        """
        was = self.feeds.health(feed)
        if was.alerted and timedelta() <= now - was.alerted < ALERT_AGAIN:
            return
        if was.failing and not was.knows and now - was.failing >= FAILING_LONG:
            since = f"{was.failing:%d %b %H:%M}"
            text = f"The feed {feed_name(feed)} has failed since {since}: {was.error} Paperboy keeps trying."
        elif was.knows and not was.failing:
            text = f"The feed {feed_name(feed)} works again."
        else:
            return
        if send(text, f"feed {feed}"):
            self._set_health(feed, lambda health: msgspec.structs.replace(health, knows=not was.knows, alerted=now))

    def _get(self, url: str, tags: dict[str, Tags]) -> bytes | None:
        known = self.feeds.tags(url)
        answer = self._fetcher.fetch(
            url,
            etag=known.etag,
            last_modified=known.last_modified,
            trusted=True,
            largest=LARGEST,
            headers=self._headers(url),
        )
        tags[url] = Tags(answer.etag, answer.last_modified)
        return None if answer.not_modified else in_utf8(answer)

    def _failed(self, fetch: Fetch, error: FetchFailed | NotAListing, now: datetime) -> datetime | None:
        """Have a list asked for later, however often it fails; returns when."""
        if isinstance(error, BadStatus) and error.status in outcomes.GONE:
            habit = habit_of(fetch.feed)
            again = self._end(fetch, judge(habit, fetch.day, habit.today(now), Listed(), fetch.empties), now)
        else:
            again = self.feeds.again(fetch, _later(fetch, error, str(error), now))
        self._set_health(
            fetch.feed, lambda was: msgspec.structs.replace(was, error=str(error), failing=was.failing or now)
        )
        return again

    def _not_named(self, fetch: Fetch, error: FetchFailed | NotAListing, now: datetime) -> None:
        """Have a paper that somebody named asked for later; it is given up where its source does not know it, and at last."""
        why = str(error) if isinstance(error, FetchFailed) else UNREADABLE
        later = _later(fetch, error, why, now)
        if isinstance(error, NoPapers) or (isinstance(error, BadStatus) and error.status in outcomes.GONE):
            self.feeds.give_up(fetch, unknown_at(fetch.named), now)
        elif later.tries >= TRIES:
            self.feeds.give_up(fetch, f"{why} Paperboy tried {TRIES} times.", now)
        else:
            self.feeds.again(fetch, later)

    def _set_health(self, feed: str, change: Callable[[Health], Health]) -> None:
        for _ in range(100):
            was = self.feeds.health(feed)
            if change(was) == was or self.feeds.set_health(feed, was, change(was)):
                return


def _later(fetch: Fetch, error: Exception, why: str, now: datetime) -> Fetch:
    """A fetch that failed, as it is made later; where a host asks for patience, that is no try."""
    patience, wait = isinstance(error, RetryLater), WAITS[min(fetch.tries, len(WAITS) - 1)]
    seconds = (error.seconds or WAITS[0]) if isinstance(error, RetryLater) else wait
    tries = fetch.tries if patience else fetch.tries + 1
    return msgspec.structs.replace(fetch, tries=tries, error=why, due=now + timedelta(seconds=seconds))


def asked_for(feed: str, day: date, now: datetime) -> Fetch:
    """A fetch of one feed's list of one day; asked for twice, it is one."""
    return Fetch(f"{blake2b(feed.encode(), digest_size=4).hexdigest()}-{day}", feed, day, now)

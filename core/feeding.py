"""Feeds at work: lists that are due are fetched, taken in like any digest, and each feed's health is kept."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Protocol

import msgspec

from core import parsing
from core.errors import NotADigest
from core.feeds.fetcher import Fetcher
from core.feeds.source import Fetched, Source
from core.feeds.trouble import BadStatus, FetchFailed, RetryLater
from core.model import Digest
from core.store.digests import Arrived
from core.store.feeds import BY_NAME, Feeds, Fetch, Health, Tags

PACES = {"arxiv.org": 3.0, "huggingface.co": 0.5, "api.biorxiv.org": 1.0, "openreview.net": 1.0}
"""Seconds between two calls to a host and its subdomains; arXiv's terms ask for three."""

LARGEST = 20 * 1024 * 1024
LOOK_BACK = 20
"""Days fetched at a feed's first start: weekends aside, its last 14 lists. Later, as many as its lists still move."""

WAITS = (60, 300, 900, 1800, 3600)
"""Seconds before a failed fetch is tried again, the first time, the second, and so on."""

GONE = (400, 404, 410)
"""Statuses that say there is no such list, so that nothing is gained by asking again before the next tick."""

FAILING_LONG = timedelta(days=1)


ADDED = "added"
"""The source of papers that people named."""


class Intake(Protocol):
    """Where fetched digests go."""

    def take_in(self, data: bytes, where: str, digest: Digest, listed: date, now: datetime) -> Arrived:
        """Store a digest and queue its slices."""


class Feeding:
    """The sources that are switched on, over the record and a fetcher."""

    def __init__(
        self,
        feeds: Feeds,
        intake: Intake,
        fetcher: Fetcher,
        sources: tuple[Source, ...],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.feeds, self._intake, self._fetcher, self._sleep = feeds, intake, fetcher, sleep
        self.sources = {source.name: source for source in sources}

    def todays(self, now: datetime) -> list[Fetch]:
        """A fetch of today's list of every feed."""
        return [asked_for(name, _today(now), now) for name in self.sources]

    def earlier(self, now: datetime) -> list[Fetch]:
        """A fetch of every earlier list that still moves; of more at a feed's first start."""
        asked = []
        for source in self.sources.values():
            back = source.moves if self.feeds.health(source.name).success else LOOK_BACK
            asked += [asked_for(source.name, _today(now) - timedelta(days=n), now) for n in range(1, back + 1)]
        return asked

    def fetch(self, fetch: Fetch, now: datetime) -> Arrived | None:
        """Fetch one list and take it in; None where nothing is new. Raises FetchFailed or NotADigest, with the feed's health kept."""
        source, tags = self.sources[fetch.feed], dict[str, Tags]()
        try:
            fetched = source.fetch(lambda url: self._get(url, tags), fetch.day, _today(now))
            digest = source.parse(fetched.data, fetched.where) if fetched else None
        except (FetchFailed, NotADigest) as error:
            self._failed(fetch, error, now)
            raise
        arrived = None
        if fetched and digest and digest.entries:
            arrived = self._intake.take_in(fetched.data, fetched.where, digest, digest.day or fetch.day, now)
        self.feeds.set_tags(tags)
        self.feeds.done(fetch)
        self._set_health(fetch.feed, lambda was: Health(success=now, told=was.told))
        return arrived

    def fetch_by_name(self, fetch: Fetch, ask: Callable[[str], Fetched], now: datetime) -> Arrived | None:
        """Fetch one paper that somebody named, and take it in as added by people. Raises FetchFailed or NotADigest."""
        try:
            fetched = ask(fetch.feed.removeprefix(BY_NAME))
            digest = parsing.parse(fetched.data, fetched.where)
        except (FetchFailed, NotADigest) as error:
            self._failed(fetch, error, now)
            raise
        self.feeds.done(fetch)
        digest = msgspec.structs.replace(digest, source=ADDED)
        return self._intake.take_in(fetched.data, fetched.where, digest, _today(now), now) if digest.entries else None

    def call(self, url: str, *, trusted: bool = True) -> bytes:
        """Fetch an address without conditions, politely. Raises FetchFailed."""
        self._wait_turn(url)
        return self._fetcher.fetch(url, trusted=trusted, largest=LARGEST).data

    def tell(self, feed: str, now: datetime) -> str:
        """What admins should hear of a feed now, once: that it has failed for a day, or that it has recovered; '' for nothing."""
        was = self.feeds.health(feed)
        if was.failing and not was.told and now - was.failing >= FAILING_LONG:
            said = f"The feed {feed} has failed since {was.failing:%d %b %H:%M}: {was.error} It is tried again and again; nothing is lost."
            return said if self.feeds.set_health(feed, was, msgspec.structs.replace(was, told=True)) else ""
        if was.told and not was.failing:
            return (
                f"The feed {feed} works again."
                if self.feeds.set_health(feed, was, msgspec.structs.replace(was, told=False))
                else ""
            )
        return ""

    def _get(self, url: str, tags: dict[str, Tags]) -> bytes | None:
        known = self.feeds.tags(url)
        self._wait_turn(url)
        answer = self._fetcher.fetch(
            url, etag=known.etag, last_modified=known.last_modified, trusted=True, largest=LARGEST
        )
        if answer.not_modified:
            return None
        if answer.etag or answer.last_modified:
            tags[url] = Tags(answer.etag, answer.last_modified)
        return answer.data

    def _wait_turn(self, url: str) -> None:
        host = next((host for host in PACES if f"{host}/" in url), "")
        while host and not self.feeds.may_call(host, PACES[host]):
            self._sleep(0.1)

    def _failed(self, fetch: Fetch, error: FetchFailed | NotADigest, now: datetime) -> None:
        wait = error.seconds if isinstance(error, RetryLater) else WAITS[min(fetch.tries, len(WAITS) - 1)]
        final = isinstance(error, BadStatus) and error.status in GONE
        if final:
            self.feeds.done(fetch)
        else:
            self.feeds.again(fetch, now + timedelta(seconds=wait))
        if not fetch.feed.startswith(BY_NAME):
            self._set_health(fetch.feed, lambda was: Health(was.success, str(error), was.failing or now, was.told))

    def _set_health(self, feed: str, change: Callable[[Health], Health]) -> None:
        for _ in range(100):
            was = self.feeds.health(feed)
            if change(was) == was or self.feeds.set_health(feed, was, change(was)):
                return


def _today(now: datetime) -> date:
    """The day as the sources count it."""
    return now.astimezone(UTC).date()


def asked_for(feed: str, day: date, now: datetime) -> Fetch:
    """A fetch of one feed's list of one day; asked for twice, it is one."""
    return Fetch(f"{blake2b(feed.encode(), digest_size=4).hexdigest()}-{day}", feed, day, now)

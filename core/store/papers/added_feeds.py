"""The feeds that people added in chats, each for the scope where that was done; the settings name the others."""

from datetime import datetime
from hashlib import blake2b

import msgspec

from core.scope import Origin
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.store.papers.feeds import Fetch

MOST = 50
"""Feeds that one scope may have."""


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

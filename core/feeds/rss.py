"""Any RSS or Atom feed of papers: what it holds now, listed on the day it is read."""

from datetime import date
from urllib.parse import urlsplit

import msgspec

from core.feeds.source import Bases, Fetched, Get
from core.model import Listing
from core.parsing.xml import feed
from core.text.urls import of_web


class RssSource:
    """The feed at `url`, which the operator has named."""

    def __init__(self, url: str) -> None:
        self.name, self._url = f"rss:{url}", url
        self.label = urlsplit(url).hostname or "rss"

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """What the feed holds now; it keeps no lists of other days."""
        data = get(self._url) if day == today else None
        return Fetched(data, f"{self.label}.xml") if data is not None else None

    def parse(self, data: bytes, where: str) -> Listing:
        """The papers of the feed under its host's name; raises NotAListing."""
        return msgspec.structs.replace(feed.parse(data, where), source=self.label)


def open_source(part: str, bases: Bases) -> RssSource:
    """`rss:https://example.org/papers.xml`; raises ValueError for what is no such address."""
    if not (url := of_web(part.removeprefix("rss:"))):
        raise ValueError(part)
    return RssSource(url)

"""A list of feeds in OPML, as feed readers export it: `opml:https://example.org/feeds.opml` is what all of its feeds hold now."""

import json
import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import msgspec

from core.errors import NotAListing
from core.feeds.source import Bases, Fetched, Get
from core.feeds.trouble import FetchFailed
from core.model import Listing, Skipped
from core.parsing import records
from core.parsing.bytes_in import text_of
from core.parsing.xml import feed
from core.text.urls import of_web

MOST = 50
"""Feeds of one list that are asked."""

_OUTLINE = re.compile(r"<outline\s[^<>]{0,4000}>", re.IGNORECASE)
_ADDRESS = re.compile(r"\bxmlUrl\s*=\s*(?:\"([^\"]{8,2000})\"|'([^']{8,2000})')", re.IGNORECASE)
_HEAD = re.compile(r"\s*(?:<\?xml[^<>]{0,200}\?>)?\s*(?:<!--.{0,2000}?-->\s*)?<opml[\s>]", re.IGNORECASE | re.DOTALL)


class Opml:
    """The feeds that the list at `url` names."""

    def __init__(self, url: str) -> None:
        self.name, self._url = f"opml:{url}", url
        self.label = urlsplit(url).hostname or "rss"

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """What each feed of the list holds now; one that does not answer is named with its reason."""
        listed = get(self._url) if day == today else None
        if listed is None:
            return None
        rows = [row for url in feeds_of(listed, self.label)[:MOST] for row in _rows_of(get, url)]
        return Fetched(json.dumps(rows).encode(), f"{self.label}.json")

    def parse(self, data: bytes, where: str) -> Listing:
        """The papers of all the feeds, and those feeds that could not be read; raises NotAListing where none could."""
        failed = [Skipped(row["feed"], 0, row["failed"]) for row in json.loads(data) if "failed" in row]
        try:
            listing = records.parse(data, where)
        except NotAListing:
            if not failed:
                return Listing(self.label, None, ())
            raise NotAListing(f"None of the feeds that {where} names could be read: {failed[0].why}") from None
        read = tuple(skip for skip in listing.skipped if skip.why != records.NO_TITLE)
        return msgspec.structs.replace(
            listing, source=self.label, day=None, skipped=(*read, *failed), kind="Feeds of a list"
        )


def _rows_of(get: Get, url: str) -> list[dict[str, Any]]:
    """The papers of one feed as records, in the form in which any worker reads them again; why there are none where it failed."""
    host = urlsplit(url).hostname or url
    try:
        data = get(url)
        entries = feed.parse(data, host).entries if data is not None else ()
    except (FetchFailed, NotAListing) as error:
        return [{"feed": host, "failed": str(error)}]
    return [msgspec.to_builtins(msgspec.structs.replace(entry, line=0, rank=0)) for entry in entries]


def is_list(data: bytes) -> bool:
    """Whether a file is a list of feeds in OPML."""
    return bool(_HEAD.match(data[:4_000].decode("utf-8", "replace").lstrip("\ufeff")))


def feeds_of(data: bytes, where: str) -> list[str]:
    """The addresses of the feeds that a list names, each once. Raises NotAListing where it names none."""
    text = text_of(data, where)
    outlines = (_ADDRESS.search(outline) for outline in _OUTLINE.findall(text))
    urls = dict.fromkeys(unescape(address[1] or address[2]).strip() for address in outlines if address)
    feeds = [url for url in urls if url.startswith(("http://", "https://"))]
    if not feeds:
        raise NotAListing(f"{where} is OPML that names no feed: an outline of one has an xmlUrl.")
    return feeds


def open_source(part: str, bases: Bases) -> Opml:
    """`opml:https://example.org/feeds.opml`; raises ValueError for what is no such address."""
    if not (url := of_web(part.removeprefix("opml:"))):
        raise ValueError(part)
    return Opml(url)

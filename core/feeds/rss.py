"""Any RSS or Atom feed of papers: what it holds now, listed on the day it is read under its host's name."""

from urllib.parse import urlsplit

from core.feeds.source import Bases, CurrentSource
from core.parsing.xml import feed
from core.text.urls import of_web


def open_source(part: str, bases: Bases) -> CurrentSource:
    """`rss:https://example.org/papers.xml`; raises ValueError for what is no such address."""
    if not (url := of_web(part.removeprefix("rss:"))):
        raise ValueError(part)
    host = urlsplit(url).hostname or "rss"
    return CurrentSource(f"rss:{url}", host, lambda today: url, f"{host}.xml", feed.parse)

"""What a source is: a name, how a day's list is fetched, and how it is read.

One file a source, whose `open_source(part, bases)` opens it by its part of the setting, or raises ValueError.
"""

from collections.abc import Callable
from datetime import date
from typing import Protocol

import msgspec

from core.model import Listing


class Bases(msgspec.Struct, frozen=True):
    """The addresses the sources are served from; a setting puts a mirror in their place."""

    hf: str = "https://huggingface.co"
    arxiv: str = "https://export.arxiv.org"
    arxiv_feeds: str = "https://rss.arxiv.org"
    biorxiv: str = "https://api.biorxiv.org"
    openreview: str = "https://api2.openreview.net"
    crossref: str = "https://api.crossref.org"
    openalex: str = "https://api.openalex.org"
    semantic_scholar: str = "https://api.semanticscholar.org"


class Fetched(msgspec.Struct, frozen=True):
    """What a source answered: the bytes, and what to call them; the name says the day where the bytes do not."""

    data: bytes
    where: str


Get = Callable[[str], bytes | None]
"""Fetches an address politely; None where nothing has changed since the last time. Raises FetchFailed."""


class Source(Protocol):
    """A place papers come from; its habits stand in `core.feeds.habits`."""

    @property
    def name(self) -> str:
        """How the settings name it, such as `arxiv:cs.CL+cs.LG`."""

    @property
    def label(self) -> str:
        """The source that its sightings name, such as `arxiv`."""

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """The list of a day; None where nothing has changed, or the source keeps no list of that day."""

    def parse(self, data: bytes, where: str) -> Listing:
        """The papers in what was fetched; raises NotAListing."""

"""What a source is: a name, how a day's list is fetched, and how it is read.

One file a source, whose `open_source(part, bases)` opens it by its part of the setting, or raises ValueError.
"""

from collections.abc import Callable
from datetime import date
from typing import Protocol

import msgspec

from core.errors import NotAListing
from core.model import Listing


class Bases(msgspec.Struct, frozen=True):
    """The addresses the sources are served from, without a slash at the end; a setting puts a mirror in their place."""

    hf: str = "https://huggingface.co"
    arxiv: str = "https://export.arxiv.org"
    arxiv_feeds: str = "https://rss.arxiv.org"
    biorxiv: str = "https://api.biorxiv.org"
    openreview: str = "https://api2.openreview.net"
    crossref: str = "https://api.crossref.org"
    openalex: str = "https://api.openalex.org"
    semantic_scholar: str = "https://api.semanticscholar.org"

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            msgspec.structs.force_setattr(self, name, getattr(self, name).rstrip("/"))


class Fetched(msgspec.Struct, frozen=True):
    """What a source answered: the bytes, and what to call them; the name says the day where the bytes do not."""

    data: bytes
    where: str


Get = Callable[[str], bytes | None]
"""Fetches an address politely; None where nothing has changed since the last time. Raises FetchFailed."""
PAGE = 100
"""Rows asked for at once: the most that these APIs give; Hugging Face's default of 50 cuts long days short."""


def all_pages(
    get: Get, address: Callable[[int], str], rows_of: Callable[[bytes], list[msgspec.Raw]], most: int, name: str
) -> list[msgspec.Raw] | None:
    """The rows of a list's pages, `most` of them at most; None where one has not changed. Raises NotAListing, which says its name."""
    every: list[msgspec.Raw] = []
    for page in range(most):
        data = get(address(page))
        if data is None:
            return None
        try:
            rows = rows_of(data)
        except msgspec.DecodeError:
            raise NotAListing(f"{name} is not the JSON it should be.") from None
        every += rows
        if len(rows) < PAGE:
            break
    return every


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


class CurrentSource(msgspec.Struct, frozen=True):
    """A source that shows what it holds now and keeps no lists of other days; its papers are listed under its label.

    `address` is where it is asked today, `where` what its answer is called, and `read` reads it.
    """

    name: str
    label: str
    address: Callable[[date], str]
    where: str
    read: Callable[[bytes, str], Listing]

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """What it shows now; it is not asked for other days."""
        data = get(self.address(today)) if day == today else None
        return Fetched(data, self.where) if data is not None else None

    def parse(self, data: bytes, where: str) -> Listing:
        """Its papers; raises NotAListing."""
        return msgspec.structs.replace(self.read(data, where), source=self.label)

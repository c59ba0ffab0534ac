"""bioRxiv and medRxiv: the preprints of a day, a hundred a page."""

from datetime import date

import msgspec

from core.errors import NotAListing
from core.feeds.source import Bases, Fetched, Get
from core.model import Listing
from core.parsing import biorxiv

PAGE = 100
PAGES = 20


class _Answer(msgspec.Struct):
    collection: list[msgspec.Raw] = []


class Biorxiv:
    """One of the two servers, `biorxiv` or `medrxiv`."""

    def __init__(self, server: str, base: str) -> None:
        self.name = self.label = server
        self._base = base.rstrip("/")

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """All pages of a day as one answer."""
        rows: list[msgspec.Raw] = []
        for page in range(PAGES):
            data = get(f"{self._base}/details/{self.name}/{day}/{day}/{page * PAGE}")
            if data is None:
                return None
            try:
                some = msgspec.json.decode(data, type=_Answer).collection
            except msgspec.DecodeError:
                raise NotAListing(f"{self.name}'s list of {day} is not the JSON it should be.") from None
            rows += some
            if len(some) < PAGE:
                break
        return Fetched(msgspec.json.encode({"collection": rows}), f"{self.name}-{day}.json")

    def parse(self, data: bytes, where: str) -> Listing:
        """The preprints of a day; raises NotAListing."""
        return biorxiv.parse(data, where)


def open_source(part: str, bases: Bases) -> Biorxiv:
    """`biorxiv` or `medrxiv`; raises ValueError for more."""
    if part not in ("biorxiv", "medrxiv"):
        raise ValueError(part)
    return Biorxiv(part, bases.biorxiv)

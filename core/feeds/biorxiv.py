"""bioRxiv and medRxiv: the preprints of a day, a hundred a page."""

from datetime import date

import msgspec

from core.feeds.source import PAGE, Bases, Fetched, Get, all_pages
from core.parsing import biorxiv

PAGES = 20


class _Answer(msgspec.Struct):
    collection: list[msgspec.Raw] = []


class Biorxiv:
    """One of the two servers, `biorxiv` or `medrxiv`."""

    parse = staticmethod(biorxiv.parse)

    def __init__(self, server: str, base: str) -> None:
        self.name = self.label = server
        self._base = base

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """All pages of a day as one answer."""
        address = f"{self._base}/details/{self.name}/{day}/{day}/"
        rows = all_pages(get, lambda page: f"{address}{page * PAGE}", _rows_of, PAGES, f"{self.name}'s list of {day}")
        return None if rows is None else Fetched(msgspec.json.encode({"collection": rows}), f"{self.name}-{day}.json")


def _rows_of(data: bytes) -> list[msgspec.Raw]:
    return msgspec.json.decode(data, type=_Answer).collection


def open_source(part: str, bases: Bases) -> Biorxiv:
    """`biorxiv` or `medrxiv`; raises ValueError for more."""
    if part not in ("biorxiv", "medrxiv"):
        raise ValueError(part)
    return Biorxiv(part, bases.biorxiv)

"""Hugging Face Daily Papers: one list a day, whose upvotes move for two weeks (FORMATS: 39 to 56 overnight)."""

from datetime import date

import msgspec

from core.errors import NotAListing
from core.feeds.source import Bases, Fetched, Get
from core.model import Listing
from core.parsing import hf_api

PAGE = 100
"""Entries asked for at once: the most the API gives; its default of 50 cuts long days short."""

PAGES = 10


class HuggingFace:
    """The Daily Papers API under `base`."""

    name = label = "hf"

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """All pages of a day's list as one array; None where its first page has not changed."""
        rows: list[msgspec.Raw] = []
        for page in range(PAGES):
            data = get(f"{self._base}/api/daily_papers?date={day}&limit={PAGE}&p={page}")
            if data is None:
                return None
            some = _rows(data, day)
            rows += some
            if len(some) < PAGE:
                break
        return Fetched(msgspec.json.encode(rows), f"hf-{day}.json")

    def parse(self, data: bytes, where: str) -> Listing:
        """The papers of a day; raises NotAListing."""
        return hf_api.parse(data, where)


def _rows(data: bytes, day: date) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        raise NotAListing(f"Hugging Face's list of {day} is not the JSON it should be.") from None


def open_source(part: str, bases: Bases) -> HuggingFace:
    """`hf`; raises ValueError for more."""
    if part != HuggingFace.name:
        raise ValueError(part)
    return HuggingFace(bases.hf)

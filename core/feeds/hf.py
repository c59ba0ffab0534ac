"""Hugging Face Daily Papers: one list a day, whose upvotes move for two weeks (FORMATS: 39 to 56 overnight)."""

from datetime import date

import msgspec

from core.feeds.source import PAGE, Bases, Fetched, Get, all_pages
from core.parsing import hf_api

PAGES = 10
_ROWS = msgspec.json.Decoder(list[msgspec.Raw])


class HuggingFace:
    """The Daily Papers API under `base`."""

    name = label = "hf"
    parse = staticmethod(hf_api.parse)

    def __init__(self, base: str) -> None:
        self._base = base

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """All pages of a day's list as one array; None where its first page has not changed."""
        address = f"{self._base}/api/daily_papers?date={day}&limit={PAGE}&p="
        rows = all_pages(get, lambda page: f"{address}{page}", _ROWS.decode, PAGES, f"Hugging Face's list of {day}")
        return None if rows is None else Fetched(msgspec.json.encode(rows), f"hf-{day}.json")


def open_source(part: str, bases: Bases) -> HuggingFace:
    """`hf`; raises ValueError for more."""
    if part != HuggingFace.name:
        raise ValueError(part)
    return HuggingFace(bases.hf)

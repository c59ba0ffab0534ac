"""A venue of OpenReview, such as `openreview:ICLR.cc/2026/Conference`: the papers that it shows everybody, the newest first."""

import re
from datetime import date
from urllib.parse import urlencode

import msgspec

from core.errors import NoPapers
from core.feeds.source import Bases, Fetched, Get
from core.model import Listing
from core.parsing import openreview

MOST = 1000
"""Papers asked for at once: the most that the API gives."""

_VENUE = re.compile(r"[\w.-]{2,60}(?:/[\w.&() -]{1,60}){1,6}")


class Venue:
    """The papers of a venue, by the API under `base`."""

    label = openreview.SOURCE

    def __init__(self, venue: str, base: str) -> None:
        self.name, self._venue, self._base = f"openreview:{venue}", venue, base

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """What the venue shows now; it keeps no lists of other days."""
        asked = {"content.venueid": self._venue, "sort": "cdate:desc", "limit": MOST}
        data = get(f"{self._base}/notes?{urlencode(asked)}") if day == today else None
        return Fetched(data, f"{self.label}.json") if data is not None else None

    def parse(self, data: bytes, where: str) -> Listing:
        """The papers of the venue; none yet is an empty list. Raises NotAListing."""
        try:
            return msgspec.structs.replace(openreview.parse(data, where), source=self.label)
        except NoPapers:
            return Listing(self.label, None, ())


def open_source(part: str, bases: Bases) -> Venue:
    """`openreview:ICLR.cc/2026/Conference`; raises ValueError for what is no venue's id."""
    venue = part.partition(":")[2].strip()
    if not _VENUE.fullmatch(venue):
        raise ValueError(part)
    return Venue(venue, bases.openreview)

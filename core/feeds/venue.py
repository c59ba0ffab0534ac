"""A venue of OpenReview, such as `openreview:ICLR.cc/2026/Conference`: the papers that it shows everybody, the newest first."""

import re
from urllib.parse import urlencode

from core.errors import NoPapers
from core.feeds.source import Bases, CurrentSource
from core.model import Listing
from core.parsing import openreview

MOST = 1000
"""Papers asked for at once: the most that the API gives."""
_VENUE = re.compile(r"[\w.-]{2,60}(?:/[\w.&() -]{1,60}){1,6}")


def open_source(part: str, bases: Bases) -> CurrentSource:
    """`openreview:ICLR.cc/2026/Conference`; raises ValueError for what is no venue's id."""
    venue = part.partition(":")[2].strip()
    if not _VENUE.fullmatch(venue):
        raise ValueError(part)
    query = urlencode({"content.venueid": venue, "sort": "cdate:desc", "limit": MOST})
    address = f"{bases.openreview}/notes?{query}"
    return CurrentSource(f"openreview:{venue}", openreview.SOURCE, lambda today: address, "openreview.json", _papers)


def _papers(data: bytes, where: str) -> Listing:
    """The papers of a venue; none yet is an empty list."""
    try:
        return openreview.parse(data, where)
    except NoPapers:
        return Listing(openreview.SOURCE, None, ())

"""A search at Semantic Scholar, such as `semanticscholar:sparse routing`: its papers of the last days.

It tells ids that others lack, how often a paper is cited, and a summary made by a machine, which is shown as that.
"""

from datetime import date, timedelta
from urllib.parse import urlencode

import msgspec

from core.feeds.lookup import S2_FIELDS, answered
from core.feeds.source import Bases, Fetched, Get
from core.model import Listing

BACK = timedelta(days=7)
"""How long after its day a paper may come: Semantic Scholar reads most within a week."""

MOST = 100
"""Papers of one answer: the most that the API gives."""

LONGEST = 200


class SemanticScholar:
    """A search by the API under `base`; the key goes with each call to that host."""

    label = "semanticscholar"

    def __init__(self, query: str, base: str) -> None:
        self.name, self._query, self._base = f"semanticscholar:{query}", query, base

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """What the search finds of the last days; it is not asked for other days."""
        asked = {
            "query": self._query,
            "publicationDateOrYear": f"{today - BACK}:{today}",
            "fields": S2_FIELDS,
            "limit": MOST,
        }
        data = get(f"{self._base}/graph/v1/paper/search?{urlencode(asked)}") if day == today else None
        return Fetched(data, f"{self.label}.json") if data is not None else None

    def parse(self, data: bytes, where: str) -> Listing:
        """The papers found; none is an empty list. Raises NotAListing."""
        return msgspec.structs.replace(answered(data, where), source=self.label)


def open_source(part: str, bases: Bases) -> SemanticScholar:
    """`semanticscholar:sparse routing`; raises ValueError for a search without words."""
    query = " ".join(part.partition(":")[2].split())
    if not any(map(str.isalnum, query)) or len(query) > LONGEST:
        raise ValueError(part)
    return SemanticScholar(query, bases.semantic_scholar)

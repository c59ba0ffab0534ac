"""A search at Semantic Scholar, such as `semanticscholar:sparse routing`: its papers of the last days.

It tells ids that others lack, how often a paper is cited, and a summary made by a machine, which is shown as that.
"""

from datetime import date, timedelta
from urllib.parse import urlencode

from core.feeds.lookup import S2_FIELDS, answered
from core.feeds.source import Bases, CurrentSource

BACK = timedelta(days=7)
"""How long after its day a paper may come: Semantic Scholar reads most within a week."""

MOST = 100
"""Papers of one answer: the most that the API gives."""

LONGEST = 200


def open_source(part: str, bases: Bases) -> CurrentSource:
    """`semanticscholar:sparse routing`; raises ValueError for a search without words. The key goes with each call to that host."""
    query = " ".join(part.partition(":")[2].split())
    if not any(map(str.isalnum, query)) or len(query) > LONGEST:
        raise ValueError(part)

    def address(today: date) -> str:
        days = f"{today - BACK}:{today}"
        asked = {"query": query, "publicationDateOrYear": days, "fields": S2_FIELDS, "limit": MOST}
        return f"{bases.semantic_scholar}/graph/v1/paper/search?{urlencode(asked)}"

    return CurrentSource(f"semanticscholar:{query}", "semanticscholar", address, "semanticscholar.json", answered)

"""arXiv: today's announcements by RSS; those of a past day by its API, which knows only when a paper was submitted."""

import re
from datetime import date
from urllib.parse import quote

from core.feeds.habits import habit_of, submitted
from core.feeds.source import Bases, Fetched, Get
from core.model import Listing
from core.parsing.arxiv import arxiv_atom, arxiv_rss

_CATEGORIES = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?(?:\+[a-z-]+(?:\.[A-Za-z-]+)?)*")

MOST = 2000
"""Entries of one API answer (arXiv's manual)."""


class Arxiv:
    """Some categories of arXiv, such as `cs.CL+cs.LG`; `feeds` serves the RSS, `api` the Atom answers."""

    label = "arxiv"

    def __init__(self, categories: str, feeds: str, api: str) -> None:
        self.name = f"arxiv:{categories}"
        self._categories, self._feeds, self._api = categories, feeds, api

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """Today's announcements; of another weekday what was submitted in time for it. On weekends there is no list."""
        habit = habit_of(self.name)
        if not habit.lists(day):
            return None
        if day == today:
            data = get(f"{self._feeds}/rss/{quote(self._categories, safe='+.')}")
            return Fetched(data, f"arxiv-rss-{day}.xml") if data is not None else None
        asked = "+OR+".join(f"cat:{quote(category)}" for category in self._categories.split("+"))
        since, until = submitted(day, habit.zone)
        span = f"submittedDate:[{since:%Y%m%d%H%M}+TO+{until:%Y%m%d%H%M}]"
        data = get(f"{self._api}/api/query?search_query=({asked})+AND+{span}&max_results={MOST}")
        return Fetched(data, f"arxiv-api-{day}.xml") if data is not None else None

    def parse(self, data: bytes, where: str) -> Listing:
        """The papers of either answer; raises NotAListing."""
        return arxiv_rss.parse(data, where) if where.startswith("arxiv-rss") else arxiv_atom.parse(data, where)


def open_source(part: str, bases: Bases) -> Arxiv:
    """`arxiv:cs.CL+cs.LG`; raises ValueError for what names no categories."""
    categories = part.partition(":")[2]
    if not _CATEGORIES.fullmatch(categories):
        raise ValueError(part)
    return Arxiv(categories, bases.arxiv_feeds, bases.arxiv)

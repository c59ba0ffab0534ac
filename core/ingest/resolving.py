"""Resolve: a paper known by title and abstract only is asked for by title, and only dedup's *same* attaches what a source knows."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import quote

from core.dedup import judge
from core.errors import NotAListing
from core.feeds import arxiv
from core.feeds.trouble import FetchFailed, RetryLater
from core.model import Listing, Paper
from core.parsing import hf_api
from core.parsing.arxiv import arxiv_atom
from core.store.papers.unresolved import Unresolved

AT_ONCE = 15
"""Papers one job asks for: at arXiv's pace of a call in three seconds that is three quarters of a minute."""

WAITS = (timedelta(days=1), timedelta(days=7))
"""When a paper that nobody knew is asked for again; after these, no more."""

SILENT = timedelta(hours=1)
"""When a paper is asked for again where a source did not answer."""

Call = Callable[[str], bytes]


class Resolving:
    """Asks arXiv, then Hugging Face, for papers by title."""

    def __init__(self, unresolved: Unresolved, call: Call, arxiv_base: str, hf_base: str) -> None:
        self.unresolved, self._call, self._arxiv, self._hf = unresolved, call, arxiv_base, hf_base.rstrip("/")

    def resolve(self, now: datetime) -> int:
        """Ask for the papers that are due; returns how many got what a source knows of them.

        Raises RetryLater where a source asks for patience.
        """
        return sum(self._settle(paper, now) for paper in self.unresolved.due(now, AT_ONCE))

    def _settle(self, paper: Paper, now: datetime) -> bool:
        silent = False
        for url, parse in self._places(paper.title):
            try:
                entries = parse(self._call(url), "search").entries
            except RetryLater:
                raise
            except (FetchFailed, NotAListing):
                silent = True
                continue
            for entry in entries:
                verdict = judge(entry, paper, paper.also)
                if verdict.kind == "same":
                    return self.unresolved.attach(paper, entry, verdict.why)
        self._nobody_knew(paper, now, silent=silent)
        return False

    def _places(self, title: str) -> Iterable[tuple[str, Callable[[bytes, str], Listing]]]:
        yield arxiv.by_title(self._arxiv, title), arxiv_atom.parse
        yield f"{self._hf}/api/papers/search?q={quote(title[:250])}&limit=5", hf_api.parse

    def _nobody_knew(self, paper: Paper, now: datetime, *, silent: bool) -> None:
        """Ask again later; a source that did not answer counts as no answer."""
        tries = self.unresolved.tries(paper)
        if silent:
            self.unresolved.later(paper, now + SILENT, tries)
        elif tries < len(WAITS):
            self.unresolved.later(paper, now + WAITS[tries], tries + 1)
        else:
            self.unresolved.drop(paper)

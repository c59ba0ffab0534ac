"""Resolve: papers known without an id are asked for by title, and only dedup's *same* attaches what a service knows."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from core.dedup import judge
from core.dedup.pairing import pair_titles
from core.dedup.titles import Title, read_title
from core.errors import NotAListing
from core.feeds import outcomes
from core.feeds.lookup import TitleSearch
from core.feeds.trouble import BadStatus, FetchFailed, RetryLater
from core.model import Entry, Paper
from core.store.papers.unresolved import Unresolved

AT_ONCE = 30
"""Papers one job asks for: three calls to arXiv for their titles, and one to each other service for each that is left."""

WAITS = (timedelta(days=1), timedelta(days=7))
"""When a paper that nobody knew is asked for again; after these, no more."""

SILENT = timedelta(hours=1)
"""When a paper is asked for again where a service did not answer."""

_ENOUGH = 4
"""Content words from which the beginning of a title names one paper."""

_MISSPELT = 92.0
"""How alike such titles are at least, of 100."""

AS_LIKE = 0.02
"""By how much less like it another paper of an answer may be for the title to be of either."""

Call = Callable[..., bytes]
"""Fetches an address with headers. Raises FetchFailed."""


class Resolving:
    """Asks one service after another for papers by title; each is asked only for those that none before it knew."""

    def __init__(self, unresolved: Unresolved, call: Call, searches: Sequence[TitleSearch]) -> None:
        self.unresolved, self._call, self._searches = unresolved, call, searches

    def resolve(self, now: datetime) -> int:
        """Ask for the papers that are due; returns how many got what a service knows of them."""
        left, attached, silent = self.unresolved.due(now, AT_ONCE), 0, set[str]()
        busy = set[str]()
        for search in self._searches:
            for some in [left[at : at + search.at_once] for at in range(0, len(left), search.at_once)]:
                entries: Sequence[Entry] | None = None
                with suppress(FetchFailed, NotAListing):
                    entries = self._answer(search, some, busy)
                if entries is None:
                    silent.update(paper.id for paper in some)
                    continue
                for paper in some:
                    if same := match(paper, entries):
                        left.remove(paper)
                        attached += self.unresolved.attach(paper, same[0], same[1])
        for paper in left:
            self._nobody_knew(paper, now, silent=paper.id in silent)
        return attached

    def _answer(self, search: TitleSearch, papers: Sequence[Paper], busy: set[str]) -> Sequence[Entry] | None:
        """What a service knows of papers with these titles, nothing where it says that there is no such paper; None where it is `busy`,
        as it is from the moment that it asks for patience. Raises FetchFailed, NotAListing.
        """
        if search.name in busy:
            return None
        try:
            data = self._call(search.address([paper.title for paper in papers]), search.headers)
        except RetryLater:
            busy.add(search.name)
            return None
        except BadStatus as error:
            if error.status in outcomes.GONE:
                return ()
            raise
        return search.parse(data, search.name).entries

    def _nobody_knew(self, paper: Paper, now: datetime, *, silent: bool) -> None:
        """Ask again later; a service that did not answer counts as no answer."""
        tries = self.unresolved.tries(paper)
        if silent:
            self.unresolved.later(paper, now + SILENT, tries)
        elif tries < len(WAITS):
            self.unresolved.later(paper, now + WAITS[tries], tries + 1)
        else:
            self.unresolved.drop(paper)


def match(paper: Paper, entries: Sequence[Entry]) -> tuple[Entry, str] | None:
    """The entry that is this paper, and why; None where none is, or two that are not one paper are as much like it."""
    verdicts = [(judge(entry, paper, paper.also), entry) for entry in entries if entry.arxiv or entry.doi]
    same = sorted((pair for pair in verdicts if pair[0].kind == "same"), key=lambda pair: -pair[0].score)
    if not same:
        return _whole(paper, [entry for _, entry in verdicts])
    best, entry = same[0]
    rivals = (other for verdict, other in same[1:] if verdict.score >= best.score - AS_LIKE)
    if any(
        judge(other, Paper("", entry.title, entry.abstract, entry.authors, arxiv=entry.arxiv, doi=entry.doi)).kind
        == "new"
        for other in rivals
    ):
        return None
    return entry, best.why


def _whole(paper: Paper, entries: Sequence[Entry]) -> tuple[Entry, str] | None:
    """The one entry of whose title a paper's is a part or a misspelling, where nothing but its title is known: a page damaged it."""
    title = read_title(paper.title)
    if paper.abstract or paper.authors or len(title.content) < _ENOUGH:
        return None
    begun = {entry.arxiv or entry.doi: entry for entry in entries if _is_meant(title, read_title(entry.title))}
    entry = next(iter(begun.values()), None)
    return (entry, "its title is most like it, and no other's") if entry and len(begun) == 1 else None


def _is_meant(title: Title, whole: Title) -> bool:
    """Whether a title is another but for typos, or its beginning: the last word perhaps cut, and no number cut off."""
    pairing = pair_titles(title, whole)
    if pairing.relation in ("equal", "misspelt"):
        return pairing.ratio >= _MISSPELT and not pairing.disguised
    is_begun = pairing.missing in ("end", "subtitle") and len(title.squashed) < len(whole.squashed)
    return is_begun and not pairing.number_left

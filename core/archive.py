"""The papers and the index over them: reading, finding, and keeping the index level with the log."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from core import identity
from core.errors import NotFound
from core.model import Hit, Paper, Query
from core.ranking import ranked
from core.search.highlight import highlight, snippet
from core.search.index import Doc, Found, Index
from core.store.log import Log, later, seconds_between
from core.store.papers import Papers
from core.store.votes import Votes
from core.text import clip
from core.views import GIST

WRITTEN_AT_ONCE = 2000
"""Papers the index takes in one commit."""

NOTED_SECONDS = 60
"""How far votes and saves, which the index does not hold, may run ahead of the position it notes: a note costs a sync."""


class Archive:
    """Papers by id, by words and by day. Safe to use from several threads."""

    def __init__(self, papers: Papers, votes: Votes, log: Log, open_index: Callable[[], Index]) -> None:
        self.papers, self._votes, self._log, self._open = papers, votes, log, open_index
        self._index: Index | None = None
        self._turn = threading.RLock()
        self.followed = False  # whether somebody in this process keeps the index level, so that no search waits for it
        self._level = ""  # up to here the log holds nothing that the index lacks

    @property
    def index(self) -> Index:
        """The index, opened when it is first asked: a process that never searches has no use for its memory."""
        with self._turn:
            if self._index is None:
                self._index = self._open()
            return self._index

    @property
    def opened(self) -> bool:
        """Whether this process has opened the index."""
        return self._index is not None

    def paper(self, said: str) -> Paper:
        """The paper that an id, an arXiv id or address, or a DOI names; raises NotFound."""
        named = identity.reference(said)
        paper = self.papers.get(said.strip()) or (named and self.papers.get(self.papers.known_as(named)))
        if not paper:
            raise NotFound(
                f"No paper here is called “{clip(said, 60)}”. Give its id, its arXiv link or its DOI, or search for its title."
            )
        return paper

    def find(self, query: Query, limit: int, page: int) -> tuple[list[Hit], Found]:
        """One page of what a search finds, and the facts about the whole of it."""
        self._level_for_asking()
        skipped = (page - 1) * limit
        if query.ref:
            paper = self.paper(query.ref)
            return [self._hit(paper, 1.0, ())], Found(matches=(), total=1)
        if query.sort == "relevance" and not query.min_votes:
            found = self.index.search(query, limit, skipped)
            ids = [match.id for match in found.matches]
        else:
            found = self.index.matches(query)
            ids = self._sorted(query, found)
            found, ids = (
                Found(found.matches, len(ids), found.corrected, found.suggestion, found.terms),
                ids[skipped : skipped + limit],
            )
        scores = {match.id: match.score for match in found.matches}
        papers = self.papers.get_many(ids)
        return [self._hit(papers[i], scores[i], found.terms) for i in ids if i in papers], found

    def similar(self, paper: Paper, limit: int) -> list[Paper]:
        """The papers whose words are most like this one's."""
        self._level_for_asking()
        found = self.index.similar(paper.title, paper.abstract, limit, exclude=paper.id)
        papers = self.papers.get_many(match.id for match in found.matches)
        return [papers[match.id] for match in found.matches if match.id in papers]

    def complete(self, typed: str, limit: int = 25) -> list[tuple[str, str]]:
        """Id and title of the papers whose title goes on from what is typed."""
        return self.index.complete(typed, limit)

    def complete_author(self, typed: str, limit: int = 25) -> list[str]:
        """Names of authors that go on from what is typed, those of most papers first."""
        return self.index.complete_author(typed, limit)

    def complete_category(self, typed: str, limit: int = 25) -> list[str]:
        """Categories that start as typed."""
        return self.index.complete_category(typed, limit)

    def listed(self, days: Sequence[date]) -> list[str]:
        """The ids of the papers listed on these days, best first."""
        ids = list(self.papers.listed_on(*days))
        return ranked(ids, self._votes.scores.ranks(ids))

    def top(self, since: datetime | None, most: int | None = None, skipped: int = 0) -> list[str]:
        """The ids of the papers to which anything happened since a moment, as they trend; None: voted for, by votes."""
        scores = self._votes.scores
        return scores.since(since, most, skipped) if since else scores.wanted(most, skipped)

    def count_top(self, since: datetime | None) -> int:
        """How many papers `top` has."""
        return self._votes.scores.count_since(since) if since else self._votes.scores.count_wanted()

    def catch_up(self, *, keep: bool = False) -> None:
        """Read what the index's writer has committed; where no process writes it, write what is missing.

        `keep` is for a process that comes back again and again: only such a one may stay the writer, since no other
        could take over from it while it sits idle.
        """
        with self._turn:
            self.index.refresh()
            if self.behind() and self.index.take_over():
                try:
                    self._write(self._log.end())
                finally:
                    if not keep:
                        self.index.release()

    def warm(self) -> None:
        """Catch up, and have ready what the first search would make ready. For a process that stays."""
        self.catch_up()
        self.index.warm()

    def behind(self) -> bool:
        """Whether the index has something to take in: a paper, or the position of votes and saves that follow its own."""
        end, position = self._log.end(), self.index.position
        if position == end:
            return False
        if self._log.start(position) is None or seconds_between(position, end) > NOTED_SECONDS:
            return True
        start = later(self._level, position).partition(":")[2]
        if any(event.kind == "paper" for page in self._log.after(start) for event in page):
            return True
        self._level = end
        return False

    def close(self) -> None:
        """Let another process write the index."""
        with self._turn:
            if self._index is not None:
                self._index.release()

    def _level_for_asking(self) -> None:
        if not self.followed:
            self.catch_up()

    def _start(self) -> str | None:
        """The log id to read on from, None where the log does not reach back to it."""
        if not self.index.position:
            return None
        return self._log.start(later(self._level, self.index.position))

    def _write(self, end: str) -> None:
        start = self._start()
        if start is None and len(self.index):  # a restored record may hold fewer papers than the index does
            self.index.write((), "", remove=set(self.index.ids()).difference(self.papers.ids()))
        for ids, position in self._changed(start, end):
            self.index.write((_doc(paper) for paper in self.papers.get_many(ids).values()), position)
        if later(end, self.index.position) != self.index.position:  # only votes and saves came, and were seen before
            self.index.write((), end)
        self._level = self.index.position

    def _changed(self, start: str | None, end: str) -> Iterator[tuple[list[str], str]]:
        """The papers to write, in portions, each with the position the index then stands at."""
        if start is None:
            ids = self.papers.ids()
            for first in range(0, len(ids), WRITTEN_AT_ONCE):
                yield ids[first : first + WRITTEN_AT_ONCE], ""
            yield [], end
            return
        epoch = end.partition(":")[0]
        for page in self._log.after(start):
            yield (
                list(dict.fromkeys(event.subject for event in page if event.kind == "paper")),
                f"{epoch}:{page[-1].id}",
            )

    def _sorted(self, query: Query, found: Found) -> list[str]:
        ids = [match.id for match in found.matches]
        tallies = self._votes.tallies(ids)
        kept = [match for match in found.matches if tallies[match.id].net >= query.min_votes or not query.min_votes]
        if query.sort == "new":
            kept.sort(key=lambda match: match.day, reverse=True)
        elif query.sort == "votes":
            kept.sort(key=lambda match: tallies[match.id].net, reverse=True)
        return [match.id for match in kept]

    def _hit(self, paper: Paper, score: float, terms: Sequence[str]) -> Hit:
        return Hit(paper, score, highlight(paper.title, terms), snippet(paper.abstract, terms, GIST))


def _doc(paper: Paper) -> Doc:
    return Doc(
        id=paper.id,
        title=" ".join((paper.title, *paper.also[:2])),
        abstract=paper.abstract,
        authors=paper.authors,
        categories=paper.categories,
        sources=tuple(sorted({sighting.source for sighting in paper.sightings})),
        day=paper.first_day or paper.published,
    )

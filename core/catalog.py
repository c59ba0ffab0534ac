"""The papers and the index over them: reading, finding, and keeping the index up to date with the log."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

import msgspec

from core import scope
from core.cards.views import EXCERPT
from core.errors import NoSuchTitle, NotFound, Withheld
from core.model import Call, Hit, Paper, Place, Query, Sighting
from core.scope import Viewer, as_seen, moderated, news, visible
from core.search.documents import doc_of
from core.search.highlight import highlight, snippet
from core.search.index import Found, Index
from core.store.engine.log import Log, later, seconds_between
from core.store.papers.feeds import fetchable
from core.store.papers.hidden import EVERYWHERE, Hidden
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from core.text import identifiers
from core.text.cleaning import clip, counted
from core.votes.trending import ranked

WRITTEN_AT_ONCE = 2000
"""Papers the index takes in one commit."""

NOTED_SECONDS = 60
"""How far votes and saves, which the index does not hold, may run ahead of the position it notes: a note costs a sync."""


class Catalog:
    """Papers by id, by words and by day. Safe to use from several threads."""

    def __init__(self, papers: Papers, votes: Votes, log: Log, hidden: Hidden, open_index: Callable[[], Index]) -> None:
        self.papers, self._votes, self._log, self._hidden, self._open = papers, votes, log, hidden, open_index
        self._index: Index | None = None
        self._turn = threading.RLock()
        self._rested = -1  # the number of the index's last write, when rest was last looked for
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

    def viewer_of(self, call: Call) -> Viewer:
        """What the person of a call may see where they are."""
        return self._withheld(scope.viewer_of(call), call.place)

    def viewer_at(self, place: Place) -> Viewer:
        """What everybody in a place may see."""
        return self._withheld(scope.viewer_at(place), place)

    def everybody(self) -> Viewer:
        """What everybody may see, wherever they are."""
        return self.viewer_at(Place("terminal"))

    def guests_at(self, place: Place) -> Viewer:
        """What somebody of another team sees in a place."""
        return self._withheld(scope.guests_at(place), place)

    def count(self, viewer: Viewer) -> int:
        """How many papers a viewer may see."""
        special = (self.papers.all_limited() | viewer.withheld).difference(self.papers.united())
        return self.papers.count() - len(special) + len(self.seen(special, viewer))

    def _withheld(self, viewer: Viewer, place: Place) -> Viewer:
        hidden = self._hidden.of(moderated(place)) | self.papers.united().keys()  # these are shown by others
        removed = self._hidden.of(EVERYWHERE)
        return msgspec.structs.replace(viewer, hidden=hidden, removed=removed)

    def withheld(self, reference: str, viewer: Viewer) -> Withheld | None:
        """Why a viewer is not shown a paper that would be theirs to see; None where nothing is kept from them."""
        own = Viewer(viewer.scopes)
        paper = self.named(reference, own) or self.known(reference, own)
        if paper is None or visible(paper, viewer):
            return None
        if paper.id in viewer.removed:
            return Withheld("The person who runs this Paperboy removed that paper.", removed=True)
        return Withheld(
            f"That paper is hidden here. People who may set Paperboy up here show it again with “paper unhide {paper.id}”."
        )

    def paper(self, text: str, viewer: Viewer) -> Paper:
        """The paper that an id, an arXiv id or address, or a DOI names to a viewer; raises NotFound, NoSuchTitle for words."""
        named = identifiers.reference(text)
        if paper := self.named(text.strip(), viewer) or self.known(named, viewer):
            return paper
        if why := self.withheld(text.strip(), viewer) or self.withheld(named, viewer):
            raise why
        called = f"No paper here is called “{clip(text, 60)}”"
        if named and fetchable(named):
            raise NotFound(f"{called} yet. Paperboy can fetch it.", {"Add it": f"add {text.strip()}"})
        kind = NotFound if named or any(sign.isdigit() or sign in "/:" for sign in text) else NoSuchTitle
        raise kind(f"{called}. Give its id, its arXiv link or its DOI, or search for its title.")

    def anybodys(self, paper_id: str) -> Paper | None:
        """The paper of an id, in any scope: only for the operator."""
        return self.papers.whole(paper_id.strip())

    def paper_or_title(self, text: str, viewer: Viewer) -> Paper:
        """As `paper`, and the paper whose title alone is this, begins with this or holds it; raises NotFound, NoSuchTitle."""
        try:
            return self.paper(text, viewer)
        except NotFound as unknown:
            titled = [] if identifiers.reference(text) else self.titled(text, viewer)
            if len(titled) == 1:
                return titled[0]
            if titled:
                raise NoSuchTitle(f"“{clip(text, 60)}” is in the titles of {counted(len(titled), 'paper')}.") from None
            raise NoSuchTitle(str(unknown)) if len(text.split()) > 1 else unknown from None

    def titled(self, text: str, viewer: Viewer) -> list[Paper]:
        """The papers that a title names to a viewer."""
        self._level_for_asking()
        return list(self.seen(self.index.titled(text), viewer).values())

    def known(self, reference: str, viewer: Viewer) -> Paper | None:
        """The paper that a viewer knows as `arxiv:…`, `doi:…` or `openreview:…`, or None."""
        return self.named(self.papers.known_as(reference, viewer.scopes), viewer) if reference else None

    def named(self, paper_id: str, viewer: Viewer) -> Paper | None:
        """The paper of an id, or the one that it was merged into, as a viewer sees it; None where they may not."""
        paper = self.papers.whole(paper_id) if paper_id else None
        return as_seen(paper, viewer) if paper and visible(paper, viewer) else None

    def part(self, text: str, paper: Paper) -> str:
        """Which of the papers that a paper shows an id names: what is voted by it is for that one."""
        return text if self.papers.united().get(text) == paper.id else paper.id

    def seen(self, ids: Iterable[str], viewer: Viewer) -> dict[str, Paper]:
        """Those of the papers that exist and that a viewer may see, as they see them."""
        return shown(self.papers.whole_many(ids), viewer)

    def find(self, query: Query, limit: int, page: int, viewer: Viewer) -> tuple[list[Hit], Found]:
        """One page of what a search finds for a viewer, and the facts about the whole of it."""
        return self.find_after(query, limit, (page - 1) * limit, viewer)

    def find_after(self, query: Query, limit: int, skipped: int, viewer: Viewer) -> tuple[list[Hit], Found]:
        """As `find`, of what comes after so many papers."""
        self._level_for_asking()
        query = _for(query, viewer)
        if query.ref:
            paper = self.paper(query.text, viewer)
            return [self._hit(paper, 1.0, ())], Found(matches=(), total=1)
        if query.sort == "relevance" and not query.min_votes:
            result = self.index.search(query, limit, skipped)
            ids = [match.id for match in result.matches]
        else:
            result = self.index.matches(query)
            if result.total > len(result.matches):  # all are counted and ordered, however many
                result = self.index.matches(query, result.total)
            ids = self._sorted(query, result)
            result = msgspec.structs.replace(result, total=len(ids))
            ids = ids[skipped : skipped + limit]
        scores = {match.id: match.score for match in result.matches}
        papers = self.seen(ids, viewer)
        return [self._hit(papers[i], scores[i], result.terms) for i in ids if i in papers], result

    def similar(self, paper: Paper, limit: int, viewer: Viewer) -> list[Paper]:
        """The papers a viewer may see whose words are most like this one's."""
        self._level_for_asking()
        scopes, hidden = tuple(sorted(viewer.scopes)), tuple(sorted({paper.id} | viewer.withheld))
        result = self.index.similar(paper.title, paper.abstract, limit, hidden, scopes)
        papers = self.seen((match.id for match in result.matches), viewer)
        return [papers[match.id] for match in result.matches if match.id in papers]

    def complete(self, typed: str, limit: int, viewer: Viewer) -> list[tuple[str, str]]:
        """Id and title of the papers a viewer may see whose title goes on from what is typed."""
        return self.index.complete(typed, limit, tuple(sorted(viewer.scopes)), viewer.withheld)

    def complete_author(self, typed: str, limit: int, viewer: Viewer) -> list[str]:
        """Authors of papers a viewer may see whose names go on from what is typed."""
        names = self.index.complete_author(typed, limit)
        return [name for name in names if self._leads(Query(author=name), viewer)]

    def complete_category(self, typed: str, limit: int, viewer: Viewer) -> list[str]:
        """Categories of papers a viewer may see that start as typed."""
        names = self.index.complete_category(typed, limit)
        return [name for name in names if self._leads(Query(cat=name), viewer)]

    def listed(self, days: Sequence[date], viewer: Viewer) -> list[str]:
        """The ids of the papers that were news to a viewer on these days, best first."""
        ids = list(self.papers.listed_on(*days))
        hidden = self._not_news(self.papers.limited(ids), viewer, lambda seen: seen.day in days) | viewer.withheld
        ids = [i for i in ids if i not in hidden]
        return ranked(ids, self._votes.scores.ranks(ids))

    def news_days(self, most: int, viewer: Viewer, last: date | None = None) -> list[date]:
        """The newest days, at most so many and none after `last`, on which anything was news to a viewer; oldest first."""
        days = (day for day in reversed(self.papers.days(last=last)) if self.listed([day], viewer))
        return list(islice(days, most))[::-1]

    def news_beside(self, day: date, viewer: Viewer, last: date) -> tuple[date | None, date | None]:
        """The days before and after a day, none after `last`, on which anything was news to a viewer."""
        before = self.news_days(1, viewer, day - timedelta(days=1)) if day > date.min else []
        later = self.papers.days(day + timedelta(days=1), last) if day < last else []
        return (before[0] if before else None), next((other for other in later if self.listed([other], viewer)), None)

    def counts(self, days: Sequence[date], viewer: Viewer) -> dict[date, int]:
        """How many papers were news to a viewer on each of these days; days without any are left out."""
        listed = self.papers.counts_on(days)
        special = self.papers.all_limited() | viewer.withheld | set(self.papers.united().values()) if listed else ()
        among = self.papers.listed_among(sorted(special), list(listed))
        papers = self.seen({i for ids in among.values() for i in ids}, viewer)
        for day, ids in among.items():
            shown = {papers[i].id for i in ids if i in papers and any(seen.day == day for seen in news(papers[i]))}
            listed[day] += len(shown) - len(ids)
        return {day: count for day, count in listed.items() if count}

    def top(
        self, since: datetime | None, viewer: Viewer, most: int | None = None, skipped: int = 0
    ) -> tuple[list[str], int]:
        """The ids of the papers to which anything happened since a moment, as they trend, and of how many these are a page;
        None: voted for, by votes. What happened out of a viewer's sight is nothing to them.
        """
        scores, special = self._votes.scores, self.papers.all_limited()
        hidden = self._idle(special, viewer, since) if since else special.difference(self.seen(special, viewer))
        hidden |= viewer.withheld
        if since:
            return scores.since(since, most, skipped, hidden), scores.count_since(since, hidden)
        return scores.wanted(most, skipped, hidden), scores.count_wanted(hidden)

    def _leads(self, query: Query, viewer: Viewer) -> bool:
        """Whether a query, made of what papers of everybody's hold, finds a viewer any; where nothing is withheld it does."""
        return not viewer.withheld or self.index.matches(_for(query, viewer), 1).total > 0

    def _not_news(self, ids: Collection[str], viewer: Viewer, fits: Callable[[Sighting], bool]) -> set[str]:
        """Those of the papers that were no news to a viewer."""
        papers = self.seen(ids, viewer)
        return {i for i in ids if i not in papers or not any(map(fits, news(papers[i])))}

    def _idle(self, ids: Collection[str], viewer: Viewer, since: datetime) -> set[str]:
        """Those of the papers that a viewer may not see, or to which nothing happened since a moment that they would know of."""
        papers, last = self.seen(ids, viewer), self._votes.last(ids)
        quiet = self._not_news(ids, viewer, lambda seen: seen.day >= since.date())
        return {i for i in quiet if i not in papers or last[i] < since.timestamp()}

    def catch_up(self, *, keep: bool = False) -> None:
        """Read what the index's writer has committed; where no process writes it, write what is missing.

        `keep` is for a process that comes back again and again: only such a one may stay the writer, since no other
        could take over from it while it sits idle.
        """
        with self._turn:
            self.index.refresh()
            if self.behind():
                self._take_in(keep=keep)

    def noted(self, *, keep: bool = False) -> str:
        """The position at which the index stands on the disk; where nobody else writes it, that is the log's end then."""
        with self._turn:
            self.index.refresh()
            self._take_in(keep=keep)
            return self.index.position

    def _take_in(self, *, keep: bool) -> None:
        """Write what the index lacks, and where it then stands, unless another process writes it."""
        if self.index.take_over():
            try:
                self._write(self._log.end())
            finally:
                if not keep:
                    self.index.release()

    def warm(self) -> None:
        """Catch up, and have ready what the first search would make ready. For a process that stays."""
        self.catch_up()
        self.index.warm()

    def compact(self) -> None:
        """Write the index as one segment, which searches fastest, where nothing came since the last call. For its writer."""
        with self._turn:
            commits = self.index.commits
            if commits == self._rested and not self.behind():
                self.index.compact()
            self._rested = commits

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
            papers = {paper.id: paper for paper in self.papers.whole_many(ids).values()}
            gone = [paper_id for paper_id in ids if paper_id not in papers]  # merged into others
            self.index.write((doc_of(paper) for paper in papers.values()), position, remove=gone)
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
                list(dict.fromkeys(i for event in page if event.kind == "paper" for i in event.subject.split())),
                f"{epoch}:{page[-1].id}",
            )

    def _sorted(self, query: Query, result: Found) -> list[str]:
        ids = [match.id for match in result.matches]
        tallies = self._votes.tallies(ids)
        kept = [match for match in result.matches if tallies[match.id].net >= query.min_votes or not query.min_votes]
        if query.sort == "new":
            kept.sort(key=lambda match: match.day, reverse=True)
        elif query.sort == "votes":
            kept.sort(key=lambda match: tallies[match.id].net, reverse=True)
        return [match.id for match in kept]

    def _hit(self, paper: Paper, score: float, terms: Sequence[str]) -> Hit:
        return Hit(paper, score, highlight(paper.title, terms), snippet(paper.abstract, terms, EXCERPT))


def shown(papers: Mapping[str, Paper], viewer: Viewer) -> dict[str, Paper]:
    """Those of some papers that a viewer may see, as they see them."""
    return {i: as_seen(paper, viewer) for i, paper in papers.items() if visible(paper, viewer)}


def _for(query: Query, viewer: Viewer) -> Query:
    """The query as it finds what a viewer may see."""
    return msgspec.structs.replace(query, scopes=tuple(sorted(viewer.scopes)), hidden=tuple(sorted(viewer.withheld)))

"""Answers: a query read, asked, re-ranked and paged; and the facts for saying what was tried where nothing was found."""

from collections import Counter
from collections.abc import Sequence

import msgspec
from tantivy import DocAddress, Occur, Schema, Searcher
from tantivy import Query as Question

from core.model import Query
from core.search.candidates import SHORT_QUERY, Candidate, CandidateSearch, Clause, Scopes, any_of
from core.search.memory.tables import Tables
from core.search.query import as_typed, looser
from core.search.ranking import Ranked, rank
from core.search.reading import QueryWord, Reader, Reading, highlighted
from core.text.words import STOP_WORDS, stem, stems_of, words_of

WINDOW = 40
"""Candidates by text, and as many by title, that are re-ranked; the others with every word follow by their text's score."""
AT_ONCE = 256
"""Answers read with the question of how many there are, to tell those that were ranked from the others; of more these are counted."""
LEAST_SHARE = 0.35
"""A paper with less of the best score, and less of the query in its title, is no answer to a query of several words."""
WHOLE = 0.85
"""Share of a short query that some title or author should hold; where none does, known words may be slips too."""
SIMILAR_WORDS = 24
"""Words that make a paper what it is, for finding others like it."""


class Match(msgspec.Struct, frozen=True):
    """A paper found: its id, its score (for comparing only) and the ordinal of its day, 0 where it has none."""

    id: str
    score: float
    day: int


class Found(msgspec.Struct, frozen=True):
    """What a search found, best first, and how the query was understood. `total` counts what its pages hold.

    `corrected` are pairs of a word as typed and as searched for; `suggestion` a query that finds something where this
    one did not; `unknown` typed words that no paper holds; `terms` what to highlight.
    """

    matches: tuple[Match, ...] = ()
    total: int = 0
    corrected: tuple[tuple[str, str], ...] = ()
    suggestion: str = ""
    terms: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Finder:
    """Answers from one state of the index."""

    def __init__(self, tables: Tables, searcher: Searcher, schema: Schema) -> None:
        self._titles = tables.titles
        self._vocabulary = tables.vocabulary
        self._asker = CandidateSearch(searcher, schema)
        self._reader = Reader(searcher, tables.vocabulary)

    def search(self, query: Query, limit: int, offset: int) -> Found:
        """A page of the best papers; without words, of those that the filters leave, newest first."""
        if query.ref:
            return self._named(query)
        reading = self._reader.read(query)
        clauses = self._asker.filters(query, reading)
        if not (query.words or query.phrases):
            return self._listed(clauses, limit, offset)
        ranked, more = self._ranked(reading, clauses)
        best = self._as_matches(ranked)
        page, count = best[offset : offset + limit], len(best)
        if more:
            rest, others = self._beside(ranked, reading, clauses, limit - len(page), max(0, offset - len(best)))
            page, count = page + rest, count + others
        return Found(
            matches=tuple(page),
            total=count,
            corrected=self._corrected(query, reading, ranked),
            suggestion="" if ranked else self._suggestion(query),
            terms=highlighted(reading),
            unknown=tuple(reading.unknown),
        )

    def _beside(
        self, ranked: list[Ranked], reading: Reading, clauses: list[Clause], limit: int, offset: int
    ) -> tuple[list[Match], int]:
        """Papers with every word that are not ranked, `limit` of them from `offset` on, and how many there are."""
        every, known = self._asker.all_of(reading, clauses), {paper.candidate.slot for paper in ranked}
        if limit <= 0:
            return [], self._count_beside(ranked, every, known)
        hits, count = self._asker.first(every, max(AT_ONCE, len(known) + offset + limit))
        slots = self._asker.slots([address for _, address in hits])
        others = [hit for hit, slot in zip(hits, slots, strict=True) if slot not in known]
        among = len(hits) - len(others) if len(hits) == count else self._count_among(ranked, every)
        return self._matches(others)[offset : offset + limit], count - among

    def _count_beside(self, ranked: list[Ranked], every: Question, known: set[int]) -> int:
        slots, count = self._asker.slots_of(every, AT_ONCE)
        among = len(known.intersection(slots)) if len(slots) == count else self._count_among(ranked, every)
        return count - among

    def _count_among(self, ranked: list[Ranked], every: Question) -> int:
        """How many ranked papers hold every word: those whose title and authors do, and those that the index counts."""
        unsure = [id_ for paper in ranked if paper.covered < 1 and (id_ := self._titles.ids[paper.candidate.slot])]
        return len(ranked) - len(unsure) + self._asker.count_among(unsure, every)

    def matches(self, query: Query, at_most: int) -> Found:
        """All papers with every word (where none has, with all but one), newest first."""
        if query.ref:
            return self._named(query)
        reading = self._reader.read(query)
        clauses = self._asker.filters(query, reading)
        if (query.words or query.phrases) and not reading.words:
            return Found(suggestion=self._suggestion(query), unknown=tuple(reading.unknown))
        hits, total = self._asker.first(self._asker.all_of(reading, clauses), at_most, "day")
        if not total and len(reading.words) > 1:
            hits, total = self._asker.first(self._asker.nearly_all_of(reading, clauses), at_most, "day")
        matches = tuple(self._matches(hits)[:at_most])
        corrected = self._corrected(query, reading, [])
        suggestion = "" if total else self._suggestion(query)
        return Found(matches, total, corrected, suggestion, highlighted(reading), tuple(reading.unknown))

    def similar(self, title: str, abstract: str, limit: int, hidden: Sequence[str], scopes: Scopes) -> Found:
        """The papers whose text is most like a title and abstract."""
        titled = stems_of(word for word in words_of(title) if word not in STOP_WORDS)
        counted = Counter(stems_of(word for word in words_of(abstract) if word not in STOP_WORDS)) + Counter(titled * 2)
        query_words = [
            QueryWord(stem, min(times, 4), True, {stem: 1.0}, {}, self._reader.idf(papers))
            for stem, times in counted.items()
            if (papers := self._reader.frequency(stem))
        ]
        query_words.sort(key=lambda query_word: -query_word.weight * query_word.times)
        terms = self._asker.weighted(query_words[:SIMILAR_WORDS], "text")
        hits = self._asker.ask(any_of(terms), limit, self._asker.within(scopes, hidden)) if terms else []
        return Found(tuple(self._matches(hits)), len(hits))

    def _named(self, query: Query) -> Found:
        """The paper of an arXiv id; a DOI is not in the index, and found by the record."""
        kind, _, paper = query.ref.partition(":")
        within = self._asker.within(query.scopes, query.hidden)
        hits = self._asker.ask(self._asker.term("id", paper), 1, within) if kind == "arxiv" else []
        return Found(tuple(self._matches(hits)), len(hits))

    def _listed(self, clauses: list[Clause], limit: int, offset: int) -> Found:
        hits, count = self._asker.first(self._asker.all_of(Reading(), clauses), offset + limit, "day")
        return Found(tuple(self._matches(hits)[offset : offset + limit]), count)

    def _ranked(self, reading: Reading, clauses: list[Clause]) -> tuple[list[Ranked], bool]:
        """The best papers, re-ranked, and whether there may be more than were looked at."""
        window = WINDOW if len(reading.words) > 1 else 2 * WINDOW
        candidates = self._asker.candidates(reading, clauses, window)
        ranked, more = self._rank(reading, candidates), len(candidates) >= window
        if len(reading.words) < 2:
            return ranked, more
        if len(reading.words) <= SHORT_QUERY and max((paper.covered for paper in ranked), default=0.0) < WHOLE:
            widened = self._reader.widen(reading)
            if widened is not reading:
                known = {candidate.slot for candidate in candidates}
                others = [paper for paper in self._asker.titled(widened, clauses, window) if paper.slot not in known]
                reading.words, ranked = widened.words, self._rank(widened, candidates + others)
        return [paper for paper in ranked if max(paper.candidate.share, paper.covered) >= LEAST_SHARE], more

    def _rank(self, reading: Reading, candidates: list[Candidate]) -> list[Ranked]:
        return rank(reading, candidates, self._titles, self._asker.texts)

    def _as_matches(self, ranked: list[Ranked]) -> list[Match]:
        ids = self._titles.ids
        return [Match(ids[of.slot], paper.score, of.day) for paper in ranked if ids[(of := paper.candidate).slot]]

    def _matches(self, hits: list[tuple[float, DocAddress]]) -> list[Match]:
        """Answers as matches; of equal score the newest first, then by id."""
        addresses, ids = [address for _, address in hits], self._titles.ids
        slots, days = self._asker.slots(addresses), self._asker.days(addresses)
        held = [
            Match(ids[slot], score, day) for (score, _), slot, day in zip(hits, slots, days, strict=True) if ids[slot]
        ]
        return sorted(held, key=lambda match: (-match.score, -match.day, match.id))

    def _corrected(self, query: Query, reading: Reading, ranked: list[Ranked]) -> tuple[tuple[str, str], ...]:
        """Words and what they were taken for: what the best paper's title holds; for unknown ones else the likeliest."""
        title = set(self._vocabulary.stems(self._titles.folded[ranked[0].candidate.slot].split())) if ranked else set()
        used = list(reading.mended)
        for query_word in reading.words:
            held = [word for form, word in query_word.spelt.items() if form in title]
            if held and (not query_word.known or stem(query_word.word) not in title):
                used.append((query_word.word, held[0]))
            elif query_word.spelt and not query_word.known:
                used.append((query_word.word, next(iter(query_word.spelt.values()))))
        return tuple(pair for pair in used if not query.hidden or self._is_held(query, pair[1]))

    def _is_held(self, query: Query, word: str) -> bool:
        """Whether a paper that may be found has a word: no correction tells of one that is hidden."""
        within = self._asker.within(query.scopes, query.hidden)
        held = [(Occur.Must, self._asker.term("text", form)) for form in stems_of([word])]
        return bool(self._asker.count(Question.boolean_query([*held, *within])))

    def _suggestion(self, query: Query) -> str:
        """The first of some looser queries that finds something, as it would be typed."""
        for tried in looser(query, self._nearest_name(query.author)):
            reading = self._reader.read(tried)
            clauses = self._asker.filters(tried, reading)
            if (clauses or reading.words) and self._asker.count(self._asker.all_of(reading, clauses)):
                return as_typed(tried)
        return ""

    def _nearest_name(self, author: str) -> str:
        *before, last = words_of(author) or [""]
        near = ((distance, -self._reader.named(word), word) for word, distance in self._vocabulary.near(last).items())
        named = [word for _, held, word in sorted(near) if held]
        return " ".join([*before, named[0]]) if named else ""

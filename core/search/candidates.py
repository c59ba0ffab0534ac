"""Questions to tantivy: what a reading and the filters of a query become, and the candidates that answer them."""

from collections.abc import Iterable, Sequence

import msgspec
from tantivy import DocAddress, FieldType, Occur, Schema, Searcher
from tantivy import Query as Question

from core.model import Query
from core.search.documents import ANY, PAPER, first_author
from core.search.reading import QueryWord, Reading
from core.text.words import key, name_words, other_spelling, words_of

Clause = tuple[Occur, Question]
Scopes = Sequence[str]
"""The scopes of which papers may be found, beside everybody's."""
HEAVIEST = 12
"""Words a question to the whole text is made of: the rarest; the others of a long query only re-rank."""
TITLE_LONG = 8
"""Words up to which titles are asked by themselves: a longer query finds its title by the whole text."""
FIRST = 0.5
"""What a name counts more as the first author's."""
SHORT_QUERY = 5
"""Words up to which a query may name an author by one of them."""


class Candidate(msgspec.Struct):
    """A paper that may answer: its place among the titles, its address in tantivy, its share of the best score, author words met, and
    the ordinal of its day, 0 where it has none.
    """

    slot: int
    address: DocAddress
    share: float = 0.0
    met: frozenset[int] = frozenset()
    day: int = 0


class CandidateSearch:
    """Asks one state of the index."""

    def __init__(self, searcher: Searcher, schema: Schema) -> None:
        self.searcher = searcher
        self._schema = schema

    def filters(self, query: Query, reading: Reading) -> list[Clause]:
        """What every answer must and must not have: a scope, phrases, exclusions, author, category, source, days."""
        clauses = [(Occur.Must, self._phrase(stems)) for stems in reading.phrases]
        clauses += [(Occur.MustNot, self._phrase(stems)) for stems in reading.excluded]
        single = [words[0] for term in query.excluded if len(words := words_of(term)) == 1]
        clauses += [(Occur.MustNot, self.term("author", word)) for word in single]
        clauses += self.within(query.scopes, query.hidden)
        if query.author:
            clauses.append((Occur.Must, self._author(query.author)))
        if query.cat:
            clauses.append((Occur.Must, self.term("cat", key(query.cat.rstrip("*.")))))
        if query.source:
            clauses.append((Occur.Must, self.term("source", key(query.source))))
        if query.since or query.until:
            since = query.since.toordinal() if query.since else 1
            until = query.until.toordinal() if query.until else None
            clauses.append((Occur.Must, Question.range_query(self._schema, "day", FieldType.Unsigned, since, until)))
        return clauses

    def within(self, scopes: Scopes, hidden: Iterable[str] = ()) -> list[Clause]:
        """That an answer is everybody's, or of one of these scopes, and none that is hidden; nothing to ask where all may be seen."""
        out: list[Clause] = [(Occur.MustNot, self.term("id", paper)) for paper in hidden]
        if not self.searcher.doc_freq("scope", ANY):
            return out
        mine = [(Occur.MustNot, self.term("scope", scope)) for scope in scopes if scope]
        others = [(Occur.Must, self.term("scope", ANY)), *mine]
        return [*out, (Occur.MustNot, Question.boolean_query(others))]

    def candidates(self, reading: Reading, clauses: list[Clause], most: int) -> list[Candidate]:
        """The best by whole text, by title, and by an author's name beside the other words: at most so many of each."""
        candidates: dict[int, Candidate] = {}
        heaviest = sorted(reading.words, key=lambda query_word: -query_word.weight * query_word.times)[:HEAVIEST]
        self._gather(candidates, self._any_of(heaviest, "text"), clauses, most)
        if 1 < len(reading.words) <= TITLE_LONG:
            lowest = min((candidate.share for candidate in candidates.values()), default=0.0)
            self._gather(
                candidates,
                self._any_of(reading.words, "title"),
                clauses,
                most,
                share=lowest if len(candidates) >= most else 0.0,
            )
        if len(reading.words) <= SHORT_QUERY:
            self._gather_names(candidates, reading.words, clauses, most)
        self._gather_pairs(candidates, reading.words, clauses, most)
        return self._dated(candidates)

    def titled(self, reading: Reading, clauses: list[Clause], most: int) -> list[Candidate]:
        """The best by title alone."""
        candidates: dict[int, Candidate] = {}
        self._gather(candidates, self._any_of(reading.words, "title"), clauses, most, share=0.0)
        return self._dated(candidates)

    def all_of(self, reading: Reading, clauses: list[Clause]) -> Question:
        """Papers with every word, in whichever form; with no words, all that the filters leave."""
        words = [any_of(self._forms(query_word)) for query_word in reading.words]
        wanted: list[Clause] = [(Occur.Must, word) for word in words] or [(Occur.Must, self.term("kind", PAPER))]
        return Question.boolean_query(wanted + clauses)

    def nearly_all_of(self, reading: Reading, clauses: list[Clause]) -> Question:
        """Papers with all words but one."""
        words = [(Occur.Should, any_of(self._forms(query_word))) for query_word in reading.words]
        enough = Question.boolean_query(words, minimum_number_should_match=len(words) - 1)
        return Question.boolean_query([(Occur.Must, enough), *clauses])

    def first(
        self, question: Question, least: int, order: str | None = None
    ) -> tuple[list[tuple[float, DocAddress]], int]:
        """The first answers by score, or by a field from its highest value on, and how many there are in all: at least so many, and all
        that are equal to the last of these, for which of equal ones come first hangs on the index's layout.
        """
        held = max(1, self.searcher.num_docs)  # tantivy makes room for as many as it is asked for
        least, most = min(least, held), min(least + 16, held)
        while True:
            answers = self.searcher.search(question, most, count=True, order_by_field=order)
            hits: list[tuple[float, DocAddress]] = answers.hits
            if len(hits) < most or most == held or hits[-1][0] != hits[least - 1][0]:
                break
            most = min(4 * most, held)
        count = int(answers.count)  # type: ignore[attr-defined]  # tantivy's stub lacks it
        return [(0.0 if order else score, address) for score, address in hits], count

    def slots_of(self, question: Question, most: int) -> tuple[list[int], int]:
        """The places of at most so many answers, in no order, and how many there are in all. No score is reckoned for it."""
        answers = self.searcher.search(question, most, count=True, order_by_field="slot")
        return [slot for slot, _ in answers.hits], int(answers.count)  # type: ignore[attr-defined]  # tantivy's stub lacks it

    def count_among(self, ids: list[str], question: Question) -> int:
        """How many papers of some ids answer."""
        if not ids:
            return 0
        return self.count(self.must([any_of([self.term("id", paper) for paper in ids]), question]))

    def must(self, questions: list[Question]) -> Question:
        """Papers that answer all of the questions."""
        return Question.boolean_query([(Occur.Must, question) for question in questions])

    def ask(self, question: Question, limit: int, clauses: Sequence[Clause] = ()) -> list[tuple[float, DocAddress]]:
        """The best answers with their scores."""
        if clauses:
            question = Question.boolean_query([(Occur.Must, question), *clauses])
        hits: list[tuple[float, DocAddress]] = self.searcher.search(question, limit, count=False).hits
        return hits

    def count(self, question: Question) -> int:
        """How many papers answer."""
        return count(self.searcher, question)

    def slots(self, addresses: list[DocAddress]) -> list[int]:
        """The places of papers in the list of titles."""
        return [int(slot or 0) for slot in self.searcher.fast_field_values("slot", addresses)]

    def days(self, addresses: list[DocAddress]) -> list[int]:
        """The ordinals of papers' days, 0 where they have none."""
        return [int(day or 0) for day in self.searcher.fast_field_values("day", addresses)]

    def texts(self, addresses: list[DocAddress]) -> list[str]:
        """The stems of papers, as indexed."""
        return [self.searcher.doc(address).get_first("text") or "" for address in addresses]

    def weighted(self, query_words: list[QueryWord], field: str) -> list[Question]:
        """A term for each form. A rare correction must not outweigh a common one, so each counts as the word does."""
        terms = []
        for query_word in query_words:
            for form, confidence in query_word.forms.items():
                terms.append(
                    boosted(self.term(field, form), query_word.times * confidence * query_word.evened.get(form, 1.0))
                )
        return terms

    def term(self, field: str, term: str) -> Question:
        """Papers with a term in a field."""
        return Question.term_query(self._schema, field, term, "freq")

    def _gather(
        self,
        candidates: dict[int, Candidate],
        question: Question | None,
        clauses: list[Clause],
        most: int,
        share: float | None = None,
        met: frozenset[int] = frozenset(),
    ) -> None:
        """Adds the best answers; a share given stands for the score of those that are new, else their share of the best."""
        hits = self.ask(question, most, clauses) if question else []
        for slot, (score, address) in zip(self.slots([address for _, address in hits]), hits, strict=True):
            candidate = candidates.get(slot)
            if candidate is None:
                candidate = candidates[slot] = Candidate(slot, address, share or 0.0)
            if share is None:
                candidate.share = max(candidate.share, score / hits[0][0] if hits[0][0] else 0.0)
            candidate.met |= met

    def _dated(self, by_slot: dict[int, Candidate]) -> list[Candidate]:
        candidates = list(by_slot.values())
        for candidate, day in zip(candidates, self.days([candidate.address for candidate in candidates]), strict=True):
            candidate.day = day
        return candidates

    def _gather_names(
        self, candidates: dict[int, Candidate], query_words: list[QueryWord], clauses: list[Clause], most: int
    ) -> None:
        for place, query_word in enumerate(query_words):
            if not query_word.names:
                continue
            names = [boosted(self.term("author", name), confidence) for name, confidence in query_word.names.items()]
            first = [
                boosted(self.term("author", first_author(name)), FIRST * sure)
                for name, sure in query_word.names.items()
            ]
            wanted: list[Clause] = [(Occur.Must, any_of(names)), *((Occur.Should, name) for name in first)]
            others = [other for other in query_words if other is not query_word]
            beside = [boosted(self.term("author", name), 0.5) for other in others for name in other.names]
            for field in ("title", "text") if others else ("title",):
                rest = [*self.weighted(others, field), *beside]
                more = [(Occur.Must, any_of(rest))] if rest else []
                before = len(candidates)
                self._gather(candidates, Question.boolean_query(wanted + more), clauses, most, met=frozenset((place,)))
                if len(candidates) > before:
                    break

    def _gather_pairs(
        self, candidates: dict[int, Candidate], query_words: list[QueryWord], clauses: list[Clause], most: int
    ) -> None:
        for query_word in query_words:
            if query_word.pair:
                rest = self.weighted([other for other in query_words if other is not query_word], "title")
                wanted = [self._phrase(list(query_word.pair)), *([any_of(rest)] if rest else [])]
                self._gather(candidates, self.must(wanted), clauses, most)

    def _any_of(self, query_words: list[QueryWord], field: str) -> Question | None:
        terms = self.weighted(query_words, field)
        return any_of(terms) if terms else None

    def _forms(self, query_word: QueryWord) -> list[Question]:
        pair = [self._phrase(list(query_word.pair))] if query_word.pair else []
        names = [self.term("author", name) for name in query_word.names]
        return [*(self.term("text", form) for form in query_word.forms), *names, *pair]

    def _author(self, name: str) -> Question:
        """A full name, first and last, initial and last, a surname, or the surname first; of one word, any name."""
        spellings = [words for spelt in (name, other_spelling(name)) if (words := name_words(spelt))]
        people = [person for words in spellings if (person := self._person(words))]
        if not people:
            people = [self.term("author", words[0]) for words in spellings if len(words) == 1]
        return any_of(people) if people else Question.empty_query()

    def _person(self, words: list[str]) -> Question | None:
        for spelling in (words, [words[0], words[-1]], [*words[1:], words[0]]):
            if self.searcher.doc_freq("person", "_".join(spelling)):
                return self.term("person", "_".join(spelling))
        return None

    def _phrase(self, stems: list[str]) -> Question:
        return (
            self.term("text", stems[0]) if len(stems) == 1 else Question.phrase_query(self._schema, "text", list(stems))
        )


def count(searcher: Searcher, question: Question) -> int:
    """How many documents answer."""
    return int(searcher.search(question, 1, count=True, order_by_field="slot").count)  # type: ignore[attr-defined]  # tantivy's stub lacks it


def any_of(questions: list[Question]) -> Question:
    """Papers that answer one of the questions, the more the better."""
    return (
        questions[0]
        if len(questions) == 1
        else Question.boolean_query([(Occur.Should, question) for question in questions])
    )


def boosted(question: Question, boost: float) -> Question:
    """The question with its score multiplied."""
    return question if boost == 1 else Question.boost_query(question, boost)

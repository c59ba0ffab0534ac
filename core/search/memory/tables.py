"""What a process keeps of the index in memory: titles, vocabulary, authors, categories, and the commit they reach.

Each commit leaves what it brought for them as one document, so that a reader opens, and follows, without reading papers.
"""

from collections.abc import Iterator

import msgspec
from tantivy import DocAddress, FieldType, Order, Schema, Searcher
from tantivy import Query as Question

from core.search.candidates import count
from core.search.documents import LISTS, NOTE, PAPER, Lists, Note, TitleEntry
from core.search.memory.authors import Authors
from core.search.memory.titles import Titles
from core.search.memory.vocabulary import Vocabulary

NOTES_KEPT = 64
"""Commits that a reader may be behind; one further behind reads everything again."""
MOST_LISTS = 2_000
"""Documents of lists above which the writer joins them into one."""


class Tables:
    """Titles, vocabulary, authors, categories, and the note of the last commit taken in."""

    def __init__(self) -> None:
        self.titles = Titles()
        self.vocabulary = Vocabulary()
        self.authors = Authors()
        self.cats: set[str] = set()
        self.note = Note(0, "")

    def load(self, searcher: Searcher, schema: Schema) -> None:
        """Takes in a whole index, one document of lists after another: what each brings besides is gone before the next."""
        papers = Question.term_query(schema, "kind", PAPER, "basic")
        with self.titles.unordered():
            for lists in _each_lists(searcher, schema):
                self._take(lists)
            if count(searcher, papers) != sum(map(bool, self.titles.ids)):  # some were taken out
                hits = searcher.search(papers, searcher.num_docs, count=False, order_by_field="slot").hits
                self.titles.keep({slot for slot, _ in hits})
        self.note = _newest_note(searcher, schema)

    def follow(self, searcher: Searcher, schema: Schema) -> bool:
        """Takes in the newer commits; False where these are too many, or the index is another, and all must be loaded again."""
        newest = _newest_note(searcher, schema)
        if not self.note.serial <= newest.serial < self.note.serial + NOTES_KEPT:
            return False
        later = Question.range_query(schema, "serial", FieldType.Unsigned, self.note.serial + 1, None)
        notes = Question.term_query(schema, "kind", NOTE, "basic")
        lists = Question.term_query(schema, "kind", LISTS, "basic")
        brought = [(serial, LISTS, address) for serial, address in _by_serial(searcher, lists.and_must_match(later))]
        noted = [(serial, NOTE, address) for serial, address in _by_serial(searcher, notes.and_must_match(later))]
        for _, kind, address in sorted((*brought, *noted), key=lambda item: (item[0], item[1] == NOTE)):
            if kind == LISTS:
                self._take(msgspec.msgpack.decode(_stored(searcher, address), type=Lists))
            else:
                self.titles.drop(msgspec.msgpack.decode(_stored(searcher, address), type=Note).removed)
        self.note = newest
        return True

    def _take(self, lists: Lists) -> None:
        self.vocabulary.add(lists.words)
        self.vocabulary.add_joined(lists.joined)
        self.take_committed(lists)

    def take_committed(self, lists: Lists) -> None:
        """Takes in what must not be known before its commit: a failed one would have to take it back."""
        self.titles.put(lists.entries)
        self.authors.put(lists.people)
        self.cats |= lists.cats


def read_lists(searcher: Searcher, schema: Schema) -> Lists:
    """The lists of all commits as one; of a slot's entries the last holds."""
    joined, entries = Lists(), dict[int, TitleEntry]()
    for lists in _each_lists(searcher, schema):
        joined.words |= lists.words
        joined.joined |= lists.joined
        joined.cats |= lists.cats
        joined.meet(lists.people)
        entries.update((entry.slot, entry) for entry in lists.entries)
    joined.entries = list(entries.values())
    return joined


def _each_lists(searcher: Searcher, schema: Schema) -> Iterator[Lists]:
    for _, address in _by_serial(searcher, Question.term_query(schema, "kind", LISTS, "basic")):
        yield msgspec.msgpack.decode(_stored(searcher, address), type=Lists)


def count_lists(searcher: Searcher, schema: Schema) -> int:
    """How many documents of lists there are."""
    return count(searcher, Question.term_query(schema, "kind", LISTS, "basic"))


def older_lists(schema: Schema, serial: int) -> Question:
    """The documents of lists that commits before a serial number left."""
    before = Question.range_query(schema, "serial", FieldType.Unsigned, 0, serial, include_upper=False)
    return Question.term_query(schema, "kind", LISTS, "basic").and_must_match(before)


def _by_serial(searcher: Searcher, question: Question) -> list[tuple[int, DocAddress]]:
    """What answers a question, in the order of the commits, each with the number of its commit."""
    most = max(1, searcher.num_docs)
    result = searcher.search(question, most, count=False, order_by_field="serial", order=Order.Asc)
    return [(int(serial), address) for serial, address in result.hits]


def _newest_note(searcher: Searcher, schema: Schema) -> Note:
    notes = Question.term_query(schema, "kind", NOTE, "basic")
    hits = searcher.search(notes, 1, count=False, order_by_field="serial").hits
    return msgspec.msgpack.decode(_stored(searcher, hits[0][1]), type=Note) if hits else Note(0, "")


def _stored(searcher: Searcher, address: DocAddress) -> bytes:
    return bytes(searcher.doc(address).get_first("stored") or b"")

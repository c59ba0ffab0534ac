"""What a process keeps of the index in memory: titles and vocabulary, and how far in commits they reach.

Every document carries a number that rises with each write, so a reader takes in just what came after what it knows.
"""

import msgspec
from tantivy import FieldType, Order, Schema, Searcher
from tantivy import Query as Question

from core.search.asking import count
from core.search.documents import NOTE, PAPER, Entry
from core.search.titles import Titles
from core.search.vocabulary import Vocabulary

NOTES_KEPT = 64
"""Commits back that a reader may be behind; one further behind reads all anew."""


class Note(msgspec.Struct, frozen=True):
    """What a commit leaves beside its papers: its serial number, the log position it reaches, the papers it removed."""

    serial: int
    position: str
    removed: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The note's document id; no paper's id holds a space."""
        return f"note {self.serial}"


class Tables:
    """Titles, vocabulary, the highest number taken in, and the last commit's note."""

    def __init__(self) -> None:
        self.titles = Titles()
        self.vocabulary = Vocabulary()
        self.number = 0
        self.note = Note(0, "")

    def load(self, searcher: Searcher, schema: Schema) -> None:
        """Takes in a whole index: its lists of words and titles are term dictionaries, read in order."""
        self.vocabulary.add(word for word, _ in searcher.terms_with_prefix("words", ""))
        newest: dict[int, Entry] = {}
        for term, _ in searcher.terms_with_prefix("entry", ""):
            entry = Entry.of(term)
            if entry.slot not in newest or newest[entry.slot].number < entry.number:
                newest[entry.slot] = entry
        papers = Question.term_query(schema, "kind", PAPER, "basic")
        if count(searcher, papers) != len(newest):
            addresses = [address for _, address in searcher.search(papers, searcher.num_docs, count=False).hits]
            live = set(searcher.fast_field_values("slot", addresses))
            newest = {slot: entry for slot, entry in newest.items() if slot in live}
        self.titles.put([(slot, entry.id, entry.shown, entry.folded) for slot, entry in newest.items()])
        self.number, self.note = _highest(searcher), _newest_note(searcher, schema) or self.note

    def follow(self, searcher: Searcher, schema: Schema) -> bool:
        """Takes in what came since; False where too much has come, or the index is another, and all must be loaded anew."""
        newest = _newest_note(searcher, schema) or Note(0, "")
        if not self.note.serial <= newest.serial < self.note.serial + NOTES_KEPT:
            return False
        later = Question.range_query(schema, "number", FieldType.Unsigned, self.number + 1, None)
        found = searcher.search(
            later, max(1, searcher.num_docs), count=False, order_by_field="number", order=Order.Asc
        ).hits
        for _, address in found:
            document = searcher.doc(address)
            if entry := document.get_first("entry"):
                self._take(Entry.of(entry))
            elif words := document.get_first("words"):
                self.vocabulary.add(words.split())
            elif note := document.get_first("note"):
                self.titles.drop(msgspec.json.decode(bytes(note), type=Note).removed)
        self.number, self.note = max([self.number, *(int(number) for number, _ in found)]), newest
        return True

    def _take(self, entry: Entry) -> None:
        self.titles.put([(entry.slot, entry.id, entry.shown, entry.folded)])


def _highest(searcher: Searcher) -> int:
    hits = searcher.search(Question.all_query(), 1, count=False, order_by_field="number").hits
    return int(hits[0][0]) if hits else 0


def _newest_note(searcher: Searcher, schema: Schema) -> Note | None:
    notes = Question.term_query(schema, "kind", NOTE, "basic")
    hits = searcher.search(notes, 1, count=False, order_by_field="number").hits
    return msgspec.json.decode(bytes(searcher.doc(hits[0][1]).get_first("note") or b""), type=Note) if hits else None

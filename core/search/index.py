"""The catalog's search index: one writer, any number of readers, each with titles and vocabulary in memory.

Searches take no lock: they run on the state of the last write or refresh, which is swapped as a whole.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Self

import tantivy

from core.errors import RecordError
from core.host.collector import uncollected
from core.model import Query
from core.search.candidates import CandidateSearch, Scopes
from core.search.completion import Completer
from core.search.documents import (
    MOST_AUTHORS,
    Doc,
    Lists,
    Note,
    TitleEntry,
    lists_document,
    note_document,
    paper_document,
)
from core.search.finding import Finder, Found, Match
from core.search.folder import FORMAT, open_folder, take_writer
from core.search.memory.authors import shown_as
from core.search.memory.tables import MOST_LISTS, NOTES_KEPT, Tables, count_lists, older_lists, read_lists
from core.search.memory.titles import fold_title
from core.text.cleaning import clean
from core.text.words import key, name_words

MOST_SEGMENTS = 4
"""Segments above which an index at rest is written as one."""
COMPACTING_HEAP = 400_000_000
"""Bytes that this may gather in; about what 150,000 papers take, so that these become one segment."""

__all__ = ["Doc", "Found", "Index", "Match"]


class Index:
    """Finds papers. Safe to call from several threads; `write` and `refresh` wait for one another."""

    def __init__(self, index: tantivy.Index, folder: Path | None, writer: tantivy.IndexWriter | None) -> None:
        self._index = index
        self._folder = folder
        self._writer = writer
        self._lock = Lock()
        self._seen: tuple[int, int] | None = None
        self._load()

    @classmethod
    def open(cls, folder: Path | None, *, write: bool = True) -> Self:
        """The index in a folder, made where there is none; None keeps it in memory.

        With `write` it takes the writer's lock where no other process has it; a damaged index is then rebuilt,
        empty. Raises RecordError when it is damaged and another process holds the lock.
        """
        index = open_folder(folder)
        return cls(index, folder, take_writer(index) if write else None)

    @property
    def writing(self) -> bool:
        """Whether this process is the one that may write."""
        return self._writer is not None

    @property
    def position(self) -> str:
        """The log position that the documents reach; empty before any."""
        return self._tables.note.position

    @property
    def commits(self) -> int:
        """The number of the last write."""
        return self._tables.note.serial

    @property
    def segments(self) -> int:
        """In how many parts the documents lie."""
        return int(self._index.searcher().num_segments)

    def __len__(self) -> int:
        return len(self._tables.titles)

    def ids(self) -> list[str]:
        """The ids of all papers in it, in no order."""
        return [paper for paper in self._tables.titles.ids if paper]

    def take_over(self) -> bool:
        """Becomes the writer if no process is: the system frees the lock of one that died. Gives whether it is now."""
        with self._lock:
            if self._writer is None:
                self._writer = take_writer(self._index)
                if self._writer is not None:
                    self._follow()
            return self._writer is not None

    def release(self) -> None:
        """Lets another process be the writer."""
        with self._lock:
            self._release()

    def _release(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def write(self, docs: Iterable[Doc], position: str, remove: Iterable[str] = ()) -> None:
        """Puts papers in, each in place of one with its id, and the log position with them; visible here at once.

        Raises RecordError when this process is not the writer, or the disk refuses: then nothing has changed.
        """
        with self._lock:
            if self._writer is None:
                raise RecordError("Another process writes the search index; this one can only read it.")
            fresh = Lists()
            try:
                self._add(self._writer, docs, fresh)
                gone = self._remove(self._writer, remove)
                note = Note(self._tables.note.serial + 1, position, gone)
                self._commit(self._writer, fresh, note)
            except Exception as error:
                self._writer.rollback()
                self._tables.vocabulary.forget(fresh.words | fresh.joined)
                if isinstance(error, ValueError | OSError):
                    raise RecordError(f"The search index cannot be written: {error}") from error
                raise
            self._tables.take_committed(fresh)
            self._tables.titles.drop(gone)
            self._tables.note = note
            self._index.reload()
            self._show()

    def compact(self) -> None:
        """Writes all documents as one segment where they lie in many: each one makes every search slower.

        It takes about 15 s for 100,000 papers, in which nothing else is written. Raises RecordError when the disk refuses.
        """
        with self._lock:
            if self._writer is None or self.segments <= MOST_SEGMENTS:
                return
            self._release()
            try:
                self._rewrite()
            finally:
                self._writer = take_writer(self._index)
            self._index.reload()
            self._show()

    def _rewrite(self) -> None:
        """One commit that takes every document out and puts it in again; a reader sees the one state or the other."""
        writer = take_writer(self._index, COMPACTING_HEAP)
        if writer is None:
            return
        self._index.reload()
        searcher, everything = self._index.searcher(), tantivy.Query.all_query()
        try:
            writer.delete_documents_by_query(everything)
            for _, address in searcher.search(everything, max(1, searcher.num_docs), count=False).hits:
                writer.add_document(searcher.doc(address))
            writer.commit()
            writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            writer.rollback()
            raise RecordError(f"The search index cannot be written: {error}") from error

    def refresh(self) -> None:
        """Takes in what the writer has committed since; cheap when nothing has changed. The writer itself needs none."""
        with self._lock:
            if self._writer is None and self._folder is not None and self._changed():
                self._follow()

    def search(self, query: Query, limit: int = 50, offset: int = 0) -> Found:
        """The best papers from `offset`; without words, those that the filters leave, newest first."""
        return self._finder.search(query, limit, offset)

    def matches(self, query: Query, at_most: int = 10_000) -> Found:
        """All papers with every word of the query, newest first; `total` counts those beyond `at_most` too."""
        return self._finder.matches(query, at_most)

    def similar(self, title: str, abstract: str, limit: int, hidden: Sequence[str] = (), scopes: Scopes = ()) -> Found:
        """The papers of these scopes whose text is most like this, without hidden ones."""
        return self._finder.similar(title, abstract, limit, hidden, scopes)

    def complete(
        self, typed: str, limit: int = 25, scopes: Scopes = (), hidden: Collection[str] = ()
    ) -> list[tuple[str, str]]:
        """Ids and titles of the papers of these scopes whose title is being typed, without hidden ones."""
        return self._completer.complete(typed, limit, scopes, hidden)

    @property
    def has_authors(self) -> bool:
        """Whether any paper has an author."""
        return len(self._tables.authors) > 0

    def titled(self, text: str) -> list[str]:
        """Ids of the papers that a title names: those with just this title, else those whose title begins with it, else holds it."""
        titles = self._tables.titles
        return [titles.ids[slot] for slot in titles.holding(fold_title(text))]

    def complete_author(self, typed: str, limit: int = 25) -> list[str]:
        """Names of the catalog's authors that go on from what is typed, those of most papers first."""
        return self._tables.authors.complete(typed, self._tables.vocabulary, limit)

    def complete_category(self, typed: str, limit: int = 25) -> list[str]:
        """The catalog's categories that start as typed, in alphabetical order."""
        start = key(typed)
        return sorted(cat for cat in set(self._tables.cats) if key(cat).startswith(start))[:limit]

    def _add(self, writer: tantivy.IndexWriter, docs: Iterable[Doc], fresh: Lists) -> None:
        titles, new = self._tables.titles, dict[str, int]()
        for doc in docs:
            slot = titles.slot(doc.id)
            if slot is not None or doc.id in new:
                writer.delete_documents_by_term("id", doc.id)
            if not doc.scope:
                fresh.meet(self._met(doc, known=slot is not None))
                fresh.cats.update(cat for cat in map(clean, doc.categories) if cat not in self._tables.cats)
            if slot is None:
                slot = new.setdefault(doc.id, titles.next_slot + len(new))
            writer.add_document(paper_document(doc, slot, self._tables.vocabulary, fresh))
            shown = clean(doc.title)
            if doc.id in new or titles.shown[slot] != shown:
                folded = fold_title(doc.title)
                stemmed = f" {' '.join(self._tables.vocabulary.stems(folded.split()))} "
                fresh.entries.append(TitleEntry(slot, doc.id, shown, folded, stemmed, bool(doc.scope)))

    def _met(self, doc: Doc, *, known: bool) -> dict[str, tuple[str, int]]:
        """The authors of a paper: a known paper's were counted when it was new, and only those nobody has met count."""
        met: dict[str, tuple[str, int]] = {}
        for author in doc.authors[:MOST_AUTHORS]:
            folded = " ".join(name_words(author))
            if folded and not (known and folded in self._tables.authors):
                met[folded] = (shown_as(author), 1)
        return met

    def _remove(self, writer: tantivy.IndexWriter, papers: Iterable[str]) -> tuple[str, ...]:
        gone = tuple(paper for paper in papers if paper in self._tables.titles)
        for paper in gone:
            writer.delete_documents_by_term("id", paper)
        return gone

    def _commit(self, writer: tantivy.IndexWriter, fresh: Lists, note: Note) -> None:
        """Commits what was added together with what it brought for the lists, and a note of where the log stands."""
        searcher, schema = self._index.searcher(), self._index.schema
        if note.serial % MOST_LISTS == 0 and count_lists(searcher, schema) >= MOST_LISTS // 2:
            writer.add_document(lists_document(read_lists(searcher, schema), note.serial))
            writer.delete_documents_by_query(older_lists(schema, note.serial))
        if fresh:
            writer.add_document(lists_document(fresh, note.serial))
        writer.delete_documents_by_term("id", Note(note.serial - NOTES_KEPT, "").id)
        writer.add_document(note_document(note))
        writer.commit()

    def _changed(self) -> bool:
        """Whether the folder holds another commit than the last one seen."""
        if self._folder is None:
            return False
        try:
            state = (self._folder / FORMAT / "meta.json").stat()
        except FileNotFoundError:
            return False
        seen, self._seen = self._seen, (state.st_mtime_ns, state.st_ino)
        return seen != self._seen

    def _follow(self) -> None:
        try:
            self._index.reload()
            if self._tables.follow(self._index.searcher(), self._index.schema):
                self._show()
                return
        except (ValueError, OSError):  # another process rebuilt the folder
            self._index = open_folder(self._folder)
        self._load()

    def warm(self) -> None:
        """Does now what the first correction of a misspelt word, and the first author asked for, would do. For a process that stays."""
        self._tables.vocabulary.key_words()
        self._tables.authors.key_names()

    def _load(self) -> None:
        self._changed()
        self._index.reload()
        self._tables = Tables()
        with uncollected():
            self._tables.load(self._index.searcher(), self._index.schema)
        self._show()

    def _show(self) -> None:
        """Swaps in the state that searches run on."""
        searcher, schema = self._index.searcher(), self._index.schema
        self._completer = Completer(self._tables.titles, self._tables.vocabulary, CandidateSearch(searcher, schema))
        self._finder = Finder(self._tables, searcher, schema)

"""What the index stores of a paper: the fields, and how a paper becomes a document.

`text` holds stems: the title twice, then the abstract, then what hyphens joined, signs between, so that no phrase
reaches over. Votes are not here: each would rewrite a document.
"""

from collections.abc import Mapping
from datetime import date

import msgspec
from tantivy import Document, Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from core.model import Paper
from core.scope import Viewer, as_seen
from core.search.memory.vocabulary import Vocabulary
from core.text.source_names import source_name
from core.text.words import BETWEEN, key, name_words, split, stems_of

MOST_AUTHORS = 1_000
"""Authors a paper is found by; the largest collaborations sign with several thousand."""
ANY = "*"
"""The term of papers of any scope; those of everybody have none."""
PAPER, LISTS, NOTE = "paper", "lists", "note"
"""The kinds of documents: a paper, what a commit brought for the lists in memory, where it stood in the log."""


class Doc(msgspec.Struct, frozen=True):
    """A paper as search takes it in. `day` is the first listing day, else that of publishing; `also` are other titles; `scope` is
    whose it is, '' for everybody's."""

    id: str
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    day: date | None = None
    also: tuple[str, ...] = ()
    scope: str = ""


def doc_of(paper: Paper) -> Doc:
    """A paper for the index: of one that is everybody's only what everybody may know."""
    seen = as_seen(paper, Viewer(frozenset({"", paper.scope})))
    return Doc(
        id=seen.id,
        title=" ".join((seen.title, *seen.also[:2])),
        abstract=seen.abstract,
        authors=seen.authors,
        categories=seen.categories,
        sources=tuple(
            sorted({name for sighting in seen.sightings for name in (sighting.source, source_name(sighting.source))})
        ),
        day=seen.first_day or seen.published,
        scope=seen.scope,
    )


class TitleEntry(msgspec.Struct, frozen=True, array_like=True):
    """A paper in the list of titles: its slot, its id, its title as shown, folded, and as stems between spaces; whether it is not
    everybody's.
    """

    slot: int
    id: str
    shown: str
    folded: str
    stemmed: str
    scoped: bool = False


class Lists(msgspec.Struct, array_like=True):
    """What a write brings for the lists in memory: words of papers, words that hyphens part, titles, categories, and authors
    by their folded names, each with how it is shown and in how many new papers it stands.
    """

    words: set[str] = msgspec.field(default_factory=set)
    joined: set[str] = msgspec.field(default_factory=set)
    entries: list[TitleEntry] = msgspec.field(default_factory=list)
    cats: set[str] = msgspec.field(default_factory=set)
    people: dict[str, tuple[str, int]] = msgspec.field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.words or self.joined or self.entries or self.cats or self.people)

    def meet(self, people: Mapping[str, tuple[str, int]]) -> None:
        """Counts authors in; how one was shown first holds."""
        for folded, (shown, times) in people.items():
            first, before = self.people.get(folded, (shown, 0))
            self.people[folded] = (first, before + times)


class Note(msgspec.Struct, frozen=True, array_like=True):
    """What every commit leaves: its serial number, the log position it reaches, the papers it removed."""

    serial: int
    position: str
    removed: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The note's document id; no paper's id holds a space."""
        return f"note {self.serial}"


def schema() -> Schema:
    """The fields, all of them stored, so that a document can be written again from itself.

    Change `FORMAT` in `folder.py` with them, so that an older index is rebuilt.
    """
    build = SchemaBuilder()
    build.add_text_field("text", stored=True, tokenizer_name="spaced", index_option="position")
    build.add_text_field("title", stored=True, tokenizer_name="spaced", index_option="freq")
    build.add_text_field("author", stored=True, tokenizer_name="spaced", index_option="freq")
    for name in ("person", "cat", "source"):
        build.add_text_field(name, stored=True, tokenizer_name="spaced", index_option="basic")
    for name in ("kind", "id", "scope"):
        build.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("serial", "slot", "day"):
        build.add_unsigned_field(name, stored=True, fast=True)
    build.add_bytes_field("stored", stored=True)
    return build.build()


def register(index: Index) -> None:
    """Gives an index its analyser: a reopened one has forgotten it."""
    index.register_tokenizer("spaced", TextAnalyzerBuilder(Tokenizer.whitespace()).build())


def paper_document(doc: Doc, slot: int, vocabulary: Vocabulary, fresh: Lists) -> Document:
    """The document of a paper. Words that the vocabulary did not hold go into it, and into `fresh`; but nobody is to be offered
    a word as a correction, or a name, because it was pasted elsewhere: of a paper that is not everybody's none are learnt.
    """
    title, title_joined = split(" ".join((doc.title, *doc.also)))
    abstract, joined = split(doc.abstract)
    names = [name for author in doc.authors[:MOST_AUTHORS] if (name := name_words(author))]
    hyphened = title_joined + joined
    if doc.scope:
        stems = [stems_of(words) for words in (title, abstract, hyphened)]
    else:
        vocabulary.learn([word for name in names for word in name], fresh.words)
        stems = [vocabulary.learn(words, fresh.words) for words in (title, abstract)]
        stems.append(vocabulary.learn_joined(hyphened, fresh.joined, fresh.words))
    titled, abstracted, both = map(" ".join, stems)
    document = Document()
    document.add_text("kind", PAPER)
    document.add_text("id", doc.id)
    document.add_text("text", f" {titled} {BETWEEN} {titled} {BETWEEN} {abstracted} {BETWEEN} {both} ")
    document.add_text("title", f"{titled} {' '.join(vocabulary.stems(title_joined))}")
    document.add_text("author", _bare_names(names))
    document.add_text("person", " ".join(_persons(names)))
    document.add_text("cat", " ".join(_categories(doc.categories)))
    document.add_text("source", " ".join(key(source) for source in doc.sources))
    for scope in (ANY, doc.scope) if doc.scope else ():
        document.add_text("scope", scope)
    document.add_unsigned("slot", slot)
    document.add_unsigned("day", doc.day.toordinal() if doc.day else 0)
    return document


def lists_document(lists: Lists, serial: int) -> Document:
    """What a commit brought for the lists, kept for good."""
    document = Document()
    document.add_text("kind", LISTS)
    document.add_bytes("stored", msgspec.msgpack.encode(lists))
    document.add_unsigned("serial", serial)
    return document


def note_document(note: Note) -> Document:
    """Where a commit stands in the log."""
    document = Document()
    document.add_text("kind", NOTE)
    document.add_text("id", note.id)
    document.add_bytes("stored", msgspec.msgpack.encode(note))
    document.add_unsigned("serial", note.serial)
    return document


def _persons(names: list[list[str]]) -> set[str]:
    """The ways to name each author: all names, first and last, initial and last, last, last with what goes before it."""
    ways: set[str] = set()
    for name in names:
        first, last = name[0], name[-1]
        ways.add(last)
        if len(name) > 1:
            ways.update((f"{first}_{last}", f"{first[0]}_{last}"))
        if len(name) > 2:
            ways.update("_".join(name[at:]) for at in range(min(len(name) - 1, 4)))
            ways.add("_".join((first[0], *name[1:])))
    return ways


def _bare_names(names: list[list[str]]) -> str:
    """The names bare words may match: surnames count twice, the first author's is marked besides."""
    words = [word for name in names for word in name] + [name[-1] for name in names]
    return " ".join([*words, first_author(names[0][-1])] if names else words)


def first_author(surname: str) -> str:
    """The term of a first author's surname."""
    return f"^{surname}"


def _categories(categories: tuple[str, ...]) -> set[str]:
    """`cs.CL` is found as itself and as `cs`."""
    folded = [key(category) for category in categories]
    return {*folded, *(category.split(".")[0] for category in folded)}

"""What else one could search with, asked the same queries in the same process: SQLite FTS5, tantivy, tantivy with fuzzy terms."""

import sqlite3
from collections.abc import Callable, Sequence

import tantivy
from tantivy import Occur, Query, Schema

from core.text.cleaning import words
from core.text.words import STOP_WORDS
from tests.bench.asks import Ask
from tests.bench.corpus import Record

TOP = 10
LONG = 8
"""Letters from which a fuzzy term may hold two slips."""
Answer = Callable[[Ask], list[str]]


def fts5(papers: Sequence[Record]) -> Answer:
    """SQLite's full text search, Porter stems, BM25 with the title twice; any of the words, the last a prefix in autocomplete."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table paper using fts5(id unindexed, title, abstract, tokenize = 'porter unicode61')")
    base.executemany("insert into paper values (?, ?, ?)", [(p.id, p.title, p.abstract) for p in papers])
    base.execute("insert into paper(paper) values ('optimize')")

    def answer(ask: Ask) -> list[str]:
        typed = [f'"{word}"' for word in words(ask.query)]
        if ask.mode == "prefix" and typed:
            typed[-1] += "*"
        sql = f"select id from paper where paper match ? order by bm25(paper, 0, 2, 1) limit {TOP}"
        return [row[0] for row in base.execute(sql, (" OR ".join(typed),))] if typed else []

    return answer


def by_tantivy(papers: Sequence[Record], *, fuzzy: bool) -> Answer:
    """Tantivy by itself: stems of title and abstract, the title twice as much. With `fuzzy` each word of four letters and more is
    a fuzzy term of the unstemmed title too, four times as much; in autocomplete the last word is a prefix there in any case.
    """
    schema = _schema()
    index = tantivy.Index(schema)
    writer = index.writer(500_000_000, 1)
    for paper in papers:
        writer.add_document(
            tantivy.Document(id=paper.id, title=paper.title, abstract=paper.abstract, plain=paper.title)
        )
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher, stemmer = index.searcher(), _stemmer()

    def answer(ask: Ask) -> list[str]:
        typed = words(ask.query)
        typed = [word for word in typed if word not in STOP_WORDS] or typed
        terms = [
            Query.boost_query(Query.term_query(schema, field, stemmed), boost)
            for stemmed in stemmer.analyze(" ".join(typed))
            for field, boost in (("title", 2.0), ("abstract", 1.0))
        ]
        if fuzzy:
            terms += [Query.boost_query(_fuzzy(schema, word), 4.0) for word in typed if len(word) >= 4]
        if typed and ask.mode == "prefix":
            terms.append(Query.boost_query(Query.fuzzy_term_query(schema, "plain", typed[-1], 0, True, True), 4.0))
        hits = searcher.search(Query.boolean_query([(Occur.Should, term) for term in terms]), TOP, False).hits
        return [str(searcher.doc(address).get_first("id")) for _, address in hits]

    return answer


def _schema() -> Schema:
    build = tantivy.SchemaBuilder()
    build.add_text_field("id", stored=True, tokenizer_name="raw")
    build.add_text_field("title", tokenizer_name="en_stem")
    build.add_text_field("abstract", tokenizer_name="en_stem")
    build.add_text_field("plain")
    return build.build()


def _stemmer() -> tantivy.TextAnalyzer:
    """The stems that `en_stem` gives the folded words of a query."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _fuzzy(schema: Schema, word: str) -> Query:
    return Query.fuzzy_term_query(schema, "plain", word, 2 if len(word) >= LONG else 1, True)


PEERS: dict[str, Callable[[Sequence[Record]], Answer]] = {
    "SQLite FTS5": fts5,
    "tantivy": lambda papers: by_tantivy(papers, fuzzy=False),
    "tantivy, fuzzy terms": lambda papers: by_tantivy(papers, fuzzy=True),
}

"""What else one could search with, measured on the same papers and queries: SQLite FTS5, fuzzy tantivy, rapidfuzz."""

import sqlite3
from collections.abc import Callable

import tantivy
from rapidfuzz import fuzz, process

from core.text.cleaning import fold, words
from tests.bench.asks import Ask
from tests.bench.corpus import Record

TOP = 10
Answer = Callable[[Ask], list[str]]


def fts5(papers: list[Record]) -> Answer:
    """SQLite's full text search, Porter stems, BM25 with the title twice; any of the words, the last a prefix in autocomplete."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table paper using fts5(id unindexed, title, abstract, tokenize = 'porter unicode61')")
    base.executemany("insert into paper values (?, ?, ?)", [(p.id, p.title, p.abstract) for p in papers])
    base.execute("insert into paper(paper) values ('optimize')")

    def answer(ask: Ask) -> list[str]:
        said = [f'"{word}"' for word in words(ask.query)]
        if ask.mode == "prefix" and said:
            said[-1] += "*"
        sql = f"select id from paper where paper match ? order by bm25(paper, 0, 2, 1) limit {TOP}"
        return [row[0] for row in base.execute(sql, (" OR ".join(said),))] if said else []

    return answer


def fuzzy_tantivy(papers: list[Record]) -> Answer:
    """Tantivy by itself: every word of the query as a fuzzy term (one edit, swaps too) in title and abstract."""
    build = tantivy.SchemaBuilder()
    build.add_text_field("id", stored=True, tokenizer_name="raw")
    build.add_text_field("title")
    build.add_text_field("abstract")
    schema = build.build()
    index = tantivy.Index(schema)
    writer = index.writer(100_000_000, 1)
    for paper in papers:
        writer.add_document(tantivy.Document(id=paper.id, title=paper.title, abstract=paper.abstract))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def answer(ask: Ask) -> list[str]:
        said = words(ask.query)
        terms = [
            tantivy.Query.fuzzy_term_query(schema, field, word, 1, True, ask.mode == "prefix" and word is said[-1])
            for word in said
            for field in ("title", "abstract")
        ]
        found = searcher.search(
            tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms]), TOP, False
        )
        return [str(searcher.doc(address).get_first("id")) for _, address in found.hits]

    return answer


def rapidfuzz_titles(papers: list[Record]) -> Answer:
    """rapidfuzz over every title: the likeliest by ratio of sorted words, or of the best part for autocomplete."""
    titles = [fold(paper.title) for paper in papers]

    def answer(ask: Ask) -> list[str]:
        scorer = fuzz.partial_ratio if ask.mode == "prefix" else fuzz.token_sort_ratio
        return [papers[at].id for _, _, at in process.extract(fold(ask.query), titles, scorer=scorer, limit=TOP)]

    return answer


PEERS: dict[str, tuple[Callable[[list[Record]], Answer], int]] = {
    "SQLite FTS5": (fts5, 60),
    "tantivy, fuzzy terms": (fuzzy_tantivy, 60),
    "rapidfuzz over titles": (rapidfuzz_titles, 20),
}
"""Each with the most queries of a set it is asked: it takes too long for all of them."""

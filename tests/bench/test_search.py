"""The search benchmark's own workings, on a few invented papers: what it reads, judges and prints."""

import gzip
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.bench.__main__ import main as bench
from tests.bench.asks import SETS, make_asks, misspell
from tests.bench.corpus import Record, read_real, synthesised, synthetic
from tests.bench.search import main

PAPERS: list[dict[str, object]] = [
    {
        "id": "1",
        "title": "Lanterns at Night",
        "abstract": "Light in the dark.",
        "authors": ["Ada Moreau"],
        "year": 2020,
    },
    {
        "id": "2",
        "title": "Graphs of Molecules",
        "abstract": "Atoms joined by bonds.",
        "authors": ["Li Wei"],
        "year": None,
    },
    {"id": "3", "title": "Bottled Messages", "abstract": "Notes that agents write."},
]
PEERS = ("Paperboy", "SQLite FTS5", "tantivy", "tantivy, fuzzy terms")


def lines(path: Path, rows: Iterable[object]) -> Path:
    text = "\n".join(map(json.dumps, rows)) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def figures(capsys: pytest.CaptureFixture[str], *argv: object) -> dict[str, Any]:
    assert main([*map(str, argv), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_sets_of_queries_are_scored_beside_the_peers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = lines(tmp_path / "corpus.jsonl.gz", PAPERS)
    queries = [
        {"set": "words", "query": "lantren night", "id": "1", "mode": "full"},
        {"set": "words", "query": "moreau", "id": "1"},
        {"set": "prefix", "query": "graphs of mol", "id": "2", "mode": "prefix"},
        {"set": "lost", "query": "lanterns", "id": "2"},
    ]
    measured = figures(capsys, "--corpus", corpus, "--queries", lines(tmp_path / "queries.jsonl", queries), "--peers")
    assert measured["n"] == 3
    assert {name: row["mrr"] for name, row in measured["sets"].items()} == {"words": 1.0, "prefix": 1.0, "lost": 0.0}
    assert measured["ndcg10"] is None
    assert {"papers_per_s", "memory_mb", "sets", "ndcg10"} <= measured.keys()
    assert all(row["p50_ms"] <= row["p99_ms"] for row in measured["sets"].values())
    assert tuple(measured["peers"]) == PEERS
    assert measured["peers"]["SQLite FTS5"]["sets"]["prefix"]["mrr"] == 1.0


def test_judged_queries_give_a_gain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = lines(tmp_path / "corpus.jsonl", PAPERS)
    queries = lines(
        tmp_path / "queries.jsonl.gz", [{"id": "q1", "query": "molecules"}, {"id": "q2", "query": "bottled"}]
    )
    qrels = lines(tmp_path / "qrels.jsonl", [{"q": "q1", "d": "2", "r": 1}, {"q": "q2", "d": "1", "r": 2}])
    measured = figures(capsys, "--corpus", corpus, "--queries", queries, "--qrels", qrels)
    assert measured["ndcg10"] == 0.5
    assert measured["sets"]["all"]["mrr"] == 0.5
    assert main(["--corpus", str(corpus), "--queries", str(queries), "--qrels", str(qrels)]) == 0
    assert "nDCG@10 0.5" in capsys.readouterr().out


def test_without_papers_or_with_another_name_the_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert "--synthetic" in capsys.readouterr().err
    assert bench(["nonsense"]) == bench([]) == 2
    assert "search" in capsys.readouterr().err


def test_slips_are_made_in_words_and_are_repeatable() -> None:
    slips = {misspell("graph of us", random.Random(seed)) for seed in range(50)}
    assert len(slips) > 10
    assert all(slip.endswith(" of us") and slip != "graph of us" for slip in slips)
    assert misspell("of us", random.Random(1)) == ""


def test_made_queries_are_repeatable_and_of_every_set() -> None:
    papers = [
        Record(
            str(n),
            f"Lanterns and molecules number {'abcdefghij'[n] * 4}",
            "A text.",
            (f"Ada Moreau{'abcdefghij'[n] * 2}", "Li Wei"),
            2020,
            "In short.",
            ("light",),
        )
        for n in range(10)
    ]
    asks = make_asks(papers, papers, 3, 7)
    assert asks == make_asks(papers, papers, 3, 7) != make_asks(papers, papers, 3, 8)
    assert {ask.set for ask in asks} == set(SETS)
    assert all(sum(ask.set == name for ask in asks) == 3 for name in SETS)


@pytest.mark.long
def test_recombined_papers_are_repeatable_and_said_to_be_so(shared: Path) -> None:
    read = read_real(shared)
    assert len(read) > 10_000
    assert synthetic(700, 5, shared) == (read[:700], 700)
    real = read[:500]
    papers, others = synthesised(real, 700, 5), synthesised(real, 700, 6)
    assert papers == synthesised(real, 700, 5)
    assert len({paper.id for paper in papers}) == 700
    assert all(paper.id.startswith("r") for paper in papers[500:])
    assert others[:500] == papers[:500] == real
    assert others[500:] != papers[500:]

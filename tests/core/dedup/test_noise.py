"""The dedup benchmark itself: noise is seeded and survivable, near-twins stay apart, files of other people are read."""

import gzip
import json
import random
from pathlib import Path

import pytest

from core.dedup import judge, keys_of
from tests.bench.corpus import Record
from tests.bench.dedup import Pair, cluster, entry_of, main, read_authors, score
from tests.bench.noise import NOISES, near_twin
from tests.core.dedup.written import PAPERS

RECORDS = [
    Record(f"p{n}", paper.title, paper.abstract, paper.authors, paper.published.year if paper.published else None)
    for n, paper in enumerate(PAPERS)
]


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("seed", range(5))
def test_a_noisy_copy_is_found_and_the_same(kind: str, seed: int) -> None:
    for record in RECORDS:
        paper, copy = entry_of(record), entry_of(NOISES[kind](record, random.Random(seed)))
        mine, theirs = keys_of(paper), keys_of(copy)
        assert mine.title == theirs.title or {*mine.words, *mine.shingles} & {*theirs.words, *theirs.shingles}
        assert judge(paper, copy).kind == "same", copy.title


@pytest.mark.parametrize("seed", range(40))
def test_a_near_twin_is_another_paper(seed: int) -> None:
    paper, *others = random.Random(seed).sample(RECORDS, 4)
    twin = near_twin(paper, others, random.Random(seed))
    assert judge(entry_of(paper), entry_of(twin)).kind != "same", twin.title


@pytest.mark.parametrize("kind", NOISES)
def test_the_same_seed_makes_the_same_noise(kind: str) -> None:
    assert NOISES[kind](RECORDS[0], random.Random(3)) == NOISES[kind](RECORDS[0], random.Random(3))


def test_clusters_are_scored_by_pairs() -> None:
    truth = [Pair("a", "b", True), Pair("a", "c", True), Pair("a", "d", False), Pair("d", "e", False)]
    figures = score({"a": "a", "b": "a", "c": "c", "d": "a", "e": "e"}, truth)
    assert figures == {"precision": 0.5, "recall": 0.5, "f1": 0.5}


def test_a_copy_joins_the_first_record_of_its_paper() -> None:
    copies = [NOISES["case"](record, random.Random(1)) for record in RECORDS]
    named = [Record(f"copy of {r.id}", r.title, r.abstract, r.authors, r.year) for r in copies]
    clusters = cluster([*RECORDS, *named])
    assert [clusters[record.id] for record in named] == [clusters[record.id] for record in RECORDS]
    assert len(set(clusters.values())) == len(RECORDS)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (["Ana Reis", "Bo Lund"], ("Ana Reis", "Bo Lund")),
        ("Ana Reis, Bo Lund", ("Ana Reis", "Bo Lund")),
        ("Reis, Ana; Lund, Bo", ("Reis, Ana", "Lund, Bo")),
        ("Ana Reis and Bo Lund", ("Ana Reis", "Bo Lund")),
        ("", ()),
        (None, ()),
    ],
)
def test_authors_are_read_from_lists_and_from_texts(text: object, names: tuple[str, ...]) -> None:
    assert read_authors(text) == names


def test_files_of_records_and_truth_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"id": 1, "title": "Counting Single Bees by Ear", "authors": "Ana Reis, Bo Lund", "year": "1998.0"},
        {"id": 2, "title": "Counting single bees by ear .", "authors": ["A Reis", "B Lund"], "year": 1998},
        {"id": 3, "title": "Counting Single Moths by Ear", "authors": "Ana Reis", "year": None, "abstract": None},
    ]
    records, truth = tmp_path / "records.jsonl.gz", tmp_path / "truth.jsonl"
    records.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    truth.write_text('{"a": 1, "b": 2, "same": true}\n{"a": 1, "b": 3, "same": false}\n')
    main(["--records", str(records), "--truth", str(truth), "--json", "--peers"])
    figures = json.loads(capsys.readouterr().out)
    assert (figures["precision"], figures["recall"], figures["f1"]) == (1, 1, 1)
    assert figures["papers_per_s"] > 0
    assert set(figures["peers"]) == {"exact title", "blocked token_sort_ratio 90"}


def test_a_truth_about_unknown_records_is_an_error(tmp_path: Path) -> None:
    records, truth = tmp_path / "records.jsonl", tmp_path / "truth.jsonl"
    records.write_text('{"id": "a", "title": "Tides"}\n')
    truth.write_text('{"a": "a", "b": "z", "same": true}\n')
    with pytest.raises(SystemExit, match="'z'"):
        main(["--records", str(records), "--truth", str(truth)])

"""Dedup on recorded data: different papers of nearly one title, one paper under two titles, three real digests."""

import csv
import json
from pathlib import Path

from core.dedup import judge
from core.model import Entry


def test_no_hard_negative_is_merged_by_its_title(shared: Path) -> None:
    with (shared / "data/hard_negatives.tsv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file, delimiter="\t"))
    kinds = [judge(Entry(pair["title_a"]), Entry(pair["title_b"])).kind for pair in pairs]
    assert kinds == ["new"] * 70


def test_title_variants_are_merged_by_title_and_by_id(shared: Path) -> None:
    lines = (shared / "data/title_variants.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    pairs = [[Entry(title["title"]) for title in row["titles"]] for row in rows]
    assert sum(judge(first, other).kind == "same" for first, other in pairs) >= 8
    with_ids = [[Entry(title["title"], arxiv=row["id"]) for title in row["titles"]] for row in rows]
    assert sum(judge(first, other).kind == "same" for first, other in with_ids) == 9

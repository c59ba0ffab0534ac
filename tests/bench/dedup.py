"""Dedup measured: records are ingested into a throwaway record (a real Valkey), and the clusters are scored against known pairs."""

import argparse
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from rapidfuzz import fuzz

from core.ingest.arrivals import Arrivals
from core.ingest.batch import Batch
from core.ingest.run import take
from core.model import Entry
from core.store.embedded.server import join
from core.store.engine import record as store
from core.text.cleaning import squash, words
from tests.bench.corpus import Record, read_lines, synthetic
from tests.bench.noise import NOISES, near_twin

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PORTION = 2000
NEAR_TWINS = 0.2
"""Near-twins added for every paper of a synthetic run."""

Clusters = dict[str, str]


class Pair(msgspec.Struct, frozen=True):
    """Two records, whether they are one paper, and what was done to make it so (`kind`, for synthetic pairs)."""

    a: str
    b: str
    same: bool
    kind: str = "given"


def cluster(records: Sequence[Record]) -> Clusters:
    """Which paper each record is, by the paper's id, after an ingest in their order into a record of its own: the real thing."""
    entries = tuple(entry_of(record) for record in records)
    with TemporaryDirectory() as home, join(Path(home)) as lease:
        record, day = store.Record(lease.url), datetime(2000, 1, 1, tzinfo=UTC)
        for first in range(0, len(entries), PORTION):
            take(
                record,
                Batch(
                    "bench",
                    "bench",
                    "bench",
                    date(2000, 1, 1),
                    date(2000, 1, 2),
                    day,
                    "bench",
                    first,
                    entries[first : first + PORTION],
                ),
                lambda: day,
            )
        outcomes = Arrivals(record).outcomes("bench")
        record.close()
    return {record.id: outcome.paper_id for record, outcome in zip(records, outcomes, strict=True)}


def entry_of(record: Record) -> Entry:
    """A record as a source would list it; the id stays out, being only a label."""
    published = date(record.year, 1, 1) if record.year and 1 <= record.year <= 9999 else None
    return Entry(record.title, record.abstract, authors=record.authors, published=published)


def cluster_by_title(records: Sequence[Record]) -> Clusters:
    """A peer: the same squashed title is the same paper."""
    first: dict[str, str] = {}
    return {record.id: first.setdefault(squash(record.title), record.id) for record in records}


def cluster_by_tokens(records: Sequence[Record]) -> Clusters:
    """A peer: token_sort_ratio of at least 90 among titles that share their first letters or their two rarest words."""
    titles = {record.id: " ".join(words(record.title)) for record in records}
    often = Counter(word for title in titles.values() for word in set(title.split()))
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    clusters: Clusters = {}
    for record in records:
        title = titles[record.id]
        keys = {title[:6], *sorted(set(title.split()), key=lambda word: (often[word], word))[:2]}
        known = dict.fromkeys(other for key in keys for other in blocks[key][:500])
        twin = next((o for o in known if fuzz.token_sort_ratio(title, titles[o], score_cutoff=90)), record.id)
        clusters[record.id] = clusters.get(twin, twin)
        for key in keys:
            blocks[key].append(record.id)
    return clusters


WAYS: dict[str, Callable[[Sequence[Record]], Clusters]] = {
    "paperboy": cluster,
    "exact title": cluster_by_title,
    "blocked token_sort_ratio 90": cluster_by_tokens,
}


def score(clusters: Clusters, truth: Iterable[Pair]) -> dict[str, float]:
    """Precision, recall and F1 over the known pairs."""
    counted = Counter((pair.same, clusters[pair.a] == clusters[pair.b]) for pair in truth)
    right, wrong, missed = counted[True, True], counted[False, True], counted[True, False]
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def generate(count: int, seed: int, shared: Path) -> tuple[list[Record], list[Pair]]:
    """`count` papers (real ones first, recombined beyond), a noisy copy of each, near-twins of some, and the truth."""
    papers, _ = synthetic(count, seed, shared)
    chance = random.Random(seed)
    records, truth = list(papers), []
    for number, paper in enumerate(papers):
        kind = chance.choice(list(NOISES))
        copy = msgspec.structs.replace(NOISES[kind](paper, chance), id=f"copy{number}")
        records.append(copy)
        truth.append(Pair(paper.id, copy.id, True, kind))
        other = chance.choice(papers)
        if other.id == paper.id:
            continue
        truth.append(Pair(copy.id, other.id, False, "stranger"))
        if chance.random() < NEAR_TWINS:
            twin = msgspec.structs.replace(near_twin(paper, chance.sample(papers, 4), chance), id=f"twin{number}")
            records.append(twin)
            truth += [Pair(paper.id, twin.id, False, "near-twin"), Pair(copy.id, twin.id, False, "near-twin")]
    chance.shuffle(records)
    return records, truth


def read_records(path: Path) -> list[Record]:
    """Records, an object a line; authors may be a list or one text, abstract and year may be missing."""
    return [
        Record(
            str(row["id"]),
            row.get("title") or "",
            row.get("abstract") or "",
            read_authors(row.get("authors")),
            _read_year(row.get("year")),
        )
        for row in read_lines(path)
    ]


def read_authors(said: Any) -> tuple[str, ...]:
    """A list of names, of a list or of a text that parts them by semicolons, else by `and` and commas."""
    if isinstance(said, list | tuple):
        return tuple(str(name) for name in said)
    parts = str(said or "").split(";") if ";" in str(said) else re.split(r",|\band\b", str(said or ""))
    return tuple(name for part in parts if (name := part.strip()))


def _read_year(said: Any) -> int | None:
    found = re.match(r"\s*(\d{4})\b", str(said))
    return int(found.group(1)) if found else None


def read_truth(path: Path, known: set[str]) -> list[Pair]:
    """The pairs of a truth file, an object a line; pairs of records that are not there are an error."""
    pairs = [Pair(str(row["a"]), str(row["b"]), bool(row["same"])) for row in read_lines(path)]
    if strange := next((p for p in pairs if not {p.a, p.b} <= known), None):
        raise SystemExit(f"The truth names {strange.a!r} and {strange.b!r}, but not both are among the records.")
    return pairs


def measure(records: Sequence[Record], truth: Sequence[Pair], ways: Iterable[str]) -> dict[str, dict[str, float]]:
    """The figures of each way to cluster, all in this process."""
    rows = {}
    for way in ways:
        began = time.perf_counter()
        clusters = WAYS[way](records)
        rows[way] = score(clusters, truth) | {"papers_per_s": round(len(records) / (time.perf_counter() - began), 1)}
    return rows


def main(argv: list[str]) -> None:
    """`--records F --truth F`, or `--synthetic N [--seed S]`; `--peers` and `--json` as for every benchmark."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench dedup")
    parser.add_argument("--records", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--synthetic", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args(argv)
    if said.records and said.truth:
        records = read_records(said.records)
        truth = read_truth(said.truth, {record.id for record in records})
    elif said.synthetic and SHARED.is_dir():
        records, truth = generate(said.synthetic, said.seed, SHARED)
    else:
        parser.error("give --records and --truth, or --synthetic with the recordings in ../shared")
    rows = measure(records, truth, WAYS if said.peers else ["paperboy"])
    if said.json:
        print(json.dumps(rows.pop("paperboy") | ({"peers": rows} if rows else {})))
        return
    print(f"{len(records)} records, {len(truth)} pairs")
    for way, row in rows.items():
        print(f"{way:28}" + "".join(f"  {name} {value:.4f}" for name, value in row.items()))

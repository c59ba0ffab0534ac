"""`python -m tests.bench growth`: what a query costs, and what the index weighs, as the papers become ten and a hundred times as many.

One index grows: the recorded papers first, then recombined ones. At each size it is rested as its writer rests it, and a fresh
process on one core answers the same queries, whose papers are among the recorded ones.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from statistics import median
from typing import Any

from core.search.index import Index
from tests.bench.asks import make_asks
from tests.bench.corpus import Recombiner, Record, read_real
from tests.bench.search import BATCH, SHARED, answered_elsewhere, doc_of, percentile

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)


def main(argv: list[str]) -> None:
    """Measure and print a row for each size."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="papers, in rising order")
    parser.add_argument("--per-set", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    rows = measure(options.sizes, options.per_set, options.seed)
    print(json.dumps(rows) if options.json else "\n".join(map(str, rows)))


def measure(sizes: list[int], per_set: int, seed: int) -> list[dict[str, Any]]:
    """For each size: milliseconds of whole queries and of completions, the slowest set of each, and the memory and opening of a reader."""
    real = read_real(SHARED)[: sizes[0]]
    asks, papers = make_asks(real, real, per_set, seed), _papers(real, seed)
    rows, count = [], 0
    with tempfile.TemporaryDirectory(prefix="paperboy-bench-") as folder:
        index = Index.open(Path(folder))
        for size in sizes:
            while count < size:
                batch = list(islice(papers, min(BATCH, size - count)))
                index.write(map(doc_of, batch), str(count))
                count += len(batch)
            index.compact()
            answered = answered_elsewhere(Path(folder), asks)
            rows.append({"papers": size, **_times([ask.set for ask in asks], answered["times"]), **_weight(answered)})
        index.release()
    return rows


def _papers(real: list[Record], seed: int) -> Iterator[Record]:
    """The recorded papers, then recombined ones without an end."""
    mixer, number = Recombiner(real, seed), 0
    yield from real
    while True:
        yield mixer.paper(number)
        number += 1


def _times(sets: list[str], times: list[float]) -> dict[str, float]:
    by_set: dict[str, list[float]] = {}
    for name, took in zip(sets, times, strict=True):
        by_set.setdefault(name, []).append(took)
    kinds = {
        "search": [row for name, row in by_set.items() if "prefix" not in name],
        "completion": [row for name, row in by_set.items() if "prefix" in name],
    }
    return {
        **{f"{kind}_p50_ms": round(median(chain(*rows)), 2) for kind, rows in kinds.items()},
        **{f"{kind}_p99_ms": round(max(percentile(row, 0.99) for row in rows), 2) for kind, rows in kinds.items()},
    }


def _weight(answered: dict[str, Any]) -> dict[str, float]:
    return {name: answered[name] for name in ("memory_mb", "opens_s")}

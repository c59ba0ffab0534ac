"""The search benchmark: how well, how fast and in how much memory the index answers, beside its peers.

It is built in one process and asked in a fresh one, bound to one core, that holds nothing but the index: first a pass
that warms up, then three timed ones; a query's time is its median. Beside peers all are asked in one process more, each
query of all of them in a random order.
"""

import argparse
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from core.host.collector import spare_what_stays
from core.model import Query
from core.search.index import Doc, Index
from tests.bench.asks import Ask, make_asks, read_asks, read_qrels
from tests.bench.corpus import Record, read_corpus, synthetic
from tests.bench.peers import PEERS

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
BATCH = 1_000
TOP = 10
PASSES = 3
ASKED_OF_PEERS = 60
"""Queries of each set that the peers are asked too."""
WARMING = 5
"""Queries of each set that all are asked before any is timed."""


class Job(msgspec.Struct, frozen=True):
    """What to measure: papers, queries, judgements where there are, and a word on what the papers are."""

    papers: list[Record]
    asks: list[Ask]
    qrels: dict[str, dict[str, int]]
    corpus: str


def main(argv: list[str]) -> int:
    """Runs the benchmark and prints its figures, as a table or with `--json`."""
    options = _options(argv)
    job = _job(options)
    with tempfile.TemporaryDirectory(prefix="paperboy-bench-") as folder:
        figures = measure(job, Path(folder))
        if options.peers:
            figures["peers"] = _beside_peers(job, Path(folder), options.seed)
    print(json.dumps(figures) if options.json else _table(figures))
    return 0


def measure(job: Job, folder: Path) -> dict[str, Any]:
    """The figures of our own index."""
    began = time.perf_counter()
    index = Index.open(folder)
    for at in range(0, len(job.papers), BATCH):
        index.write(map(doc_of, job.papers[at : at + BATCH]), str(at))
    built = time.perf_counter() - began
    index.compact()  # as its writer does at rest
    findable = _findable(index, folder)
    index.release()
    answered = answered_elsewhere(folder, job.asks)
    return {
        "corpus": job.corpus,
        "n": len(job.papers),
        "papers_per_s": round(len(job.papers) / built),
        "memory_mb": answered["memory_mb"],
        "opens_s": answered["opens_s"],
        "findable_ms": findable,
        **_judged(job, answered["answers"], answered["times"]),
    }


def judged(index: Index, papers: list[Record], asks: list[Ask]) -> dict[str, float]:
    """The MRR@10 of each set of queries about papers that an empty index takes in first."""
    for at in range(0, len(papers), BATCH):
        index.write(map(doc_of, papers[at : at + BATCH]), str(at))
    index.compact()
    answers = [_answer(index, ask) for ask in asks]
    rows = _judged(Job(papers, asks, {}, ""), answers, [0.0] * len(asks))["sets"]
    return {name: row["mrr"] for name, row in rows.items()}


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench search", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="JSON Lines of papers, plain or gzipped")
    parser.add_argument("--queries", type=Path, help="JSON Lines of queries")
    parser.add_argument("--qrels", type=Path, help="JSON Lines of judgements: q, d, r")
    parser.add_argument(
        "--synthetic", type=int, metavar="N", help="N papers: the recordings, filled up by recombination"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-set", type=int, default=300, help="queries of each made set")
    parser.add_argument("--peers", action="store_true", help="measure the peers too")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if not options.synthetic and not (options.corpus and options.queries):
        parser.error("give --corpus and --queries, or --synthetic")
    if options.synthetic and not SHARED.is_dir():
        parser.error("--synthetic needs the recordings in ../shared, which are not here")
    return options


def _job(options: argparse.Namespace) -> Job:
    if options.synthetic:
        papers, real = synthetic(options.synthetic, options.seed, SHARED)
        asks = make_asks(papers[:real], papers, options.per_set, options.seed)
        return Job(papers, asks, {}, f"{real:,} real + {len(papers) - real:,} recombined")
    papers = read_corpus(options.corpus)
    qrels = read_qrels(options.qrels) if options.qrels else {}
    return Job(papers, read_asks(options.queries), qrels, f"{len(papers):,} from {options.corpus.name}")


def doc_of(paper: Record) -> Doc:
    """A paper as the index takes it."""
    day = date(paper.year, 1, 1) if paper.year and 1 <= paper.year <= 9999 else None
    return Doc(paper.id, paper.title, paper.abstract, paper.authors, day=day)


def _findable(index: Index, folder: Path) -> float:
    """Milliseconds from writing a paper until another reader finds it."""
    reader, took = Index.open(folder, write=False), []
    for number in range(5):
        paper = Doc(f"new {number}", f"Findable zyxwv{'abcde'[number]}", "A paper that has just come.")
        began = time.perf_counter()
        index.write([paper], "new")
        reader.refresh()
        if not reader.search(Query(words=(f"zyxwv{'abcde'[number]}",))).matches:
            raise RuntimeError("a new paper was not found")
        took.append(time.perf_counter() - began)
    index.write([], "gone", remove=[f"new {number}" for number in range(5)])
    return round(statistics.median(took) * 1000, 1)


def answered_elsewhere(folder: Path, asks: list[Ask]) -> dict[str, Any]:
    """`ask_all` in a fresh process."""
    command = [sys.executable, "-c", "from tests.bench.search import ask_all; ask_all()", str(folder)]
    ran = subprocess.run(command, input=msgspec.json.encode(asks), stdout=subprocess.PIPE, cwd=ROOT, check=True)
    answered: dict[str, Any] = json.loads(ran.stdout)
    return answered


def ask_all() -> None:
    """On one core, with queries from standard input: opening time, answers, times of each query, and memory at the end."""
    asks = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Ask])
    began = time.perf_counter()
    index = Index.open(Path(sys.argv[1]), write=False)
    opened = time.perf_counter() - began
    index.warm()
    spare_what_stays()  # as every process does that stays
    with on_one_core():
        for ask in asks:
            _answer(index, ask)
        answers, times = _timed([partial(_answer, index, ask) for ask in asks])
    print(json.dumps({"opens_s": round(opened, 2), "answers": answers, "times": times, "memory_mb": _memory()}))


@contextmanager
def on_one_core() -> Iterator[None]:
    """Binds this process to one core meanwhile, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _answer(index: Index, ask: Ask) -> list[str]:
    if ask.mode == "prefix":
        return [paper for paper, _ in index.complete(ask.query, TOP)]
    return [match.id for match in index.search(Query(text=ask.query, words=tuple(ask.query.split())), TOP).matches]


def _timed(acts: list[Callable[[], list[str]]]) -> tuple[list[list[str]], list[float]]:
    """What the acts give, and the milliseconds each takes: the median of some runs."""
    answers, times = [], []
    for act in acts:
        took = []
        for _ in range(PASSES):
            began = time.perf_counter()
            given = act()
            took.append(time.perf_counter() - began)
        answers.append(given)
        times.append(statistics.median(took) * 1000)
    return answers, times


def _memory() -> int:
    """Megabytes resident now, mapped files included."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000_000


def _beside_peers(job: Job, folder: Path, seed: int) -> dict[str, Any]:
    """The figures of our index and of its peers on as many queries of each set as all have the time for."""
    asked = [ask for rows in _by_set(job.asks).values() for ask in rows[:ASKED_OF_PEERS]]
    index = Index.open(folder, write=False)
    index.warm()
    peers = {"Paperboy": partial(_answer, index)} | {name: build(job.papers) for name, build in PEERS.items()}
    answers: dict[str, list[list[str]]] = {name: [] for name in peers}
    times: dict[str, list[float]] = {name: [] for name in peers}
    spare_what_stays()
    with on_one_core():
        for ask in _warming(asked):
            for answer in peers.values():
                answer(ask)
        chance = random.Random(seed)
        for ask in asked:
            for name in chance.sample(list(peers), len(peers)):
                given, took = _timed([partial(peers[name], ask)])
                answers[name] += given
                times[name] += took
    judged = msgspec.structs.replace(job, asks=asked)
    return {name: _judged(judged, answers[name], times[name]) for name in peers}


def _by_set(asks: list[Ask]) -> dict[str, list[Ask]]:
    return {name: [ask for ask in asks if ask.set == name] for name in dict.fromkeys(ask.set for ask in asks)}


def _warming(asks: list[Ask]) -> list[Ask]:
    return [ask for rows in _by_set(asks).values() for ask in rows[:WARMING]]


def _judged(job: Job, answers: list[list[str]], times: list[float]) -> dict[str, Any]:
    sets: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(ask.set for ask in job.asks):
        of = [place for place, ask in enumerate(job.asks) if ask.set == name]
        ranks = [
            _reciprocal(answers[place], job.qrels.get(job.asks[place].id) or {job.asks[place].id: 1}) for place in of
        ]
        taken = [times[place] for place in of]
        sets[name] = {
            "asked": len(of),
            "mrr": round(statistics.fmean(ranks), 4),
            "p50_ms": round(statistics.median(taken), 2),
            "p99_ms": round(percentile(taken, 0.99), 2),
        }
    gains = [_ndcg(answers[place], job.qrels[ask.id]) for place, ask in enumerate(job.asks) if ask.id in job.qrels]
    return {"sets": sets, "ndcg10": round(statistics.fmean(gains), 4) if gains else None}


def percentile(values: list[float], share: float) -> float:
    """The smallest value that this share of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def _reciprocal(answer: list[str], wanted: dict[str, int]) -> float:
    return next((1 / rank for rank, paper in enumerate(answer[:TOP], 1) if wanted.get(paper, 0) > 0), 0.0)


def _ndcg(answer: list[str], wanted: dict[str, int]) -> float:
    ideal = _gain(sorted(wanted.values(), reverse=True))
    return _gain([wanted.get(paper, 0) for paper in answer]) / ideal if ideal else 0.0


def _gain(relevances: list[int]) -> float:
    return sum(relevance / math.log2(rank + 1) for rank, relevance in enumerate(relevances[:TOP], 1))


def _table(figures: dict[str, Any]) -> str:
    lines = [
        f"{figures['corpus']}: {figures['papers_per_s']:,} papers/s, {figures['memory_mb']} MB, opens in"
        f" {figures['opens_s']} s, findable after {figures['findable_ms']} ms, nDCG@10 {figures['ndcg10'] or 'not measured'}"
    ]
    for peer, measured in (("alone", figures), *figures.get("peers", {}).items()):
        lines.append(f"{peer:<26}{'asked':>6}{'MRR@10':>9}{'p50 ms':>9}{'p99 ms':>9}")
        for name, row in measured["sets"].items():
            lines.append(f"  {name:<24}{row['asked']:>6}{row['mrr']:>9.3f}{row['p50_ms']:>9.2f}{row['p99_ms']:>9.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

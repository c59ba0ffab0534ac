"""`python -m tests.bench record`: ingest, memory, opening and freshness of a whole Paperboy, on a throwaway record.

Everything is the real thing in one process: parse, dedup, Valkey with fsync always, index. Only RQ is left out: jobs are called.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from core.app import Paperboy, open_app
from core.catalog import Catalog
from core.host.collector import spare_what_stays
from core.settings import read
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.engine.upkeep import Upkeep
from core.store.papers.papers import Papers
from tests.bench.corpus import Record as Row
from tests.bench.corpus import as_digest, synthetic
from tests.bench.workers import speeds_of_workers
from tests.conftest import SHARED

PORTION = 2000
LISTED_FROM = date(2020, 1, 1)


def main(argv: list[str]) -> None:
    """Measure and print; `--papers` are there before the last portion is timed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench record", description=__doc__)
    parser.add_argument("--papers", type=int, default=86_000)
    parser.add_argument("--timed", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    figures = measure(asked.papers, asked.timed, asked.seed)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:24} {value}" for name, value in figures.items()))


def measure(papers: int, timed: int, seed: int) -> dict[str, Any]:
    """The figures of a record that holds `papers` when `timed` more come in, and as many again by workers."""
    records, real = synthetic(papers + 2 * timed, seed, SHARED)
    with tempfile.TemporaryDirectory() as home:
        app = open_app(read({"PAPERBOY_HOME": home}, None))
        bring(app, records[:papers])
        spare_what_stays()  # as a worker does when it starts
        before_cpu = time.process_time(), _server_seconds(app)
        speeds = bring(app, records[papers : papers + timed])
        spent = time.process_time() - before_cpu[0], _server_seconds(app) - before_cpu[1]
        fresh = median(findable(app, n) for n in range(5))
        figures = {
            "papers": app.of(Papers).count(),
            "real": min(real, papers + timed),
            "ingest_papers_per_s": round(median(speeds)),
            "python_ms_a_paper": round(1000 * spent[0] / timed, 2),
            "valkey_ms_a_paper": round(1000 * spent[1] / timed, 2),
            "valkey_mb": round(app.of(Record).memory() / 1e6),
            "findable_ms": round(fresh * 1000, 1),
        }
        before = time.perf_counter()
        app.of(Upkeep).snapshot(app.of(Catalog).noted())
        figures["snapshot_s"] = round(time.perf_counter() - before, 1)
        figures["valkey_mb_after_snapshot"] = round(app.of(Record).memory() / 1e6)
        app.of(Catalog).close()
        for what in ("open", "answer"):
            probe = [sys.executable, "-m", "tests.bench.probe", home, what]
            figures |= json.loads(subprocess.run(probe, capture_output=True, text=True, check=True).stdout)
        figures |= speeds_of_workers(app, home, records[papers + timed :])
        app.close()
    return figures


def _server_seconds(app: Paperboy) -> float:
    """CPU time that the server has used."""
    used = app.of(Record).text.info("cpu")
    return float(used["used_cpu_user"] + used["used_cpu_sys"])


def bring(app: Paperboy, records: list[Row]) -> list[float]:
    """Ingest records as digests of `PORTION` papers; papers a second, for each."""
    speeds = []
    for first in range(0, len(records), PORTION):
        some = records[first : first + PORTION]
        data = as_digest(some, LISTED_FROM + timedelta(days=first // PORTION))
        before = time.perf_counter()
        now = datetime.now(UTC)
        for todo in app.receive(data, f"{first}.json", now).todo:
            app.ingest_slice(todo.id, now)
        app.of(Catalog).catch_up(keep=True)
        speeds.append(len(some) / (time.perf_counter() - before))
        app.of(Queue).listened().empty()
        app.tend(now)
    return speeds


def findable(app: Paperboy, number: int) -> float:
    """Seconds from the start of one paper's ingest until a search finds it."""
    from core.commands.dispatch import answer
    from tests.factories import call, entry

    title = f"Quaternary zymurgy of lanterns, part {number}"
    row = [{"title": title, "abstract": entry(title).abstract}]
    before = time.perf_counter()
    for todo in app.receive(json.dumps(row).encode(), "one.json", datetime.now(UTC)).todo:
        app.ingest_slice(todo.id, datetime.now(UTC))
    while answer(app, f"search {title}", call()).cards[0].title.text != f"1. {title}":
        pass
    return time.perf_counter() - before

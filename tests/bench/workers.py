"""Ingest by the worker processes that run anywhere, one and then two on the same record: queued digests until all is findable."""

import time
from contextlib import ExitStack
from datetime import UTC, datetime

from core.app import Paperboy
from core.ingest.arrivals import Arrivals
from tests.bench.corpus import Record, as_digest
from tests.bench.processes import Running

LISTED = 500
"""Papers of one digest: two slices."""

STILL = 1.0
"""Seconds for which a worker that has just come is left to become ready."""


def speeds_of_workers(app: Paperboy, home: str, records: list[Record]) -> dict[str, int]:
    """Papers a second by one worker and by two, each with one half of the records. This process must not write the index."""
    environ, half = {"PAPERBOY_HOME": home, "PAPERBOY_FEEDS": "none"}, len(records) // 2
    speeds = {}
    with ExitStack() as running:
        for workers, some in ((1, records[:half]), (2, records[half:])):
            running.enter_context(Running(environ, "workers", "ingest"))
            while app.workers() < workers or app.behind():
                time.sleep(0.1)
                app.catch_up()
            time.sleep(STILL)
            speeds[f"ingest_{workers}_workers_papers_per_s"] = round(_speed(app, some))
    return speeds


def _speed(app: Paperboy, records: list[Record]) -> float:
    before = time.perf_counter()
    for first in range(0, len(records), LISTED):
        now = datetime.now(UTC)
        app.receive(as_digest(records[first : first + LISTED], now.date()), f"{first}-{now.timestamp()}.json", now)
    while app.of(Arrivals).todo() or app.behind():
        time.sleep(0.05)
        app.catch_up()
    return len(records) / (time.perf_counter() - before)

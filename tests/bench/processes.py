"""Paperboy's own processes for the benchmarks: as in the Procfile, on a record of their own, with papers brought in."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from core.app import Paperboy
from core.ingest.arrivals import Arrivals
from core.store.papers.papers import Papers
from tests.bench.corpus import Record, as_digest

PORTION = 5000
"""Papers of one digest: about 9 MB, of the 20 that are taken."""


class Running:
    """A module that runs as a process of its own for as long as the context lasts."""

    def __init__(self, environ: Mapping[str, str], *module: str) -> None:
        self._command, self._environ = [sys.executable, "-m", *module], {**os.environ, **environ}

    def __enter__(self) -> Self:
        root = Path(__file__).parents[2]
        self._process = subprocess.Popen(self._command, env=self._environ, cwd=root, stdin=subprocess.DEVNULL)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)


def bring(app: Paperboy, records: list[Record], name: str) -> None:
    """Queue records as digests, for the worker to ingest."""
    for first in range(0, len(records), PORTION):
        now = datetime.now(UTC)
        app.receive(as_digest(records[first : first + PORTION], now.date()), f"{first}-{name}", now)


def wait(app: Paperboy, papers: float) -> None:
    """Wait until the worker has ingested all that is queued, and there are so many papers."""
    while app.of(Papers).count() < papers or app.of(Arrivals).todo():
        time.sleep(0.1)


def spread(seconds: list[float]) -> tuple[float, float]:
    """The median and the 99th percentile, in milliseconds."""
    ranked = sorted(one * 1000 for one in seconds)
    return round(ranked[len(ranked) // 2], 1), round(ranked[int(len(ranked) * 0.99)], 1)

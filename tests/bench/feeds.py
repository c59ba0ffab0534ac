"""`python -m tests.bench feeds`: the recorded days of Hugging Face from bytes to findable, the same again, and 580 days by `backfill`."""

import json
import lzma
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.app import Paperboy, open_app
from core.catalog import Catalog
from core.settings import read
from core.store.engine.queue import Queue
from core.store.papers.papers import Papers
from tests.bench.corpus import read_lines
from tests.conftest import SHARED

RECORDED = SHARED / "data/feeds/hf_daily_papers"


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    with tempfile.TemporaryDirectory() as home:
        app = open_app(read({"PAPERBOY_HOME": home, "PAPERBOY_FEEDS": "none"}, None))
        first, again = _seconds(app), _seconds(app)
        figures: dict[str, Any] = {
            "papers": app.of(Papers).count(),
            "first_s": round(first, 2),
            "again_s": round(again, 2),
        }
        app.close()
    figures |= _backfill()
    print(json.dumps(figures) if "--json" in argv else figures)


def _seconds(app: Paperboy) -> float:
    """Seconds until every recorded day is in and can be found."""
    now, before = datetime.now(UTC), time.perf_counter()
    for path in sorted(RECORDED.glob("*.json.xz")):
        for todo in app.receive(path.read_bytes(), path.name, now).todo:
            app.ingest_slice(todo.id, now)
    app.of(Catalog).catch_up()
    took = time.perf_counter() - before
    app.of(Queue).listened().empty()
    return took


def _backfill() -> dict[str, Any]:
    """What the command `backfill` takes for all recorded days, on a record of its own, from its start to its end."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
        days = write_days(Path(folder))
        command = [sys.executable, "-m", "bots.cli", "backfill", "hf", "--from-folder", folder, "--json"]
        environ = {**os.environ, "PAPERBOY_HOME": home, "PAPERBOY_FEEDS": "none"}
        before = time.perf_counter()
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        took = time.perf_counter() - before
        outcome = json.loads(done.stdout)
    return {
        "backfill_days": days,
        "backfill_entries": outcome["entries"],
        "backfill_papers": outcome["papers"],
        "backfill_s": round(took, 1),
    }


def write_days(folder: Path) -> int:
    """Write the recorded days as files into a folder: a raw answer of Hugging Face where there is one, else what the pool of picks
    has of it, in the shape of such an answer. Returns how many.
    """
    days: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_lines(SHARED / "data/picks/pool.jsonl.gz"):
        days[row["day"]].append(_answer(row))
    for day, answers in days.items():
        (folder / f"{day}.json").write_text(json.dumps(answers), encoding="utf-8")
    for path in RECORDED.glob("*.json.xz"):
        (folder / path.stem).write_bytes(lzma.decompress(path.read_bytes()))
    return len(list(folder.iterdir()))


def _answer(row: dict[str, Any]) -> dict[str, Any]:
    """A paper of the pool as Hugging Face lists it."""
    paper = {
        "id": row["id"],
        "title": row["title"],
        "summary": row["abstract"],
        "upvotes": row["upvotes"],
        "authors": [{"name": author} for author in row["authors"]],
        "submittedOnDailyAt": f"{row['day']}T00:00:00.000Z",
    }
    return {"paper": paper, "title": row["title"]}

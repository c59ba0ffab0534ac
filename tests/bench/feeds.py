"""`python -m tests.bench feeds`: the recorded days of Hugging Face from bytes to findable, and the same again."""

import json
import tempfile
import time
from datetime import UTC, datetime

from core.app import Paperboy, open_app
from core.catalog import Catalog
from core.settings import read
from core.store.papers.papers import Papers
from core.store.queue import Queue
from tests.conftest import SHARED


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    with tempfile.TemporaryDirectory() as home:
        app = open_app(read({"PAPERBOY_HOME": home, "PAPERBOY_FEEDS": "none"}, None))
        first, again = _seconds(app), _seconds(app)
        figures = {"papers": app.of(Papers).count(), "first_s": round(first, 2), "again_s": round(again, 2)}
        app.close()
    print(json.dumps(figures) if "--json" in argv else figures)


def _seconds(app: Paperboy) -> float:
    """Seconds until every recorded day is in and can be found."""
    now, before = datetime.now(UTC), time.perf_counter()
    for path in sorted((SHARED / "data/feeds/hf_daily_papers").glob("*.json.xz")):
        for todo in app.receive(path.read_bytes(), path.name, now).todo:
            app.ingest_slice(todo.id, now)
    app.of(Catalog).catch_up()
    took = time.perf_counter() - before
    app.of(Queue).listened().empty()
    return took

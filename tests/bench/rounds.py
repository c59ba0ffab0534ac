"""`python -m tests.bench rounds`: planning many digests whose hour has come at once, and one pick among very many papers."""

import argparse
import json
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from core.app import Paperboy, open_app
from core.delivery.choosing import choose
from core.delivery.planner import due_next, plan
from core.model import Person, Place
from core.settings import read
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Record
from core.subscriptions.model import EVERY_DAY, Filter, Subscription
from tests.bench.corpus import as_digest, synthetic
from tests.bench.record import bring
from tests.conftest import SHARED

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RUNS = 15


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench rounds", description=__doc__)
    parser.add_argument("--papers", type=int, default=87_000)
    parser.add_argument("--digests", type=int, default=10_000)
    parser.add_argument("--new", type=int, default=200, help="papers that are new to the pick")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    figures = measure(asked.papers, asked.digests, asked.new)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:20} {value}" for name, value in figures.items()))


def measure(papers: int, digests: int, new: int) -> dict[str, Any]:
    """Seconds of planning all digests at once; milliseconds of one pick, the median and the longest."""
    records, _ = synthetic(papers + new, 1, SHARED)
    with tempfile.TemporaryDirectory() as home:
        app = open_app(read({"PAPERBOY_HOME": home}, None))
        bring(app, records[:papers])
        _list_on(app, records[papers:], NOW)
        picks = sorted(_pick(app, one) for one in _asked(RUNS))
        planned = _plan(app, digests)
        app.close()
    figures = {"papers": papers + new, "digests": digests, "plan_s": round(planned, 2)}
    return figures | {"pick_ms": round(median(picks) * 1000, 1), "pick_longest_ms": round(picks[-1] * 1000, 1)}


def _list_on(app: Paperboy, records: list[Any], now: datetime) -> None:
    for todo in app.receive(as_digest(records, now.date()), "new.json", now).todo:
        app.ingest_slice(todo.id, now)


def _asked(count: int) -> list[Subscription]:
    words = "sparse routing diffusion vision language agents reasoning retrieval video speech".split()
    chance = random.Random(1)
    return [
        Subscription(f"s{n}", Place("slack", "T1", f"C{n}"), Person("slack", "T1", "U1"), "daily", NOW,
                     Filter(topics=tuple((word,) for word in chance.sample(words, 3))))
        for n in range(count)
    ]  # fmt: skip


def _pick(app: Paperboy, subscription: Subscription) -> float:
    app.of(Record).text.hset(keys.SLOTS_LAST, subscription.id, (NOW - timedelta(days=1)).timestamp())
    before = time.perf_counter()
    app.call(choose, subscription=subscription, now=NOW + timedelta(hours=1))
    return time.perf_counter() - before


def _plan(app: Paperboy, count: int) -> float:
    zones = sorted(available_timezones() - {"Factory", "localtime"})
    due = NOW + timedelta(days=1)
    for n in range(count):
        one = Subscription(
            f"d{n}", Place("slack", "T1", f"C{n}"), Person("slack", "T1", f"U{n}"), "daily", NOW,
            at=due.astimezone(ZoneInfo(zones[n % len(zones)])).time(), zone=zones[n % len(zones)], days=EVERY_DAY,
        )  # fmt: skip
        app.of(Subscriptions).add(one, due_next(one, NOW))
    before = time.perf_counter()
    planned = app.call(plan, now=due)
    took = time.perf_counter() - before
    assert planned == count, f"{planned} of {count} were planned"
    return took

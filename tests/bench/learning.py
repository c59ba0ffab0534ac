"""`python -m tests.bench learning`: the fit of 500 votes, the scores of a day's papers, and many channels whose votes changed."""

import argparse
import json
import os
import random
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from statistics import median
from typing import Any

import numpy as np

from core.app import Paperboy, open_app
from core.delivery.fitting import Fitting
from core.model import Person, Place
from core.settings import read
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.store.votes.acting import acted
from core.subscriptions.learning.features import Features, features
from core.subscriptions.learning.kept import keep, packed, scores, unpacked
from core.subscriptions.learning.matrix import Columns, Frequencies
from core.subscriptions.learning.model import Examples, Pooled, fit
from core.subscriptions.model import Subscription
from tests.bench.corpus import Record as Rows
from tests.bench.corpus import as_digest, synthetic
from tests.conftest import SHARED

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
VOTES, OTHERS, DAYS_PAPERS = 500, 6500, 200
VOTED, PEOPLE = 20, 3
"""Papers that each of many channels voted for, and how many people there did."""

LISTED, DAYS = 10_000, 100
PROCESSES, AT_ONCE = 2, 500
RUNS = 9


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench learning", description=__doc__)
    parser.add_argument("--channels", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    rows, _ = synthetic(LISTED, 1, SHARED)
    figures = alone(rows) | many(rows, asked.channels)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:20} {value}" for name, value in figures.items()))


def alone(rows: list[Rows]) -> dict[str, Any]:
    """Milliseconds of CPU, medians: a fit of 500 votes, begun at the one before, its features kept; and the scores of a day."""
    papers = [features(row.title, row.abstract) for row in rows[: VOTES + OTHERS]]
    frequencies = Frequencies()
    frequencies.add(papers)
    columns = Columns.of(frequencies)
    examples, before = _examples(papers, VOTES), _examples(papers, VOTES - 5)
    day = rows[-DAYS_PAPERS:]
    start = fit(before, NOW.toordinal(), columns)
    fits = [_cpu(lambda: fit(examples, NOW.toordinal(), columns, start)) for _ in range(RUNS)]
    model = fit(examples, NOW.toordinal(), columns, start)
    kept = packed(keep(model, [Pooled("", 0, paper, 3) for paper in papers[-300:]], VOTES))

    def score() -> object:
        read = [features(row.title, row.abstract) for row in day]
        return scores(unpacked(kept), columns, read, [3] * len(day))

    scored = [_cpu(score) for _ in range(RUNS)]
    return {"fit_ms": round(median(fits)), "score_ms": round(median(scored)), "kept_bytes": len(kept)}


def many(rows: list[Rows], channels: int) -> dict[str, Any]:
    """Seconds until two processes have learned what changed in so many channels."""
    with tempfile.TemporaryDirectory() as home:
        app = open_app(read({"PAPERBOY_HOME": home}, None))
        ids = _listed(app, rows)
        for first in range(0, channels, AT_ONCE):
            _vote(app, ids, range(first, min(first + AT_ONCE, channels)))
        waiting = app.of(Models).waiting()
        began = time.perf_counter()
        with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
            parts = [pool.submit(_learn, home, waiting[number::PROCESSES]) for number in range(PROCESSES)]
            spent = sum(part.result() for part in parts)
        took = time.perf_counter() - began
        assert not app.of(Models).waiting()
        app.close()
    return {"channels": channels, "channels_s": round(took), "channels_cpu_s": round(spent)}


def _examples(papers: list[Features], votes: int) -> Examples:
    liked = np.arange(len(papers)) % (len(papers) // votes) == 0
    days = NOW.toordinal() - np.arange(len(papers))[::-1] // 20
    return Examples(papers, days, liked, np.ones(len(papers)))


def _cpu(do: Any) -> float:
    began = time.process_time()
    do()
    return (time.process_time() - began) * 1000


def _listed(app: Paperboy, rows: list[Rows]) -> list[str]:
    """The ids of the papers, listed over a hundred days."""
    size = len(rows) // DAYS
    for number in range(DAYS):
        day = NOW - timedelta(days=DAYS - number)
        for todo in app.receive(
            as_digest(rows[number * size : (number + 1) * size], day.date()), f"{number}.json", day
        ).todo:
            app.ingest_slice(todo.id, day)
    return sorted(app.of(Record).text.zrange(keys.PAPERS, 0, -1))


def _vote(app: Paperboy, ids: list[str], channels: range) -> None:
    """Channels with a digest each, whose people voted: as the record holds it, without the tallies."""
    record, steps = app.of(Record), list[Step]()
    for number in channels:
        dice, place = random.Random(number), Place("slack", "T1", f"C{number}")
        one = Subscription(f"d{number}", place, Person("slack", "T1", "U1"), "daily", NOW, learn="on")
        steps.append(app.of(Subscriptions).adding(one, None))
        for paper_id in dice.sample(ids, VOTED):
            name, at = f"slack/T1/U{number}x{dice.randrange(PEOPLE)}", NOW - timedelta(days=dice.randrange(60), hours=1)
            step = Step("vote", paper_id, name)
            step.write("HSET", keys.marks(paper_id), f"{name}|button|vote", f"up|{int(at.timestamp() * 1e6)}")
            steps.append(acted(step, keys.place(place), name, paper_id))
    record.commit(*steps)


def _learn(home: str, learners: list[str]) -> float:
    """Learn what changed; returns the seconds of CPU."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    app = open_app(read({"PAPERBOY_HOME": home}, None))
    fitting, began = app.call(Fitting), time.process_time()
    for learner in learners:
        fitting.learn(learner, NOW)
    app.close()
    return time.process_time() - began

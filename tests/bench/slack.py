"""`python -m tests.bench slack`: commands at a steady rate while papers come in, with the real bot and the real worker.

The bot and the worker are processes as in the Procfile, Slack is our own on loopback; what it measures is what a person waits for.
"""

import argparse
import json
import random
import tempfile
import threading
import time
from contextlib import ExitStack
from typing import Any

from core.app import open_app
from core.ingest.arrivals import Arrivals
from core.settings import read
from core.store.papers.papers import Papers
from tests.bench.corpus import synthetic
from tests.bench.processes import Running, bring, spread, wait
from tests.conftest import SHARED
from tests.fakes.slack import Act, FakeSlack, checks

BEFORE = 2000
"""Papers that are there when the measuring begins."""

WORDS = "sparse routing diffusion vision language agents reasoning retrieval video speech alignment robots".split()


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench slack", description=__doc__)
    parser.add_argument("--papers", type=int, default=10_000, help="papers that come in meanwhile")
    parser.add_argument("--rate", type=float, default=20.0, help="commands a second")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    figures = measure(asked.papers, asked.rate)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:20} {value}" for name, value in figures.items()))


def measure(papers: int, rate: float) -> dict[str, Any]:
    """The figures: seconds are of the whole way, from the envelope sent to the ack, or to the answer."""
    checks.breaches = lambda payload: []  # the fake's own checks, which the tests run, would share the bot's two cores
    records, _ = synthetic(BEFORE + papers, 1, SHARED)
    with tempfile.TemporaryDirectory() as home, FakeSlack() as slack, ExitStack() as ending:
        environ = {
            "PAPERBOY_HOME": home,
            "PAPERBOY_FEEDS": "none",
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API": slack.url.rstrip("/"),
        }
        app = open_app(read(environ, None))
        ending.callback(app.close)
        for module in (("workers", "ingest"), ("bots.slack",)):
            ending.enter_context(Running(environ, *module))
        slack.until(lambda: slack.calls["apps.connections.open"] >= 2, 60)
        bring(app, records[:BEFORE], "before.json")
        wait(app, BEFORE * 0.9)
        started = time.perf_counter()
        bring(app, records[BEFORE:], "meanwhile.json")
        acts = _ask(slack, rate, lambda: bool(app.of(Arrivals).todo()))
        took = time.perf_counter() - started
        return _figures(acts, app.of(Papers).count(), took)


def _ask(slack: FakeSlack, rate: float, busy: Any) -> list[tuple[Act, float]]:
    """Commands at a rate for as long as papers come in; each with the seconds until its answer stood there."""
    user, chance = slack.user("ada"), random.Random(1)
    channel = slack.channel("nlp", user)
    done: list[tuple[Act, float]] = []
    threads = []

    def one(line: str) -> None:
        before = time.perf_counter()
        act = slack.command(user, channel, line)
        act.answered(seconds=30)
        done.append((act, time.perf_counter() - before))

    due = time.perf_counter()
    while busy():
        line = f"search {' '.join(chance.sample(WORDS, 2))}"
        threads.append(threading.Thread(target=one, args=(line,)))
        threads[-1].start()
        due += 1 / rate
        time.sleep(max(0.0, due - time.perf_counter()))
    for thread in threads:
        thread.join()
    return done


def _figures(acts: list[tuple[Act, float]], papers: int, took: float) -> dict[str, Any]:
    acks, answers = spread([act.delivery.seconds for act, _ in acts]), spread([seconds for _, seconds in acts])
    return {
        "commands": len(acts),
        "papers": papers,
        "seconds": round(took, 1),
        "ack_p50_ms": acks[0],
        "ack_p99_ms": acks[1],
        "answer_p50_ms": answers[0],
        "answer_p99_ms": answers[1],
    }

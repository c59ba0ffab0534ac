"""`python -m tests.bench votes`: reactions at a steady rate from the event to the record, and what trends among very many papers.

Each vote is what an adapter does with an event: it is received (once, whatever copies come) and counted. Fsync is always on.
"""

import argparse
import json
import random
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from core.app import Paperboy, open_app
from core.catalog import Catalog
from core.model import Person, Place
from core.scope import EVERYBODY
from core.services.reacting import Reactions
from core.settings import read
from core.store.chats.inbox import Event, Inbox
from core.store.chats.posts import Posts
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from core.votes.emoji import Message, Reaction

PAPERS = 500
PEOPLE = 400
AT_ONCE = 16
TOPS = 200


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench votes", description=__doc__)
    parser.add_argument("--rate", type=int, default=200, help="votes a second")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--scored", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    figures = measure(asked.rate, asked.seconds, asked.scored)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:20} {value}" for name, value in figures.items()))


def measure(rate: int, seconds: int, scored: int) -> dict[str, Any]:
    """Milliseconds from a vote's event to the record, at a rate; and of `top` over so many scored papers."""
    with tempfile.TemporaryDirectory() as home:
        app = open_app(read({"PAPERBOY_HOME": home}, None))
        _post(app)
        took = sorted(_vote(app, rate, rate * seconds))
        counted = sum(tally.up + tally.down for tally in app.of(Votes).tallies(_papers()).values())
        _score(app, scored)
        tops = [
            _timed(lambda: app.of(Catalog).top(datetime.now(UTC) - timedelta(days=7), EVERYBODY, 10))
            for _ in range(TOPS)
        ]
        app.close()
    assert counted, "no vote was counted"
    return {
        "votes": len(took),
        "rate": rate,
        "vote_p50_ms": round(median(took) * 1000, 1),
        "vote_p99_ms": round(took[int(len(took) * 0.99)] * 1000, 1),
        "scored": scored,
        "top_ms": round(median(tops) * 1000, 2),
        "top_p99_ms": round(sorted(tops)[int(TOPS * 0.99)] * 1000, 2),
    }


def _papers() -> list[str]:
    return [f"2611.{n:05d}" for n in range(PAPERS)]


def _post(app: Paperboy) -> None:
    for number, paper in enumerate(_papers()):
        app.of(Posts).put(Place("slack", "T1", "C1"), f"{number}.0", [paper], datetime.now(UTC))


def _vote(app: Paperboy, rate: int, votes: int) -> list[float]:
    """Events come when they are due, whether or not those before them are done; each one's time counts from then."""
    chance, took, lock = random.Random(1), list[float](), threading.Lock()
    reactions = app.call(Reactions)

    def one(number: int, due: float, person: int, paper: int) -> None:
        now = datetime.now(UTC)
        message = Message(Place("slack", "T1", "C1"), f"{paper}.0")
        if app.of(Inbox).receive(event := Event(f"e{number}", "slack", {"number": number}, now)):
            reactions.react(
                Reaction(Person("slack", "T1", f"U{person}"), message, "+1", True, int(now.timestamp() * 1e6)), now
            )
            app.of(Inbox).done(event)
        with lock:
            took.append(time.perf_counter() - due)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        started = time.perf_counter()
        for number in range(votes):
            due = started + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            pool.submit(one, number, due, chance.randrange(PEOPLE), chance.randrange(PAPERS))
    return took


def _score(app: Paperboy, count: int) -> None:
    """Scores of very many papers, written as a vote's step writes them."""
    chance, now = random.Random(2), datetime.now(UTC).timestamp()
    ids = [f"2610.{n:06d}" for n in range(count)]
    for first in range(0, count, 5000):
        some = ids[first : first + 5000]
        app.of(Record).text.zadd(keys.TRENDING, {i: chance.random() * 1000 for i in some})
        app.of(Record).text.zadd(keys.ACTIVE, {i: now - chance.random() * 30 * 86_400 for i in some})


def _timed(what: Any) -> float:
    before = time.perf_counter()
    what()
    return time.perf_counter() - before

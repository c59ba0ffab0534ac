"""`python -m tests.bench web`: pages at a steady rate beside an ingest, an rss that did not change, and how soon a link is dead.

The pages' process and the worker are as in the Procfile; the clock runs from when a request was due, so a late answer is not forgiven.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from core.app import Paperboy, open_app
from core.links.rights import link_of
from core.links.signed import SignedLinks
from core.model import Call, Person, Place
from core.settings import read
from tests.bench.corpus import Record, as_digest, synthetic
from tests.bench.processes import Running, bring, spread, wait
from tests.conftest import SHARED

A_DAY = 150
"""Papers of a day's list."""

CHANNEL = Place("slack", "T1", "C1")


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench web", description=__doc__)
    parser.add_argument("--papers", type=int, default=87_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    figures = measure(asked.papers, asked.seconds, asked.rate, asked.seed)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:24} {value}" for name, value in figures.items()))


def measure(papers: int, seconds: int, rate: int, seed: int) -> dict[str, Any]:
    """The figures, in milliseconds where they are times."""
    records, real = synthetic(papers + 2_000, seed, SHARED)
    with socket.create_server(("127.0.0.1", 0)) as door:
        where = f"127.0.0.1:{door.getsockname()[1]}"
    with tempfile.TemporaryDirectory(prefix="paperboy-bench-") as home:
        environ = {"PAPERBOY_HOME": home, "PAPERBOY_FEEDS": "none", "PAPERBOY_WEB": where, "PAPERBOY_PAGES": "public"}
        app = open_app(read(environ, None))
        try:
            with Running(environ, "workers", "ingest"):
                _bring_days(app, records[:papers])
                wait(app, papers * 0.9)
                with Running(environ, "bots.web"):
                    figures = asyncio.run(_measured(app, f"http://{where}", records, papers, seconds, rate, seed))
        finally:
            app.close()
    return {"papers": papers, "real": real, "cores": os.cpu_count(), "rate": rate, **figures}


def _bring_days(app: Paperboy, records: list[Record]) -> None:
    """Queue records as the lists of the days up to today, as many on each as Hugging Face and some categories of arXiv have."""
    now = datetime.now(UTC)
    for number, first in enumerate(range(0, len(records), A_DAY)):
        listed = now.date() - timedelta(days=number)
        app.receive(as_digest(records[first : first + A_DAY], listed), f"{listed}.json", now)


async def _measured(
    app: Paperboy, base: str, records: list[Record], papers: int, seconds: int, rate: int, seed: int
) -> dict[str, Any]:
    async with aiohttp.ClientSession() as client:
        await _until_there(client, base)
        paths = _paths(records[:papers], random.Random(seed), seconds * rate)
        for path in paths[:rate]:
            await _ask(client, base + path)
        quiet = await _at_rate(client, base, paths, rate)
        bring(app, records[papers:], "more.json")  # the worker ingests these beside
        beside = await _at_rate(client, base, paths, rate)
        unchanged = await _unchanged(client, f"{base}/rss/week.atom")
        dead = await _dead(client, app, base)
    return {
        "alone": spread(quiet),
        "beside_ingest": spread(beside),
        "unchanged": spread(unchanged),
        "dead_after": round(dead, 1),
    }


def _paths(records: list[Record], dice: random.Random, count: int) -> list[str]:
    """Pages as a day's readers ask for them: lists, searches of two words of a title, and the rss."""

    def search() -> str:
        words = [word for word in dice.choice(records).title.split() if word.isalpha()][:2] or ["learning"]
        return "/search?query=" + "+".join(words)

    fixed = ("/", "/week", "/month", "/top", "/rss/today.atom", "/rss/week.json")
    return [search() if dice.random() < 0.4 else dice.choice(fixed) for _ in range(count)]


async def _until_there(client: aiohttp.ClientSession, base: str) -> None:
    for _ in range(600):
        try:
            await _ask(client, f"{base}/healthz")
            return
        except aiohttp.ClientError:
            await asyncio.sleep(0.1)
    raise TimeoutError(base)


async def _ask(client: aiohttp.ClientSession, address: str, **headers: str) -> int:
    async with client.get(address, headers=headers) as answer:
        await answer.read()
        return answer.status


async def _at_rate(client: aiohttp.ClientSession, base: str, paths: list[str], rate: int) -> list[float]:
    """The seconds from when each request was due to when its answer was there."""
    start = time.monotonic()

    async def one(number: int, path: str) -> float:
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        assert await _ask(client, base + path) == 200, path
        return time.monotonic() - due

    return list(await asyncio.gather(*(one(number, path) for number, path in enumerate(paths))))


async def _unchanged(client: aiohttp.ClientSession, address: str) -> list[float]:
    """The seconds of answers that say that nothing changed."""
    taken = []
    for _ in range(200):
        async with client.get(address) as answer:
            tag = answer.headers["ETag"]
        start = time.monotonic()
        if await _ask(client, address, **{"If-None-Match": tag}) == 304:
            taken.append(time.monotonic() - start)
    return taken


async def _dead(client: aiohttp.ClientSession, app: Paperboy, base: str) -> float:
    """The milliseconds from when a link was ended to an answer that knows nothing of it."""
    call = Call(Person("slack", "T1", "U1"), CHANNEL, app.now(), "bench")
    links = app.of(SignedLinks)
    address = f"{base}/f/{links.token(link_of(call, 'rss', 'week'))}.atom"
    assert await _ask(client, address) == 200
    start = time.monotonic()
    links.end("slack/T1/C1")
    while await _ask(client, address) != 404:
        pass
    return (time.monotonic() - start) * 1000

"""`python -m tests.bench discord`: what is offered at each keystroke, and commands, while papers come in.

The bot and the worker are processes as in the Procfile, Discord is our own on loopback; what it measures is what a person waits for.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, NamedTuple

from core.app import Paperboy, open_app
from core.ingest.arrivals import Arrivals
from core.model import Place
from core.settings import read
from core.store.chats.teams import Teams
from core.store.papers.papers import Papers
from tests.bench.corpus import Record, synthetic
from tests.bench.processes import Running, bring, spread, wait
from tests.conftest import SHARED
from tests.fakes.discord import Channel, FakeDiscord, User

BEFORE = 87_000
"""Papers that are there when the measuring begins."""

STARTING = 120.0
"""Seconds the bot may take to open its index and connect."""

WORDS = "sparse routing diffusion vision language agents reasoning retrieval video speech alignment robots".split()


class Asked(NamedTuple):
    """How long each of the answers took, in seconds: what was offered while somebody typed, and commands."""

    offered: list[float]
    answered: list[float]


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench discord", description=__doc__)
    parser.add_argument("--before", type=int, default=BEFORE, help="papers that are there before")
    parser.add_argument("--papers", type=int, default=10_000, help="papers that come in meanwhile")
    parser.add_argument("--rate", type=float, default=20.0, help="keystrokes a second, and a quarter as many commands")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    figures = asyncio.run(measure(asked.before, asked.papers, asked.rate))
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:20} {value}" for name, value in figures.items()))


async def measure(before: int, papers: int, rate: float) -> dict[str, Any]:
    """The figures: milliseconds of the whole way, from the gateway's event to the choices, or to the answer."""
    records, _ = synthetic(before + papers, 1, SHARED)
    with tempfile.TemporaryDirectory() as home:
        async with FakeDiscord(
            strict=False
        ) as discord:  # holding bodies to the OpenAPI, as the tests do, would be measured too
            environ = {"PAPERBOY_HOME": home, "PAPERBOY_FEEDS": "none", "DISCORD_TOKEN": discord.token}
            ending = ExitStack()
            try:
                return await _measured(discord, ending, environ | {"FAKE_DISCORD": discord.url}, records, before, rate)
            finally:
                await asyncio.to_thread(ending.close)


async def _measured(
    discord: FakeDiscord, ending: ExitStack, environ: dict[str, str], records: list[Record], before: int, rate: float
) -> dict[str, Any]:
    app = open_app(read(environ, None))
    ending.callback(app.close)
    ending.enter_context(Running(environ, "workers", "ingest"))
    bring(app, records[:before], "before.json")
    await asyncio.to_thread(wait, app, before * 0.9)
    ada, room = await _connected(discord, app, ending, environ)
    started = time.perf_counter()
    bring(app, records[before:], "meanwhile.json")
    asked = await _ask(discord, ada, room, _Keys(records[:before]), rate, lambda: bool(app.of(Arrivals).todo()))
    return _figures(asked, app.of(Papers).count(), time.perf_counter() - started)


async def _connected(
    discord: FakeDiscord, app: Paperboy, ending: ExitStack, environ: dict[str, str]
) -> tuple[User, Channel]:
    """Start the bot; somebody in a server with it, and a channel there."""
    ada = discord.user("ada")
    guild = discord.guild("Readers", ada)
    room = discord.channel(guild, "nlp")
    ending.enter_context(Running(environ, "tests.fakes.discord.launch", "bots.discord"))
    await discord.until(lambda: discord.connected, STARTING)
    known = Place("discord", guild.id)
    await discord.until(lambda: known in app.of(Teams).within("discord"), STARTING)
    return ada, room


class _Keys:
    """What people type into an option, a start of it with each keystroke."""

    def __init__(self, records: list[Record]) -> None:
        self._chance = random.Random(1)
        self._titles = [record.title for record in records]
        self._authors = [name for record in records for name in record.authors]

    def stroke(self) -> tuple[str, str]:
        """An option and what stands in it: a title's start, or that of a name or of its last word."""
        if self._chance.random() < 0.5:
            said, option = self._chance.choice(self._titles), "query"
        else:
            said, option = self._chance.choice(self._authors), "author"
            said = said.split()[-1] if self._chance.random() < 0.5 else said
        return option, said[: self._chance.randint(2, 24)]

    def line(self) -> str:
        """Two words to search for."""
        return " ".join(self._chance.sample(WORDS, 2))


async def _ask(
    discord: FakeDiscord, user: User, room: Channel, keys: _Keys, rate: float, busy: Callable[[], bool]
) -> Asked:
    """Keystrokes at a rate, with a command at every fourth, for as long as papers come in."""
    asked, tasks = Asked([], []), []

    async def stroke() -> None:
        act = await discord.complete(user, room, "papers search", *keys.stroke()).done(seconds=30)
        asked.offered.append(act.interaction.seconds)

    async def command() -> None:
        before = time.perf_counter()
        await discord.slash(user, room, "papers search", query=keys.line()).answered(seconds=30)
        asked.answered.append(time.perf_counter() - before)

    due, number = time.perf_counter(), 0
    while await asyncio.to_thread(busy):
        number += 1
        tasks.append(asyncio.create_task(stroke()))
        if number % 4 == 0:
            tasks.append(asyncio.create_task(command()))
        due += 1 / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    await asyncio.gather(*tasks)
    return asked


def _figures(asked: Asked, papers: int, took: float) -> dict[str, Any]:
    offered, answered = spread(asked.offered), spread(asked.answered)
    return {
        "keystrokes": len(asked.offered),
        "commands": len(asked.answered),
        "papers": papers,
        "seconds": round(took, 1),
        "complete_p50_ms": offered[0],
        "complete_p99_ms": offered[1],
        "answer_p50_ms": answered[0],
        "answer_p99_ms": answered[1],
    }

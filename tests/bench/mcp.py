"""`python -m tests.bench mcp`: the tools for agents over stdio, asked by the SDK's client, each answer beside that of `ask --json`.

The lines are drawn from the papers' own words, and typed for `ask` as a person types them.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters

from bots.cli.output import of_answer
from bots.terminal import session
from core.app import Paperboy, open_app
from core.commands.dispatch import answer
from core.commands.programs import as_data
from core.settings import Settings, read
from tests.bench.corpus import Record, synthetic
from tests.bench.processes import Running, bring, wait
from tests.conftest import SHARED

Drawn = tuple[str, dict[str, Any], str]
"""A tool, its arguments, and the line that a person types for the same."""


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench mcp", description=__doc__)
    parser.add_argument("--papers", type=int, default=5_000)
    parser.add_argument("--lines", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    figures = measure(asked.papers, asked.lines, asked.seed)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:12} {value}" for name, value in figures.items()))


def measure(papers: int, lines: int, seed: int) -> dict[str, Any]:
    """How many answers are equal, and how long a call takes."""
    records, _ = synthetic(papers, seed, SHARED)
    with tempfile.TemporaryDirectory(prefix="paperboy-bench-") as home:
        environ = {"PAPERBOY_HOME": home, "PAPERBOY_FEEDS": "none"}
        settings = read(environ, None)
        app = open_app(settings)
        try:
            with Running(environ, "workers", "ingest"):
                bring(app, records, "papers.json")
                wait(app, papers * 0.9)
            app.warm()
            drawn = list(draw(records, lines, random.Random(seed)))
            seconds, different = asyncio.run(_ask(app, settings, environ, drawn))
        finally:
            app.close()
    seconds.sort()
    return {
        "papers": papers,
        "lines": lines,
        "equal": lines - len(different),
        "different": different[:5],
        "p50_ms": round(1000 * seconds[len(seconds) // 2], 1),
        "p99_ms": round(1000 * seconds[int(len(seconds) * 0.99)], 1),
    }


def draw(records: list[Record], count: int, dice: random.Random) -> list[Drawn]:
    """Calls of every tool, the search more often than the others."""
    return [_drawn(dice.choice(records).title, dice) for _ in range(count)]


def _drawn(title: str, dice: random.Random) -> Drawn:
    words = [word for word in title.split() if word.isalpha()] or ["learning"]
    some = " ".join(dice.sample(words, min(len(words), dice.randint(1, 4))))
    limit = dice.randint(1, 25)
    tool = dice.choice(("search", "search", "search", "show", "similar", "today", "week", "month", "top", "export"))
    match tool:
        case "search":
            order = dice.choice(("relevance", "new", "votes"))
            arguments = {"query": some, "limit": limit, "sort": order}
            return tool, arguments, f"search {some} limit:{limit} sort:{order}"
        case "show":
            return tool, {"paper": some}, f"show {some}"
        case "similar":
            return tool, {"paper": some, "limit": limit}, f"similar {some} limit:{limit}"
        case "top":
            period = dice.choice(("week", "month", "all", "14d"))
            return tool, {"period": period, "limit": limit}, f"top {period} limit:{limit}"
        case "export":
            return tool, {"format": "bibtex", "query": some, "limit": limit}, f"export bibtex {some} limit:{limit}"
    return tool, {"limit": limit, "page": 1}, f"{tool} limit:{limit} page:1"


async def _ask(
    app: Paperboy, settings: Settings, environ: Mapping[str, str], drawn: list[Drawn]
) -> tuple[list[float], list[str]]:
    """The seconds of each call, and the lines whose answers differ."""
    seconds, different = [], []
    command = ["-m", "bots.cli", "mcp"]
    server = StdioServerParameters(
        command=sys.executable, args=command, env={**os.environ, **environ}, cwd=Path(__file__).parents[2]
    )
    async with Client(server) as agent:
        await agent.call_tool("search", {"query": "warm"})
        for tool, arguments, line in drawn:
            began = time.perf_counter()
            result = await agent.call_tool(tool, arguments)
            seconds.append(time.perf_counter() - began)
            if (None if result.is_error else result.structured_content) != _asked(app, settings, line):
                different.append(line)
    return seconds, different


def _asked(app: Paperboy, settings: Settings, line: str) -> Any:
    """What `ask --json` prints for a line; None where it is refused."""
    reply = answer(app, line, call := session.call(app, settings))
    if reply.outcome != "done":
        return None
    return json.loads(json.dumps(of_answer(as_data(app, reply, call))))

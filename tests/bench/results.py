"""`python -m tests.bench results`: runs every benchmark and writes the result file that the figures of docs/benchmarks.md come from."""

import io
import json
import os
import platform
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Any

from docs.make.figures import RESULTS
from tests.bench import (
    dedup,
    discord,
    feeds,
    growth,
    learning,
    line,
    mail,
    mcp,
    picks,
    record,
    rounds,
    scale,
    search,
    slack,
    upgrade,
    votes,
    web,
)

PAPERS = "87000"


def main(argv: list[str]) -> None:
    """Run them one after another, or those that are named; each renews its part of the file as soon as it is measured."""
    parts = {
        "record": lambda: _run(record.main, "--papers", "86000", "--timed", "6000"),
        "upgrade": lambda: _run(upgrade.main),
        "search": lambda: _run(search.main, "--synthetic", PAPERS, "--peers", "--per-set", "100"),
        "growth": lambda: _run(growth.main),
        "feeds": lambda: _run(feeds.main),
        "slack": lambda: _run(slack.main),
        "discord": lambda: _run(discord.main),
        "votes": lambda: _run(votes.main),
        "rounds": lambda: _run(rounds.main),
        "scale": lambda: _run(scale.main),
        "mcp": lambda: _run(mcp.main),
        "picks": lambda: _run(picks.main),
        "learning": lambda: _run(learning.main),
        "web": lambda: _run(web.main, "--papers", PAPERS),
        "mail": lambda: _run(mail.main),
        "line": lambda: _run(line.main, "--fit"),
        "dedup": lambda: _run(dedup.main, "--synthetic", "10000", "--peers"),
    }
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"days": {}}
    for name in argv or parts:
        results[name] = parts[name]()
        results["days"][name] = datetime.now(UTC).date().isoformat()
        results["machine"] = (
            f"{os.cpu_count()} shared cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
        )
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _run(benchmark: Any, *args: str) -> Any:
    said = io.StringIO()
    with redirect_stdout(said):
        benchmark([*args, "--json"])
    return json.loads(said.getvalue().strip().splitlines()[-1])

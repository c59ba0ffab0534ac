"""`python -m tests.bench scale`: one Discord bot in 2,500 servers x 2 digests and one Slack workspace of 3,000 channels, for a day.

Both platforms are our fakes, with the platforms' limits on. Seconds stay seconds in every hour until all of its posts are out; then the
clock jumps to the next hour in which something is due. What is measured is what the platforms show: when each post of the busiest hour
was taken, beside what their limits alone force.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.store.delivery.deliveries import Ended
from tests.bench.corpus import synthetic
from tests.bench.scaling import crowd
from tests.bench.scaling.forced import LIMITS, forced, share
from tests.bench.scaling.stage import Post, Sizes, Stage, hour_of
from tests.conftest import SHARED

TICKS = 100.0
"""Ticks of /proc/PID/stat in a second (USER_HZ: proc(5))."""

PROGRESS_SECONDS = 15.0
LOOK = 0.1
"""Seconds between two looks at what is to be sent still."""

EARLY, REST = 15.0, 3.0
"""Seconds before a platform's busiest hour at which the clock goes on by itself, and without anything to send after which it is over; of
the other hours a tenth."""


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs; progress goes to stderr."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench scale", description=__doc__)
    parser.add_argument("--servers", type=int, default=2500, help="servers of Discord, with two digests each")
    parser.add_argument("--channels", type=int, default=3000, help="channels of Slack, with one digest each")
    parser.add_argument("--papers", type=int, default=2000)
    parser.add_argument("--senders", type=int, default=2, help="processes that send")
    parser.add_argument(
        "--minutes", type=float, default=60, help="what one hour's posts may take before the run is given up"
    )
    parser.add_argument("--votes", type=float, default=200, help="votes a second in one channel beside quiet ones")
    parser.add_argument(
        "--crowd-seconds", type=float, default=15, help="seconds of each of eight spans with and without them"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    sizes = Sizes(asked.servers, asked.channels, asked.papers, asked.senders)
    figures = measure(sizes, asked.seed, asked.minutes)
    tell(f"{json.dumps(figures)}; now votes in one channel beside quiet ones")
    figures |= crowd.measure(asked.votes, asked.crowd_seconds)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:28} {value}" for name, value in figures.items()))


def measure(sizes: Sizes, seed: int, minutes: float) -> dict[str, Any]:
    """The figures of a day."""
    rows, _ = synthetic(sizes.papers, seed, SHARED)
    with tempfile.TemporaryDirectory() as home, ExitStack() as ending:
        tell(f"setting up {sizes.servers} servers and {sizes.channels} channels")
        stage = Stage(Path(home), sizes, rows, seed, ending)
        live(stage, minutes * 60)
        tell("reading what the platforms show")
        return _figures(stage)


def live(stage: Stage, most: float) -> None:
    """One day: each hour until all of its posts are out. Raises TimeoutError where that takes longer than `most` seconds."""
    busiest = stage.busiest()
    while not stage.are_senders_up():
        time.sleep(LOOK)
    while due := stage.next_due():
        early, rest = (EARLY, REST) if hour_of(due) in busiest else (EARLY / 10, REST / 10)
        if due.timestamp() - stage.now() > early:
            stage.jump(due - timedelta(seconds=early))
        tell(f"{due:%H:%M} is due")
        _wait(stage, due, rest, most)


def _wait(stage: Stage, due: datetime, rest: float, most: float) -> None:
    began, shown, quiet = time.monotonic(), time.monotonic(), 0.0
    while quiet < rest:
        time.sleep(LOOK)
        now, left, coming = time.monotonic(), stage.open(), stage.next_due()
        at_rest = not left and (coming is None or coming > due) and stage.now() > due.timestamp()
        quiet = quiet + LOOK if at_rest else 0.0
        if now - shown > PROGRESS_SECONDS:
            tell(f"  {left} to be sent still")
            shown = now
        if now - began > most:
            raise TimeoutError(f"{left} posts of {due:%H:%M} were not sent in {most:.0f} s.")
        if stopped := [name for name, process in stage.processes.items() if not process.alive]:
            raise RuntimeError(f"{', '.join(stopped)} ended by itself.")


def tell(progress: str) -> None:
    """Say how far the run is."""
    print(f"{datetime.now(UTC):%H:%M:%S} {progress}", file=sys.stderr, flush=True)


def _figures(stage: Stage) -> dict[str, Any]:
    posts, made = stage.posts(), stage.deliveries()
    times = Counter(post.delivery for post in posts)
    figures: dict[str, Any] = stage.sizes._asdict() | {"posts": len(posts)}
    figures["double"] = sum(count - 1 for count in times.values())
    figures["missing"] = sum(1 for name, ended in made.items() if ended.message == "" or name not in times)
    calls = stage.calls()
    figures["calls_a_post"] = round(sum(calls.values()) / max(1, len(posts)), 2)
    for platform in LIMITS:
        figures |= lateness(platform, [post for post in posts if post.platform == platform], made)
    figures |= {
        f"{name.replace(' ', '_')}_{unit}": value for name, row in _used(stage).items() for unit, value in row.items()
    }
    return figures


def lateness(platform: str, posts: list[Post], made: dict[str, Ended]) -> dict[str, Any]:
    """How late the posts of the busiest hour were, and what the platform's limit alone forces for them, in seconds."""
    hours = defaultdict[datetime, list[Post]](list)
    for post in posts:
        hours[hour_of(made[post.delivery].delivery.at)].append(post)
    busiest = max(hours.values(), key=len, default=[])
    due = [made[post.delivery].delivery.at.timestamp() for post in busiest]
    late = [post.at - at for post, at in zip(busiest, due, strict=True)]
    least = forced(due, LIMITS[platform])
    found: dict[str, Any] = {f"{platform}_busiest": len(busiest)}
    for name, part in (("p50", 0.5), ("p99", 0.99)) if busiest else ():
        found[f"{platform}_{name}_s"] = round(share(late, part), 1)
        found[f"{platform}_forced_{name}_s"] = round(share(least, part), 1)
    return found


def _used(stage: Stage) -> dict[str, dict[str, float]]:
    """The CPU in seconds of each process, and the most memory in megabytes it had."""
    server = int(stage.record.text.info("server")["process_id"])
    pids = {name: process.popen.pid for name, process in stage.processes.items()} | {"valkey": server}
    return {name: {"cpu_s": _cpu(pid), "mb": _most_memory(pid)} for name, pid in pids.items()}


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return round((int(fields[11]) + int(fields[12])) / TICKS, 1)


def _most_memory(pid: int) -> float:
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(int(next(row for row in rows if row.startswith("VmHWM")).split()[1]) / 1024)

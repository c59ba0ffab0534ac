"""`python -m tests.chaos votes`: reactions and presses on both fake platforms, with processes killed, events lost and bots away.

Parts: `copies` (events in copies, out of order, lost, Valkey killed; the log replayed), `kills` (bots, worker and Valkey by
signal 9) and `downtime` (bots away, events dropped, then a look). A sabotage must make the campaign fail.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.chaos import copies, downtime, killing
from tests.chaos.vote_bot import SABOTAGES

SIZES = {"count": (5_000, 100_000), "kills": (10, 200), "messages": (40, 200), "people": (10, 50)}
"""How much is done usually, and with `--full`."""

FULL_MINUTES = 60.0


def main(argv: list[str]) -> int:
    """Run the parts; 1 where a vote is lost, counts twice, or a replay differs."""
    asked = _asked(argv)
    faults: list[str] = []
    for name in [asked.part] if asked.part else PARTS:
        print(f"{name}: seed {asked.seed}, sabotage {asked.sabotage}", flush=True)
        happened: Counter[str] = Counter()
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as home:
            found = PARTS[name](Path(home), asked, happened)
        print("\n".join(found[:10]) or "no fault")
        told = ", ".join(f"{count:,} {what}" for what, count in happened.items())
        print(f"{name}: {len(found)} faults in {time.monotonic() - began:.0f} s; {told}", flush=True)
        faults += found
    return int(bool(faults))


def _asked(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos votes", description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--minutes", type=float, help="end the load of each part after so many minutes")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--sabotage", choices=SABOTAGES, default="none")
    sizes = ", ".join(f"{name} {full:,}" for name, (_, full) in SIZES.items())
    parser.add_argument("--full", action="store_true", help=f"for an hour, with {sizes}")
    parser.add_argument("--count", type=int, help="copies: events that happen; each is delivered up to 5 times")
    parser.add_argument("--kills", type=int, help="kills: of each kind")
    parser.add_argument("--messages", type=int, help="downtime: on each platform")
    parser.add_argument("--people", type=int, help="downtime: who react under each message")
    asked = parser.parse_args(argv)
    for name, (usual, full) in SIZES.items():
        setattr(asked, name, getattr(asked, name) or (full if asked.full else usual))
    asked.seconds = 60 * (asked.minutes or (FULL_MINUTES if asked.full or asked.kills > SIZES["kills"][0] else 1.0))
    return asked


def _copies(home: Path, asked: argparse.Namespace, happened: Counter[str]) -> list[str]:
    return copies.run(home, asked.seed, asked.sabotage, asked.count, asked.seconds, happened)


def _kills(home: Path, asked: argparse.Namespace, happened: Counter[str]) -> list[str]:
    return killing.run(home, asked.seed, asked.sabotage, asked.kills, asked.seconds, happened)


def _downtime(home: Path, asked: argparse.Namespace, happened: Counter[str]) -> list[str]:
    return downtime.run(home, asked.seed, asked.sabotage, asked.messages, asked.people, asked.seconds, happened)


PARTS: dict[str, Callable[[Path, argparse.Namespace, Counter[str]], list[str]]] = {
    "copies": _copies,
    "kills": _kills,
    "downtime": _downtime,
}

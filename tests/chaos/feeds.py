"""Mutated feeds: whatever is done to a recorded answer, it parses or gives one clear error, and takes no second over it."""

import argparse
import random
import time
from collections import Counter

from core import parsing
from core.errors import PaperboyError
from tests.conftest import SHARED
from tests.fuzz import mutate

SLOWEST = 1.0
"""Seconds one mutated sample may take (HARDENING P14)."""

LARGEST = 200_000
"""Bytes kept of a sample, so that a hundred thousand of them take minutes."""


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where anything but a parse or one sentence came out, or took too long."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos feeds")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(argv)
    chance = random.Random(asked.seed)
    samples = sorted(path for path in (SHARED / "data/feeds").rglob("*") if path.is_file() and path.suffix != ".xz")
    samples += sorted((SHARED / "data/feeds/hf_daily_papers").glob("*.xz"))[:5] + sorted(
        (SHARED / "data/digests").glob("*.txt")
    )
    if not samples:
        print("the recordings in ../shared are not here: nothing to mutate")
        return 1
    data = [(path.name, path.read_bytes()[:LARGEST]) for path in samples]
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for number in range(asked.count):
        name, sample = chance.choice(data)
        took, outcome = _tried(name, mutate(sample, chance))
        slowest = max(slowest, took)
        outcomes[outcome if took <= SLOWEST else "too slow"] += 1
        if outcome.startswith("crash") or took > SLOWEST:
            print(f"number {number} of seed {asked.seed}, made from {name}: {outcome}, {took:.2f} s")
    print(
        f"seed {asked.seed}, {asked.count:,} mutated samples of {len(data)}: {dict(outcomes)}; the slowest took {slowest:.2f} s"
    )
    return int(any(outcome.startswith(("crash", "too slow")) for outcome in outcomes))


def _tried(name: str, data: bytes) -> tuple[float, str]:
    before = time.perf_counter()
    try:
        parsing.parse(data, name)
        outcome = "parsed"
    except PaperboyError as error:
        outcome = "refused in one sentence" if "\n" not in str(error) else "crash: more than a sentence"
    except Exception as error:
        outcome = f"crash: {type(error).__name__}"
    return time.perf_counter() - before, outcome

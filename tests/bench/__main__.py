"""`python -m tests.bench search|dedup|record ...` measures; `python -m docs.make.tables` writes the figures into docs/."""

import sys
from importlib import import_module

PARTS = (
    "search",
    "growth",
    "quality",
    "dedup",
    "record",
    "upgrade",
    "feeds",
    "slack",
    "discord",
    "line",
    "rounds",
    "scale",
    "votes",
    "picks",
    "learning",
    "mail",
    "mcp",
    "web",
    "whole",
    "results",
)


def main(argv: list[str]) -> int:
    """Hands the arguments to the benchmark named first; imports no other."""
    if not argv or argv[0] not in PARTS:
        print(
            f"usage: python -m tests.bench {'|'.join(PARTS)} [options]; python -m docs.make.tables writes the tables of docs/",
            file=sys.stderr,
        )
        return 2
    return int(import_module(f"tests.bench.{argv[0]}").main(argv[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tests.chaos NAME [options]`: a campaign; it exits with 1 where a promise does not hold, and with 3 where it broke itself."""

import sys
import traceback
from importlib import import_module

CAMPAIGNS = (
    "power",
    "feeds",
    "politeness",
    "silence",
    "hostile",
    "votes",
    "delivery",
    "failover",
    "webhooks",
    "mail",
    "outages",
    "exports",
    "pages",
    "scanners",
    "years",
)

BROKE = 3
"""How a campaign ends that ended by an error of its own."""


def main(argv: list[str]) -> int:
    """Hand the arguments to the campaign named first."""
    if not argv or argv[0] not in CAMPAIGNS:
        print(f"usage: python -m tests.chaos {'|'.join(CAMPAIGNS)} [options]", file=sys.stderr)
        return 2
    try:
        return int(import_module(f"tests.chaos.{argv[0]}").main(argv[1:]))
    except Exception:  # a sabotaged run that ends so was not noticed
        traceback.print_exc()
        return BROKE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

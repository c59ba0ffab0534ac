"""`python -m tests.fakes.slack [--seed N] [--hurry N] [--loose]`: the fake as a process of its own, until a signal comes.

Its first line is JSON: `api` for SLACK_API, `control` for /fake/…, and the two tokens.
"""

import argparse
import json
import signal
import threading

from tests.fakes.slack import checks
from tests.fakes.slack.server import FakeSlack


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.slack", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--hurry", type=float, default=1.0, help="divides the pauses before an event is sent again")
    parser.add_argument("--loose", action="store_true", help="do not hold messages to Slack's schemas (saves time)")
    asked = parser.parse_args()
    if asked.loose:
        checks.breaches = lambda payload: []
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with FakeSlack(seed=asked.seed, hurry=asked.hurry) as slack:
        slack.echo = False
        told = {"api": slack.url.rstrip("/"), "control": f"{slack.world.url}/fake"}
        print(json.dumps(told | {"bot_token": slack.bot_token, "app_token": slack.app_token}), flush=True)
        stop.wait()


if __name__ == "__main__":
    main()

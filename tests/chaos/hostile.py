"""`python -m tests.chaos hostile`: hostile papers through Slack's renderer: nothing refused, nothing live that is not ours."""

import argparse
import random
import sys
import time

from slack_sdk.models.blocks import Block

from bots.slack.limits import check
from bots.slack.render import message
from core.cards import Reply
from tests import hostile
from tests.bots.slack.test_hostile import strange

PARKED = "~0123456789abcdef"


def main(argv: list[str]) -> int:
    """Draw so many hostile papers; returns 1 where one was refused or held something live, and names its seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(argv)
    started, faults = time.monotonic(), 0
    for number in range(asked.count):
        if found := _faults(asked.seed + number):
            faults += 1
            print(f"seed {asked.seed + number}: {found[:3]}", file=sys.stderr)
        if number % 10_000 == 9_999:
            print(f"{number + 1:,} drawn, {faults} faults, {time.monotonic() - started:.0f} s", flush=True)
    return int(faults > 0)


def _faults(seed: int) -> list[str]:
    dice = random.Random(seed)
    reply = Reply((hostile.card(dice),))
    payload = message(reply, f"search {hostile.query(dice)}", lambda _: PARKED)
    for block in Block.parse_all([dict(block) for block in payload.blocks]):
        block.validate_json()
    return [*check(payload.post()), *map(str, strange(payload, reply.cards))]

"""`python -m tests.chaos hostile`: hostile papers through the chats' renderers: nothing refused, nothing live that is not ours."""

import argparse
import random
import sys
import time
from collections.abc import Callable, Mapping

from slack_sdk.models.blocks import Block

from bots.discord.render import message as discord
from bots.slack.render import message as slack
from core.cards.card import Reply
from tests import hostile
from tests.bots.discord.openapi import refused
from tests.bots.discord.test_hostile import strange as strange_on_discord
from tests.bots.slack.test_hostile import strange as strange_on_slack
from tests.fakes.discord.checks import message as discord_breaches
from tests.fakes.slack.limits import check as slack_breaches

PARKED = "~0123456789abcdef"

DESCRIBED = 50
"""Every so many messages are held to Discord's own description of its API too, which takes as long as twenty draws."""

CREATE = "/channels/1/messages"


def main(argv: list[str]) -> int:
    """Draw so many hostile papers; returns 1 where one was refused or held something live, and names its seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--platform", choices=(*PLATFORMS, "both"), default="both")
    asked = parser.parse_args(argv)
    named = PLATFORMS if asked.platform == "both" else {asked.platform: PLATFORMS[asked.platform]}
    return int(sum(_faulty(name, faults, asked.count, asked.seed) for name, faults in named.items()) > 0)


def _faulty(name: str, faults: Callable[[int], list[str]], count: int, first: int) -> int:
    """How many of a platform's messages have a fault; each is named."""
    started, faulty = time.monotonic(), 0
    for number in range(1, count + 1):
        if found := faults(first + number - 1):
            faulty += 1
            print(f"{name}, seed {first + number - 1}: {found[:3]}", file=sys.stderr)
        if number % 10_000 == 0 or number == count:
            print(f"{name}: {number:,} drawn, {faulty} faults, {time.monotonic() - started:.0f} s", flush=True)
    return faulty


def _on_slack(seed: int) -> list[str]:
    reply, line = _said(seed)
    payload = slack.message(reply, line, lambda _: PARKED)
    for block in Block.parse_all([dict(block) for block in payload.blocks]):
        block.validate_json()
    return [*slack_breaches(payload.post()), *map(str, strange_on_slack(payload, reply.cards))]


def _on_discord(seed: int) -> list[str]:
    reply, line = _said(seed)
    payload = discord.message(reply, line, lambda _: PARKED)
    body = payload.post()
    described = refused("POST", CREATE, body) if seed % DESCRIBED == 0 else []
    return [*discord_breaches(body), *map(str, strange_on_discord(payload, reply.cards)), *described]


def _said(seed: int) -> tuple[Reply, str]:
    dice = random.Random(seed)
    return Reply((hostile.card(dice),)), f"search {hostile.query(dice)}"


PLATFORMS: Mapping[str, Callable[[int], list[str]]] = {"slack": _on_slack, "discord": _on_discord}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

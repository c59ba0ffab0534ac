"""Replies to draw, and what Slack makes of a message that it sends back."""

import json

import msgspec

from bots.slack.render.message import Payload
from core.cards.card import Reply
from core.cards.views import page_card, paper_card
from core.model import Paper, Tally
from tests.bots.chats import PAPER as PLAIN
from tests.bots.chats import parked as parked

PAPER = msgspec.structs.replace(PLAIN, code="https://example.org/code", stars=7)


def other(number: int) -> Paper:
    return Paper(
        id=f"2611.{number:05}",
        title=f"Paper {number}",
        abstract="We measure rivers. " * 40,
        url=f"https://x.org/{number}",
    )


def listed(count: int = 3, line: str = "search sparse limit:3") -> Reply:
    cards = [paper_card(other(number), Tally(number, 1), number=number) for number in range(1, count + 1)]
    return Reply((*cards, page_card(23, 1, count, line, "for “sparse”")))


def echoed(payload: Payload) -> list[dict[str, object]]:
    """The blocks as Slack sends them back: with fields of its own."""
    blocks: list[dict[str, object]] = json.loads(json.dumps(payload.blocks))
    for place, block in enumerate(blocks):
        block.setdefault("block_id", f"x{place}")
        if block["type"] == "section":
            block["expand"] = False
    return blocks

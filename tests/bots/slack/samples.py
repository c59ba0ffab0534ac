"""Replies to draw, and what Slack makes of a message that it sends back."""

import json
from datetime import date

from bots.slack.render.message import Payload
from core.cards.card import Reply
from core.cards.views import page_card, paper_card
from core.model import Paper, Tally

PAPER = Paper(
    id="2611.01234",
    title="Sparse Mixture Routing at Scale",
    abstract="Routing tokens with a learned sparse graph cuts expert load imbalance by 38% at equal FLOPs.",
    authors=("A. Okafor", "M. Lindqvist", "C. Abara"),
    url="https://arxiv.org/abs/2611.01234",
    arxiv="2611.01234",
    published=date(2026, 11, 20),
    categories=("cs.LG", "cs.CL"),
    code="https://example.org/code",
    stars=7,
)


def parked(line: str) -> str:
    return f"parked {len(line)}"


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

"""Replies to draw, and what Discord makes of a message that it sends back."""

from typing import Any

from simcord.components import validate_components

from bots.discord.render.limits import COMPONENTS_V2
from bots.discord.render.message import Payload
from core.cards.card import Reply
from core.cards.views import page_card, paper_card
from core.model import Paper, Tally
from tests.bots.chats import PAPER as PAPER
from tests.bots.chats import parked as parked


def other(number: int) -> Paper:
    return Paper(
        id=f"2611.{number:05}",
        title=f"Paper {number}",
        abstract="We measure rivers. " * 40,
        url=f"https://arxiv.org/abs/2611.{number:05}",
        arxiv=f"2611.{number:05}",
    )


def listed(count: int = 3, line: str = "search sparse limit:3 page:2") -> Reply:
    cards = [paper_card(other(number), Tally(number, 1), number=number) for number in range(1, count + 1)]
    return Reply((*cards, page_card(5 * count, 2, count, line, "for “sparse”")))


def echoed(payload: Payload) -> list[dict[str, Any]]:
    """The components as Discord sends them back: each with an id, and fields of its own."""
    made = validate_components(list(payload.components), flags=COMPONENTS_V2)
    for part in made:
        if part["type"] == 17:
            part["spoiler"] = False
    return made

"""A message of ours drawn anew: every paper's card as it stands now, all else as it was, one redraw of a message at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from bots.discord.render.elements import Component
from bots.discord.render.layout import described
from bots.discord.render.message import Payload, papers_in, redraw
from bots.discord.render.text import escape
from bots.discord.session import Desk
from core.model import Place
from core.services.redraw import cards_of
from core.votes.emoji import Message

__all__ = ["draw_anew", "fresh", "papers_in"]

Components = Sequence[Mapping[str, Any]]


async def fresh(desk: Desk, components: Components, message: Message) -> Payload | None:
    """The message of these components with all its papers' cards as they stand now; None where it shows none."""
    made: list[Component] = [dict(one) for one in components]
    cards = await desk.do(cards_of, desk.app, papers_in(made), message.place, message)
    for card in cards:
        made = await desk.do(redraw, made, card, desk.park)
    return Payload(escape("\n".join(card.title.text for card in cards)), tuple(made)) if cards else None


async def draw_anew(desk: Desk, room: Place, message: str) -> None:
    """Draw a message anew from what Discord shows of it. Raises CallFailed."""
    where = desk.send.client.get_partial_messageable(int(room.channel))
    async with desk.turn(message):
        shown = await desk.send.call("message", lambda: where.fetch_message(int(message)))
        if payload := await fresh(desk, described(shown), Message(room, message)):
            await desk.send.update(int(room.channel), int(message), payload)

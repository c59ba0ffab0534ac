"""Redraws a message of ours: every paper's card as it stands now, all else as it was, one redraw of a message at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from bots.discord.render.elements import Component
from bots.discord.render.layout import described
from bots.discord.render.message import Payload, papers_in, redraw
from bots.discord.render.text import escape
from bots.discord.render.whispers import acts_at, parking
from bots.discord.session import Session
from core.model import Place
from core.services.redraw import cards_of
from core.votes.emoji import Message

__all__ = ["fresh", "papers_in", "redraw_message"]

Components = Sequence[Mapping[str, Any]]


async def fresh(session: Session, components: Components, message: Message, room: int = 0) -> Payload | None:
    """The message of these components with all its papers' cards as they stand now; None where it shows none.

    `room` is where its acts act, where they are to act elsewhere.
    """
    made: list[Component] = [dict(component) for component in components]
    cards = await session.do(
        cards_of, session.catalog, session.votes, session.posts, papers_in(made), message.place, message
    )
    for card in cards:
        made = await session.do(redraw, made, acts_at(message.place, room, card), parking(session.park))
    return Payload(escape("\n".join(card.title.text for card in cards)), tuple(made)) if cards else None


async def redraw_message(session: Session, room: Place, message: str) -> None:
    """Redraw a message from what Discord shows of it. Raises CallFailed."""
    where = session.send.client.get_partial_messageable(int(room.channel))
    async with session.turn(message):
        shown = await session.send.call("message", lambda: where.fetch_message(int(message)))
        if payload := await fresh(session, described(shown), Message(room, message)):
            await session.send.update(int(room.channel), int(message), payload)

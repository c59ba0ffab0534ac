"""Shows what commands, buttons and menus ask for: as an answer, or redrawn in its message."""

from collections.abc import Sequence

from bots.discord.handlers import talk
from bots.discord.handlers.surfaces import Surface
from bots.discord.session import Session
from core.cards.card import Reply
from core.commands.grammar import Given
from core.model import Follow


async def show(session: Session, surface: Surface, reply: Reply, given: Given) -> None:
    """Show an answer: in place of the page that it turns, redrawn in its paper's card, or as a message. Raises CallFailed."""
    if given.turns and surface.own and not surface.typed:
        await surface.tell(reply, given.line, replace=True)
        return
    if reply.redraws and not surface.typed:
        await surface.redraw(reply.redraws)
    if surface.typed or not reply.redrawn:
        await _tell(session, surface, reply, given.line)


async def _tell(session: Session, surface: Surface, reply: Reply, line: str) -> None:
    if reply.discussion:
        reply = await talk.discuss(session, surface, reply.discussion)
    await surface.tell(reply, line)
    await follow(session, surface, reply.follows)


async def follow(session: Session, surface: Surface, follows: Sequence[Follow]) -> None:
    """Keep who is to hear what becomes of slow work. Raises RecordDown."""
    for one in follows:
        await session.do(session.follows.put, one, surface.call, surface.back)

"""How what commands, buttons and menus ask for is shown: told, or drawn anew where it stands."""

import asyncio

from bots.discord import talk
from bots.discord.desk import Desk
from bots.discord.surfaces import Surface, tell_calmly
from core.cards import Follow, Reply
from core.redrawing import turns

LOOKS, BETWEEN_LOOKS = 120, 1.0
"""How often, and after how many seconds, an intake is looked at: well within an interaction's fifteen minutes."""


async def show(desk: Desk, surface: Surface, reply: Reply, line: str) -> None:
    """Show an answer: in place of the page that it turns, drawn anew where its paper stands, or told. Raises CallFailed."""
    if turns(line) and surface.own and not surface.typed:
        await surface.tell(reply, line, replace=True)
        return
    if reply.redraws and not surface.typed:
        await surface.redraw(reply.redraws)
    if surface.typed or not reply.redraws or reply.private:
        await _tell(desk, surface, reply, line)


async def _tell(desk: Desk, surface: Surface, reply: Reply, line: str) -> None:
    if reply.discussion:
        reply = await talk.discuss(desk, surface, reply.discussion)
    await surface.tell(reply, line)
    if reply.follow:
        desk.start(_outcome(desk, surface, reply.follow))


async def _outcome(desk: Desk, surface: Surface, intake: Follow) -> None:
    """Tell what becomes of an intake, once it is settled, while others go on; where that takes long, its button tells."""
    try:
        if await settled(desk, intake):
            line = f"added {intake.run}"
            await surface.tell(await desk.answer(line, surface.call), line)
    except Exception as error:
        await tell_calmly(surface, error)


async def settled(desk: Desk, follow: Follow) -> bool:
    """Wait for an intake; False where it takes too long."""
    for _ in range(LOOKS):
        await asyncio.sleep(BETWEEN_LOOKS)
        if await desk.do(desk.app.digests.is_settled, follow.run):
            return True
    return False

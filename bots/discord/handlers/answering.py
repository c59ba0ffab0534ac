"""Shows what commands, buttons and menus ask for: as an answer, or redrawn in its message; and what becomes of slow work.

Discord takes such an answer for fifteen minutes after an interaction.
"""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from bots.discord.handlers import talk
from bots.discord.handlers.surfaces import Later, Surface, Written, tell_calmly
from bots.discord.render.limits import FOLLOW_UP_SECONDS
from bots.discord.session import Session
from bots.shared.errors import CallFailed
from bots.shared.outcomes import key
from core.cards.card import Reply
from core.commands.grammar import DEFAULT, Given, read
from core.commands.outcomes import SlowOutcome
from core.errors import WAITS
from core.model import Follow
from core.store.chats.follows import Asker


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
    for item in follows:
        await session.do(session.follows.put, item, surface.call, surface.back)


async def tell(session: Session, asker: Asker, outcome: SlowOutcome) -> bool:
    """Tell somebody, where that is still possible; False where Discord does not take it now."""
    verb = read(outcome.line).verb if outcome.line else DEFAULT
    surface = _surface(session, asker, key(asker, outcome), verb)
    if surface is None:
        return True
    try:
        await surface.tell(outcome.reply, outcome.line)
    except CallFailed as failed:
        if failed.kind in WAITS:
            return False
        await tell_calmly(surface, failed)
    except Exception as error:
        await tell_calmly(surface, error)
    return True


def _surface(session: Session, asker: Asker, delivery: str, verb: str) -> Surface | None:
    """Under the message, or by the interaction's token; None where its life is over."""
    call = msgspec.structs.replace(asker.call, delivery=delivery)
    if message := asker.back.get("message"):
        return Written(session, int(message), call, verb)
    if session.clock.now() - call.now > timedelta(seconds=FOLLOW_UP_SECONDS):
        return None
    return Later(session, call, asker.back)

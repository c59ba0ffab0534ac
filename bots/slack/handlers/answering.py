"""How what commands, buttons and menus ask for is shown: told, or redrawn where it stands; and what becomes of slow work.

It goes to the address that came along, else to the person alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bots.shared.errors import CallFailed
from bots.shared.outcomes import key
from bots.slack.handlers import talk
from bots.slack.handlers.surfaces import Later, Surface, Written, tell_calmly
from bots.slack.inbound import response_url
from bots.slack.session import Session
from core.cards.card import Reply
from core.commands.grammar import Given
from core.commands.outcomes import SlowOutcome
from core.errors import WAITS
from core.model import Follow
from core.store.chats.follows import Asker

Body = Mapping[str, Any]


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
        reply = await talk.discuss(session, surface.call, reply.discussion)
    payload = await surface.tell(reply, line)
    if payload.file:
        await session.send.upload(surface.call.person.id, payload.file)
    await follow(session, surface, reply.follows)


async def follow(session: Session, surface: Surface, follows: Sequence[Follow]) -> None:
    """Keep who is to hear what becomes of slow work. Raises RecordDown."""
    call = surface.call
    if follows:
        call = msgspec.structs.replace(call, zone=await session.people.profiles.zone(call.person))
    for item in follows:
        await session.do(session.follows.put, item, call, surface.back)


async def tell(session: Session, asker: Asker, outcome: SlowOutcome) -> bool:
    """Tell somebody; False where Slack does not take it now."""
    call = msgspec.structs.replace(asker.call, delivery=key(asker, outcome))
    surface = (Written if call.direct and not response_url(asker.back) else Later)(session, asker.back, call)
    try:
        await surface.tell(outcome.reply, outcome.line)
    except CallFailed as failed:
        if failed.kind in WAITS:
            return False
        await tell_calmly(surface, failed)
    except Exception as error:
        await tell_calmly(surface, error)
    return True

"""Digests that were asked for where we may not post: set up once we are let in; the person who asked gets a direct message.

Slack shows an ephemeral message only to a person who is there at the moment, and the one who asked may have gone.
"""

import logging

import msgspec

from bots.shared.chores import always
from bots.shared.errors import CallFailed
from bots.slack.inbound import PLATFORM
from bots.slack.session import Session
from core.cards.card import Reply
from core.cards.views import note
from core.commands.dispatch import perform
from core.errors import WAITS
from core.model import Call, Place
from core.store.chats.waiting import Waiting

log = logging.getLogger("paperboy")


async def let_in(session: Session, place: Place) -> None:
    """Set up what waits in a channel, if we may post there now. Raises CallFailed and RecordDown where it is to be done again."""
    async with session.turn(f"waiting:{place.team}/{place.channel}"):
        for waiting in await session.do(session.waiting.of_place, place, session.clock.now()):
            fresh = msgspec.structs.replace(waiting.call, now=session.clock.now())
            call = await session.people.informed(fresh)
            if call.posting != "yes":
                return
            await _tell(session, waiting, call, await session.do(perform, session.app, waiting.line, call))
            await session.do(session.waiting.done, waiting)


async def let_in_always(session: Session, seconds: float = 600.0) -> None:
    """Look again and again whether we may post where something waits, until cancelled: an event may have been missed."""

    async def look() -> None:
        lines = await session.do(session.waiting.of_platform, PLATFORM, session.clock.now())
        for place in dict.fromkeys(line.call.place.unthreaded for line in lines):
            if session.people.may_use(place.team):
                await let_in(session, place)

    await always(look, seconds, "a look at what waits")


async def _tell(session: Session, waiting: Waiting, call: Call, reply: Reply) -> None:
    """Tell the person who asked, once. Raises CallFailed where that may work later."""
    try:
        direct = await session.send.direct(call.person.id)
        channel = await session.people.profiles.channel(call.place)
        asked = note(f"You asked for this in #{channel.get('name')}.")
        payload = await session.draw(msgspec.structs.replace(reply, cards=(asked, *reply.cards)), waiting.line)
        await session.send.post(direct, payload, f"waiting-{call.delivery}", again=True)
    except CallFailed as failed:
        if failed.kind in WAITS:
            raise
        log.warning("nobody is told of a digest that waited: %s", failed)

"""Digests that were asked for where we may not post: set up once we are let in; the person who asked gets a direct message.

Discord sends an update of a channel that we gain, and one of the role that gains it (topics/permissions, channel visibility).
"""

import logging

import discord
import msgspec

from bots.discord.inbound import PLATFORM, room_of
from bots.discord.permissions import POSTING, missing
from bots.discord.session import Session
from bots.shared.chores import always
from bots.shared.errors import CallFailed
from core.cards.card import Reply
from core.cards.views import cannot_tell
from core.commands.dispatch import perform
from core.errors import WAITS, ErrorKind, RecordDown
from core.model import Call, Place
from core.store.chats.waiting import Waiting

log = logging.getLogger("paperboy")


async def let_in(session: Session, guild: discord.Guild) -> None:
    """Set up what waits in a guild, where we may post now; what fails for a while is done at a later look."""
    if not session.people.guilds.serves(guild.id):
        return
    async with session.turn(f"waiting:{guild.id}"):
        try:
            for waiting in await session.do(session.waiting.of_platform, PLATFORM, session.clock.now()):
                if waiting.call.place.team == str(guild.id) and _may_post(guild, waiting.call.place):
                    await _set_up(session, waiting)
        except (CallFailed, RecordDown) as failed:
            log.warning("what waits in guild %d waits on: %s", guild.id, failed)


async def let_in_always(session: Session, seconds: float = 600.0) -> None:
    """Look again and again whether we may post where something waits, until cancelled: an event may have been missed."""

    async def look() -> None:
        for guild in session.send.client.guilds:
            await let_in(session, guild)

    await always(look, seconds, "a look at what waits")


async def _set_up(session: Session, waiting: Waiting) -> None:
    call = msgspec.structs.replace(waiting.call, now=session.clock.now(), posting="yes", way_in="")
    await _tell(session, waiting, call, await session.do(perform, session.app, waiting.line, call))
    await session.do(session.waiting.done, waiting)


def _may_post(guild: discord.Guild, place: Place) -> bool:
    channel = guild.get_channel(int(place.channel))
    return channel is not None and not missing(channel.permissions_for(guild.me), POSTING)


async def _tell(session: Session, waiting: Waiting, call: Call, reply: Reply) -> None:
    """Tell the person who asked; where their direct messages are closed, a line says what to type. Raises CallFailed."""
    key = f"waiting-{call.delivery}"
    try:
        direct = await session.send.direct(int(call.person.id))
        payload = await session.draw(reply, waiting.line, call, int(room_of(call.place).channel))
        await session.send.post(direct, payload, key)
    except CallFailed as failed:
        if failed.kind in WAITS:
            raise
        log.warning("a digest that waited is told of where it is posted: %s", failed)
        if failed.kind is ErrorKind.TARGET_DEAD:
            payload = await session.draw(Reply((cannot_tell(call.name),)), "", call)
            await session.send.post(int(call.place.channel), payload, key)

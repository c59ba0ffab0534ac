"""Servers: hello in one that added us, leaving one that took us out, and a word in one that is not served."""

import logging
from collections.abc import Iterable

import discord

from bots.discord import inbound
from bots.discord.inbound import guild_place
from bots.discord.permissions import missing
from bots.discord.session import Session
from bots.shared.chores import always
from bots.shared.errors import CallFailed
from core.cards.card import Reply
from core.cards.views import may_not_here, not_for_you
from core.errors import ErrorKind
from core.model import Call, Person
from core.text.cleaning import clean, clip

LOOKED_AT = 20
"""Entries of the audit log that are looked through for who added us."""


LONGEST_NAME = 100
"""Characters of a server's name: resources/guild."""


FOREVER = 10 * 365 * 86_400

log = logging.getLogger("paperboy")


async def joined(session: Session, guild: discord.Guild) -> None:
    """Say hello in a guild, once, and keep who added us; called for each guild at every start, for we may have been away."""
    if guild.unavailable:
        return
    served = await session.people.guilds.look(guild)
    if not served:
        if served is not None:
            await _turned_away(session, guild)
        return
    await session.do(session.once.release, _turned(guild.id))
    await session.do(session.teams.came, guild_place(guild.id))
    claim = _hello(str(guild.id))
    if not await session.do(session.once.first, claim, FOREVER):
        return
    try:
        if inviter := await _inviter(guild):
            await session.do(session.rooms.invited, guild_place(guild.id), Person(inbound.PLATFORM, "", str(inviter)))
        await _say_hello(session, guild, inviter or guild.owner_id or 0)
    except CallFailed as failed:
        log.warning("no hello in guild %d: %s", guild.id, failed)
        if failed.kind is not ErrorKind.TARGET_DEAD:
            await session.do(session.once.release, claim)


async def left(session: Session, guild: str) -> None:
    """A guild took us out: keep since when. An outage never comes here, discord.py tells the two apart."""
    await session.do(session.teams.left, guild_place(guild), session.clock.now())
    await session.do(session.once.release, _hello(guild))
    await session.do(session.once.release, _turned(guild))
    await session.people.guilds.forget(int(guild))
    log.warning("Paperboy was taken out of guild %s", guild)


async def compare(session: Session, guilds: Iterable[discord.Guild]) -> None:
    """After a connection: greet the guilds that are new, and note those that took us out while we were away."""
    known = {str(guild.id): guild for guild in guilds}
    for guild in known.values():
        await joined(session, guild)
    for team in await session.do(session.teams.within, inbound.PLATFORM):
        if team.team not in known:
            await left(session, team.team)


async def look_always(session: Session, seconds: float = 3600.0) -> None:
    """Look again and again which guilds are served, until cancelled; Discord is asked once a day."""

    async def look() -> None:
        for guild in session.send.client.guilds:
            await joined(session, guild)

    await always(look, seconds, "a look at the servers")


async def _turned_away(session: Session, guild: discord.Guild) -> None:
    """Say once in a guild that it is not served, and tell the operator how to let it in."""
    if session.people.guilds.are_named:
        return
    if not await session.do(session.once.first, _turned(guild.id), FOREVER):
        return
    value = ",".join(map(str, sorted((*session.people.guilds.served(), guild.id))))
    name = clip(clean(guild.name), LONGEST_NAME)
    await session.do(
        session.alert,
        f"The Discord server “{name}” ({guild.id}) added Paperboy and is not served: nobody who runs the application"
        f" may manage it. To serve it, set DISCORD_GUILDS={value} and start Paperboy again.",
        f"server {guild.id}",
    )
    channel = guild.system_channel
    if channel and (granted := channel.permissions_for(guild.me)).view_channel and granted.send_messages:
        place = inbound.place_of(guild.id, channel, channel.id)
        call = Call(Person(inbound.PLATFORM, "", "0"), place, session.clock.now(), f"turned-{guild.id}")
        try:
            payload = await session.draw(Reply((not_for_you(inbound.TEAM),)), "", call)
            await session.send.post(channel.id, payload, call.delivery)
        except CallFailed as failed:
            log.warning("guild %d is not served, and was not told: %s", guild.id, failed)


async def _say_hello(session: Session, guild: discord.Guild, inviter: int) -> None:
    """In the system channel, or to the person who added us; names the permissions that are missing there."""
    channel = guild.system_channel
    granted = channel.permissions_for(guild.me) if channel else guild.me.guild_permissions
    here = channel is not None and granted.view_channel and granted.send_messages
    place = inbound.place_of(guild.id, channel, channel.id if channel else None)
    call = Call(Person(inbound.PLATFORM, "", str(inviter)), place, session.clock.now(), f"hello-{guild.id}")
    reply = await session.answer("hello", call)
    if lacking := missing(granted):
        reply = Reply((*reply.cards, may_not_here(lacking, inbound.TEAM)))
    payload = await session.draw(reply, "hello", call)
    if here and channel:
        await session.send.post(channel.id, payload, f"hello-{guild.id}")
    elif inviter:
        await session.send.post(await session.send.direct(inviter), payload, f"hello-{guild.id}")


async def _inviter(guild: discord.Guild) -> int:
    """Who added us, by the audit log; 0 where we may not read it or it does not say."""
    if not guild.me.guild_permissions.view_audit_log:
        return 0
    try:
        async for entry in guild.audit_logs(limit=LOOKED_AT, action=discord.AuditLogAction.bot_add):
            if entry.target and entry.target.id == guild.me.id and entry.user:
                return entry.user.id
    except discord.HTTPException as error:
        log.warning("the audit log of guild %d cannot be read: %s", guild.id, error)
    return 0


def _turned(guild: int | str) -> str:
    return f"turned:discord/{guild}"


def _hello(guild: str) -> str:
    return f"hello:discord/{guild}"

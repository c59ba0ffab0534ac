"""Who may use this Paperboy, and who may set a channel up: asked of Discord when it matters, never taken from a screen."""

import asyncio
import logging

import discord
import msgspec

from bots.discord.guilds import Guilds
from bots.discord.inbound import TEAM, guild_place
from core.cards.views import who_may
from core.host.clock import Clock
from core.model import Call
from core.store.chats.rooms import Rooms

log = logging.getLogger("paperboy")

REMEMBERED = 300.0
"""Seconds that a direct message's writer is taken for a member, or for none, without asking again."""

MOST_REMEMBERED = 10_000


class Members:
    """The people of the allowed guilds; `rule` is the setting PAPERBOY_CONFIGURE."""

    def __init__(
        self,
        client: discord.Client,
        rooms: Rooms,
        rule: str,
        guilds: Guilds,
        clock: Clock,
    ) -> None:
        self._client, self._rooms, self._rule, self.guilds, self._clock = client, rooms, rule, guilds, clock
        self._members: dict[int, tuple[float, bool]] = {}

    async def may_use(self, guild: int | None, user: int) -> bool:
        """Whether somebody may use us where they are: in an allowed guild, or by direct message as a member of one."""
        if guild is not None:
            return await self.guilds.serve(guild)
        known = self._members.get(user)
        if known and known[0] > self._clock.monotonic():
            return known[1]
        if len(self._members) >= MOST_REMEMBERED:
            self._members.clear()
        is_member = await self._is_member(user)
        self._members[user] = (self._clock.monotonic() + REMEMBERED, is_member)
        return is_member

    async def informed(self, call: Call, *, manages: bool) -> Call:
        """The call with who may set its channel up, where its person may not."""
        return msgspec.structs.replace(call, refusal=await self.refusal(call, manages=manages))

    async def refusal(self, call: Call, *, manages: bool) -> str:
        """Who may set this channel up, where this person may not; '' where they may: as who `manages` it, or by the rule."""
        if manages or not call.place.team:
            return ""
        guild = self._client.get_guild(int(call.place.team))
        inviter = await asyncio.to_thread(self._rooms.inviter, guild_place(call.place.team))
        if self._rule == "members" or (self._rule == "inviter" and call.person.id == inviter):
            return ""
        return who_may(self._rule, await _name(guild, inviter), "", TEAM)

    async def _is_member(self, user: int) -> bool:
        for guild in self._client.guilds:
            if guild.unavailable or not await self.guilds.serve(guild.id):
                continue
            try:
                if await _member(guild, user):
                    return True
            except discord.HTTPException as error:  # another guild may know them
                log.warning("whether somebody is in guild %d is not known: %s", guild.id, error)
        return False


async def _member(guild: discord.Guild, user: int) -> discord.Member | None:
    """A member of a guild, None where they are none. Raises HTTPException where Discord does not say."""
    try:
        return guild.get_member(user) or await guild.fetch_member(user)
    except discord.NotFound:
        return None


async def _name(guild: discord.Guild | None, user: str) -> str:
    try:
        member = await _member(guild, int(user)) if guild and user.isdigit() else None
    except discord.HTTPException:
        return ""
    return member.display_name if member else ""

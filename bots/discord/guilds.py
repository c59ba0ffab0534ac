"""Which servers may use us: those of DISCORD_GUILDS; where none is named, those that the operator's Discord account may manage.

Anybody can add a bot to a server of theirs, so being in one says nothing. What Discord answered is kept in the record for a day.
"""

import asyncio
import logging
from datetime import datetime

import discord

from bots.discord import inbound
from bots.discord.inbound import Channel, Interaction, guild_place
from core.model import Call
from core.store.chats.rooms import Rooms
from core.store.engine.once import Once

SERVED = "served"
"""The setting of a server that says whether it was served at the last look."""

LOOK_SECONDS = 86_400
"""How long what Discord answered is good (our choice)."""

log = logging.getLogger("paperboy")


class Guilds:
    """The servers that we are in, and which of them are served; `operators` are those who run the application, once asked for."""

    def __init__(self, client: discord.Client, rooms: Rooms, once: Once, named: frozenset[int]) -> None:
        self._client, self._rooms, self._once, self._named = client, rooms, once, named
        self._served: dict[int, bool] = {}
        self.operators = frozenset[int]()

    @property
    def are_named(self) -> bool:
        """Whether the setting names those that are served."""
        return bool(self._named)

    def serves(self, guild: int) -> bool:
        """Whether a server may use us, as far as is known."""
        if self._named:
            return guild in self._named
        return self._served.get(guild, False) and self._client.get_guild(guild) is not None

    def served(self) -> list[int]:
        """The servers that may use us."""
        return [guild.id for guild in self._client.guilds if self.serves(guild.id)]

    async def serve(self, guild_id: int) -> bool:
        """Whether a server may use us; looked at first where nothing is known yet, as right after it added us."""
        guild = self._client.get_guild(guild_id)
        if not self._named and guild and guild_id not in self._served:
            await self.look(guild)
        return self.serves(guild_id)

    async def look(self, guild: discord.Guild) -> bool | None:
        """Whether a server may use us, asked of Discord once a day; None where nobody knows. What it said before stands meanwhile."""
        if self._named:
            return guild.id in self._named
        place, claim = guild_place(guild.id), _claim(guild.id)
        kept = await asyncio.to_thread(self._rooms.get, place, SERVED)
        if kept:
            self._served[guild.id] = kept == "yes"
        if not await asyncio.to_thread(self._once.first, claim, LOOK_SECONDS) and kept:
            return self._served[guild.id]
        try:
            may = await manages(guild, await self._operators())
        except discord.HTTPException as error:
            log.warning("whether guild %d may use us is not known: %s", guild.id, error)
            await asyncio.to_thread(self._once.release, claim)
            return self._served.get(guild.id)
        if kept != ("yes" if may else "no"):
            await asyncio.to_thread(self._rooms.put, place, SERVED, "yes" if may else "no")
        self._served[guild.id] = may
        return may

    async def there(self, room: int, user: int) -> tuple[Channel, discord.Member] | None:
        """A channel or thread, and somebody who sees it now as the member of its guild; None where they do not.

        Raises HTTPException where Discord does not say.
        """
        try:
            channel = self._client.get_channel(room) or await self._client.fetch_channel(room)
            if not isinstance(channel, Channel) or not await self.serve(channel.guild.id):
                return None
            member = await channel.guild.fetch_member(user)
            if isinstance(channel, discord.Thread) and channel.is_private():
                await channel.fetch_member(user)
        except (discord.NotFound, discord.Forbidden):
            return None
        return (channel, member) if channel.permissions_for(member).view_channel else None

    async def call_in(self, room: int, interaction: Interaction, now: datetime) -> tuple[Call, bool] | None:
        """The call of an interaction that acts in this channel or thread, and whether its person manages it; None where they do not
        see it. Raises HTTPException.
        """
        if not (channel_and_member := await self.there(room, interaction.user.id)):
            return None
        channel, member = channel_and_member
        return inbound.of_press(interaction, member, channel, now), inbound.manages_in(channel, member)

    async def forget(self, guild: int) -> None:
        """A server took us out, or adds us again: Discord is asked at the next look."""
        self._served.pop(guild, None)
        await asyncio.to_thread(self._once.release, _claim(guild))

    async def _operators(self) -> frozenset[int]:
        if not self.operators:
            self.operators = operators_of(await self._client.application_info())
        return self.operators


def operators_of(application: discord.AppInfo) -> frozenset[int]:
    """Who runs an application: the members of its team who accepted, or its owner."""
    if application.team is None:
        return frozenset({application.owner.id})
    accepted = discord.TeamMembershipState.accepted
    return frozenset(member.id for member in application.team.members if member.membership_state is accepted)


async def manages(guild: discord.Guild, people: frozenset[int]) -> bool:
    """Whether any of these people may manage a server. Raises HTTPException."""
    if guild.owner_id in people:
        return True
    for person in sorted(people):
        try:
            member = await guild.fetch_member(person)
        except discord.NotFound:
            continue
        if member.guild_permissions.manage_guild:
            return True
    return False


def _claim(guild: int) -> str:
    return f"looked:discord/{guild}"

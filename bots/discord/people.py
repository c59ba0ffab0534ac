"""Whether somebody may set a channel up: their permission comes with the interaction, who added the bot from the record."""

import discord

from bots.discord.hear import Interaction
from core.model import Call, Place
from core.store.rooms import Rooms
from core.views import who_may


class People:
    """The people of the allowed guilds; `rule` is the setting PAPERBOY_CONFIGURE."""

    def __init__(self, rooms: Rooms, rule: str) -> None:
        self._rooms, self._rule = rooms, rule

    def refusal(self, interaction: Interaction, call: Call) -> str:
        """Who may set this channel up, where this person may not; '' where they may."""
        guild = interaction.guild
        if guild is None or interaction.permissions.manage_channels or interaction.user.id == guild.owner_id:
            return ""
        inviter = self._rooms.inviter(guild_place(call.place.team))
        if self._rule == "members" or (self._rule == "inviter" and call.person.id == inviter):
            return ""
        return who_may(self._rule, _name(guild, inviter), "")


def guild_place(team: str) -> Place:
    """A guild as a place: what was set for all its channels, and who invited us."""
    return Place("discord", team)


def _name(guild: discord.Guild, user: str) -> str:
    member = guild.get_member(int(user)) if user.isdigit() else None
    return member.display_name if member else ""

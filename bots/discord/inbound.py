"""What Discord sends, as a Call: who, where, when, and the delivery's own id. A user's id is global, so a person has no team."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import discord

from bots.discord.permissions import POSTING, missing, way_in
from core.model import Call, Person, Place, Posting

PLATFORM = "discord"
TEAM = "server"
"""What a team is called here."""
Interaction = discord.Interaction[Any]
Channel = discord.abc.GuildChannel | discord.Thread

BETWEEN_OTHERS = "I cannot post in a chat between two people. Write to me directly, or use a channel."
NO_FORUM = "I cannot post digests in a forum. Set one up in a text channel."

YES: tuple[Posting, str] = ("yes", "")


def of_interaction(interaction: Interaction, now: datetime) -> Call:
    """The call of a command, a button, a select, a menu or a form."""
    posting, entry = _posting_at(interaction)
    return Call(
        Person(PLATFORM, "", str(interaction.user.id)),
        place_of(interaction.guild_id, interaction.channel, interaction.channel_id),
        now,
        f"interaction-{interaction.id}",
        name=interaction.user.display_name,
        open_to_all=is_open(interaction.channel),
        direct=interaction.guild_id is None,
        closed_thread=_is_closed(interaction.channel),
        channel_name=_name_of(interaction.channel),
        posting=posting,
        way_in=entry,
    )


def of_press(interaction: Interaction, member: discord.Member, channel: Channel, now: datetime) -> Call:
    """The call of a press in a direct message that acts in a channel, where its answer was asked for."""
    return _written(member, channel.guild, channel, now, f"interaction-{interaction.id}")


def manages(interaction: Interaction) -> bool:
    """Whether Discord says that somebody may set the channel up."""
    owner = interaction.guild is not None and interaction.user.id == interaction.guild.owner_id
    return owner or interaction.permissions.manage_channels


def manages_in(channel: object, person: object) -> bool:
    """The same of a channel that somebody is not in right now, or that they wrote in."""
    if not isinstance(person, discord.Member):
        return False
    return person.id == person.guild.owner_id or channel.permissions_for(person).manage_channels  # type: ignore[attr-defined]


def again(client: discord.Client, call: Call, back: Mapping[str, str]) -> Interaction:
    """An interaction by what was recorded of it: enough to answer by its token while that lives, and nothing more."""
    data: Any = {"id": "0", "type": discord.InteractionType.component.value, "token": back["token"], "version": 1}
    data |= {
        "application_id": client.application_id,
        "app_permissions": back["permissions"],
        "attachment_size_limit": 0,
    }
    data |= {"guild_id": call.place.team or None, "channel": {"id": call.place.thread or call.place.channel}}
    return discord.Interaction(data=data, state=client._connection)


def back_of(interaction: Interaction) -> dict[str, str]:
    """What is to be recorded of an interaction to make it `again`."""
    return {"token": interaction.token, "permissions": str(interaction.app_permissions.value)}


def of_message(message: discord.Message) -> Call:
    """The call of a message that somebody wrote."""
    return _written(message.author, message.guild, message.channel, message.created_at, f"message-{message.id}")


def _written(person: discord.abc.User, guild: discord.Guild | None, channel: Any, now: datetime, delivery: str) -> Call:
    """A call that somebody makes in a channel, known by what Discord's events told of it."""
    posting, entry = _posting_in(channel, channel.permissions_for(guild.me)) if guild else YES
    return Call(
        Person(PLATFORM, "", str(person.id)),
        place_of(guild.id if guild else None, channel, channel.id),
        now,
        delivery,
        name=person.display_name,
        open_to_all=is_open(channel),
        direct=guild is None,
        closed_thread=_is_closed(channel),
        channel_name=_name_of(channel),
        posting=posting,
        way_in=entry,
    )


def place_of(guild: int | None, channel: object, channel_id: int | None) -> Place:
    """A channel, and the thread where it is one; a direct message has no team."""
    team = str(guild or "")
    if isinstance(channel, discord.Thread):
        return Place(PLATFORM, team, str(channel.parent_id), str(channel.id))
    return Place(PLATFORM, team, str(channel_id or ""))


def room_of(place: Place) -> Place:
    """Where a message stands, by its channel's own id alone, as Discord's events name it: a thread is a channel there."""
    return Place(PLATFORM, place.team, place.thread or place.channel)


def guild_place(guild: int | str) -> Place:
    """A guild as a place: what was set for all its channels, and who invited us."""
    return Place(PLATFORM, str(guild))


def is_open(channel: object) -> bool:
    """Whether everybody in the guild may see a channel."""
    seen = channel.parent if isinstance(channel, discord.Thread) else channel
    if not isinstance(seen, discord.abc.GuildChannel):
        return False
    if _is_closed(channel):
        return False
    return seen.permissions_for(seen.guild.default_role).view_channel


def _posting_at(interaction: Interaction) -> tuple[Posting, str]:
    """Whether we may post where an interaction came from, as Discord says with it, and what lets us in."""
    if interaction.guild_id is not None:
        return _posting_in(interaction.channel, interaction.app_permissions)
    return ("never", BETWEEN_OTHERS) if interaction.context.private_channel else YES


def _posting_in(channel: object, granted: discord.Permissions) -> tuple[Posting, str]:
    """Whether digests can be posted in a channel: a thread's in the channel that it is in."""
    if isinstance(channel, discord.Thread) and isinstance(channel.parent, discord.ForumChannel):
        return "never", NO_FORUM
    lacking = missing(granted, POSTING)
    return ("not yet", way_in(lacking)) if lacking else YES


def _is_closed(channel: object) -> bool:
    """Whether a channel is a thread of those who were let in."""
    return isinstance(channel, discord.Thread) and channel.is_private()


def _name_of(channel: object) -> str:
    """A channel's name where everybody in the guild may see it; that of the channel a thread is in."""
    named = channel.parent if isinstance(channel, discord.Thread) else channel
    return str(getattr(named, "name", "")) if is_open(channel) else ""

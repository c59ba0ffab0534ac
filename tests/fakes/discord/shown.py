"""The things as Discord tells of them, in its own JSON."""

from copy import deepcopy
from datetime import UTC, datetime

from tests.fakes.discord.permissions import SEEN, bits, overwrites
from tests.fakes.discord.state import CONTENT_FLAG, EPOCH, World
from tests.fakes.discord.things import (
    APP,
    DIRECT,
    EPHEMERAL,
    FORUM,
    THREAD,
    Channel,
    Guild,
    Interaction,
    Json,
    Message,
    User,
)

ROLE = "1100000000000000002"
"""Our bot's role, in every guild."""

MANAGERS = "1100000000000000009"
"""The role of those who may also manage channels, in every guild."""

OBFUSCATED = 1 << 17
"""resources/channel, channel flags"""

JOINED = "2026-01-01T00:00:00+00:00"


def user(who: User) -> Json:
    return {"id": who.id, "username": who.name, "global_name": None if who.bot else who.name} | {
        "discriminator": "0", "avatar": None, "bot": who.bot, "public_flags": 0,
    }  # fmt: skip


def member(world: World, guild: Guild, who: str, *, named: bool = True) -> Json:
    """Somebody in a guild; a message's member goes unnamed, for its author is beside it."""
    held = [ROLE] if who == APP else [MANAGERS] if who in guild.managers else []
    told: Json = {"roles": held, "joined_at": JOINED, "flags": 0, "nick": None, "avatar": None}
    told |= {"deaf": False, "mute": False, "pending": False, "premium_since": None}
    return told | ({"user": user(world.users[who])} if named else {})


def application(world: World) -> Json:
    """What the application's page says of it."""
    owner = {"id": "1", "username": "team1", "discriminator": "0", "avatar": None}
    about = {"bot_public": False, "bot_require_code_grant": False, "verify_key": "x", "owner": owner}
    about["team"] = _team(world)
    flags = CONTENT_FLAG if world.content_granted else 0
    return {"id": APP, "name": "Paperboy", "icon": None, "description": "", "flags": flags, **about}


def _team(world: World) -> Json:
    """Who runs the application: all people, unless `world.team` names them."""
    people = (
        [who for who in world.users.values() if not who.bot]
        if world.team is None
        else [world.users[i] for i in world.team]
    )
    told = [
        {"membership_state": 2, "team_id": "1", "role": "admin", "permissions": ["*"], "user": user(who)}
        for who in people
    ]
    return {"id": "1", "name": "Papers", "icon": None, "owner_user_id": "1", "members": told}


def guild(world: World, one: Guild) -> Json:
    """A guild as Guild Create and Get Guild tell of it."""
    if one.unavailable:
        return {"id": one.id, "unavailable": True}
    inside = [c for c in world.channels.values() if c.guild == one.id]
    return {
        "id": one.id, "name": one.name, "icon": None, "owner_id": one.owner, "features": [], "emojis": [],
        "stickers": [], "roles": roles(one),
        "system_channel_id": one.system_channel or None, "system_channel_flags": 0, "verification_level": 0,
        "default_message_notifications": 0, "explicit_content_filter": 0, "preferred_locale": "en-US", "afk_timeout": 0,
        "premium_tier": 0, "nsfw_level": 0, "mfa_level": 0, "member_count": len(one.members), "joined_at": JOINED,
        "large": False, "unavailable": False, "members": [member(world, one, APP)], "voice_states": [], "presences": [],
        "channels": [channel(world, c) for c in inside if c.kind != THREAD],
        "threads": [channel(world, c) for c in inside if c.kind == THREAD and not c.archived and world.sees(c)],
        "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
    }  # fmt: skip


def roles(one: Guild) -> list[Json]:
    """What all may do in a guild, and what our bot may besides."""
    managing = one.everyone | bits("manage_channels")
    return [
        _role(one.id, "@everyone", one.everyone),
        _role(ROLE, "Paperboy", one.granted),
        _role(MANAGERS, "Managers", managing),
    ]


def _role(role: str, name: str, permissions: int) -> Json:
    told = {"id": role, "name": name, "permissions": str(permissions), "color": 0, "position": 0, "hoist": False}
    colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    return told | {"managed": role == ROLE, "mentionable": False, "flags": 0, "colors": colors}


def channel(world: World, one: Channel) -> Json:
    """A channel as our bot is told of it: of one that it may not view little (resources/channel, obfuscated channels)."""
    told: Json = {"id": one.id, "type": one.kind, "flags": 0}
    told["last_message_id"] = one.messages[-1].id if one.messages else None
    if one.kind == DIRECT:
        return told | {"recipients": [user(world.users[one.peer])]}
    told |= {"name": one.name, "guild_id": one.guild, "parent_id": one.parent or None}
    if one.kind == THREAD:
        about = {"archived": one.archived, "locked": one.locked, "auto_archive_duration": 1440}
        about |= {"archive_timestamp": JOINED, "create_timestamp": JOINED}
        counts = {"message_count": len(one.messages), "member_count": 1, "total_message_sent": len(one.messages)}
        return told | counts | {"owner_id": one.owner, "thread_metadata": about}
    told |= {"position": 0, "nsfw": False, "topic": None, "rate_limit_per_user": 0}
    told["permission_overwrites"] = overwrites(world.guilds[one.guild], one)
    if not world.sees(one):
        unseen = {"id": one.guild, "type": 0, "allow": "0", "deny": str(SEEN)}
        told |= {"name": "___hidden___", "flags": OBFUSCATED, "permission_overwrites": [unseen]}
    return told | ({"available_tags": [], "default_reaction_emoji": None} if one.kind == FORUM else {})


def message(world: World, one: Message, viewer: str = APP) -> Json:
    """A message for somebody: whose reactions are `me`."""
    room = world.channels[one.channel]
    told: Json = {
        "id": one.id, "channel_id": one.channel, "author": user(world.users[one.author]), "content": one.content,
        "components": one.components, "flags": one.flags, "type": 19 if one.reference else 0, "tts": False,
        "timestamp": time_of(one.id), "edited_timestamp": stamp(one.edited) if one.edited else None, "pinned": False,
        "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": one.attachments,
        "embeds": one.embeds, "reactions": reactions(one, viewer),
    }  # fmt: skip
    if one.nonce:
        told["nonce"] = one.nonce
    if one.author == APP:
        told["application_id"] = APP
    if one.interaction:
        told["webhook_id"] = APP
    if one.reference:
        told["message_reference"] = {"type": 0, "message_id": one.reference, "channel_id": one.channel}
    thread = world.channels.get(one.id)
    if thread and room.kind != THREAD and not one.flags & EPHEMERAL:
        told["thread"] = channel(world, thread)
    return deepcopy(told)


def reactions(one: Message, viewer: str = APP) -> list[Json]:
    """An entry for each emoji, with the usual and the burst ones counted apart."""
    told = []
    for key in dict.fromkeys(emoji for emoji, _ in one.reactions):
        usual, burst = (one.reactions.get((key, how), []) for how in (False, True))
        counts = {"count": len(usual) + len(burst), "count_details": {"normal": len(usual), "burst": len(burst)}}
        mine = {"me": viewer in usual, "me_burst": viewer in burst, "burst_colors": []}
        told.append({"emoji": emoji(key), **counts, **mine})
    return told


def emoji(key: str) -> Json:
    name, _, own = key.partition(":")
    return {"id": own or None, "name": name}


def callback(interaction: Interaction) -> Json:
    """What a callback is answered with."""
    original = interaction.original if interaction.answer in (4, 5) else None
    told: Json = {"id": interaction.id, "type": interaction.kind}
    if original:
        told |= {"response_message_id": original.id, "response_message_loading": original.loading}
        told["response_message_ephemeral"] = bool(original.only_for)
    return told


def time_of(snowflake: str) -> str:
    return stamp(((int(snowflake) >> 22) + EPOCH) / 1000)


def stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()

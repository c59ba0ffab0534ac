"""Who may do what where: a guild's roles, a private channel's members, and what our bot is denied in a channel."""

from tests.fakes.discord.things import APP, Channel, Guild, Json

BITS = {
    "manage_channels": 1 << 4,
    "add_reactions": 1 << 6,
    "view_audit_log": 1 << 7,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "use_application_commands": 1 << 31,
    "create_public_threads": 1 << 35,
    "send_messages_in_threads": 1 << 38,
}
"""topics/permissions"""

ALL = (1 << 50) - 1
SEEN = BITS["view_channel"]


def bits(names: str) -> int:
    """Permissions by their names, parted by blanks."""
    return sum(BITS[name] for name in names.split())


USUAL = sum(BITS.values()) & ~bits("manage_channels manage_messages view_audit_log")
"""What everybody may do in a guild of the fake, unless told otherwise."""


def granted(guild: Guild | None, channel: Channel, user: str) -> int:
    """What somebody may do in a channel; a thread is given with its parent's members and denials."""
    if guild is None:
        return USUAL
    if user == guild.owner:
        return ALL
    held = guild.everyone | (guild.granted if user == APP else 0)
    held |= BITS["manage_channels"] if user in guild.managers else 0
    if channel.members is not None and user not in channel.members:
        held &= ~SEEN
    held &= ~channel.denied if user == APP else ALL
    return held if held & SEEN else 0


def overwrites(guild: Guild, channel: Channel) -> list[Json]:
    """The same as Discord tells of it."""
    told = []
    if channel.members is not None:
        told += [{"id": guild.id, "type": 0, "allow": "0", "deny": str(SEEN)}]
        told += [{"id": one, "type": 1, "allow": str(SEEN), "deny": "0"} for one in channel.members if one != APP]
    seen = SEEN if channel.members is not None and APP in channel.members else 0
    if channel.denied or seen:
        told += [{"id": APP, "type": 1, "allow": str(seen & ~channel.denied), "deny": str(channel.denied)}]
    return told

"""What Paperboy asks of a guild: the least permissions it works with, each with its reason, and the invite that asks for them."""

import base64
import binascii
from collections.abc import Mapping, Sequence

import discord

from core.text.cleaning import joined

PERMISSIONS: Mapping[str, str] = {
    "view_channel": "to see the channels it works in",
    "send_messages": "to say hello, post shared cards and write forum posts",
    "send_messages_in_threads": "to put a paper's abstract into its thread",
    "create_public_threads": "to open a thread where a paper is discussed",
    "add_reactions": "to offer the number emoji that vote for one of several papers",
    "attach_files": "to send an export that is too long for a message",
    "read_message_history": "to redraw cards when votes change, to look for a post whose reply was lost, and for `digest learn history`",
    "view_audit_log": "to know who added it, and so who may set channels up",
}
"""By discord.py's names of them; Discord's own: topics/permissions."""

THREADS = ("view_channel", "send_messages", "send_messages_in_threads", "create_public_threads")
"""What opening a thread takes."""

POSTING = ("view_channel", "send_messages")
"""What posting in a channel takes."""

READING = ("view_channel", "read_message_history")
"""What reading a channel's past takes."""

SCOPES = ("bot", "applications.commands")

YOURS = "YOUR_APPLICATION_ID"
"""Stands in the link where there is no token to read the application's id from."""


def wanted() -> discord.Permissions:
    """All of them as one."""
    return discord.Permissions(**dict.fromkeys(PERMISSIONS, True))


def missing(granted: discord.Permissions, names: Mapping[str, str] | tuple[str, ...] = tuple(PERMISSIONS)) -> list[str]:
    """The names, as Discord shows them, of those that are not granted."""
    return [spoken(name) for name in names if not getattr(granted, name)]


def way_in(lacking: Sequence[str]) -> str:
    """What lets us post in a channel where we lack some of POSTING."""
    return f"I lack {joined(lacking)} here: somebody who manages this channel can grant that to my role."


def spoken(name: str) -> str:
    """A permission as Discord's settings call it."""
    return {"view_channel": "View Channels"}.get(name, name.replace("_", " ").title().replace(" In ", " in "))


def invite(application: int) -> str:
    """The link that adds an application to a guild, with the least permissions."""
    return discord.utils.oauth_url(application, permissions=wanted(), scopes=SCOPES)


def link(token: str) -> str:
    """The invite of a token's application, with YOURS where the token does not tell it."""
    return invite(application_of(token)).replace("client_id=0&", f"client_id={YOURS}&")


def application_of(token: str) -> int:
    """The application's id, which is the first part of its bot's token; 0 where it cannot be read."""
    part = token.partition(".")[0]
    try:
        number = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return 0
    return int(number) if number.isascii() and number.isdigit() else 0

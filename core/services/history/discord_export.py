"""A channel of Discord as DiscordChatExporter writes it in JSON. It does not say who may read the channel."""

from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from core.errors import BadInput
from core.model import Person, Place
from core.services.history.past import (
    Past,
    PastChannel,
    PastMessage,
    PastReaction,
    id_in,
    message_in,
    rows_in,
    text_in,
)

PLATFORM = "discord"

LARGEST = 1 << 30
"""Bytes of an export."""


class _File(msgspec.Struct):
    guild: dict[str, Any]
    channel: dict[str, Any]
    messages: list[msgspec.Raw]


FOREIGN = "{name} is neither a Slack export (zip) nor JSON of DiscordChatExporter. Nothing was changed."
"""What is said of another file."""


def read_discord(data: bytes, name: str, *, is_open: bool = False) -> Past:
    """What an export of a channel tells; `is_open`: everybody in the server may read that channel. Raises BadInput."""
    try:
        file = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_File)
    except msgspec.ValidationError:
        raise BadInput(FOREIGN.format(name=name)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
            raise BadInput(FOREIGN.format(name=name)) from None
        raise BadInput(f"{name} is damaged or only half there. Nothing was changed; export it again.") from None
    guild, channel = id_in(file.guild.get("id")), id_in(file.channel.get("id"))
    if not guild.strip("0") or not channel:
        raise BadInput(f"{name} is of direct messages, which Paperboy does not read. Nothing was changed.")
    rows = [row for raw in file.messages if (row := _object(raw)) is not None]
    messages = tuple(message for row in rows if (message := _message(row)))
    place, room, private = _places(guild, channel, file.channel)
    past = PastChannel(place, room, text_in(file.channel.get("name")), is_open and not private, messages)
    return Past((past,), len(file.messages), len(file.messages) - len(rows))


def _places(guild: str, channel: str, about: dict[str, Any]) -> tuple[Place, Place, bool]:
    """Where a digest of a channel or of its thread goes, where its messages stand, and whether it is a private thread."""
    kind, parent = text_in(about.get("type")), id_in(about.get("categoryId"))
    room = Place(PLATFORM, guild, channel)
    private = "PrivateThread" in kind
    return (Place(PLATFORM, guild, parent) if "Thread" in kind and parent and not private else room), room, private


def _object(raw: msgspec.Raw) -> dict[str, Any] | None:
    try:
        row = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _message(row: dict[str, Any]) -> PastMessage | None:
    """A message that somebody wrote and that links to papers, None for another."""
    author = row.get("author")
    user = id_in(author.get("id")) if isinstance(author, dict) and not author.get("isBot") else ""
    if not user:
        return None
    reactions = (
        PastReaction(Person(PLATFORM, "", who), _emoji(reaction.get("emoji")))
        for reaction in rows_in(row.get("reactions"))
        for person in rows_in(reaction.get("users"))
        if (who := id_in(person.get("id"))) and not person.get("isBot")
    )
    moment = partial(datetime.fromisoformat, text_in(row.get("timestamp")))
    person = Person(PLATFORM, "", user)
    return message_in(id_in(row.get("id")), moment, person, row.get("content"), reactions, row.get("embeds"))


def _emoji(emoji: Any) -> str:
    """An emoji as Discord's events name it: a server's own by name and id."""
    if not isinstance(emoji, dict):
        return ""
    name, own = text_in(emoji.get("name")), id_in(emoji.get("id"))
    return f"{name}:{own}" if own else name

"""A channel's messages as its platform would keep them, in a file: what people write, and what the bots send."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from core.host.durable import replacing


class ChannelMessage(msgspec.Struct, kw_only=True):
    """A message: `author` is '' where the bot wrote it, `view` what was last sent of it, `below` what the bot put under a person's
    link, `reactions` who put each emoji.
    """

    id: str
    at: datetime
    author: str = ""
    view: dict[str, Any] = {}
    below: dict[str, Any] = {}
    reply_to: str = ""
    reactions: dict[str, list[str]] = {}


class History:
    """The messages of one channel, by id, the oldest first. A file, so that it outlives a kill. `posted` is called once a new message
    of the bot's is out.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self.posted: Callable[[], None] = _nothing
        kept = msgspec.json.decode(file.read_bytes(), type=list[ChannelMessage]) if file.exists() else []
        self.messages = {message.id: message for message in kept}

    def ours(self) -> list[ChannelMessage]:
        """What the bot posted."""
        return [message for message in self.messages.values() if not message.author]

    def put(self, message: ChannelMessage) -> None:
        """Keep a message, a new one or as it is now."""
        self.messages[message.id] = message
        with replacing(self._file) as file:
            file.write(msgspec.json.encode(list(self.messages.values())))

    def edit(self, message_id: str, view: Mapping[str, Any]) -> ChannelMessage:
        """The bot sends a message of its own again, changed. Raises KeyError."""
        message = self.messages[message_id]
        message.view |= view
        self.put(message)
        return message

    def post(self, message: ChannelMessage) -> ChannelMessage:
        """The bot posts a message."""
        self.put(message)
        self.posted()
        return message


def _nothing() -> None:
    return


def is_after(message: ChannelMessage, since: float) -> bool:
    """Whether a message was written after a moment, in seconds since 1970."""
    return message.at > datetime.fromtimestamp(since, UTC)

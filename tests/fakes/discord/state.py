"""The state of the fake Discord, all of it in one event loop. What happens is told to `heard`, which the gateway sets."""

import random
from collections.abc import Callable

from tests.fakes.discord.permissions import SEEN, granted
from tests.fakes.discord.things import (
    APP,
    DIRECT,
    THREAD,
    Channel,
    File,
    Guild,
    Interaction,
    Json,
    Message,
    Refused,
    User,
)

EPOCH = 1_420_070_400_000  # reference, snowflakes: milliseconds of 2015-01-01
NONCE_SECONDS = 180.0  # resources/message: "in the past few minutes"
CONTENT_FLAG = 1 << 18  # resources/application, flags: gateway_message_content


class World:
    """All that one application can see. `now` is its clock, in seconds since 1970."""

    def __init__(self, now: Callable[[], float], seed: int) -> None:
        self.now, self.random = now, random.Random(seed)
        self.url = ""
        self.content_granted = False
        self.team: list[str] | None = None
        self.nonce_seconds = NONCE_SECONDS
        self.users: dict[str, User] = {APP: User(APP, "Paperboy", bot=True)}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, Message] = {}
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[Json] = []
        self.files: dict[str, File] = {}
        self.nonces: dict[str, tuple[Message, float]] = {}
        self.breaches: list[str] = []
        self.heard: Callable[[str, Json, Channel | None, Guild | None], None] = lambda *_: None
        self._last = 0

    def snowflake(self) -> str:
        """An id later than every one before, which tells its time."""
        self._last = max(self._last + 1, (int(self.now() * 1000) - EPOCH) << 22)
        return str(self._last)

    def tell(self, event: str, data: Json, channel: Channel | None = None, guild: Guild | None = None) -> None:
        """Something happened; `channel` says who sees it."""
        self.heard(event, data, channel, guild)

    # who may see what

    def guild_of(self, channel: Channel) -> Guild | None:
        return self.guilds.get(channel.guild)

    def room_of(self, channel: Channel) -> Channel:
        """The channel whose members and denials count: a thread's is its parent."""
        return self.channels.get(channel.parent, channel) if channel.kind == THREAD else channel

    def permissions(self, channel: Channel, user: str = APP) -> int:
        return granted(self.guild_of(channel), self.room_of(channel), user)

    def sees(self, channel: Channel, user: str = APP) -> bool:
        guild = self.guild_of(channel)
        if guild is None:
            return user in (channel.peer, APP)
        return user in guild.members and bool(self.permissions(channel, user) & SEEN)

    # what a call names; each raises Refused

    def place(self, channel: str, needed: int = 0) -> Channel:
        """A channel in which our bot may do something."""
        found = self.channels.get(channel)
        if found is None:
            raise Refused(10003)
        guild = self.guild_of(found)
        if guild and guild.unavailable:
            raise Refused(130000)
        if not self.sees(found):
            raise Refused(50001)
        if needed & ~self.permissions(found):
            raise Refused(50013)
        return found

    def server(self, guild: str) -> Guild:
        """A guild that our bot is in."""
        found = self.guilds.get(guild)
        if found is None or APP not in found.members:
            raise Refused(10004)
        if found.unavailable:
            raise Refused(130000)
        return found

    def message(self, channel: Channel, message: str) -> Message:
        """A message that stands in a channel for all to see."""
        found = self.messages.get(message)
        if found is None or found.deleted or found.only_for or found.channel != channel.id:
            raise Refused(10008)
        return found

    # what may be there already

    def direct(self, user: str) -> Channel:
        """Our bot's direct message with a person, made when first asked for."""
        for channel in self.channels.values():
            if channel.kind == DIRECT and channel.peer == user:
                return channel
        made = Channel(self.snowflake(), "", DIRECT, peer=user)
        return self.channels.setdefault(made.id, made)

    def sent_before(self, nonce: str) -> Message | None:
        """The message that our bot sent under this nonce lately."""
        message, until = self.nonces.get(nonce, (None, 0.0))
        return message if message and self.now() < until else None

    def keep(self, message: Message) -> Message:
        """A new message takes its place."""
        self.messages[message.id] = message
        if not message.only_for:
            self.channels[message.channel].messages.append(message)
        if message.nonce and message.author == APP:
            self.nonces[message.nonce] = (message, self.now() + self.nonce_seconds)
        return message

    def attach(self, name: str, data: bytes) -> Json:
        """A file at an address of the fake's own, as messages tell of it."""
        file = File(self.snowflake(), name, data)
        self.files[file.id] = file
        url = f"{self.url}/attachments/{file.id}/{name}"
        return {"id": file.id, "filename": name, "size": len(data), "url": url, "proxy_url": url}

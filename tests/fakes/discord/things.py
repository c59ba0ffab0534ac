"""What a Discord is made of: people, guilds, channels, messages, interactions, and the codes of its refusals."""

import base64
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Components = list[Json]

APP = "1100000000000000001"
"""The id of the application, and of its bot."""

TOKEN = f"{base64.b64encode(APP.encode()).decode().rstrip('=')}.Gfaked.{'x' * 38}"
"""The bot's token; its first part names the application, as in a real one."""

TEXT, DIRECT, NEWS, THREAD, FORUM = 0, 1, 5, 11, 15  # resources/channel, channel types
COMMAND, COMPONENT, COMPLETION, FORM = 2, 3, 4, 5  # interactions/receiving-and-responding, interaction types
CROSSPOSTED, SUPPRESSED, EPHEMERAL, LOADING, V2 = 1, 1 << 2, 1 << 6, 1 << 7, 1 << 15  # resources/message, message flags

REFUSALS = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    30010: (400, "Maximum number of reactions reached (20)"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    40033: (400, "This message has already been crossposted"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    130000: (503, "API resource is currently overloaded. Try again a little later"),
    160004: (400, "A thread has already been created for this message"),
}
"""Codes with their status and words: topics/opcodes-and-status-codes."""


class Refused(Exception):
    """Discord says no: its code, and what it finds wrong."""

    def __init__(self, code: int, *wrong: str) -> None:
        super().__init__(code)
        self.code, self.wrong = code, wrong
        self.status, self.said = REFUSALS[code]

    def answer(self) -> Json:
        errors = {"_errors": [{"code": "INVALID", "message": one} for one in self.wrong]}
        return {"code": self.code, "message": self.said} | ({"errors": errors} if self.wrong else {})


@dataclass(eq=False)
class User:
    """Somebody; one who is `closed` takes no direct messages."""

    id: str
    name: str
    bot: bool = False
    closed: bool = False


@dataclass(eq=False)
class Guild:
    """A server; `everyone` and `granted` are permissions of all and of our bot, `managers` may also manage channels."""

    id: str
    name: str
    owner: str
    everyone: int
    granted: int
    members: list[str] = field(default_factory=list)
    managers: set[str] = field(default_factory=set)
    inviter: str = ""
    system_channel: str = ""
    unavailable: bool = False


@dataclass(eq=False)
class Channel:
    """A channel or thread; `members` are those who see a private one, `denied` what our bot may not do here."""

    id: str
    name: str
    kind: int = TEXT
    guild: str = ""
    parent: str = ""
    owner: str = ""
    members: set[str] | None = None
    denied: int = 0
    archived: bool = False
    locked: bool = False
    peer: str = ""
    messages: "list[Message]" = field(default_factory=list)


@dataclass(eq=False)
class Message:
    """A message as Discord keeps it; one only for `only_for` is ephemeral. Reactions: emoji, burst or not, to people."""

    id: str
    channel: str
    author: str
    content: str = ""
    components: Components = field(default_factory=list)
    flags: int = 0
    nonce: str = ""
    reference: str = ""
    only_for: str = ""
    interaction: str = ""
    attachments: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    reactions: dict[tuple[str, bool], list[str]] = field(default_factory=dict)
    edits: list[Components] = field(default_factory=list)
    edited: float = 0.0
    deleted: bool = False

    @property
    def loading(self) -> bool:
        """Whether it is a placeholder: "Paperboy is thinking"."""
        return bool(self.flags & LOADING)


@dataclass(eq=False)
class Interaction:
    """What somebody did with a command, a component or a form, and what came back. `answer` is the callback's type, 0: none yet.

    `asked` is what was pressed or typed, `drawn` how often its placeholder was filled or its message drawn anew.
    """

    id: str
    token: str
    kind: int
    user: str
    channel: str
    born: float
    origin: Message | None = None
    answer: int = 0
    seconds: float = 0.0
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    data: Json = field(default_factory=dict)
    asked: Json = field(default_factory=dict)
    drawn: int = 0


@dataclass(eq=False)
class File:
    """Something attached, at an address of the fake's own."""

    id: str
    name: str
    data: bytes

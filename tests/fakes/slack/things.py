"""What a Slack workspace is made of: people, channels, messages, views, files, and the codes of its refusals."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Blocks = list[Json]

TEAM, BOT, BOT_ID, APP = "T1", "UPAPERBOY", "BPAPERBOY", "APAPERBOY"


class Refused(Exception):
    """Slack says no: its error code, and what else the answer holds."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error, self.more = error, more

    def answer(self) -> Json:
        return {"ok": False, "error": self.error, **self.more}


@dataclass(eq=False)
class User:
    """Somebody; `is_restricted` is a guest, and a `team` other than the app's own comes by Slack Connect."""

    id: str
    name: str
    team: str = TEAM
    tz: str = "Europe/Berlin"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False

    def shown(self, now: float) -> Json:
        """The user as users.info tells of it."""
        offset = datetime.fromtimestamp(now, ZoneInfo(self.tz)).utcoffset()
        own = {"id": self.id, "team_id": self.team, "name": self.name, "real_name": self.name, "deleted": self.deleted}
        if (
            self.team != TEAM
        ):  # their roles are no business of ours; is_stranger is for those who share no channel with us
            return {**own, "tz": self.tz, "is_bot": self.is_bot, "profile": {"team": self.team}}
        roles = ("is_admin", "is_owner", "is_restricted", "is_ultra_restricted", "is_bot")
        return {
            **own,
            **{role: getattr(self, role) for role in roles},
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_primary_owner": False,
            "is_app_user": False,
            "updated": int(now),
            "profile": {"real_name": self.name, "display_name": self.name, "team": self.team},
        }


@dataclass(eq=False)
class Channel:
    """A conversation; `peer` is the person of a direct message with the app, else empty."""

    id: str
    name: str
    creator: str = ""
    members: list[str] = field(default_factory=list)
    is_private: bool = False
    is_archived: bool = False
    peer: str = ""

    @property
    def kind(self) -> str:
        """What events call it: channel, group or im."""
        return "im" if self.peer else "group" if self.is_private else "channel"

    def shown(self) -> Json:
        if self.peer:
            return {
                "id": self.id,
                "is_im": True,
                "is_channel": False,
                "is_archived": self.is_archived,
                "user": self.peer,
            }
        return {
            "id": self.id,
            "name": self.name,
            "creator": self.creator,
            "is_private": self.is_private,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_im": False,
            "is_archived": self.is_archived,
            "is_member": BOT in self.members,
            "num_members": len(self.members),
        }


@dataclass(eq=False)
class Message:
    """A message as Slack keeps it; one only for `only_for` is ephemeral, and no method ever finds it again."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: Blocks = field(default_factory=list)
    metadata: Json = field(default_factory=dict)
    thread_ts: str = ""
    only_for: str = ""
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edits: list[tuple[str, Blocks]] = field(default_factory=list)
    unfurls: dict[str, Json] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)
    options: Json = field(default_factory=dict)
    deleted: bool = False

    def shown(self, metadata: bool = False) -> Json:
        """The message as methods and events tell of it; the metadata only where asked for."""
        own: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts, "team": TEAM}
        if self.user == BOT:
            own |= {"bot_id": BOT_ID, "app_id": APP}
        if self.thread_ts:
            own["thread_ts"] = self.thread_ts
        if self.edits:
            own["edited"] = {"user": self.user, "ts": self.ts}
        if self.reactions:
            own["reactions"] = [{"name": n, "users": u, "count": len(u)} for n, u in self.reactions.items()]
        if self.unfurls:
            numbered = enumerate(self.unfurls.items(), 1)
            own["attachments"] = [
                {"id": n, "from_url": url, "app_unfurl_url": url, **card} for n, (url, card) in numbered
            ]
        if self.metadata and metadata:
            own["metadata"] = self.metadata
        return deepcopy(own | {name: value for name in ("blocks", "files") if (value := getattr(self, name))})


@dataclass(eq=False)
class View:
    """A modal or a Home as Slack keeps it."""

    id: str
    given: Json
    user: str
    version: int = 1
    root: str = ""
    previous: str = ""
    is_open: bool = True

    @property
    def hash(self) -> str:
        return f"{self.version}.{self.id}"

    def shown(self, values: Json | None = None) -> Json:
        """The view as methods and interactions tell of it, with what stands in its fields."""
        blank: Json = {"callback_id": "", "private_metadata": "", "external_id": "", "close": None, "submit": None}
        blank |= {"clear_on_close": False, "notify_on_close": False, "title": {"type": "plain_text", "text": "Home"}}
        return deepcopy(
            blank
            | self.given
            | {"id": self.id, "team_id": TEAM, "app_id": APP, "app_installed_team_id": TEAM, "bot_id": BOT_ID}
            | {"hash": self.hash, "root_view_id": self.root or self.id, "previous_view_id": self.previous or None}
            | {"state": {"values": values or {}}}
        )


@dataclass(eq=False)
class Hook:
    """One response URL: for whom, where, and the message it came from (none for a command)."""

    id: str
    channel: str
    user: str
    born: float
    origin: Message | None = None
    uses: int = 0
    answers: list[Message] = field(default_factory=list)


@dataclass(eq=False)
class File:
    """A file: its bytes, and what files.info says of it; `shared` once an upload is completed."""

    id: str
    name: str
    user: str
    data: bytes = b""
    title: str = ""
    shared: list[str] = field(default_factory=list)

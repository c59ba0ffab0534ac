"""The fake's own door, for campaigns in other processes: `GET /fake/state`, and `POST /fake/react` and the like with JSON.

People, channels and guilds are named by id or name, messages by id; each answer tells what came of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.discord import shown
from tests.fakes.discord.deeds import Act
from tests.fakes.discord.things import Channel, Guild, Interaction, Json, Message, User
from tests.fakes.discord.web import answer

if TYPE_CHECKING:
    from tests.fakes.discord.server import FakeDiscord

DEEDS = (
    "react", "unreact", "clear", "say", "delete", "slash", "complete", "press", "choose", "menu",
    "deny", "delete_channel", "invite", "remove", "outage", "recover", "drop",
)  # fmt: skip
WRONGS = ("invalidate", "forget", "reconnect", "freeze", "reset")
"""What can be done to the gateway; to close its sockets is `/fake/hang_up` with a `code`."""


class Control:
    """Takes each request to the method of the same name."""

    def __init__(self, discord: FakeDiscord) -> None:
        self.discord = discord
        gateway = discord.gateway
        self.acts: dict[str, Callable[..., Any]] = {name: getattr(discord, name) for name in DEEDS}
        self.acts |= {name: getattr(gateway, name) for name in WRONGS}
        self.acts |= {"user": self._user, "guild": self._guild, "channel": self._channel, "faults": self._faults}
        self.acts |= {"hang_up": gateway.close, "revoke": discord.revoke, "settings": self._settings}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/fake/state", self._state),
            web.get("/fake/messages", self._messages),
            web.get("/fake/asked", self._asked),
            web.post("/fake/{act}", self._act),
        ]

    async def _act(self, request: web.Request) -> web.Response:
        """Do one thing; what is wrong with it is told with a 400."""
        name = request.match_info["act"]
        if name not in self.acts:
            return answer({"error": f"there is no /fake/{name}"}, 404)
        try:
            given = json.loads(await request.text() or "{}")
            seconds = float(given.pop("wait", 0))
            if "message" in given:
                given["message"] = self.discord.world.messages[str(given["message"])]
            done = self.acts[name](**given)
            if isinstance(done, Awaitable):
                done = await done
            if isinstance(done, Act) and seconds:
                await done.answered(seconds=seconds)
            return answer(self._told(done))
        except (ValueError, TypeError, LookupError, StopIteration, TimeoutError) as error:
            return answer({"error": f"{type(error).__name__}: {error}"}, 400)

    def _told(self, done: object) -> Json:
        if isinstance(done, Act):
            answers = [shown.message(self.discord.world, one) for one in done.answers]
            return {
                "acked": done.acked,
                "answers": answers,
                "choices": done.choices,
                "seconds": done.interaction.seconds,
            }
        if isinstance(done, User | Guild | Channel | Message):
            return {"id": done.id}
        return done if isinstance(done, dict) else {}

    async def _state(self, request: web.Request) -> web.Response:
        """Counts of what came, and what stands."""
        discord, world = self.discord, self.discord.world
        sessions = [
            {"id": s.id, "seq": s.seq, "lost": s.lost, "resumed": s.resumed} for s in discord.gateway.sessions.values()
        ]
        faults = [{"route": one.route, "struck": one.struck, "left": one.times} for one in discord.front.faults.waiting]
        told = {"url": world.url, "connected": discord.connected, "sessions": sessions, "faults": faults}
        told |= {"gateway": dict(discord.gateway.seen), "calls": dict(discord.calls), "breaches": world.breaches}
        posts = (one for one in discord.log if one.name == "POST /channels/{channel}/messages")
        told["tried"] = Counter(one.ids["channel"] for one in posts)
        told |= {"invalid": discord.invalid, "most_invalid": discord.front.most_invalid()}
        told["users"] = {one.id: one.name for one in world.users.values()}
        told["guilds"] = {one.id: {"name": one.name, "members": one.members} for one in world.guilds.values()}
        told["channels"] = {
            one.id: {"name": one.name, "messages": len(one.messages)} for one in world.channels.values()
        }
        return answer(told)

    async def _messages(self, request: web.Request) -> web.Response:
        """All that stands in a channel, oldest first, with who reacted how."""
        try:
            room = self.discord._room(request.query["channel"])
        except LookupError as error:
            return answer({"error": str(error)}, 404)
        return answer([self._message(one) for one in room.messages])

    async def _asked(self, request: web.Request) -> web.Response:
        """What people asked for, how often the answer was drawn, and what they were told besides."""
        return answer([self._fate(one) for one in self.discord.world.interactions.values()])

    def _fate(self, one: Interaction) -> Json:
        filled = [one.original] if one.original and one.original is not one.origin else []
        told = [shown.message(self.discord.world, message) for message in (*filled, *one.followups)]
        return {"user": one.user, "asked": one.asked, "drawn": one.drawn, "told": told}

    def _message(self, one: Message) -> Json:
        marks = [{"emoji": key, "burst": burst, "users": users} for (key, burst), users in one.reactions.items()]
        return shown.message(self.discord.world, one) | {"marks": marks}

    def _user(self, name: str, guilds: tuple[str, ...] = (), bot: bool = False) -> User:
        return self.discord.user(name, *map(self.discord._guild, guilds), bot=bot)

    def _guild(self, name: str, members: tuple[str, ...] = (), **more: Any) -> Guild:
        return self.discord.guild(name, *self._people(members), **more)

    def _channel(self, guild: str, name: str, members: tuple[str, ...] = (), **more: Any) -> Channel:
        return self.discord.channel(self.discord._guild(guild), name, *self._people(members), **more)

    def _people(self, named: tuple[str, ...]) -> list[User]:
        return [self.discord.world.users[self.discord._user(one)] for one in named]

    def _faults(self, **how: Any) -> Json:
        """Plan a fault; with `clear`, end all that were planned before."""
        if how.pop("clear", False):
            self.discord.front.faults.waiting.clear()
        if how:
            self.discord.fault(**how)
        return {"waiting": len(self.discord.front.faults.waiting)}

    def _settings(self, **given: Any) -> None:
        """`limits`, `nonce_seconds`, `heartbeat_seconds`, `refusing` (sockets), `content` (the privileged intent), `strict`."""
        discord = self.discord
        discord.limits.on = given.pop("limits", discord.limits.on)
        discord.world.nonce_seconds = given.pop("nonce_seconds", discord.world.nonce_seconds)
        discord.world.content_granted = given.pop("content", discord.world.content_granted)
        discord.gateway.heartbeat_seconds = given.pop("heartbeat_seconds", discord.gateway.heartbeat_seconds)
        discord.gateway.refusing = given.pop("refusing", discord.gateway.refusing)
        discord.front.strict = given.pop("strict", discord.front.strict)
        if given:
            raise LookupError(f"there is not a setting {', '.join(given)}")

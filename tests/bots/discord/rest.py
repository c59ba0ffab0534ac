"""A few of Discord's REST routes over loopback, for what runs without a gateway: who the token is, servers, commands, posts."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

ME = 123456789012345678
GUILD = 223456789012345678
CONTENT = 1 << 18
"""The application's flag for Message Content (resources/application)."""


class Rest:
    """What it answers, and what it was asked: method, path, body."""

    def __init__(
        self,
        token: str,
        granted: int = 0,
        flags: int = 0,
        commands: Sequence[str] = (),
        guilds: int = 1,
        owner: int = ME,
    ) -> None:
        self.token, self.granted, self.flags, self.commands, self.guilds = token, granted, flags, commands, guilds
        self.owner = owner
        self.asked: list[tuple[str, str, Any]] = []

    async def handle(self, request: web.Request) -> web.Response:
        """Answer as Discord does."""
        path = request.path.removeprefix("/api/v10")
        body = await request.json() if request.can_read_body else None
        self.asked.append((request.method, path, body))
        if request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        return _json([] if request.method == "PUT" else self._body_of(path))

    def _body_of(self, path: str) -> Any:
        user = {"id": str(ME), "username": "paperboy", "discriminator": "0", "avatar": None, "bot": True}
        guild = {"id": str(GUILD), "name": "Readers", "owner_id": str(self.owner), "icon": None, "owner": False}
        role = {"id": str(GUILD), "name": "@everyone", "permissions": str(self.granted), "color": 0, "position": 0}
        role |= {"hoist": False, "managed": False, "mentionable": False, "colors": {"primary_color": 0}}
        if path == "/users/@me":
            return user
        if path == "/oauth2/applications/@me":
            answer = {"id": str(ME), "name": "Paperboy", "icon": None, "description": "", "flags": self.flags}
            return answer | {"bot_public": False, "bot_require_code_grant": False, "owner": user, "verify_key": "x"}
        if path == "/users/@me/guilds":
            return [guild | {"permissions": "0", "features": []}] * self.guilds
        if path == f"/guilds/{GUILD}":
            return guild | {"roles": [role], "emojis": [], "stickers": [], "features": []}
        if path.startswith(f"/guilds/{GUILD}/members/"):
            return {"user": user, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0}
        if path.endswith("/commands"):
            return [{"name": "papers", "options": _nested(self.commands)}]
        return {"id": "1", "channel_id": "1", "author": user, "content": "", "type": 0, "flags": 0} | {
            "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False,
            "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": False, "components": [],
        }  # fmt: skip


def _nested(commands: Sequence[str]) -> list[dict[str, Any]]:
    """Subcommands by name, pairs of words as a group's."""
    pairs = [name.split(" ") for name in commands if " " in name]
    alone = [{"name": name, "type": 1} for name in commands if " " not in name]
    groups = {group: [{"name": name, "type": 1} for pair, name in pairs if pair == group] for group, _ in pairs}
    return alone + [{"name": group, "type": 2, "options": inside} for group, inside in groups.items()]


def _json(body: Any, status: int = 200) -> web.Response:
    """discord.py reads JSON only where the content type says that and nothing more."""
    return web.Response(body=json.dumps(body), status=status, headers={"Content-Type": "application/json"})


@asynccontextmanager
async def served(rest: Rest, patch: pytest.MonkeyPatch) -> AsyncIterator[Rest]:
    """The routes, where discord.py looks for them."""
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", rest.handle)
    async with TestServer(app) as server:
        patch.setattr(discord.http.Route, "BASE", str(server.make_url("/api/v10")))
        yield rest

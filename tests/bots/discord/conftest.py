"""Paperboy served to a virtual Discord: the real discord.py in this process, a real record. A breach of a limit fails the test."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import discord
import pytest
import pytest_asyncio
import simcord

from bots.discord.bind import Bot
from bots.discord.render.layout import described
from core.app import Paperboy
from core.settings import Settings, read
from tests.bots.chats import app as app
from tests.bots.chats import clock as clock
from tests.bots.chats import papers as papers
from tests.bots.discord.live import lines, shown, texts
from tests.bots.discord.openapi import refused
from tests.fakes.discord.checks import message as check


class Server(NamedTuple):
    """A guild with the bot, a channel for all and one for few, and two members."""

    env: simcord.Env
    bot: Bot
    guild: simcord.GuildHandle
    nlp: simcord.ChannelHandle
    board: simcord.ChannelHandle
    ada: simcord.MemberActor
    bo: simcord.MemberActor


def settings(**more: str) -> Settings:
    """The settings of a bot."""
    return read({"DISCORD_TOKEN": "a" * 24 + ".bbbbbb." + "c" * 30} | more, None)


@pytest.fixture
def simcord_bot(app: Paperboy, hurried: pytest.MonkeyPatch) -> Bot:
    """The bot of `simcord_env`."""
    return Bot(app, settings())


@pytest_asyncio.fixture
async def server(simcord_env: simcord.Env, simcord_bot: Bot) -> AsyncIterator[Server]:
    """The bot at work in a guild. Every message it sent is held to the limits at the end."""
    yield await furnished(simcord_env, simcord_bot)
    breaches = [breach for request in simcord_env.http_requests for breach in broken(request)]
    assert breaches == []


async def furnished(env: simcord.Env, bot: Bot) -> Server:
    """A guild with what a test needs."""
    owner = env.create_user("owner")
    bot.session.people.guilds.operators = frozenset({owner.id})
    guild = env.create_guild(owner=owner)
    nlp, everyone = guild.create_text_channel("nlp"), guild.default_role
    hidden = {everyone: discord.PermissionOverwrite(view_channel=False)}
    ada, bo = (guild.add_member(env.create_user(name)) for name in ("ada", "bo"))
    assert env.bot.user
    seen = {member: discord.PermissionOverwrite(view_channel=True) for member in (ada, env.bot.user)}
    board = guild.create_text_channel("board", overwrites={**hidden, **seen})
    await env.settle()
    return Server(env, bot, guild, nlp, board, ada, bo)


def broken(request: simcord.HttpLogEntry) -> list[str]:
    """How a request breaks Discord's description of its API, or a message in it a limit or a promise of ours."""
    breaches = refused(request.method, request.path, request.json)
    body = request.json if isinstance(request.json, dict) else {}
    body = body.get("message") or body.get("data") or body
    if "components" not in body or body.get("custom_id"):
        return breaches
    breaches += check(body)
    if body.get("allowed_mentions", {}).get("parse") != []:
        breaches.append("Somebody could be mentioned.")
    posted = request.method == "POST" and request.path.startswith("/channels") and request.path.endswith("/messages")
    if posted and not body.get("nonce"):
        breaches.append("A post has no nonce.")
    return [f"{request.method} {request.path}: {breach}" for breach in breaches]


def said(message: discord.Message | simcord.ResponseMessage | None) -> str:
    """Every text of a message as people read it, a line each."""
    assert message
    return "\n".join(shown(text) for text in texts(parts(message)))


def acts(message: discord.Message | simcord.ResponseMessage | None) -> list[str]:
    """The ids of a message's buttons and the lines in its menus."""
    assert message
    return list(lines(parts(message)))


def parts(message: discord.Message | simcord.ResponseMessage) -> list[dict[str, object]]:
    """The components of a message."""
    return message.components if isinstance(message, simcord.ResponseMessage) else described(message)

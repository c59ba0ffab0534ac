"""Posts that nobody asked for, sent by a worker: it has no connection to the gateway, only calls."""

import asyncio
import logging
from collections.abc import Sequence
from uuid import uuid4

import aiohttp
import discord

from bots.discord.api import Api, caller
from bots.discord.render.message import message
from bots.shared.errors import CallFailed
from bots.shared.render.lines import parker
from core.app import Paperboy
from core.cards.card import Card, Reply
from core.errors import ErrorKind
from core.model import Place
from core.settings import Settings
from core.store.engine.once import Parked

log = logging.getLogger("paperboy")


def send(app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> bool:
    """Post cards to a channel; False where Discord does not take them, of which the log says why."""
    payload = message(Reply(tuple(cards)), "", parker(app.of(Parked)))

    async def post() -> None:
        async with caller(settings) as client:
            await client.login(settings.discord_token.reveal())
            await Api(client).post(int(place.thread or place.channel), payload, uuid4().hex)

    try:
        asyncio.run(post())
    except (CallFailed, discord.DiscordException, aiohttp.ClientError, OSError) as failed:
        log.error("a post to %s did not go out: %s", place.channel, failed)
        return isinstance(failed, CallFailed) and failed.kind is ErrorKind.AMBIGUOUS  # then it may be out
    return True

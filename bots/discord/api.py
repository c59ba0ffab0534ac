"""What goes out to Discord: nobody is ever mentioned, no link unfolded, and what may have gone out already is sent under the same nonce."""

import asyncio
import io
import logging
from collections.abc import Sequence
from functools import partial
from hashlib import blake2b
from typing import Any

import aiohttp
import discord

from bots.discord.errors import Breaker, classify
from bots.discord.inbound import Interaction
from bots.discord.render.elements import Component
from bots.discord.render.layout import layout
from bots.discord.render.message import Payload
from bots.shared.changes import SentFile
from bots.shared.errors import Caller, CallFailed, Sleep
from core.errors import ErrorKind
from core.parsing.bytes_in import LARGEST
from core.settings import Settings
from core.votes.emoji import KEYCAPS

NOBODY = discord.AllowedMentions.none()

TRIES = 3
"""discord.py repeats 5xx and 429 by itself."""

HOST = "discord.com"

REFUSED = 50035
"""Discord's code for a body it does not take."""

log = logging.getLogger("paperboy")


class Api(Caller):
    """Calls Discord through one client."""

    call = Caller.repeat
    refusals = (str(REFUSED),)

    def __init__(self, client: discord.Client, sleep: Sleep = asyncio.sleep) -> None:
        super().__init__(sleep, TRIES)
        self.client = client

    async def post(self, channel: int, payload: Payload, key: str, *, under: int = 0) -> discord.Message:
        """Post a message once, however often it is asked for under this key within minutes; `under` is one it replies to.

        Raises CallFailed.
        """
        where = self.client.get_partial_messageable(channel)
        more: dict[str, Any] = {"nonce": nonce_of(key)}
        if under:
            more["reference"] = discord.MessageReference(message_id=under, channel_id=channel, fail_if_not_exists=False)
        return await self.drawn("post", payload, lambda item: where.send(**_sent(item), **more))

    async def update(self, channel: int, message: int, payload: Payload) -> None:
        """Replace a message of ours; raises CallFailed."""
        part = self.client.get_partial_messageable(channel).get_partial_message(message)
        await self.drawn("update", payload, lambda item: part.edit(**_edited(item)))

    async def offer(self, channel: int, message: int, count: int) -> None:
        """Put the number emoji of so many papers under a message of ours, in order, ten at most; those that are there stay.

        What fails is logged: the message stands without them.
        """
        part = self.client.get_partial_messageable(channel).get_partial_message(message)
        for emoji in KEYCAPS[:count]:
            try:
                await self.call("number emoji", partial(part.add_reaction, emoji))
            except CallFailed as failed:
                log.warning("%s", failed)
                return

    async def direct(self, user: int) -> int:
        """The direct channel with somebody. Raises CallFailed."""
        return (await self.call("direct message", lambda: self.client.create_dm(discord.Object(user)))).id

    async def replace(self, interaction: Interaction, payload: Payload) -> discord.Message:
        """Fill the placeholder of an interaction, or redraw the message that it came from; raises CallFailed.

        Twice does no harm, which is why public answers go this way.
        """
        return await self.drawn("replace", payload, lambda item: interaction.edit_original_response(**_edited(item)))

    async def respond(self, interaction: Interaction, payload: Payload, *, private: bool) -> discord.Message:
        """A further message in answer to an interaction; raises CallFailed. A public one is not sent twice on doubt."""
        return await self.drawn(
            "respond",
            payload,
            lambda item: interaction.followup.send(**_sent(item), ephemeral=private, wait=True),
            repeatable=private,
        )

    async def withdraw(self, interaction: Interaction) -> None:
        """Take the placeholder of an interaction away; raises CallFailed."""
        await self.call("withdraw", interaction.delete_original_response)

    async def download(self, file: SentFile) -> bytes:
        """A file that somebody sent; as many bytes as are too many of one that is too large. Raises CallFailed."""
        if file.size > LARGEST:
            return b"\0" * (LARGEST + 1)
        return await self.call("file", lambda: self.client.http.get_from_cdn(file.url))

    def _failed(self, action: str, error: Exception) -> CallFailed:
        kind = classify(error)
        code = (error.code or error.status) if isinstance(error, discord.HTTPException) else 0
        name = str(code or type(error).__name__)
        if kind is ErrorKind.TEAM_DEAD and not self.dead:
            self.dead = name
            log.error("Discord no longer takes our token (%s): nothing more is sent until a new one is set.", name)
        elif kind is ErrorKind.BUG:
            log.error("%s was refused: %s", action, error)
        return CallFailed(action, kind, name)


def nonce_of(key: str) -> str:
    """The nonce of a message, 24 characters of the 25 that Discord takes: the same for the same key."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _sent(payload: Payload) -> dict[str, Any]:
    """What discord.py's `send` takes. Made again for each try: a file is read while it is sent."""
    made = {"view": layout(payload.components), "allowed_mentions": NOBODY, "suppress_embeds": True}
    return made | ({"file": _file(payload)} if payload.file else {})


def _edited(payload: Payload) -> dict[str, Any]:
    made: dict[str, Any] = {"view": layout(payload.components), "allowed_mentions": NOBODY}
    return made | ({"attachments": [_file(payload)]} if payload.file else {})


def _file(payload: Payload) -> discord.File:
    assert payload.file
    return discord.File(io.BytesIO(payload.file.data), payload.file.name)


def mark_of(key: str) -> int:
    """The number of a post's first component: a whole number of 31 bits that only this key has (a component's `id`)."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest()) >> 1 or 1


def marked(components: Sequence[Component], key: str) -> list[Component]:
    """The components, the first with the number of its post."""
    return [
        {**component, "id": mark_of(key)} if place == 0 else component for place, component in enumerate(components)
    ]


def caller(settings: Settings, **more: Any) -> discord.Client:
    """A client that makes calls only; to be made in the loop that it works on."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks here
    intents, trace = discord.Intents(guilds=True), Breaker().trace()
    return discord.Client(intents=intents, allowed_mentions=NOBODY, http_trace=trace, **way_of(settings), **more)


def way_of(settings: Settings) -> dict[str, Any]:
    """What discord.py's client takes of the operator's proxy and certificates."""
    egress = settings.egress
    connector = {"connector": aiohttp.TCPConnector(limit=0, ssl=egress.tls())} if egress.ca else {}
    return {"proxy": egress.proxy_for(HOST) or None, **connector}


async def acknowledge(send: Api, interaction: Interaction, *, thinking: bool = False, private: bool = False) -> bool:
    """Say that we are at it; False where Discord no longer waits: then nothing may be done, for the person was told it failed."""
    try:
        defer = interaction.response.defer
        await send.call("defer", lambda: defer(thinking=thinking, ephemeral=private), repeatable=False)
    except CallFailed as failed:
        log.warning("%s", failed)
        return False
    return True

"""Discord as an outlet: a post has a nonce, and its first component carries a number by which it is found again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any, Literal, TypeVar

import discord
import msgspec

from bots.discord.api import NOBODY, REFUSED, caller, mark_of, marked, nonce_of
from bots.discord.errors import classify
from bots.discord.inbound import room_of
from bots.discord.render.layout import layout
from bots.discord.render.message import Payload, message
from bots.discord.render.whispers import acts_at
from bots.shared.errors import Pace
from bots.shared.platforms import Loop
from bots.shared.render.lines import parker
from core.app import Paperboy
from core.cards.card import Reply
from core.delivery.outlet import CannotLook, Digest, Undelivered
from core.errors import ErrorKind
from core.model import Person, Place
from core.settings import Settings
from core.store.chats.posts import Posts
from core.store.delivery.allowances import Allowance, Allowances
from core.store.engine.once import Parked
from core.text.cleaning import clip
from core.votes.emoji import KEYCAPS

LONGEST_WAIT = 30.0
"""Seconds that discord.py itself may wait for a 429; after a longer one the delivery is tried later."""

CALLS = Allowance("discord", 45, 1.0)
"""Calls that senders make together: of the 50 a second that a bot has (topics/rate-limits) five are left to those who answer."""

CALL_SECONDS = 15.0
"""How long one call may take: well within the lease of a delivery (core.store.delivery.deliveries.LEASE)."""

LOOKED_AT = 300
"""Messages looked through for one of ours."""

UNKNOWN_MESSAGE = 10008

PUBLISHED = "40033"
"""Discord's code for a message that was published before: topics/opcodes-and-status-codes."""

THREAD_NAME = 100
"""Characters of a thread's name: resources/channel."""

DAY: Literal[1440] = 1440
"""Minutes without a word after which a thread is folded away."""

HAS_ONE = "160004"
"""Discord's code for a message that has its thread already."""

SAID: Mapping[int, str] = {
    10003: "the channel is gone",
    10004: "the server is gone",
    50001: "the channel is closed to me",
    50007: "that person takes no direct messages from me",
    50013: "I lack permissions there",
    50024: "that kind of channel does not take it",
    50083: "the thread is archived",
}
"""What people read for Discord's error codes: why a digest of theirs was switched off."""

T = TypeVar("T")
log = logging.getLogger("paperboy")


class BotOutlet:
    """Posts by calls alone, through a client that is given, else through one of its own; the gateway is another process's."""

    def __init__(self, app: Paperboy, settings: Settings, loop: Loop, client: discord.Client | None = None) -> None:
        self._app, self._settings, self._loop, self._client = app, settings, loop, client
        self._pace, self._logging_in = Pace(app.of(Allowances), app.clock), asyncio.Lock()
        self._posts = app.of(Posts)

    def send(self, place: Place, digest: Digest, key: str, still: Callable[[], bool]) -> str:
        """Post a message; returns its id. Raises Undelivered."""
        cards = tuple(acts_at(place, 0, card) for card in digest.cards)
        drawn = message(Reply(cards, private=False), "", parker(self._app.of(Parked)))
        return self._loop.run(self._posted(place, drawn, key, still))

    def find(self, place: Place, key: str, since: datetime) -> str:
        """The id of the message with this key since a moment, or ''. Raises CannotLook, Undelivered."""
        return self._loop.run(self._id_of(place, mark_of(key), since))

    def dress(self, place: Place, message: str, digest: Digest, key: str, *, again: bool) -> None:
        """Offer the number emoji, publish it where it is to be, and post the abstracts in its thread. Raises Undelivered."""
        if digest.numbers:
            self._loop.run(self._numbered(place, int(message), digest.numbers))
        refused: Undelivered | None = None
        if digest.publish:
            refused = self._loop.run(_granted("being published", self._published(place, int(message))))
        if digest.inside:
            filled = self._filled(place, int(message), digest, key, again=again)
            refused = self._loop.run(_granted("its thread", filled)) or refused
        if refused:
            raise refused

    def direct(self, person: Person) -> Place:
        """The person's direct channel with us. Raises Undelivered."""
        return Place(person.platform, "", str(self._loop.run(self._direct(int(person.id)))))

    def allowance(self, place: Place | Person) -> Allowance:
        """The calls of the bot."""
        return CALLS

    def close(self) -> None:
        """Log out."""
        if self._client:
            self._loop.run(self._client.close())

    def token(self) -> str:
        """A hash of the token."""
        return blake2b(self._settings.discord_token.reveal().encode(), digest_size=8).hexdigest()

    async def _posted(self, place: Place, drawn: Payload, key: str, still: Callable[[], bool]) -> str:
        where = (await self._ready()).get_partial_messageable(int(place.thread or place.channel))

        async def send(payload: Payload) -> discord.Message:
            if not still():
                raise Undelivered(ErrorKind.RETRY_AFTER, "it may not go out now")
            view = layout(marked(payload.components, key))
            return await where.send(view=view, allowed_mentions=NOBODY, suppress_embeds=True, nonce=nonce_of(key))

        try:
            return str((await self._called(lambda: send(drawn))).id)
        except Undelivered as failed:
            if failed.why != str(REFUSED):
                raise
        return str((await self._called(lambda: send(drawn.in_words()))).id)

    async def _id_of(self, place: Place, mark: int, since: datetime) -> str:
        client = await self._ready()
        where = client.get_partial_messageable(int(place.thread or place.channel))

        async def look() -> list[discord.Message]:
            return [message async for message in where.history(limit=LOOKED_AT, after=since)]

        seen = await self._looked(look)
        for post in seen:
            first: Any = post.components[0] if post.components else None
            if client.user and post.author.id == client.user.id and first and first.id == mark:
                return str(post.id)
        if len(seen) == LOOKED_AT:
            raise CannotLook("the channel is too busy to look through")
        if not seen:
            await self._looked(lambda: _may_read(where, since))
        return ""

    async def _looked(self, made: Callable[[], Awaitable[T]]) -> T:
        """Await a look; raises CannotLook where the history is closed to us."""
        try:
            return await self._called(made)
        except Undelivered as failed:
            if failed.kind is ErrorKind.TARGET_DEAD:
                raise CannotLook(f"its history is closed to us: {failed.why}") from None
            raise

    async def _numbered(self, place: Place, number: int, count: int) -> None:
        where = (await self._ready()).get_partial_messageable(int(place.channel)).get_partial_message(number)
        try:
            for sign in KEYCAPS[:count]:
                await self._called(lambda sign=sign: where.add_reaction(sign))  # type: ignore[misc]
        except Undelivered as failed:
            if failed.kind not in (ErrorKind.TARGET_DEAD, ErrorKind.BUG):
                raise  # no permission for reactions is no reason to try again

    async def _published(self, place: Place, number: int) -> None:
        """Publish a post to the servers that follow its channel.

        Discord lets ten messages of a channel be published an hour; what is over that is tried again later.
        """
        where = (await self._ready()).get_partial_messageable(int(place.channel)).get_partial_message(number)
        try:
            await self._called(where.publish)
        except Undelivered as failed:
            if failed.why != PUBLISHED:
                raise

    async def _filled(self, place: Place, number: int, digest: Digest, key: str, *, again: bool) -> None:
        """Post the abstracts in a post's thread, each once."""
        client = await self._ready()
        inside, opened = msgspec.structs.replace(place, thread=str(number)), discord.utils.snowflake_time(number)
        name = clip(digest.cards[0].title.text, THREAD_NAME)
        try:
            await self._opened(client, int(place.channel), number, name)
            for part, (paper, card) in enumerate(zip(digest.papers, digest.inside, strict=True)):
                mark = f"{key}/{part}"
                stands = await self._id_of(inside, mark_of(mark), opened) if again else ""
                if not stands:
                    drawn = message(Reply((card,), private=False), "", parker(self._app.of(Parked)))
                    stands = await self._posted(inside, drawn, mark, lambda: True)
                now = self._app.now()
                await asyncio.to_thread(self._posts.put, room_of(inside), stands, [paper], now, ours=False)
        except CannotLook as blind:
            log.warning("the thread of %s is left as it is: %s", key, blind)

    async def _opened(self, client: discord.Client, channel: int, number: int, name: str) -> None:
        """Open the thread of a message, which then has the message's id, unless it is open."""
        try:
            await self._called(
                lambda: client.http.start_thread_with_message(channel, number, name=name, auto_archive_duration=DAY)
            )
        except Undelivered as failed:
            if failed.why != HAS_ONE:
                raise

    async def _direct(self, person: int) -> int:
        client = await self._ready()

        async def open_channel() -> int:
            return (await (await client.fetch_user(person)).create_dm()).id

        return await self._called(open_channel)

    async def _ready(self) -> discord.Client:
        """The client, logged in at the first call; where that fails the next call tries again."""
        async with self._logging_in:
            if self._client is None:
                client = caller(self._settings, max_ratelimit_timeout=LONGEST_WAIT)
                try:
                    await self._called(lambda: client.login(self._settings.discord_token.reveal()))
                except Undelivered:
                    await client.close()
                    raise
                self._client = client
            return self._client

    async def _called(self, made: Callable[[], Awaitable[T]]) -> T:
        """Await a call in turn; turns its error into one of the outlet's."""
        await self._pace.turn(CALLS)
        try:
            async with asyncio.timeout(CALL_SECONDS):  # discord.py itself would wait five minutes for an answer
                return await made()
        except (Undelivered, CannotLook):
            raise
        except Exception as error:
            kind = classify(error)
            code = (error.code or error.status) if isinstance(error, discord.HTTPException) else 0
            wait = error.retry_after if isinstance(error, discord.RateLimited) else 0.0
            raise Undelivered(kind, SAID.get(code, str(code or type(error).__name__)), wait) from error


async def _granted(part: str, adding: Awaitable[None]) -> Undelivered | None:
    """Add a part to a post; where Discord does not let us the post stands without, and that is returned."""
    try:
        await adding
    except Undelivered as failed:
        if failed.kind not in (ErrorKind.TARGET_DEAD, ErrorKind.BUG):
            raise
        return Undelivered(failed.kind, failed.why, lacks=part)
    return None


async def _may_read(where: discord.PartialMessageable, since: datetime) -> None:
    """Raises what Discord refuses a reader with: where history is closed to us it shows an empty one (get-channel-messages)."""
    try:
        await where.fetch_message(discord.utils.time_snowflake(since))
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE:
            raise


open_outlet = BotOutlet

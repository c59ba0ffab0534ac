"""Reactions as votes: recorded in the order of arrival, for Discord gives them no time, and a hole is made good by looking.

Discord asks for no acknowledgement: what it told a bot that died before the record held it is a hole too, and each new
session begins with one. A look goes back as far as `bots.shared.gaps` says. Messages of ours are drawn anew when votes change.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import discord

from bots.discord import inbound
from bots.discord.api import CallFailed
from bots.discord.errors import Kind
from bots.discord.handlers.redraw import draw_anew
from bots.discord.session import Desk
from bots.shared.chores import always
from bots.shared.gaps import RECENT, mend_always
from core.errors import RecordDown
from core.model import Person, Place
from core.services import reacting
from core.store.chats.posts import Post
from core.store.chats.redraws import Claim
from core.votes.emoji import Message, Reaction, Shown

APART_SECONDS = 0.25
"""From one look at reactions to the next; discord.py waits by itself where Discord asks for more."""

MOST = 10_000
"""Messages that one look takes in, the newest."""

LOOK_SECONDS = 0.5
"""How often it is looked whether votes have changed."""

TYPES = {False: discord.ReactionType.normal, True: discord.ReactionType.burst}

log = logging.getLogger("paperboy")


async def reacted(desk: Desk, event: discord.RawReactionActionEvent) -> None:
    """Record that a reaction was put or taken back. Bots' and our own never count."""
    ours = desk.send.client.user
    if (
        (event.member and event.member.bot)
        or (ours and event.user_id == ours.id)
        or not await _served(desk, event.guild_id)
    ):
        return
    reaction = Reaction(
        Person(inbound.PLATFORM, "", str(event.user_id)),
        _message(event.guild_id, event.channel_id, event.message_id),
        named(event.emoji),
        event.event_type == "REACTION_ADD",
        burst=event.burst,
    )
    await _in_turn(desk, event.message_id, reacting.react, desk.app, reaction, desk.clock.now())


async def cleared(desk: Desk, event: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent) -> None:
    """A moderator took all reactions off a message, or all of one emoji."""
    emoji = named(event.emoji) if isinstance(event, discord.RawReactionClearEmojiEvent) else ""
    message = _message(event.guild_id, event.channel_id, event.message_id)
    await _in_turn(desk, event.message_id, reacting.clear, desk.app, message, desk.clock.now(), emoji)


async def redraw_always(desk: Desk) -> None:
    """Draw messages anew whose papers' votes changed, and look at those that were reacted to early, until cancelled."""
    await always(lambda: redraw_due(desk), LOOK_SECONDS, "a redraw")


async def redraw_due(desk: Desk) -> None:
    """Draw those anew that are due, and look at those that were reacted to early. Raises RecordDown."""
    for claim in await desk.do(desk.app.redraws.claim, inbound.PLATFORM, desk.clock.now()):
        await _redraw(desk, claim)
    await look_early(desk)


async def reconcile_always(desk: Desk) -> None:
    """Look at our messages after each hole, and daily, until cancelled."""
    await mend_always(desk.hole, lambda back: reconcile(desk, back))


async def reconcile(desk: Desk, back: timedelta = RECENT) -> int:
    """Make the record what Discord shows under the messages of so long back, the newest first; returns how many were looked at.

    Where Discord does not answer for one, that is a hole. Raises RecordDown.
    """
    posts = await desk.do(desk.app.posts.recent, inbound.PLATFORM, desk.clock.now() - back, MOST)
    for looked, post in enumerate(posts):
        began = desk.clock.monotonic()
        await look(desk, post)
        if desk.send.dead:
            return looked
        await asyncio.sleep(max(0.0, began + APART_SECONDS - desk.clock.monotonic()))
    return len(posts)


async def look_early(desk: Desk) -> None:
    """Look at messages of ours under which somebody reacted before the record knew that they are ours. Raises RecordDown."""
    for post in await desk.do(desk.app.posts.to_look_at, inbound.PLATFORM):
        await look(desk, post)
        await desk.do(desk.app.posts.looked_at, post)


async def look(desk: Desk, post: Post) -> None:
    """Make the record what Discord shows under one message. Raises RecordDown; where Discord does not answer, that is a hole."""
    try:
        await _look(desk, post)
    except CallFailed as failed:
        log.warning("%s", failed)
        if failed.kind in (Kind.LATER, Kind.TRANSIENT, Kind.AMBIGUOUS):
            desk.hole.set()


def named(emoji: discord.PartialEmoji | discord.Emoji | str) -> str:
    """An emoji as the core takes it: itself, or `name:id` for one of a server's own."""
    if isinstance(emoji, str):
        return emoji
    return f"{emoji.name}:{emoji.id}" if emoji.id else emoji.name


async def _in_turn(desk: Desk, message: int, what: Callable[..., object], *args: Any) -> None:
    """Record one after the other what happens to a message; what the record does not take is a hole."""
    async with desk.turn(f"reactions/{message}"):
        try:
            await desk.do(what, *args)
        except RecordDown as down:
            log.warning("%s", down)
            desk.hole.set(short=True)


async def _look(desk: Desk, post: Post) -> None:
    room, number, as_of = post.message.place, int(post.message.id), desk.clock.now()
    where = desk.send.client.get_partial_messageable(int(room.channel))
    async with desk.turn(f"reactions/{number}"):
        try:
            found = await desk.send.call("message", lambda: where.fetch_message(number))
            shown = await desk.send.call("reactions", lambda: _shown(desk, found))
        except CallFailed as failed:
            if failed.kind is not Kind.TARGET_DEAD:
                raise
            await desk.do(desk.app.posts.drop, room, post.message.id)
            return
        await desk.do(reacting.reconcile, desk.app, post.message, shown, as_of)


async def _shown(desk: Desk, message: discord.Message) -> list[Shown]:
    """The reactions under a message that mean something, of people only; usual ones and bursts are two lists.

    A list with nobody in it but us (the number emoji we offer) is not asked for.
    """
    return [
        Shown(Person(inbound.PLATFORM, "", str(user.id)), named(reaction.emoji), burst)
        for reaction in message.reactions
        if desk.app.rules.emoji.read(named(reaction.emoji))
        for burst, count in ((False, reaction.normal_count - reaction.me), (True, reaction.burst_count))
        if count > 0
        async for user in reaction.users(limit=None, type=TYPES[burst])
        if not user.bot
    ]


async def _redraw(desk: Desk, claim: Claim) -> None:
    room, message = claim.post.message.place, claim.post.message.id
    try:
        await draw_anew(desk, room, message)
    except CallFailed as failed:
        if failed.kind not in (Kind.TARGET_DEAD, Kind.BUG):
            log.warning("%s", failed)
            return  # it falls due again
        await desk.do(desk.app.posts.drop, room, message)
    await desk.do(desk.app.redraws.done, claim)


def _message(guild: int | None, channel: int, message: int) -> Message:
    return Message(Place(inbound.PLATFORM, str(guild or ""), str(channel)), str(message))


async def _served(desk: Desk, guild: int | None) -> bool:
    """A message of ours in a direct channel was asked for by somebody whom we serve."""
    return guild is None or await desk.people.guilds.serve(guild)

"""Reactions as votes: recorded in the order of arrival, for Discord gives them no time, and a gap is closed by a look.

Discord asks for no acknowledgement: an event that a bot had not recorded when it died is a gap too, and each new
session begins with one. A look goes back as far as `bots.shared.gaps` says. Messages of ours are redrawn when votes change.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import discord

from bots.discord import inbound
from bots.discord.handlers.redraw import redraw_message
from bots.discord.session import Session
from bots.shared.errors import CallFailed
from bots.shared.watching import Watcher
from core.errors import ErrorKind, RecordDown
from core.model import Person, Place
from core.store.chats.posts import Post
from core.votes.emoji import Message, Reaction, Shown

APART_SECONDS = 0.25
"""From one look at reactions to the next; discord.py waits by itself where Discord asks for more."""

TYPES = {False: discord.ReactionType.normal, True: discord.ReactionType.burst}

log = logging.getLogger("paperboy")


async def reacted(session: Session, event: discord.RawReactionActionEvent) -> None:
    """Record that a reaction was put or taken back. Bots' and our own never count."""
    ours = session.send.client.user
    if (
        (event.member and event.member.bot)
        or (ours and event.user_id == ours.id)
        or not await _served(session, event.guild_id)
    ):
        return
    reaction = Reaction(
        Person(inbound.PLATFORM, "", str(event.user_id)),
        _message(event.guild_id, event.channel_id, event.message_id),
        _named(event.emoji),
        event.event_type == "REACTION_ADD",
        burst=event.burst,
    )
    await _in_turn(session, event.message_id, session.reactions.react, reaction, session.clock.now())


async def cleared(session: Session, event: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent) -> None:
    """A moderator took all reactions off a message, or all of one emoji."""
    emoji = _named(event.emoji) if isinstance(event, discord.RawReactionClearEmojiEvent) else ""
    message = _message(event.guild_id, event.channel_id, event.message_id)
    await _in_turn(session, event.message_id, session.reactions.clear, message, session.clock.now(), emoji)


def watcher(session: Session) -> Watcher:
    """What looks at our messages after a gap, and redraws them when votes change."""
    return Watcher(session, partial(redraw_message, session), partial(_look, session), APART_SECONDS)


def _named(emoji: discord.PartialEmoji | discord.Emoji | str) -> str:
    """An emoji as the core takes it: itself, or `name:id` for one of a server's own."""
    if isinstance(emoji, str):
        return emoji
    return f"{emoji.name}:{emoji.id}" if emoji.id else emoji.name


async def _in_turn(session: Session, message: int, action: Callable[..., object], *args: Any) -> None:
    """Record one after the other what happens to a message; an event that the record does not take is a gap."""
    async with session.turn(f"reactions/{message}"):
        try:
            await session.do(action, *args)
        except RecordDown as down:
            log.warning("%s", down)
            session.gap.set(short=True)


async def _look(session: Session, post: Post) -> None:
    room, number, as_of = post.message.place, int(post.message.id), session.clock.now()
    where = session.send.client.get_partial_messageable(int(room.channel))
    async with session.turn(f"reactions/{number}"):
        try:
            fetched = await session.send.call("message", lambda: where.fetch_message(number))
            shown = await session.send.call("reactions", lambda: shown_under(session, fetched))
        except CallFailed as failed:
            if failed.kind is not ErrorKind.TARGET_DEAD:
                raise
            await session.do(session.posts.drop, room, post.message.id)
            return
        await session.do(session.reactions.reconcile, post.message, shown, as_of)


async def shown_under(session: Session, message: discord.Message) -> list[Shown]:
    """The reactions under a message that mean something, of people only; usual ones and bursts are two lists.

    A list with nobody in it but us (the number emoji we offer) is not asked for.
    """
    return [
        Shown(Person(inbound.PLATFORM, "", str(user.id)), _named(reaction.emoji), burst)
        for reaction in message.reactions
        if session.rules.emoji.read(_named(reaction.emoji))
        for burst, count in ((False, reaction.normal_count - reaction.me), (True, reaction.burst_count))
        if count > 0
        async for user in reaction.users(limit=None, type=TYPES[burst])
        if not user.bot
    ]


def _message(guild: int | None, channel: int, message: int) -> Message:
    return Message(Place(inbound.PLATFORM, str(guild or ""), str(channel)), str(message))


async def _served(session: Session, guild: int | None) -> bool:
    """A message of ours in a direct channel was asked for by somebody whom we serve."""
    return guild is None or await session.people.guilds.serve(guild)

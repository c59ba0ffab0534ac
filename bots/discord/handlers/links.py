"""Links to papers that people post: where the setting lets us read them, the message is answered with the paper's card.

Those of the past are read on demand.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import discord

from bots.discord import inbound
from bots.discord.handlers.reactions import shown_under, watcher
from bots.discord.permissions import READING, missing
from bots.discord.session import Session
from bots.shared.effects import NotYet
from bots.shared.errors import CallFailed
from core.cards.card import Card, Reply
from core.errors import ErrorKind
from core.model import Call, Person, Place
from core.services import posted_links
from core.services.history.past import PastMessage, PastPage, PastReaction, papers_in
from core.services.history.reading import FARTHEST
from core.services.posted_links import Link, LinkedMessage
from core.store.chats.histories import ChannelReading
from core.store.papers.feeds import fetchable
from core.text.cleaning import joined

PAGE = 100
"""Messages of the past that are asked for at once: Discord gives no more (resources/message, get channel messages)."""


async def shared(session: Session, body: Mapping[str, Any]) -> None:
    """Answer a message's links with cards, and let reactions under a message with just one count for its paper.

    Raises CallFailed, and NotYet where a paper is still being fetched.
    """
    links = [Link(reference, reference) for reference in body["links"]]
    call = _call(body)
    message = LinkedMessage(body["message"], call.now, body["channel_name"])
    await session.do(session.links.keep, links, call, message)
    chosen = await session.do(session.links.wanted, links, call, message)
    cards = await asyncio.gather(*(session.card_of(link, call, message) for link in chosen))
    for link, card in zip(chosen, cards, strict=True):
        if card:
            await _answer(session, card, call, message, link)
    await watcher(session).adopt(inbound.room_of(call.place), links, call, message)
    if any(fetchable(link.reference) for link, card in zip(chosen, cards, strict=True) if not card):
        raise NotYet


async def read_page(session: Session, reading: ChannelReading) -> PastPage:
    """The next page of a channel's past. Raises CallFailed."""
    client = session.send.client
    where = client.get_channel(int(reading.place.channel))
    if not isinstance(where, discord.TextChannel | discord.VoiceChannel | discord.StageChannel):
        raise CallFailed("history", ErrorKind.TARGET_DEAD, "it is no channel of messages")
    if lacking := missing(where.permissions_for(where.guild.me), READING):  # else Discord shows an empty past
        raise CallFailed("history", ErrorKind.TARGET_DEAD, f"my role lacks {joined(lacking)}")
    if not client.intents.message_content:
        raise CallFailed("history", ErrorKind.UNGRANTED, "it needs DISCORD_READ_LINKS")
    before = discord.Object(int(reading.cursor)) if reading.cursor else None

    async def page() -> list[discord.Message]:
        return [message async for message in where.history(limit=PAGE, before=before)]

    messages = await session.send.call("history", page)
    kept = [message for message in messages if reading.call.now - message.created_at <= FARTHEST]
    read = [await session.send.call("reactions", partial(_past_message, session, message)) for message in kept]
    return PastPage(
        tuple(message for message in read if message),
        len(kept),
        str(kept[-1].id) if kept else "",
        kept[-1].created_at if kept else None,
        len(kept) == PAGE,
        where.name if inbound.is_open(where) else "",
    )


async def _past_message(session: Session, message: discord.Message) -> PastMessage | None:
    """A message of a person's that links to papers, with the reactions of people; None for another."""
    papers = papers_in([message.content]) if not message.author.bot and not message.webhook_id else ()
    if not papers:
        return None
    shown = await shown_under(session, message) if len(papers) == 1 else []
    return PastMessage(
        str(message.id),
        message.created_at,
        Person(inbound.PLATFORM, "", str(message.author.id)),
        papers,
        tuple(PastReaction(reaction.person, reaction.emoji) for reaction in shown),
        tuple(embed.title for embed in message.embeds if embed.title),
    )


async def _answer(session: Session, card: Card, call: Call, message: LinkedMessage, link: Link) -> None:
    payload = await session.draw(Reply((card,)), f"show {card.paper_id}", call)
    key = f"{message.id}-{link.reference}"
    if not await session.do(session.once.first, f"link:{key}", posted_links.QUIET_SECONDS):
        return
    try:
        await session.post(call.place, payload, key, under=int(message.id))
    except CallFailed as failed:
        if failed.kind is ErrorKind.TARGET_DEAD:
            return
        await session.do(session.once.release, f"link:{key}")  # under the same nonce it is sent again
        raise


def _call(body: Mapping[str, Any]) -> Call:
    place = Place(inbound.PLATFORM, body["guild"], body["channel"], body["thread"])
    at = datetime.fromisoformat(body["at"])
    person = Person(inbound.PLATFORM, "", body["user"])
    return Call(
        person,
        place,
        at,
        f"message-{body['message']}",
        open_to_all=body["open"],
        closed_thread=body.get("closed", False),
    )

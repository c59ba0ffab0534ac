"""Links to papers that people post: where the setting lets us read them, the message is answered with the paper's card."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bots.discord import inbound
from bots.discord.handlers.messages import known
from bots.discord.handlers.reactions import look
from bots.discord.session import Session
from bots.shared.effects import NotYet
from bots.shared.errors import CallFailed
from core.cards.card import Card, Reply
from core.errors import ErrorKind
from core.model import Call, Person, Place
from core.services import posted_links
from core.services.posted_links import Link, LinkedMessage
from core.store.papers.feeds import fetchable
from core.votes import emoji


async def shared(session: Session, body: Mapping[str, Any]) -> None:
    """Answer a message's links with cards, and let reactions under a message with just one count for its paper.

    Raises CallFailed, and NotYet where a paper is still being fetched.
    """
    links = [Link(one, one) for one in body["links"]]
    call = _call(body)
    message = LinkedMessage(body["message"], call.now, body["channel_name"])
    await session.do(session.links.keep, links, call, message)
    chosen = await session.do(session.links.wanted, links, call, message)
    found = await asyncio.gather(*(_card(session, link, call, message) for link in chosen))
    for link, card in zip(chosen, found, strict=True):
        if card:
            await _answer(session, card, call, message, link)
    await adopt(session, links, call, message)
    if any(fetchable(link.reference) for link, card in zip(chosen, found, strict=True) if not card):
        raise NotYet


async def adopt(session: Session, links: Sequence[Link], call: Call, message: LinkedMessage) -> None:
    """Let reactions under somebody's message with just one paper's link count, once it is known: those too that are there."""
    under = emoji.Message(inbound.room_of(call.place), message.id)
    if post := await session.do(session.reactions.adopt, links, call, under, message.at):
        await look(session, post)


async def _card(session: Session, link: Link, call: Call, message: LinkedMessage) -> Card | None:
    if not await known(session, link, call):
        return None
    return await session.do(session.links.card, link, call, message)


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

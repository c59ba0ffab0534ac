"""Links to papers that people post: the message gets the paper's card, once the paper is known."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from bots.shared.effects import NotYet
from bots.shared.errors import CallFailed
from bots.slack import inbound
from bots.slack.handlers.reactions import look
from bots.slack.render.message import view
from bots.slack.session import Session
from core.cards.card import Card
from core.errors import ErrorKind
from core.model import Call, Place
from core.services import posted_links
from core.services.posted_links import Link, LinkedMessage
from core.store.papers.feeds import fetchable
from core.votes import emoji

LOOKS, BETWEEN_LOOKS = 40, 0.5
"""How often, and after how many seconds, a paper that is being fetched is looked for."""


async def shared(session: Session, body: Mapping[str, Any]) -> None:
    """Unfurl the links of a `link_shared` event, and let reactions under a message with just one count for its paper.

    Raises CallFailed, and NotYet where a paper is still being fetched.
    """
    event, call = body["event"], inbound.of_event(body, session.clock.now())
    urls = [str(link.get("url")) for link in event.get("links", ()) if isinstance(link, Mapping)]
    links = posted_links.links_of(urls)
    if not links or call.person.id == session.bot:
        return
    call = await session.people.profiles.told_apart(call)
    if event.get("source") == "composer":  # a draft stands in no channel: each is its own place
        draft = msgspec.structs.replace(call.place, channel=str(event.get("unfurl_id")))
        call, message = (
            msgspec.structs.replace(call, place=draft),
            LinkedMessage(str(event.get("message_ts")), call.now, shared=True),  # it may be sent anywhere
        )
    else:
        message = await _message(session, call, body)
        await session.do(session.links.keep, links, call, message)
    chosen = await session.do(session.links.wanted, links, call, message)
    found = await asyncio.gather(*(_card(session, link, call, message) for link in chosen))
    if cards := {link.url: card for link, card in zip(chosen, found, strict=True) if card}:
        await _unfurl(session, event, cards)
    if event.get("source") != "composer" and event.get("is_bot_user_member") is not False:
        await adopt(session, links, call, message)
    if any(fetchable(link.reference) for link, card in zip(chosen, found, strict=True) if not card):
        raise NotYet


async def adopt(session: Session, links: list[Link], call: Call, message: LinkedMessage) -> None:
    """Let reactions under somebody's message count, those too that came while its paper was being fetched."""
    room = Place(call.place.platform, call.place.team, call.place.channel)
    under = emoji.Message(room, message.id)
    if post := await session.do(session.reactions.adopt, links, call, under, message.at):
        await look(session, post)


async def _card(session: Session, link: Link, call: Call, message: LinkedMessage) -> Card | None:
    """A link's card; an unknown paper is fetched by a job and waited for."""
    card = await session.do(session.links.card, link, call, message)
    if card or not await session.do(session.links.ask_for, link, call):
        return card
    for _ in range(LOOKS):
        await asyncio.sleep(BETWEEN_LOOKS)
        if card := await session.do(session.links.card, link, call, message):
            return card
    return None


async def _unfurl(session: Session, event: Mapping[str, Any], cards: Mapping[str, Card]) -> None:
    unfurls = {}
    for url, card in cards.items():
        made = await session.do(view, (card,), "", session.park, line=f"show {card.paper_id}")
        unfurls[url] = {"blocks": made["blocks"]}
    by_id = event.get("unfurl_id") and event.get("source")
    where = (
        {"unfurl_id": event["unfurl_id"], "source": event["source"]}
        if by_id
        else {"channel": event["channel"], "ts": event["message_ts"]}
    )
    try:
        await session.send.call("chat.unfurl", {"unfurls": unfurls} | where)
    except CallFailed as failed:
        if failed.kind is not ErrorKind.TARGET_DEAD:
            raise


async def _message(session: Session, call: Call, body: Mapping[str, Any]) -> LinkedMessage:
    ts = str(body["event"].get("message_ts") or "0")
    name = await session.people.profiles.channel_name(call.place)
    shared = bool(body.get("is_ext_shared_channel"))
    return LinkedMessage(ts, datetime.fromtimestamp(float(ts), UTC), name, shared)

"""Links to papers that people post: the message gets the paper's card, once the paper is known."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from bots.slack import inbound
from bots.slack.api import CallFailed
from bots.slack.errors import Kind
from bots.slack.handlers.reactions import look
from bots.slack.render.message import view
from bots.slack.session import Desk
from core.cards.card import Card
from core.model import Call, Place
from core.services import posted_links, reacting
from core.services.posted_links import Link, Message
from core.store.papers.feeds import fetchable
from core.votes import emoji

LOOKS, BETWEEN_LOOKS = 40, 0.5
"""How often, and after how many seconds, a paper that is being fetched is looked for."""


class NotYet(Exception):
    """A paper is still being fetched: its event stays in the inbox and comes again."""


async def shared(desk: Desk, body: Mapping[str, Any]) -> None:
    """Unfurl the links of a `link_shared` event, and let reactions under a message with just one count for its paper.

    Raises CallFailed, and NotYet where a paper is still being fetched.
    """
    event, call = body["event"], inbound.of_event(body, desk.clock.now())
    urls = [str(link.get("url")) for link in event.get("links", ()) if isinstance(link, Mapping)]
    links = posted_links.links_of(urls)
    if not links or call.person.id == desk.bot:
        return
    if event.get("source") == "composer":  # a draft stands in no channel: each is its own place
        draft = msgspec.structs.replace(call.place, channel=str(event.get("unfurl_id")))
        call, message = msgspec.structs.replace(call, place=draft), Message(str(event.get("message_ts")), call.now)
    else:
        message = await _message(desk, call, event)
        await desk.do(posted_links.keep, desk.app, links, call, message)
    chosen = await desk.do(posted_links.wanted, desk.app, links, call, message)
    found = await asyncio.gather(*(_card(desk, link, call, message) for link in chosen))
    if cards := {link.url: card for link, card in zip(chosen, found, strict=True) if card}:
        await _unfurl(desk, event, cards)
    if event.get("source") != "composer" and event.get("is_bot_user_member") is not False:
        await _adopt(desk, links, call, message)
    if any(fetchable(link.reference) for link, card in zip(chosen, found, strict=True) if not card):
        raise NotYet


async def _adopt(desk: Desk, links: list[Link], call: Call, message: Message) -> None:
    """Let reactions under somebody's message count, those too that came while its paper was being fetched."""
    room = Place(call.place.platform, call.place.team, call.place.channel)
    under = emoji.Message(room, message.id)
    if post := await desk.do(reacting.adopt, desk.app, links, call, under, message.at):
        await look(desk, post)


async def _card(desk: Desk, link: Link, call: Call, message: Message) -> Card | None:
    """A link's card; an unknown paper is fetched by a job and waited for."""
    card = await desk.do(posted_links.card, desk.app, link, call, message)
    if card or not await desk.do(posted_links.ask_for, desk.app, link, call):
        return card
    for _ in range(LOOKS):
        await asyncio.sleep(BETWEEN_LOOKS)
        if card := await desk.do(posted_links.card, desk.app, link, call, message):
            return card
    return None


async def _unfurl(desk: Desk, event: Mapping[str, Any], cards: Mapping[str, Card]) -> None:
    unfurls = {}
    for url, card in cards.items():
        made = await desk.do(view, (card,), "", desk.park, line=f"show {card.paper_id}")
        unfurls[url] = {"blocks": made["blocks"]}
    by_id = event.get("unfurl_id") and event.get("source")
    where = (
        {"unfurl_id": event["unfurl_id"], "source": event["source"]}
        if by_id
        else {"channel": event["channel"], "ts": event["message_ts"]}
    )
    try:
        await desk.send.call("chat.unfurl", {"unfurls": unfurls} | where)
    except CallFailed as failed:
        if failed.kind is not Kind.TARGET_DEAD:
            raise


async def _message(desk: Desk, call: Call, event: Mapping[str, Any]) -> Message:
    ts = str(event.get("message_ts") or "0")
    return Message(ts, datetime.fromtimestamp(float(ts), UTC), await desk.people.channel_name(call.place))

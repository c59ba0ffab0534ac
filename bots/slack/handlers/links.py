"""Links to papers that people post: the message gets the paper's card, once the paper is known. Those of the past are read on demand."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from bots.shared.effects import NotYet
from bots.shared.errors import CallFailed
from bots.slack import inbound
from bots.slack.handlers.reactions import watcher
from bots.slack.render.message import view
from bots.slack.session import Session
from core.cards.card import Card
from core.errors import ErrorKind
from core.model import Call, Place
from core.services import posted_links
from core.services.history.past import PastMessage, PastPage
from core.services.history.reading import FARTHEST
from core.services.history.slack_export import message_of
from core.services.posted_links import LinkedMessage
from core.store.chats.histories import ChannelReading
from core.store.papers.feeds import fetchable

PAGE = 200
"""Messages of the past that are asked for at once (Slack advises no more; it gives some apps 15)."""


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
    cards_of = await asyncio.gather(*(session.card_of(link, call, message) for link in chosen))
    if cards := {link.url: card for link, card in zip(chosen, cards_of, strict=True) if card}:
        await _unfurl(session, event, cards)
    if event.get("source") != "composer" and event.get("is_bot_user_member") is not False:
        await watcher(session).adopt(call.place.unthreaded, links, call, message)
    if any(fetchable(link.reference) for link, card in zip(chosen, cards_of, strict=True) if not card):
        raise NotYet


async def read_page(session: Session, reading: ChannelReading) -> PastPage:
    """The next page of a channel's past. Raises CallFailed."""
    place = reading.place
    asked = {"channel": place.channel, "limit": PAGE, "oldest": f"{(reading.call.now - FARTHEST).timestamp():.6f}"}
    page = await session.send.call(
        "conversations.history", asked | ({"latest": reading.cursor} if reading.cursor else {})
    )
    rows = [row for row in page.get("messages") or () if isinstance(row, Mapping) and row.get("ts")]
    read = [await _past_message(session, dict(row), place) for row in rows]
    oldest = str(rows[-1]["ts"]) if rows else ""
    return PastPage(
        tuple(message for message in read if message),
        len(rows),
        oldest,
        datetime.fromtimestamp(float(oldest), UTC) if oldest else None,
        bool(rows and page.get("has_more")),
        await session.people.profiles.channel_name(place),
    )


async def _past_message(session: Session, row: dict[str, Any], place: Place) -> PastMessage | None:
    """A message of a person's that links to papers, with the reactions of people; None for another. Raises CallFailed."""
    if message_of(row, place.team, ()) is None:
        return None
    reactions = row.get("reactions") or ()
    if any(len(reaction.get("users") or ()) < int(reaction.get("count") or 0) for reaction in reactions):
        where = {"channel": place.channel, "timestamp": row["ts"], "full": True}
        row["reactions"] = ((await session.send.call("reactions.get", where)).get("message") or {}).get(
            "reactions"
        ) or ()
    people = dict.fromkeys(
        (str(row["user"]), *(str(u) for reaction in row.get("reactions") or () for u in reaction.get("users") or ()))
    )
    natures, failure = await session.people.profiles.natures(people, session.bot)
    if failure:
        raise failure
    return message_of(row, place.team, [user for user, is_person in natures.items() if not is_person])


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

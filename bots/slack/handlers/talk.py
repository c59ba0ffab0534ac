"""Discuss: a paper's card as a message of its own, whose thread is where that paper is talked about; later presses lead to it."""

import msgspec

from bots.shared import watching
from bots.slack.session import Session
from core.cards.card import Discussion, Reply
from core.model import Call
from core.store.chats.threads import Thread


async def discuss(session: Session, call: Call, discussion: Discussion) -> Reply:
    """Open a paper's thread in this channel, once; returns what leads to it. Raises CallFailed."""
    line = f"show {discussion.card.paper_id}"

    async def stands() -> None:
        channel, _, ts = discussion.message.partition("/")
        await session.send.call("chat.getPermalink", {"channel": channel, "message_ts": ts})

    async def opened(key: str) -> Thread:
        card = await session.draw(Reply((discussion.card,)), line)
        channel = call.place.unthreaded
        ts = await session.post(channel, card, key, again=True)
        first = await session.draw(Reply((discussion.first,)), line)
        await session.post(msgspec.structs.replace(channel, thread=ts), first, f"{key}-abstract", again=True)
        link = await session.send.call("chat.getPermalink", {"channel": call.place.channel, "message_ts": ts})
        return Thread(call.place.channel, ts, str(link["permalink"]))

    return await watching.discuss(session, call, discussion, stands, opened)

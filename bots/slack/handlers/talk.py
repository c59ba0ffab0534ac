"""Discuss: a paper's card as a message of its own, whose thread is where that paper is talked about; later presses lead to it."""

import msgspec

from bots.shared.errors import CallFailed
from bots.shared.watching import open_once
from bots.slack.inbound import TEAM
from bots.slack.session import Session
from core.cards.card import Discussion, Reply
from core.cards.views import thread_note
from core.model import Call
from core.store.chats.threads import Thread


async def discuss(session: Session, call: Call, discussion: Discussion) -> Reply:
    """Open a paper's thread in this channel, once; returns what leads to it. Raises CallFailed."""
    paper = discussion.card.paper_id
    if discussion.url:
        if await _stands(session, discussion):
            return Reply((thread_note(discussion.card.title.text, discussion.url),))
        await session.do(session.threads.drop, paper, call.place, open_to_all=call.open_to_all)

    async def opened(key: str) -> Thread:
        card = await session.draw(Reply((discussion.card,)), f"show {paper}")
        channel = msgspec.structs.replace(call.place, thread="")
        ts = await session.post(channel, card, key, again=True)
        first = await session.draw(Reply((discussion.first,)), f"show {paper}")
        await session.post(msgspec.structs.replace(channel, thread=ts), first, f"{key}-abstract", again=True)
        link = await session.send.call("chat.getPermalink", {"channel": call.place.channel, "message_ts": ts})
        return Thread(call.place.channel, ts, str(link["permalink"]))

    return await open_once(session, call, discussion, TEAM, opened)


async def _stands(session: Session, discussion: Discussion) -> bool:
    """Whether the message that opened a thread is still there; on doubt it is."""
    channel, _, ts = discussion.message.partition("/")
    try:
        await session.send.call("chat.getPermalink", {"channel": channel, "message_ts": ts})
    except CallFailed as failed:
        return failed.error != "message_not_found"
    return True

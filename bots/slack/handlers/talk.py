"""Discuss: a paper's card as a message of its own, whose thread is where that paper is talked about; later presses lead to it."""

import asyncio

import msgspec

from bots.shared.errors import CallFailed
from bots.slack.inbound import TEAM
from bots.slack.session import Session
from core.cards.card import Discussion, Reply
from core.cards.views import cannot_post_here, thread_note
from core.errors import ErrorKind
from core.model import Call
from core.store.chats.threads import Thread

BUSY = 60
"""Seconds one press may take to open a thread while others for the same paper wait for its outcome."""

LOOKS, BETWEEN_LOOKS = 10, 0.5
"""How often, and after how many seconds, such others look for it."""


async def discuss(session: Session, call: Call, discussion: Discussion) -> Reply:
    """Open a paper's thread in this channel, once; returns what leads to it. Raises CallFailed."""
    paper = discussion.card.paper_id
    if discussion.url:
        if await _stands(session, discussion):
            return Reply((thread_note(discussion.card.title.text, discussion.url),))
        await session.do(session.threads.drop, paper, call.place, open_to_all=call.open_to_all)
    key = f"discuss-{paper}-{call.place.channel if not call.open_to_all else call.place.team}"
    if not await session.do(session.once.first, key, BUSY):
        return Reply((thread_note(discussion.card.title.text, await _opened_by_others(session, call, paper)),))
    try:
        opened = await session.draw(Reply((discussion.card,)), f"show {paper}")
        channel = msgspec.structs.replace(call.place, thread="")
        ts = await session.post(channel, opened, key, again=True)
        first = await session.draw(Reply((discussion.first,)), f"show {paper}")
        await session.post(msgspec.structs.replace(channel, thread=ts), first, f"{key}-abstract", again=True)
        link = await session.send.call("chat.getPermalink", {"channel": call.place.channel, "message_ts": ts})
    except CallFailed as failed:
        await session.do(session.once.release, key)
        if failed.kind is ErrorKind.TARGET_DEAD:
            return Reply((cannot_post_here(TEAM),))
        raise
    thread = Thread(call.place.channel, ts, str(link["permalink"]))
    kept = await session.do(session.threads.put, paper, call.place, thread, open_to_all=call.open_to_all)
    return Reply((thread_note(discussion.card.title.text, kept.url),))


async def _stands(session: Session, discussion: Discussion) -> bool:
    """Whether the message that opened a thread is still there; on doubt it is."""
    channel, _, ts = discussion.message.partition("/")
    try:
        await session.send.call("chat.getPermalink", {"channel": channel, "message_ts": ts})
    except CallFailed as failed:
        return failed.error != "message_not_found"
    return True


async def _opened_by_others(session: Session, call: Call, paper: str) -> str:
    """The address of the thread that another press is opening right now, '' where that takes long."""
    for _ in range(LOOKS):
        if thread := await session.do(session.threads.find, paper, call.place, open_to_all=call.open_to_all):
            return thread.url
        await asyncio.sleep(BETWEEN_LOOKS)
    return ""

"""Discuss: a thread on a paper's card (in a forum, its post), where that paper is talked about; later presses lead to it."""

import discord

from bots.discord.api import NOBODY
from bots.discord.handlers.redraw import papers_in
from bots.discord.handlers.surfaces import Surface
from bots.discord.inbound import TEAM, room_of
from bots.discord.permissions import THREADS, missing
from bots.discord.render.layout import described, layout
from bots.discord.render.text import plain
from bots.discord.session import Session
from bots.shared.errors import CallFailed
from bots.shared.watching import open_once
from core.cards.card import Discussion, Reply
from core.cards.views import cannot_post_here, may_not_here, thread_note
from core.store.chats.threads import Thread

NAME = 100
"""Characters of a thread's name: resources/channel."""

HAS_ONE = "160004"
"""Discord's code for a message that has its thread already, whose id is the message's own."""


async def discuss(session: Session, surface: Surface, discussion: Discussion) -> Reply:
    """Open a paper's thread in this channel, once; returns what leads to it. Raises CallFailed."""
    call, paper, title = surface.call, discussion.card.paper_id, discussion.card.title.text
    if discussion.url:
        if await _stands(session, discussion):
            return Reply((thread_note(title, discussion.url),))
        await session.do(session.threads.drop, paper, call.place, open_to_all=call.open_to_all)
    if not call.place.team:
        return Reply((cannot_post_here(TEAM),))
    if lacking := missing(surface.interaction.app_permissions, THREADS):
        return Reply((may_not_here(lacking, TEAM),))

    async def opened(key: str) -> Thread:
        thread = await _opened(session, surface, discussion, key)
        first = await session.draw(Reply((discussion.first,)), f"show {paper}", call)
        await session.send.post(int(thread.channel), first, f"{key}-abstract-{thread.channel}")
        return thread

    return await open_once(session, call, discussion, TEAM, opened)


async def _opened(session: Session, surface: Surface, discussion: Discussion, key: str) -> Thread:
    """The thread: the post where this is one, a new post in a forum, else on the card's message. Raises CallFailed."""
    here, message = surface.interaction.channel, surface.interaction.message
    alone = message is not None and papers_in(described(message)) == [discussion.card.paper_id]
    if isinstance(here, discord.Thread) and isinstance(here.parent, discord.ForumChannel):
        if alone and message and message.id == here.id:
            return _thread(surface, here.id, here.id)
        return await _posted(session, surface, here.parent, discussion)
    if alone and message and not message.flags.ephemeral and not isinstance(here, discord.Thread):
        return await _on(session, surface, message.id, discussion)
    payload = await session.draw(Reply((discussion.card,)), "", surface.call)
    sent = await session.send.post(int(surface.call.place.channel), payload, f"{key}-{surface.call.delivery}")
    await session.keep(room_of(surface.call.place), str(sent.id), (discussion.card.paper_id,))
    return await _on(session, surface, sent.id, discussion)


async def _on(session: Session, surface: Surface, message: int, discussion: Discussion) -> Thread:
    """A thread on a message; it has the message's id, so that asking twice makes one."""
    place = surface.call.place
    where = session.send.client.get_partial_messageable(int(place.channel), guild_id=int(place.team))
    part, name = where.get_partial_message(message), str(plain(discussion.card.title.text, NAME))
    try:
        await session.send.call("thread", lambda: part.create_thread(name=name))
    except CallFailed as failed:
        if failed.error != HAS_ONE:
            raise
    return _thread(surface, message, message)


async def _posted(session: Session, surface: Surface, forum: discord.ForumChannel, discussion: Discussion) -> Thread:
    """A post of a forum, which takes no nonce: on doubt it is not made twice."""
    payload = await session.draw(Reply((discussion.card,)), "", surface.call)
    name = str(plain(discussion.card.title.text, NAME))
    made = await session.send.call(
        "forum post",
        lambda: forum.create_thread(
            name=name, view=layout(payload.components), allowed_mentions=NOBODY, suppress_embeds=True
        ),
        repeatable=False,
    )
    return _thread(surface, made.thread.id, made.message.id)


def _thread(surface: Surface, thread: int, message: int) -> Thread:
    url = f"https://discord.com/channels/{surface.call.place.team}/{thread}"
    return Thread(str(thread), str(message), url)


async def _stands(session: Session, discussion: Discussion) -> bool:
    """Whether a thread is still there; on doubt it is."""
    thread = int(discussion.message.partition("/")[0])
    try:
        await session.send.call("thread", lambda: session.send.client.fetch_channel(thread))
    except CallFailed as failed:
        return failed.error != "10003"
    return True

"""Discuss: a thread on a paper's card (in a forum, its post), where that paper is talked about; later presses lead to it."""

import discord

from bots.discord.api import NOBODY
from bots.discord.handlers.redraw import papers_in
from bots.discord.inbound import TEAM, Interaction, room_of
from bots.discord.permissions import THREADS, missing
from bots.discord.render.layout import described, layout
from bots.discord.render.text import plain
from bots.discord.session import Session
from bots.shared import watching
from bots.shared.errors import CallFailed
from core.cards.card import Discussion, Reply
from core.cards.views import cannot_post_here, may_not_here
from core.model import Call
from core.store.chats.threads import Thread

NAME = 100
"""Characters of a thread's name: resources/channel."""

HAS_ONE = "160004"
"""Discord's code for a message that has its thread already, whose id is the message's own."""


async def discuss(session: Session, call: Call, interaction: Interaction, discussion: Discussion) -> Reply:
    """Open a paper's thread in this channel, once; returns what leads to it. Raises CallFailed."""
    refusal = None if call.place.team else cannot_post_here(TEAM)
    if not refusal and (lacking := missing(interaction.app_permissions, THREADS)):
        refusal = may_not_here(lacking, TEAM)

    async def stands() -> object:
        thread = int(discussion.message.partition("/")[0])
        return await session.send.call("thread", lambda: session.send.client.fetch_channel(thread))

    async def opened(key: str) -> Thread:
        thread = await _opened(session, call, interaction, discussion, key)
        first = await session.draw(Reply((discussion.first,)), f"show {discussion.card.paper_id}", call)
        await session.send.post(int(thread.channel), first, f"{key}-abstract-{thread.channel}")
        return thread

    return await watching.discuss(session, call, discussion, stands, opened, refusal)


async def _opened(session: Session, call: Call, interaction: Interaction, discussion: Discussion, key: str) -> Thread:
    """The thread: the post where this is one, a new post in a forum, else on the card's message. Raises CallFailed."""
    here, message = interaction.channel, interaction.message
    alone = message is not None and papers_in(described(message)) == [discussion.card.paper_id]
    if isinstance(here, discord.Thread) and isinstance(here.parent, discord.ForumChannel):
        if alone and message and message.id == here.id:
            return _thread(call, here.id, here.id)
        return await _posted(session, call, here.parent, discussion)
    if alone and message and not message.flags.ephemeral and not isinstance(here, discord.Thread):
        return await _on(session, call, message.id, discussion)
    payload = await session.draw(Reply((discussion.card,)), "", call)
    sent = await session.send.post(int(call.place.channel), payload, f"{key}-{call.delivery}")
    await session.keep(room_of(call.place), str(sent.id), (discussion.card.paper_id,))
    return await _on(session, call, sent.id, discussion)


async def _on(session: Session, call: Call, message: int, discussion: Discussion) -> Thread:
    """A thread on a message; it has the message's id, so that asking twice makes one."""
    place = call.place
    where = session.send.client.get_partial_messageable(int(place.channel), guild_id=int(place.team))
    part, name = where.get_partial_message(message), str(plain(discussion.card.title.text, NAME))
    try:
        await session.send.call("thread", lambda: part.create_thread(name=name))
    except CallFailed as failed:
        if failed.error != HAS_ONE:
            raise
    return _thread(call, message, message)


async def _posted(session: Session, call: Call, forum: discord.ForumChannel, discussion: Discussion) -> Thread:
    """A post of a forum, which takes no nonce: on doubt it is not made twice."""
    payload = await session.draw(Reply((discussion.card,)), "", call)
    name = str(plain(discussion.card.title.text, NAME))
    made = await session.send.call(
        "forum post",
        lambda: forum.create_thread(
            name=name, view=layout(payload.components), allowed_mentions=NOBODY, suppress_embeds=True
        ),
        repeatable=False,
    )
    return _thread(call, made.thread.id, made.message.id)


def _thread(call: Call, thread: int, message: int) -> Thread:
    url = f"https://discord.com/channels/{call.place.team}/{thread}"
    return Thread(str(thread), str(message), url)

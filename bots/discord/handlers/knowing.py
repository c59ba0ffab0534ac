"""Papers by reference: found in a message, fetched where nobody here knows them yet."""

import asyncio

import discord

from bots.discord.handlers.redraw import papers_in
from bots.discord.render.layout import described
from bots.discord.session import Session
from core.model import Call
from core.services import posted_links
from core.services.posted_links import Link
from core.text.identifiers import find_references

LOOKS, BETWEEN_LOOKS = 40, 0.5
"""How often, and after how many seconds, a paper that is being fetched is looked for."""


def links_in(message: discord.Message) -> list[Link]:
    """The papers that a message links to, in its text or in the embeds below it, each once."""
    said = [message.content, *(embed.url or "" for embed in message.embeds)]
    return [Link(named, named) for named in dict.fromkeys(one for text in said for one in find_references(text))]


def shown_in(message: discord.Message) -> list[str]:
    """The ids of the papers whose cards a message shows."""
    return papers_in(described(message))


async def known(session: Session, link: Link, call: Call) -> str:
    """The id of a paper, fetched first where it is new; '' where no source has it, or it takes long."""
    found = await session.do(posted_links.known, session.app, link, call)
    if found or not await session.do(posted_links.ask_for, session.app, link, call):
        return found
    return await come(session, link, call)


async def come(session: Session, link: Link, call: Call) -> str:
    """The id of a paper that was asked for; '' where it takes long."""
    for _ in range(LOOKS):
        if found := await session.do(posted_links.known, session.app, link, call):
            return found
        await asyncio.sleep(BETWEEN_LOOKS)
    return ""

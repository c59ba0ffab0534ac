"""Messages: those written to us, directly or by a mention, and the papers that any message links to or shows.

Discord lets every bot read these two kinds; what else people write comes only with its intent for message content.
"""

import re
from datetime import datetime

import discord

from bots.discord import inbound
from bots.discord.handlers.redraw import papers_in
from bots.discord.handlers.surfaces import Written
from bots.discord.render.layout import described
from bots.discord.session import Session
from bots.shared import surfaces
from bots.shared.surfaces import tell_calmly
from core.commands.grammar import read
from core.services import posted_links
from core.services.posted_links import Link, LinkedMessage
from core.store.chats.inbox import Event
from core.text.identifiers import find_references

_POSTED = re.compile(r"(?<!<)https?://[^\s<>|]+")
"""An address in a message; in angle brackets its writer wants no preview of it."""

WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
"""The types of messages that a person writes."""


def line_of(message: discord.Message, us: int) -> str | None:
    """The line that a message types to us; None where it is not for us, or a bot wrote it."""
    if message.author.bot or message.type not in WRITTEN:
        return None
    mention = re.compile(rf"<@!?{us}>")
    if message.guild is not None and not mention.search(message.content):
        return None
    return " ".join(mention.sub(" ", message.content).split())


async def answer(session: Session, message: discord.Message, line: str) -> None:
    """Answer a message to us, where its author may use us."""
    if not await session.people.may_use(message.guild.id if message.guild else None, message.author.id):
        return
    given = read(line)
    surface = Written(session, message.id, inbound.of_message(message), given.verb)
    surface.manages = inbound.manages_in(message.channel, message.author)
    try:
        await surfaces.answer(surface, given)
    except Exception as error:
        await tell_calmly(surface, error)


def links_in(message: discord.Message) -> list[Link]:
    """The papers that a message links to, in its text or in the embeds below it, each once."""
    texts = [message.content, *(embed.url or "" for embed in message.embeds)]
    return [
        Link(named, named)
        for named in dict.fromkeys(reference for text in texts for reference in find_references(text))
    ]


def shown_in(message: discord.Message) -> list[str]:
    """The ids of the papers whose cards a message shows."""
    return papers_in(described(message))


def message_of(message: discord.Message) -> LinkedMessage:
    """What the core remembers of a message: the channel by name only where everybody may see it."""
    return LinkedMessage(str(message.id), message.created_at, inbound.of_message(message).channel_name)


def event_of(message: discord.Message, now: datetime) -> Event | None:
    """What is to be done for a message, fit for the inbox; None where it links to no paper, or a bot wrote it."""
    links = posted_links.links_of(_POSTED.findall(message.content))
    if message.author.bot or message.guild is None or not links:
        return None
    call, posted = inbound.of_message(message), message_of(message)
    body = {
        "guild": call.place.team, "channel": call.place.channel, "thread": call.place.thread, "user": call.person.id,
        "message": posted.id, "at": posted.at.isoformat(), "channel_name": posted.channel_name, "open": call.open_to_all,
        "closed": call.closed_thread,
        "links": [link.reference for link in links],
    }  # fmt: skip
    return Event(f"message-{message.id}", inbound.PLATFORM, body, now)


def named_in(message: discord.Message) -> tuple[str, ...]:
    """The papers that a message shows, by id, and those that it links to, by reference; each once."""
    return tuple(dict.fromkeys((*shown_in(message), *(link.reference for link in links_in(message)))))

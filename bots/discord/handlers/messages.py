"""Messages written to us: directly, or by a mention. A mention is no interaction, so what its author alone may see is sent directly.

Discord lets every bot read these two kinds; what else people write comes only with its intent for message content.
"""

import re

import discord
import msgspec

from bots.discord import inbound
from bots.discord.handlers.answering import show
from bots.discord.handlers.surfaces import Surface, tell_calmly
from bots.discord.render.message import Payload
from bots.discord.session import Session
from bots.shared.errors import CallFailed
from core.cards.card import Reply
from core.cards.views import cannot_whisper, only_typed
from core.commands.grammar import read
from core.errors import ErrorKind
from core.model import Call, Place
from core.services.redraw import for_all

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
    surface = WrittenMessage(session, message.id, inbound.of_message(message), given.verb)
    try:
        reply = await session.answer(given, surface.call, manages=_manages(message))
        if reply.discussion:
            reply = Reply((only_typed("discuss"),))
        await show(session, surface, reply, given)
    except Exception as error:
        await tell_calmly(surface, error)


class WrittenMessage(Surface):
    """A message that somebody wrote to us, a call of a verb."""

    typed = True

    def __init__(self, session: Session, message: int, call: Call, verb: str) -> None:
        self.session, self.call, self._message, self._verb, self._told = session, call, message, verb, 0

    @property
    def back(self) -> dict[str, str]:
        """The message, under which an answer stands."""
        return {"message": str(self._message)}

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> Payload:
        """Answer under the message, or to its author alone. Raises CallFailed."""
        self._told += 1
        key = f"{self.call.delivery}-{self._told}"
        if reply.private and not self.call.direct:
            return await self._directly(reply, line, key)
        payload = await self.session.draw(reply if self.call.direct else for_all(reply), line, self.call)
        await self.session.post(self.call.place, payload, key, under=self._message)
        return payload

    async def _directly(self, reply: Reply, line: str, key: str) -> Payload:
        """Send what one person may see to them; where their direct messages are closed, a line without it says what to type."""
        try:
            client, author = self.session.send.client, discord.Object(int(self.call.person.id))
            direct = await self.session.send.call("direct message", lambda: client.create_dm(author))
            call = msgspec.structs.replace(self.call, place=Place(inbound.PLATFORM, "", str(direct.id)), direct=True)
            payload = await self.session.draw(reply, line, call)
            await self.session.send.post(direct.id, payload, key)
        except CallFailed as failed:
            if failed.kind is not ErrorKind.TARGET_DEAD:
                raise
            payload = await self.session.draw(Reply((cannot_whisper(self._verb),)), "", self.call)
            await self.session.send.post(
                int(inbound.room_of(self.call.place).channel), payload, key, under=self._message
            )
        return payload


def _manages(message: discord.Message) -> bool:
    """Whether Discord says that a message's author may set the channel up."""
    author = message.author
    if message.guild is None or not isinstance(author, discord.Member):
        return False
    return author.id == message.guild.owner_id or message.channel.permissions_for(author).manage_channels

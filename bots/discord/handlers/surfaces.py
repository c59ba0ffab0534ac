"""Where an interaction came from, and so where its answer goes: a placeholder to fill, a message, a list that one person sees."""

import logging
from collections.abc import Mapping, Sequence
from secrets import token_hex

import discord

from bots.discord import inbound
from bots.discord.handlers.redraw import fresh
from bots.discord.inbound import Interaction, room_of
from bots.discord.render.layout import described
from bots.discord.render.message import Payload, fallback, message
from bots.discord.render.text import escape
from bots.discord.session import Session
from bots.shared.changes import not_noted
from bots.shared.errors import CallFailed
from core.cards.card import Card, Reply
from core.cards.views import calm, cannot_post_here, cannot_whisper
from core.commands.grammar import DEFAULT
from core.commands.table import TABLE
from core.errors import ErrorKind
from core.model import Call
from core.services.redraw import for_all
from core.text.clipping import NOTHING
from core.votes.emoji import Message

MAY_NOT_POST = ("50001", "50013", "160005")
"""Discord's codes for a channel where we may not post: no access, no permission, a locked thread."""

log = logging.getLogger("paperboy")


class Surface:
    """A message that everybody sees: answers go to the person alone, and what changed is redrawn in the message.

    `typed`: there is no message, for a command was typed. `room`: it stands in a direct message, and acts in this channel or
    thread; `manages`: Discord says that the person may set up where it acts.
    """

    typed = False

    def __init__(self, session: Session, interaction: Interaction, call: Call) -> None:
        self.session, self.interaction, self.call = session, interaction, call
        self.room, self.manages = 0, False

    @property
    def own(self) -> bool:
        """Whether only this person sees it, so that turning its page disturbs nobody."""
        return self.interaction.guild_id is None

    @property
    def back(self) -> dict[str, str]:
        """What is needed to answer later: the interaction's token, while that lives."""
        return inbound.back_of(self.interaction) | ({"room": str(self.room)} if self.room else {})

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> Payload:
        """Answer; with `replace` in place of what was there. Raises CallFailed."""
        payload = await self.session.draw(reply if reply.private else for_all(reply), line, self.call, self.room)
        if replace:
            await self.session.send.replace(self.interaction, payload)
        elif reply.private:
            await self.session.send.respond(self.interaction, payload, private=True)
        else:
            await self._publish(reply, payload)
        return payload

    async def refuse(self) -> None:
        """Say that what the person did could not be noted; asks nothing of the record. Raises CallFailed."""
        await self.session.send.respond(self.interaction, message(Reply((not_noted(),)), "", str), private=True)

    async def redraw(self, cards: Sequence[Card]) -> None:
        """Redraw the papers that changed. Raises CallFailed."""
        pressed = self.interaction.message
        if pressed is None:
            return
        async with self.session.turn(str(pressed.id)):
            under = Message(room_of(self.call.place), str(pressed.id))
            if payload := await fresh(self.session, described(pressed), under, self.room):
                await self.session.send.replace(self.interaction, payload)

    async def _publish(self, reply: Reply, payload: Payload) -> None:
        """A post of our own where we may write, for it has a nonce; else by the interaction, which may write anywhere."""
        may, place = self.interaction.app_permissions, self.call.place
        if may.view_channel and (may.send_messages_in_threads if place.thread else may.send_messages):
            await self.session.post(place, payload, self.call.delivery)
            return
        sent = await self.session.send.respond(self.interaction, payload, private=False)
        await self._remember(sent.id, reply)

    async def _remember(self, message: int, reply: Reply) -> None:
        """Keep which papers a message shows that everybody sees."""
        papers = dict.fromkeys(card.paper_id for card in reply.cards if card.paper_id)
        await self.session.keep(room_of(self.call.place), str(message), tuple(papers))


class Typed(Surface):
    """A command: its placeholder was made before the answer was known, seen by one person or by all."""

    typed = True

    def __init__(self, session: Session, interaction: Interaction, call: Call, *, private: bool) -> None:
        super().__init__(session, interaction, call)
        self._placeholder = "private" if private else "public"

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> Payload:
        """Answer in the placeholder's place; what comes later is a further message."""
        waiting, self._placeholder = self._placeholder, ""
        if not waiting:
            return await super().tell(reply, line)
        if waiting == "public" and reply.private:  # an error is nobody else's business
            return await self._hush(reply, line)
        shown = reply if waiting == "private" else for_all(reply)
        payload = await self.session.draw(shown, line, self.call, self.room)
        sent = await self.session.send.replace(self.interaction, payload)
        if waiting == "public":
            await self._remember(sent.id, reply)
        return payload

    async def refuse(self) -> None:
        """Say so in the placeholder's place."""
        await self.session.send.replace(self.interaction, message(Reply((not_noted(),)), "", str))

    async def _hush(self, reply: Reply, line: str) -> Payload:
        """Answer one person, and take a placeholder away that all see: it must be filled first (discord-api-docs#2739)."""
        await self.session.send.replace(self.interaction, fallback(Payload(escape(NOTHING), ())))
        payload = await super().tell(reply, line)
        await self.session.send.withdraw(self.interaction)
        return payload


class Later(Surface):
    """Where a press is answered that somebody else died with, or that was recorded late: to its person.

    `back` is what was recorded of its interaction.
    """

    typed = True

    def __init__(self, session: Session, call: Call, back: Mapping[str, str]) -> None:
        super().__init__(session, inbound.again(session.send.client, call, back), call)
        self.room = int(back.get("room", 0))


class PrivateList(Surface):
    """A message that one person sees."""

    own = True


def surface_of(session: Session, interaction: Interaction, call: Call) -> Surface:
    """The surface of the message that an interaction came from."""
    pressed = interaction.message
    return (PrivateList if pressed and pressed.flags.ephemeral else Surface)(session, interaction, call)


async def tell_calmly(surface: Surface, error: Exception) -> None:
    """Log what went wrong under a reference, and tell the person that, if Discord lets us."""
    reference = token_hex(2)
    log.error("reference %s", reference, exc_info=error)
    if not isinstance(error, CallFailed) or error.kind not in (ErrorKind.TOO_LATE, ErrorKind.TEAM_DEAD):
        try:
            shut = isinstance(error, CallFailed) and error.error in MAY_NOT_POST
            await surface.tell(Reply((cannot_post_here(inbound.TEAM) if shut else calm(reference),)), "")
        except CallFailed as failed:
            log.warning("%s", failed)


class Written(Surface):
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
            payload = await self.session.draw(reply, line, self.call, int(inbound.room_of(self.call.place).channel))
            await self.session.send.post(direct.id, payload, key)
        except CallFailed as failed:
            if failed.kind is not ErrorKind.TARGET_DEAD:
                raise
            row = TABLE.get(self._verb) or TABLE[DEFAULT]
            done = row.changes and reply.outcome == "done" and not reply.asks
            shut = cannot_whisper(row.name, offered=row.menu, done=done)
            payload = await self.session.draw(Reply((shut,)), "", self.call)
            await self.session.send.post(
                int(inbound.room_of(self.call.place).channel), payload, key, under=self._message
            )
        return payload

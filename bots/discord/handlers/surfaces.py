"""Where an interaction came from, and so where its answer goes: a placeholder to fill, a message, a list that one person sees."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bots.discord import inbound
from bots.discord.api import acknowledge
from bots.discord.handlers import talk
from bots.discord.handlers.redraw import fresh
from bots.discord.inbound import Interaction, room_of
from bots.discord.render.layout import described
from bots.discord.render.limits import FOLLOW_UP_SECONDS
from bots.discord.render.message import Payload, message
from bots.discord.render.text import escape
from bots.discord.session import Session
from bots.shared.changes import Change, not_noted
from bots.shared.errors import CallFailed
from bots.shared.surfaces import BaseSurface
from core.cards.card import Card, Discussion, Reply
from core.cards.views import cannot_post_here, cannot_whisper, not_for_you, only_pressed, out_of_sight
from core.commands.grammar import DEFAULT, read
from core.commands.outcomes import SlowOutcome
from core.commands.table import TABLE
from core.errors import ErrorKind
from core.model import Call
from core.services.redraw import for_all
from core.store.chats.follows import Asker
from core.text.clipping import NOTHING
from core.votes.emoji import Message

MAY_NOT_POST = ("50001", "50013", "160005")
"""Discord's codes for a channel where we may not post: no access, no permission, a locked thread."""


class Surface(BaseSurface):
    """A message that everybody sees: answers go to the person alone, and what changed is redrawn in the message.

    `room`: it stands in a direct message, and acts in this channel or thread. `placeholder` is who sees the empty answer
    that waits to be filled, "" where there is none.
    """

    session: Session
    silent = frozenset({ErrorKind.TOO_LATE, ErrorKind.TEAM_DEAD})

    def __init__(self, session: Session, interaction: Interaction, call: Call, asked_in: int = 0) -> None:
        self.session, self.interaction, self.call, self._asked_in = session, interaction, call, asked_in
        self.room, self.placeholder = 0, ""

    @property
    def own(self) -> bool:
        """Whether it stands in a direct message."""
        return self.interaction.guild_id is None

    @property
    def back(self) -> dict[str, str]:
        """The interaction's token, while that lives."""
        return inbound.back_of(self.interaction) | ({"room": str(self.room)} if self.room else {})

    async def refusal(self) -> Card | None:
        """What a person reads whom we do not serve where they are, or who does not see (any more) the room in which this acts.

        From then on it acts there. Raises HTTPException where Discord does not say.
        """
        people, interaction = self.session.people, self.interaction
        if not await people.may_use(interaction.guild_id, interaction.user.id):
            return not_for_you(inbound.TEAM)
        if self._asked_in:
            there = await people.guilds.call_in(self._asked_in, interaction, self.call.now)
            if not there:
                return out_of_sight()
            (self.call, self.manages), self.room = there, self._asked_in
        return None

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> None:
        """Answer; with `replace` in place of what was there. Raises CallFailed."""
        payload = await self.session.draw(reply if reply.private else for_all(reply), line, self.call, self.room)
        if replace:
            await self.session.send.replace(self.interaction, payload)
        elif reply.private:
            await self.session.send.respond(self.interaction, payload, private=True)
        else:
            await self._publish(reply, payload)

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

    async def discuss(self, discussion: Discussion) -> Reply:
        """Open a paper's thread in this channel. Raises CallFailed."""
        return await talk.discuss(self.session, self.call, self.interaction, discussion)

    def regret(self, failed: CallFailed) -> Card | None:
        """Words for a channel where we may not post."""
        return cannot_post_here(inbound.TEAM) if failed.error in MAY_NOT_POST else None

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

    def __init__(
        self, session: Session, interaction: Interaction, call: Call, asked_in: int = 0, *, private: bool
    ) -> None:
        super().__init__(session, interaction, call, asked_in)
        self.placeholder = "private" if private else "public"

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> None:
        """Answer in the placeholder's place; what comes later is a further message."""
        waiting, self.placeholder = self.placeholder, ""
        if not waiting:
            await super().tell(reply, line)
        elif waiting == "public" and reply.private:  # an error is nobody else's business
            await self._hush(reply, line)
        else:
            shown = reply if waiting == "private" else for_all(reply)
            payload = await self.session.draw(shown, line, self.call, self.room)
            sent = await self.session.send.replace(self.interaction, payload)
            if waiting == "public":
                await self._remember(sent.id, reply)

    async def refuse(self) -> None:
        """Say so in the placeholder's place."""
        await self.session.send.replace(self.interaction, message(Reply((not_noted(),)), "", str))

    async def _hush(self, reply: Reply, line: str) -> None:
        """Answer one person, and take a placeholder away that all see: it must be filled first (discord-api-docs#2739)."""
        await self.session.send.replace(self.interaction, Payload(escape(NOTHING), ()).in_words())
        await super().tell(reply, line)
        await self.session.send.withdraw(self.interaction)


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


class Written(Surface):
    """A message that somebody wrote to us, a call of a verb."""

    typed = True

    def __init__(self, session: Session, message: int, call: Call, verb: str) -> None:
        self.session, self.call, self._message, self._verb, self._answers = session, call, message, verb, 0

    @property
    def back(self) -> dict[str, str]:
        """The message, under which an answer stands."""
        return {"message": str(self._message)}

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> None:
        """Answer under the message, or to its author alone. Raises CallFailed."""
        self._answers += 1
        key = f"{self.call.delivery}-{self._answers}"
        if reply.private and not self.call.direct:
            await self._directly(reply, line, key)
            return
        payload = await self.session.draw(reply if self.call.direct else for_all(reply), line, self.call)
        await self.session.post(self.call.place, payload, key, under=self._message)

    async def discuss(self, discussion: Discussion) -> Reply:
        """Say that a button opens a thread: a message comes without the permissions that it takes."""
        return Reply((only_pressed(),))

    async def _directly(self, reply: Reply, line: str, key: str) -> None:
        """Send what one person may see to them; where their direct messages are closed, a line without it says what to type."""
        try:
            direct = await self.session.send.direct(int(self.call.person.id))
            payload = await self.session.draw(reply, line, self.call, int(inbound.room_of(self.call.place).channel))
            await self.session.send.post(direct, payload, key)
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


async def surface_of(
    session: Session, interaction: Interaction, *, room: int = 0, placeholder: bool = True, private: bool = True
) -> Surface | None:
    """Where an interaction is answered, which is acknowledged by it: in a placeholder, of a command, a menu or a form, else where
    the message is that it came from. It acts in a room, if one is given.

    None where Discord no longer waits: then nothing may be done.
    """
    if not await acknowledge(session.send, interaction, thinking=placeholder, private=placeholder and private):
        return None
    pressed, call = interaction.message, inbound.of_interaction(interaction, session.clock.now())
    surface: Surface
    if placeholder:
        surface = Typed(session, interaction, call, room, private=private)
    else:
        kind = PrivateList if pressed and pressed.flags.ephemeral else Surface
        surface = kind(session, interaction, call, room)
    surface.manages = inbound.manages(interaction)
    return surface


def later(session: Session, change: Change) -> Surface:
    """Where a change is answered that nobody waits for any more, whose interaction is known by its token only."""
    if change.back["placeholder"]:
        return Typed(session, inbound.again(session.send.client, change.call, change.back), change.call, private=True)
    return Later(session, change.call, change.back)


def outcome_surface(session: Session, asker: Asker, outcome: SlowOutcome) -> Surface | None:
    """Where somebody hears what became of slow work: under the message, or by the interaction's token; None where its life is over."""
    call = asker.call
    if message_id := asker.back.get("message"):
        return Written(session, int(message_id), call, read(outcome.line).verb if outcome.line else DEFAULT)
    if session.clock.now() - call.now > timedelta(seconds=FOLLOW_UP_SECONDS):
        return None
    return Later(session, call, asker.back)

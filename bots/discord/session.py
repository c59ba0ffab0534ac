"""A bot's running state, where everything comes together: the core's answers, the way out, and who is who. One for all guilds."""

from collections.abc import Coroutine
from typing import Any

import discord
import msgspec

from bots.discord.api import Api
from bots.discord.inbound import PLATFORM, TEAM, room_of
from bots.discord.members import Members
from bots.discord.render.message import Payload, message, papers_in
from bots.discord.render.whispers import acts_at, parking
from bots.shared.changes import SentFile
from bots.shared.session import Alert, BaseSession
from core.app import Paperboy
from core.cards.card import Card, Field, Reply
from core.cards.views import acts_elsewhere
from core.commands.table import Verb
from core.model import Call, Place
from core.store.kept.lists import SharedLists
from core.store.votes.shelf import Shelf
from core.votes.emoji import Rules


class Session(BaseSession):
    """What every handler needs."""

    send: Api

    def __init__(self, app: Paperboy, send: Api, people: Members, alert: Alert) -> None:
        super().__init__(app, PLATFORM, TEAM, alert)
        self.shelf, self.lists, self.rules = app.of(Shelf), app.of(SharedLists), app.of(Rules)
        self.send, self.people = send, people

    async def informed(self, call: Call, verb: Verb, *, manages: bool) -> Call:
        """The call with who may set its channel up, where its person may not: whether we may post there it says already."""
        return await self.people.informed(call, manages=manages)

    async def fetch(self, file: SentFile) -> bytes:
        """What a file holds; one that is too large is not fetched, and the core says so. Raises CallFailed."""
        return await self.send.download(file)

    async def draw(self, reply: Reply, line: str, call: Call, room: int = 0) -> Payload:
        """A reply as a message; in a direct one without the acts that do something in a channel. People of Discord are named.

        `room`: it is sent directly, and what is pressed there acts in this channel or thread, where it was asked for.
        """
        cards = tuple(acts_at(call.place, room, _with_ours(card)) for card in reply.cards)
        if room and any(card.buttons or card.menu for card in cards):
            cards += (acts_elsewhere(str(getattr(self.send.client.get_channel(room), "name", ""))),)
        return await self.do(message, msgspec.structs.replace(reply, cards=cards), line, parking(self.park))

    async def post(self, place: Place, payload: Payload, key: str, *, under: int = 0) -> discord.Message:
        """Post a message once under a key, keep which papers it shows and offer their number emoji. Raises CallFailed."""
        sent = await self.send.post(int(room_of(place).channel), payload, key, under=under)
        await self.keep(room_of(place), str(sent.id), papers_in(payload.components))
        return sent

    def _offer(self, room: Place, message: str, count: int) -> Coroutine[Any, Any, None]:
        return self.send.offer(int(room.channel), int(message), count)


def _with_ours(card: Card) -> Card:
    """The card with only those whom Discord knows among the people that its lines are about."""
    if not any(field.people for field in card.fields):
        return card
    fields = (
        Field(line.name, line.value, tuple(p for p in line.people if p.platform == PLATFORM)) for line in card.fields
    )
    return msgspec.structs.replace(card, fields=tuple(fields))

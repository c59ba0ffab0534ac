"""The desk where everything comes together: the core's answers, the way out, and who is who. One for a workspace."""

import asyncio

import msgspec

from bots.shared.errors import CallFailed
from bots.shared.session import BaseSession
from bots.slack.api import Api
from bots.slack.inbound import PLATFORM
from bots.slack.members import Members
from bots.slack.render.message import Payload, message, paper_of
from core.app import Paperboy
from core.cards.card import Card, Field, Reply
from core.commands.dispatch import answer, perform
from core.commands.grammar import Given, read
from core.model import Call, Person, Place
from core.services.redraw import named

NAMED = 20
"""People that one line names, the earliest first: each takes a call (users.info, a hundred a minute)."""


class Session(BaseSession):
    """What every handler needs. `bot` is our own user id in the workspace, `teams` those that may use us."""

    def __init__(self, app: Paperboy, send: Api, people: Members, bot: str, teams: frozenset[str]) -> None:
        super().__init__(app, PLATFORM)
        self.send, self.people, self.bot, self.teams = send, people, bot, teams

    async def answer(self, line: str | Given, call: Call, *, recorded: bool = False) -> Reply:
        """What the core answers to a line; for a verb that sets a channel up it is looked up who may, and where we may post.

        Raises RecordDown where the call is `recorded`, so that it waits; else nothing.
        """
        given = read(line) if isinstance(line, str) else line
        if (verb := given.row) and (verb.posts or verb.rights):
            call = await self.people.informed(call, waits=verb.sets_up)
        return await self.do(perform if recorded else answer, self.app, given, call)

    async def draw(self, reply: Reply, line: str) -> Payload:
        """A reply as a message."""
        return await self.do(message, reply, line, self.park)

    async def named(self, reply: Reply, viewer: Person) -> Reply:
        """A reply for one person, with those of the same workspace named whom it is about.

        By name: what a mention in an ephemeral message does is written nowhere, and a name wakes nobody.
        """
        cards = [await self._named(card, viewer) for card in reply.cards]
        return msgspec.structs.replace(reply, cards=tuple(cards))

    async def _named(self, card: Card, viewer: Person) -> Card:
        if not any(field.people for field in card.fields):
            return card
        fields = [await self._with_names(field, viewer) for field in card.fields]
        return msgspec.structs.replace(card, fields=tuple(fields))

    async def _with_names(self, field: Field, viewer: Person) -> Field:
        here = [one.id for one in field.people if (one.platform, one.team) == (viewer.platform, viewer.team)]
        names = await asyncio.gather(*(self._name(user) for user in here[:NAMED]))
        return named(Field(field.name, field.value, field.people), [name for name in names if name])

    async def _name(self, user: str) -> str:
        try:
            found = (await self.send.call("users.info", {"user": user}))["user"]
        except CallFailed:
            return ""
        profile = found.get("profile") or {}
        return str(profile.get("display_name") or found.get("real_name") or found.get("name") or "")

    async def post(
        self, place: Place, payload: Payload, key: str, *, again: bool = False, turning: bool = False
    ) -> str:
        """Post a message once under a key, keep which papers it shows and offer their number emoji; returns its ts.

        `turning`: it is a list that one person sees and whose pages turn in place, so that reactions under it count for
        nothing. Raises CallFailed.
        """
        ts = await self.send.post(place.channel, payload, key, thread=place.thread, again=again)
        shown = (paper_of(str(block.get("block_id") or "")) for block in payload.blocks)
        papers = list(dict.fromkeys(filter(None, shown)))
        if not turning:
            room = Place(place.platform, place.team, place.channel)
            await self.do(self.posts.put, room, ts, papers, self.clock.now())
            if len(papers) > 1:
                self.start(self.send.offer(place.channel, ts, len(papers)))
        return ts

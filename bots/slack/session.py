"""A bot's running state, where everything comes together: the core's answers, the way out, and who is who. One for a workspace."""

from collections.abc import Coroutine
from typing import Any

import msgspec

from bots.shared.changes import SentFile
from bots.shared.session import Alert, BaseSession
from bots.slack.api import Api
from bots.slack.inbound import PLATFORM, TEAM
from bots.slack.members import Members
from bots.slack.render.message import Payload, message, papers_in
from core.app import Paperboy
from core.cards.card import Reply
from core.commands.table import Verb
from core.model import Call, Place


class Session(BaseSession):
    """What every handler needs. `bot` is our own user id in the workspace."""

    send: Api

    def __init__(self, app: Paperboy, send: Api, people: Members, bot: str, alert: Alert) -> None:
        super().__init__(app, PLATFORM, TEAM, alert)
        self.send, self.people, self.bot = send, people, bot
        self.hearing.lacks = send.lacks

    async def known(self, call: Call) -> Call:
        """The call with whether its person is of another workspace."""
        return await self.people.profiles.told_apart(call)

    async def informed(self, call: Call, verb: Verb, *, manages: bool) -> Call:
        """The call with who may set its channel up, whether we may post there, and the person's time zone."""
        return await self.people.informed(call, waits=verb.sets_up)

    async def with_zone(self, call: Call) -> Call:
        """The call with its person's time zone."""
        return msgspec.structs.replace(call, zone=await self.people.profiles.zone(call.person))

    async def settled(self, call: Call) -> Call:
        """The call as made in the person's direct channel with us, if it was made in none. Raises CallFailed."""
        if call.place.channel:
            return call
        place = msgspec.structs.replace(call.place, channel=await self.send.direct(call.person.id))
        return msgspec.structs.replace(call, place=place, direct=True)

    async def fetch(self, file: SentFile) -> bytes:
        """What a file holds. Raises NoFile."""
        return await self.send.download(file)

    async def draw(self, reply: Reply, line: str) -> Payload:
        """A reply as a message."""
        return await self.do(message, reply, line, self.park)

    async def post(
        self, place: Place, payload: Payload, key: str, *, again: bool = False, turning: bool = False
    ) -> str:
        """Post a message once under a key, keep which papers it shows and offer their number emoji; returns its ts.

        `turning`: it is a list that one person sees and whose pages turn in place, so that reactions under it count for
        nothing. Raises CallFailed.
        """
        ts = await self.send.post(place.channel, payload, key, thread=place.thread, again=again)
        if not turning:
            await self.keep(place.unthreaded, ts, list(dict.fromkeys(papers_in(payload.blocks))))
        return ts

    def _offer(self, room: Place, message: str, count: int) -> Coroutine[Any, Any, None]:
        return self.send.offer(room.channel, message, count)

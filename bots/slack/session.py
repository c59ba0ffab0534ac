"""A bot's running state, where everything comes together: the core's answers, the way out, and who is who. One for a workspace."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bots.shared.session import BaseSession
from bots.slack.api import Api
from bots.slack.inbound import PLATFORM
from bots.slack.members import Members
from bots.slack.render.message import Payload, message, papers_in
from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import answer, perform
from core.commands.grammar import Given, read
from core.model import Call, Place

log = logging.getLogger("paperboy")


class Session(BaseSession):
    """What every handler needs. `bot` is our own user id in the workspace; `alert` tells the operator, of one cause once a day."""

    send: Api

    def __init__(
        self,
        app: Paperboy,
        send: Api,
        people: Members,
        bot: str,
        alert: Callable[[str, str], object] = lambda sentence, cause: log.error("%s", sentence),
    ) -> None:
        super().__init__(app, PLATFORM)
        self.send, self.people, self.bot, self.alert = send, people, bot, alert
        self.hearing.lacks = send.lacks

    async def answer(self, line: str | Given, call: Call, *, recorded: bool = False) -> Reply:
        """What the core answers to a line; for a verb that sets a channel up it is looked up who may, and where we may post.

        Raises RecordDown where the call is `recorded`, so that it waits; else nothing.
        """
        given, call = read(line) if isinstance(line, str) else line, await self.people.profiles.told_apart(call)
        if (verb := given.row) and (verb.posts or verb.rights):
            call = await self.people.informed(call, waits=verb.sets_up)
        return await self.do(perform if recorded else answer, self.app, given, call)

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
            room = Place(place.platform, place.team, place.channel)
            await self.keep(room, ts, list(dict.fromkeys(papers_in(payload.blocks))))
        return ts

    def _offer(self, room: Place, message: str, count: int) -> Coroutine[Any, Any, None]:
        return self.send.offer(room.channel, message, count)

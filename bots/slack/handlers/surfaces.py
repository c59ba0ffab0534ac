"""Where a press came from, and so where its answer goes: a message, a list only one person sees, an unfurled link, a modal, Home."""

import logging
from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any

from bots.shared.changes import not_noted
from bots.shared.errors import CallFailed
from bots.slack import inbound
from bots.slack.handlers import home
from bots.slack.handlers.home import modal
from bots.slack.handlers.redraw import fresh, redraw_message
from bots.slack.inbound import response_url
from bots.slack.render.message import Payload, line_of, message
from bots.slack.session import Session
from core.cards.card import Card, Reply
from core.cards.views import calm, note
from core.errors import ErrorKind
from core.model import Call
from core.services.redraw import for_all

Body = Mapping[str, Any]


TOO_LATE = "Slack gave me too little time to show that; please try again."
"""What somebody reads whose trigger had expired when a form or a modal was to be opened."""

log = logging.getLogger("paperboy")


class Surface:
    """A message that everybody sees: answers go to the person alone, and what changed is redrawn in the message.

    `typed`: there is no message, for a command was typed; `_later`: others had the call before us, and may have answered.
    """

    typed = _later = False

    def __init__(self, session: Session, body: Body, call: Call) -> None:
        self.session, self.body, self.call = session, body, call
        container = body.get("container")
        self.container: Body = container if isinstance(container, Mapping) else {}

    @property
    def own(self) -> bool:
        """Whether only this person sees it, so that turning its page disturbs nobody."""
        return self.call.place.channel.startswith("D")

    @property
    def back(self) -> dict[str, str]:
        """What is needed to answer later: the address that came along, while that lives."""
        return {"response_url": response_url(self.body)}

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> Payload:
        """Answer; with `replace` in place of what was there. Raises CallFailed."""
        reply = await self.session.people.profiles.named(reply, self.call.person) if reply.private else for_all(reply)
        payload = await self.session.draw(reply, line)
        if reply.private or replace or not await self._posted(payload):
            await self._answer(payload, private=reply.private and not (replace and self.own), replace=replace)
        return payload

    async def refuse(self) -> None:
        """Say that what the person did could not be noted; asks nothing of the record. Raises CallFailed."""
        await self._answer(message(Reply((not_noted(),)), "", str), private=True)

    async def _answer(self, payload: Payload, *, private: bool, replace: bool = False) -> None:
        """Answer by the address that came along, while it lives; else to the person alone."""
        url, thread = response_url(self.body), self.call.place.thread
        if url and await self.session.send.respond(url, payload, private=private, replace=replace, thread=thread):
            return
        where: dict[str, object] = {"channel": self.call.place.channel, "user": self.call.person.id}
        where["thread_ts"] = thread or None
        if self.call.place.channel:
            await self._whisper(payload, where)

    async def _posted(self, payload: Payload) -> bool:
        """Post what everybody sees as a message of our own, whose reactions count; False where we may not post."""
        try:
            await self.session.post(self.call.place, payload, self.call.delivery, again=self._later)
        except CallFailed as failed:
            if failed.kind is not ErrorKind.TARGET_DEAD:
                raise
            return False
        return True

    async def _whisper(self, payload: Payload, where: dict[str, object]) -> None:
        """A message that one person sees; a direct one where we are no member of the channel."""
        try:
            await self.session.send.call("chat.postEphemeral", payload.post() | where)
        except CallFailed as failed:
            if failed.kind is not ErrorKind.TARGET_DEAD:
                raise
            await self.session.send.post(self.call.person.id, payload, self.call.delivery)

    async def redraw(self, cards: Sequence[Card]) -> None:
        """Redraw the papers that changed. Raises CallFailed."""
        shown = self.body.get("message")
        if not isinstance(shown, Mapping) or not shown.get("blocks"):
            return
        await redraw_message(self.session, self.call.place, str(shown.get("ts")), shown)


class Typed(Surface):
    """A command: there is nothing to redraw, so all is answered."""

    typed = True


class Later(Typed):
    """Where a change is answered that somebody else died with, or that was recorded late: to its person, who may be elsewhere."""

    _later = True

    async def _answer(self, payload: Payload, *, private: bool, replace: bool = False) -> None:
        if self.call.place.channel:
            await super()._answer(payload, private=private, replace=replace)
        else:  # App Home and modals stand in no channel
            await self.session.send.post(self.call.person.id, payload, self.call.delivery, again=True)


class Written(Later):
    """A direct message that somebody wrote: it is answered by messages, each once."""

    async def _answer(self, payload: Payload, *, private: bool, replace: bool = False) -> None:
        await self.session.post(self.call.place, payload, self.call.delivery, again=True)


class PrivateList(Surface):
    """A message that one person sees. Slack does not send it along: its list is made again from the line in a card's name."""

    @property
    def own(self) -> bool:
        """It is."""
        return True

    async def redraw(self, cards: Sequence[Card]) -> None:
        """Make the list again, which holds the changed papers."""
        if made_by := await self.session.line(line_of(_block(self.body))):
            await self.tell(await self.session.answer(made_by, self.call), made_by, replace=True)
        else:  # the line's day is over: the paper alone, so that the press is seen to have counted
            await self.tell(Reply(tuple(cards)), f"show {cards[0].paper_id}")


class _Unfurled(Surface):
    """The card under a link that somebody posted: the message is theirs, only the card is ours."""

    async def redraw(self, cards: Sequence[Card]) -> None:
        """Unfurl again."""
        url = str(self.container.get("app_unfurl_url") or "")
        _, blocks = await fresh(self.session, (self.body.get("app_unfurl") or {}).get("blocks") or (), self.call.place)
        where = {"channel": self.call.place.channel, "ts": self.container.get("message_ts")}
        await self.session.send.call("chat.unfurl", {"unfurls": {url: {"blocks": blocks}}} | where)


class _Modal(Surface):
    """A modal: it keeps the line that filled it, and an answer is laid on top of it."""

    own = True

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> Payload:
        """Lay the answer on top, or put it in the place of what was there."""
        reply = await self.session.people.profiles.named(reply, self.call.person)
        made = await self.session.do(modal, self.session, reply, line)
        if replace or not await self._push(made):
            await self.session.send.call("views.update", {"view_id": self.container.get("view_id"), "view": made})
        return await self.session.draw(reply, line)

    async def refuse(self) -> None:
        """Lay the sentence on top."""
        await self._push(modal(self.session, Reply((not_noted(),)), ""))

    async def _push(self, made: dict[str, object]) -> bool:
        """Lay a modal on top; False where Slack's three are open."""
        try:
            await self.session.send.call("views.push", {"trigger_id": self.body.get("trigger_id"), "view": made})
        except CallFailed as failed:
            if failed.error != "push_limit_reached":
                raise
            return False
        return True

    async def redraw(self, cards: Sequence[Card]) -> None:
        """Fill the modal again."""
        line = str(self.body.get("view", {}).get("private_metadata") or "")
        await self.tell(await self.session.answer(line, self.call), line, replace=True)


class _Home(Surface):
    """App Home: answers open in a modal."""

    own = True

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> Payload:
        """Open a modal with the answer."""
        reply = await self.session.people.profiles.named(reply, self.call.person)
        made = await self.session.do(modal, self.session, reply, line)
        await self._open(made)
        return await self.session.draw(reply, line)

    async def refuse(self) -> None:
        """Open a modal with the sentence."""
        await self._open(modal(self.session, Reply((not_noted(),)), ""))

    async def _open(self, made: dict[str, object]) -> None:
        await self.session.send.call("views.open", {"trigger_id": self.body.get("trigger_id"), "view": made})

    async def redraw(self, cards: Sequence[Card]) -> None:
        """Redraw Home."""
        await home.show(self.session, self.call)


def surface_of(session: Session, body: Body, call: Call) -> Surface:
    """The surface that an interaction came from; for a command, the channel it was typed in."""
    container, shown = body.get("container") or {}, body.get("view") or {}
    if "command" in body:
        return Typed(session, body, call)
    if shown:
        return (_Home if shown.get("type") == "home" else _Modal)(session, body, call)
    if container.get("is_app_unfurl"):
        return _Unfurled(session, body, call)
    return (PrivateList if container.get("is_ephemeral") else Surface)(session, body, call)


def _block(body: Body) -> str:
    actions = body.get("actions")
    return str(actions[0].get("block_id") or "") if isinstance(actions, list) and actions else ""


__all__ = ["Surface", "inbound", "modal", "surface_of"]


async def tell_calmly(surface: Surface, error: Exception) -> None:
    """Log what went wrong under a reference, and tell the person that, if Slack lets us."""
    reference = token_hex(2)
    log.error("reference %s", reference, exc_info=error)
    kind = error.kind if isinstance(error, CallFailed) else None
    if kind is ErrorKind.TEAM_DEAD:
        return
    try:
        await surface.tell(Reply((note(TOO_LATE) if kind is ErrorKind.TOO_LATE else calm(reference),)), "")
    except CallFailed as failed:
        log.warning("%s", failed)

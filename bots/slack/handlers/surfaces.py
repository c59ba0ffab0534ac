"""Where a press came from, and so where its answer goes: a message, a list only one person sees, an unfurled link, a modal, Home."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bots.shared.changes import Change, not_noted
from bots.shared.errors import CallFailed
from bots.shared.surfaces import BaseSurface
from bots.slack.handlers import home, talk
from bots.slack.handlers.home import modal
from bots.slack.handlers.redraw import fresh, redraw_message
from bots.slack.inbound import TEAM, response_url
from bots.slack.render.message import Payload, line_of, message
from bots.slack.session import Session
from core.cards.card import Card, Discussion, Reply
from core.cards.views import not_for_you, note
from core.commands.grammar import read
from core.commands.outcomes import SlowOutcome
from core.errors import ErrorKind
from core.model import Call
from core.services.redraw import for_all
from core.store.chats.follows import Asker

Body = Mapping[str, Any]

TOO_LATE = "Slack gave me too little time to show that; please try again."
"""What somebody reads whose trigger had expired when a form or a modal was to be opened."""


class Surface(BaseSurface):
    """A message that everybody sees: answers go to the person alone, and what changed is redrawn in the message.

    `_later`: others had the call before us, and may have answered.
    """

    session: Session
    _later = False

    def __init__(self, session: Session, body: Body, call: Call) -> None:
        self.session, self.body, self.call = session, body, call
        container = body.get("container")
        self.container: Body = container if isinstance(container, Mapping) else {}

    @property
    def own(self) -> bool:
        """Whether it stands in a direct message."""
        return self.call.place.channel.startswith("D")

    @property
    def back(self) -> dict[str, str]:
        """The address that came along, while that lives."""
        return {"response_url": response_url(self.body)}

    async def refusal(self) -> Card | None:
        """What people of a workspace read that may not use us."""
        return None if self.session.people.may_use(self.call.person.team) else not_for_you(TEAM)

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> None:
        """Answer; with `replace` in place of what was there. Raises CallFailed."""
        reply = await self.session.people.profiles.named(reply, self.call.person) if reply.private else for_all(reply)
        payload = await self.session.draw(reply, line)
        if reply.private or replace or not await self._posted(payload):
            await self._answer(payload, private=reply.private and not (replace and self.own), replace=replace)
        await self._attach(payload)

    async def refuse(self) -> None:
        """Say that what the person did could not be noted; asks nothing of the record. Raises CallFailed."""
        await self._answer(message(Reply((not_noted(),)), "", str), private=True)

    async def redraw(self, cards: Sequence[Card]) -> None:
        """Redraw the papers that changed. Raises CallFailed."""
        shown = self.body.get("message")
        if isinstance(shown, Mapping) and shown.get("blocks"):
            await redraw_message(self.session, self.call.place, str(shown.get("ts")), shown)

    async def discuss(self, discussion: Discussion) -> Reply:
        """Open a paper's thread in this channel. Raises CallFailed."""
        return await talk.discuss(self.session, self.call, discussion)

    def regret(self, failed: CallFailed) -> Card | None:
        """Words for a trigger that had expired."""
        return note(TOO_LATE) if failed.kind is ErrorKind.TOO_LATE else None

    async def _answer(self, payload: Payload, *, private: bool, replace: bool = False) -> None:
        """Answer by the address that came along, while it lives; else to the person alone."""
        url, thread = response_url(self.body), self.call.place.thread
        if url and await self.session.send.respond(url, payload, private=private, replace=replace, thread=thread):
            return
        if self.call.place.channel:
            where = {"channel": self.call.place.channel, "user": self.call.person.id, "thread_ts": thread or None}
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

    async def _whisper(self, payload: Payload, where: Mapping[str, object]) -> None:
        """A message that one person sees; a direct one where we are no member of the channel."""
        try:
            await self.session.send.call("chat.postEphemeral", payload.post() | dict(where))
        except CallFailed as failed:
            if failed.kind is not ErrorKind.TARGET_DEAD:
                raise
            await self.session.send.post(self.call.person.id, payload, self.call.delivery)

    async def _attach(self, payload: Payload) -> None:
        """Give the person the file of an answer directly."""
        if payload.file:
            await self.session.send.upload(self.call.person.id, payload.file)


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


class Written(Typed):
    """A message that somebody wrote to us: it is answered by messages in its thread, each once; `again`: one may have gone out."""

    def __init__(self, session: Session, call: Call, *, again: bool, thread: str | None = None) -> None:
        super().__init__(session, {}, call)
        self._later, self._place = again, call.place
        if thread is not None:
            self.call = msgspec.structs.replace(call, place=msgspec.structs.replace(call.place, thread=thread))

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> None:
        """Answer by a message, directly with the names of the people it is about. Raises CallFailed."""
        turning = self.own and any(read(act.line).turns for card in reply.cards for act in card.buttons)
        reply = await self.session.people.profiles.named(reply, self.call.person) if self.own else reply
        payload = await self.session.draw(reply if turning else for_all(reply), line)
        await self.session.post(self.call.place, payload, self.call.delivery, again=self._later, turning=turning)
        await self._attach(payload)

    async def discuss(self, discussion: Discussion) -> Reply:
        """Open a paper's thread, in the channel and not in this one. Raises CallFailed."""
        return await talk.discuss(self.session, msgspec.structs.replace(self.call, place=self._place), discussion)


class PrivateList(Surface):
    """A message that one person sees. Slack does not send it along: its list is made again from the line in a card's name."""

    own = True

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


class _View(Surface):
    """What Slack calls a view: an answer is a modal."""

    own = True

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> None:
        """Show a modal with the answer."""
        reply = await self.session.people.profiles.named(reply, self.call.person)
        await self._lay(await self.session.do(modal, self.session, reply, line), replace=replace)
        await self._attach(await self.session.draw(reply, line))

    async def refuse(self) -> None:
        """Show a modal with the sentence."""
        await self._lay(modal(self.session, Reply((not_noted(),)), ""))

    async def _lay(self, made: dict[str, object], *, replace: bool = False) -> None:
        """Lay a modal over this view, or put it in its place. Raises CallFailed."""
        await self.session.send.call("views.open", {"trigger_id": self.body.get("trigger_id"), "view": made})


class _Modal(_View):
    """A modal: it keeps the line that filled it."""

    async def _lay(self, made: dict[str, object], *, replace: bool = False) -> None:
        if not replace:
            try:
                await self.session.send.call("views.push", {"trigger_id": self.body.get("trigger_id"), "view": made})
            except CallFailed as failed:  # Slack's three are open
                if failed.error != "push_limit_reached":
                    raise
            else:
                return
        await self.session.send.call("views.update", {"view_id": self.container.get("view_id"), "view": made})

    async def redraw(self, cards: Sequence[Card]) -> None:
        """Fill the modal again."""
        line = str(self.body.get("view", {}).get("private_metadata") or "")
        await self.tell(await self.session.answer(line, self.call), line, replace=True)


class _Home(_View):
    """App Home."""

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


def later(session: Session, change: Change) -> Surface:
    """Where a change is answered that nobody waits for any more."""
    return Later(session, change.back, change.call)


def outcome_surface(session: Session, asker: Asker, outcome: SlowOutcome) -> Surface:
    """Where somebody hears what became of slow work: by the address that came along, else alone."""
    if asker.call.direct and not response_url(asker.back):
        return Written(session, asker.call, again=True)
    return Later(session, asker.back, asker.call)

"""Events: each was recorded before it was acknowledged; here it has its effect, and leaves the inbox only then."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import msgspec

from bots.shared import effects
from bots.shared.changes import Change, change_of
from bots.slack import inbound
from bots.slack.handlers import changing, home, links, reactions, talk, waiting
from bots.slack.handlers.answering import follow, show
from bots.slack.handlers.surfaces import Surface, Typed, Written
from bots.slack.session import Session
from core.cards.card import Reply
from core.commands.grammar import read
from core.model import Call, Person, Place
from core.services.redraw import for_all
from core.store.chats.inbox import Event

NOT_GRANTED = (
    "Slack has not granted Paperboy the scope {scope}, so votes and answers that need it wait."
    " Add it under OAuth & Permissions and reinstall the app."
)
"""What the operator reads of a scope that is missing."""


FOREVER = 10 * 365 * 86_400

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
log = logging.getLogger("paperboy")


async def handle(session: Session, event: Event, surface: Surface | None = None, change: Change | None = None) -> None:
    """Give one event its effect and take it out of the inbox; what fails for a while stays there and comes again.

    `surface` is where a change was asked for, and `change` what was asked for, while that is known.
    """
    await effects.finish(session, event, _effect(session, event, surface, change))


async def _effect(session: Session, event: Event, surface: Surface | None, change: Change | None) -> None:
    if change := change or change_of(event):
        await changing.carry_out(session, change, surface)
        return
    happening = HANDLERS.get(str(event.body.get("event", {}).get("type")))
    if happening and session.people.may_use(inbound.team_of(event.body)):
        await happening(session, event)


async def sweep(session: Session) -> None:
    """Take up again the events that nobody finished, and alert the operator, once a day, of scopes that they wait for."""
    await effects.sweep(session, partial(handle, session))
    for scope in filter(None, set(session.send.lacks.values())):
        await session.do(session.alert, NOT_GRANTED.format(scope=scope), f"scope {scope}")


async def _joined(session: Session, event: Event) -> None:
    """Where we were invited: keep who did it, set up what waited for that, and say hello, once."""
    joined, call = event.body["event"], inbound.of_event(event.body, session.clock.now())
    if joined.get("user") != session.bot:
        return
    if inviter := joined.get("inviter"):
        await session.do(session.rooms.invited, call.place, Person(inbound.PLATFORM, call.person.team, str(inviter)))
    await waiting.let_in(session, call.place)
    if await session.do(session.once.first, f"hello:{call.place.team}/{call.place.channel}", FOREVER, event.id):
        zone = await session.people.profiles.zone(Person(inbound.PLATFORM, call.person.team, str(inviter or "")))
        reply = await session.answer("hello", msgspec.structs.replace(call, zone=zone))
        await _post(session, event, call, reply, "hello")


async def _message(session: Session, event: Event) -> None:
    """A direct message is a command."""
    message, call = event.body["event"], inbound.of_event(event.body, session.clock.now())
    ours = message.get("bot_id") or message.get("user") in (None, session.bot)
    if message.get("channel_type") != "im" or message.get("subtype") not in (None, "file_share") or ours:
        return
    line = inbound.typed(message.get("text"))
    await _post(session, event, call, await session.answer(line, call), line, thread=call.place.thread)


async def _mentioned(session: Session, event: Event) -> None:
    """A mention: what its person alone may see is whispered to them, all else is answered in its thread."""
    mention, call = event.body["event"], inbound.of_event(event.body, session.clock.now())
    if mention.get("bot_id"):
        return
    line = inbound.typed(_MENTION.sub(" ", str(mention.get("text") or "")))
    thread = call.place.thread or str(mention.get("ts"))
    named = await session.people.profiles.channel_name(
        call.place
    )  # the event tells neither it nor whether all may see the channel
    call = msgspec.structs.replace(call, open_to_all=bool(named), channel_name=named)
    reply = await session.answer(given := read(line), call)
    if reply.private:
        await show(session, Typed(session, {}, call), reply, given)
    else:
        await _post(session, event, call, reply, line, thread=thread)


async def _opened_home(session: Session, event: Event) -> None:
    if event.body["event"].get("tab") == "home":
        await home.show(session, inbound.of_event(event.body, session.clock.now()))


async def _shared(session: Session, event: Event) -> None:
    await links.shared(session, event.body)


async def _reacted(session: Session, event: Event) -> None:
    await reactions.reacted(session, event.body)


async def _gone(session: Session, event: Event) -> None:
    """The workspace took its token back: no further call is made with it, and unless it comes back it is forgotten."""
    await session.do(session.teams.left, Place(inbound.PLATFORM, inbound.team_of(event.body)), session.clock.now())
    session.send.dead = session.send.dead or str(event.body["event"]["type"])
    log.error("Slack says %s: nothing more is sent until a new token is set.", session.send.dead)


async def _post(session: Session, event: Event, call: Call, reply: Reply, line: str, *, thread: str = "") -> None:
    if reply.discussion:
        reply = await talk.discuss(session, call, reply.discussion)
    direct = call.place.channel.startswith("D")
    turning = direct and any(read(act.line).turns for card in reply.cards for act in card.buttons)
    reply = await session.people.profiles.named(reply, call.person) if direct else reply
    payload = await session.draw(reply if turning else for_all(reply), line)
    again, place = event.tries > 0, msgspec.structs.replace(call.place, thread=thread)
    await session.post(place, payload, f"event-{event.id}", again=again, turning=turning)
    if payload.file:
        await session.send.upload(call.person.id, payload.file)
    await follow(session, Written(session, {}, msgspec.structs.replace(call, place=place)), reply.follows)


HANDLERS: Mapping[str, Callable[[Session, Event], Awaitable[None]]] = {
    "member_joined_channel": _joined,
    "message": _message,
    "app_mention": _mentioned,
    "app_home_opened": _opened_home,
    "link_shared": _shared,
    "reaction_added": _reacted,
    "reaction_removed": _reacted,
    "tokens_revoked": _gone,
    "app_uninstalled": _gone,
}
"""What is done for each type of event; others are acknowledged and forgotten."""

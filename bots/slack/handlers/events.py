"""Events: each was recorded before it was acknowledged; here it has its effect, and leaves the inbox only then."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import msgspec

from bots.shared.effects import Effects
from bots.shared.surfaces import answer, show
from bots.slack import inbound
from bots.slack.handlers import home, links, reactions, waiting
from bots.slack.handlers.surfaces import Typed, Written, later
from bots.slack.session import Session
from core.commands.grammar import read
from core.model import Person, Place
from core.store.chats.inbox import Event

NOT_GRANTED = (
    "Slack has not granted Paperboy the scope {scope}, so votes and answers that need it wait."
    " Add it under OAuth & Permissions and reinstall the app."
)
"""What the operator reads of a scope that is missing."""


FOREVER = 10 * 365 * 86_400

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
log = logging.getLogger("paperboy")


def effects(session: Session) -> Effects:
    """What events do, and changes that were recorded as such."""
    return Effects(session, partial(later, session), partial(_happen, session))


async def sweep(session: Session) -> None:
    """Take up again the events that nobody finished, and alert the operator, once a day, of scopes that they wait for."""
    await effects(session).sweep()
    for scope in filter(None, set(session.send.lacks.values())):
        await session.do(session.alert, NOT_GRANTED.format(scope=scope), f"scope {scope}")


async def _happen(session: Session, event: Event) -> None:
    happening = HANDLERS.get(str(event.body.get("event", {}).get("type")))
    if happening and session.people.may_use(inbound.team_of(event.body)):
        await happening(session, event)


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
        await Written(session, call, again=event.tries > 0, thread="").tell(reply, "hello")


async def _message(session: Session, event: Event) -> None:
    """A direct message is a command."""
    message, call = event.body["event"], inbound.of_event(event.body, session.clock.now())
    ours = message.get("bot_id") or message.get("user") in (None, session.bot)
    if message.get("channel_type") != "im" or message.get("subtype") not in (None, "file_share") or ours:
        return
    given = read(inbound.typed(message.get("text")))
    await answer(Written(session, call, again=event.tries > 0), given)


async def _mentioned(session: Session, event: Event) -> None:
    """A mention: what its person alone may see is whispered to them, all else is answered in its thread."""
    mention, call = event.body["event"], inbound.of_event(event.body, session.clock.now())
    if mention.get("bot_id"):
        return
    given = read(inbound.typed(_MENTION.sub(" ", str(mention.get("text") or ""))))
    named = await session.people.profiles.channel_name(
        call.place
    )  # the event tells neither it nor whether all may see the channel
    call = msgspec.structs.replace(call, open_to_all=bool(named), channel_name=named)
    reply = await session.answer(given, call)
    if reply.private:
        await show(Typed(session, {}, call), reply, given)
    else:
        thread = call.place.thread or str(mention.get("ts"))
        await show(Written(session, call, again=event.tries > 0, thread=thread), reply, given)


async def _opened_home(session: Session, event: Event) -> None:
    if event.body["event"].get("tab") == "home":
        await home.show(session, inbound.of_event(event.body, session.clock.now()))


async def _gone(session: Session, event: Event) -> None:
    """The workspace took its token back: no further call is made with it, and unless it comes back it is forgotten."""
    await session.do(session.teams.left, Place(inbound.PLATFORM, inbound.team_of(event.body)), session.clock.now())
    session.send.dead = session.send.dead or str(event.body["event"]["type"])
    log.error("Slack says %s: nothing more is sent until a new token is set.", session.send.dead)


HANDLERS: Mapping[str, Callable[[Session, Event], Awaitable[None]]] = {
    "member_joined_channel": _joined,
    "message": _message,
    "app_mention": _mentioned,
    "app_home_opened": _opened_home,
    "link_shared": lambda session, event: links.shared(session, event.body),
    "reaction_added": lambda session, event: reactions.reacted(session, event.body),
    "reaction_removed": lambda session, event: reactions.reacted(session, event.body),
    "tokens_revoked": _gone,
    "app_uninstalled": _gone,
}
"""What is done for each type of event; others are acknowledged and forgotten."""

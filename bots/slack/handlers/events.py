"""Events: each was recorded before it was acknowledged; here it has its effect, and leaves the inbox only then."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import msgspec

from bots.shared.changes import change_of
from bots.shared.chores import always
from bots.slack import inbound
from bots.slack.api import CallFailed
from bots.slack.errors import WAITS
from bots.slack.handlers import changing, home, links, reactions, talk, waiting
from bots.slack.handlers.answering import follow, show, upload
from bots.slack.handlers.surfaces import Surface, Typed, Written
from bots.slack.session import Desk
from core.cards.card import Reply
from core.errors import RecordDown
from core.model import Call, Person, Place
from core.services.redraw import for_all, turns
from core.store.chats.inbox import Event

Body = Mapping[str, Any]

LATE = timedelta(seconds=60)
"""How long an event may wait before it is taken up again: whoever had it has died."""

FOREVER = 10 * 365 * 86_400

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
log = logging.getLogger("paperboy")


async def handle(desk: Desk, event: Event, surface: Surface | None = None) -> None:
    """Give one event its effect and take it out of the inbox; what fails for a while stays there and comes again.

    `surface` is where a change was asked for, while that is known.
    """
    what = HANDLERS.get(str(event.body.get("event", {}).get("type")))
    try:
        if change := change_of(event):
            await changing.carry_out(desk, change, surface)
        elif what and inbound.team_of(event.body) in desk.teams:
            await what(desk, event)
    except CallFailed as failed:
        if failed.kind in WAITS:
            log.warning("an event waits: %s", failed)
            return
    except RecordDown as down:
        log.warning("an event waits: %s", down)
        return
    except links.NotYet:
        return
    except Exception:
        log.exception("event %s", event.id)
    await desk.notes.done(event)


async def sweep(desk: Desk) -> None:
    """Take up again the events that nobody finished."""
    now = desk.clock.now()
    for event in await desk.do(desk.app.inbox.waiting, inbound.PLATFORM, now - LATE):
        if again := await desk.do(desk.app.inbox.begin, event, now):
            await handle(desk, again)


async def _joined(desk: Desk, event: Event) -> None:
    """Where we were invited: keep who did it, set up what waited for that, and say hello, once."""
    said, call = event.body["event"], inbound.of_event(event.body, desk.clock.now())
    if said.get("user") != desk.bot:
        return
    if inviter := said.get("inviter"):
        await desk.do(desk.app.rooms.invited, call.place, Person(inbound.PLATFORM, call.person.team, str(inviter)))
    await waiting.let_in(desk, call.place)
    if await desk.do(desk.app.once.first, f"hello:{call.place.team}/{call.place.channel}", FOREVER, event.id):
        zone = await desk.people.zone(Person(inbound.PLATFORM, call.person.team, str(inviter or "")))
        reply = await desk.answer("hello", msgspec.structs.replace(call, zone=zone))
        await _post(desk, event, call, reply, "hello")


async def _message(desk: Desk, event: Event) -> None:
    """A direct message is a command."""
    said, call = event.body["event"], inbound.of_event(event.body, desk.clock.now())
    ours = said.get("bot_id") or said.get("user") in (None, desk.bot)
    if said.get("channel_type") != "im" or said.get("subtype") not in (None, "file_share") or ours:
        return
    line = inbound.typed(said.get("text"))
    await _post(desk, event, call, await desk.answer(line, call), line, thread=call.place.thread)


async def _mentioned(desk: Desk, event: Event) -> None:
    """A mention: what its person alone may see is whispered to them, all else is answered in its thread."""
    said, call = event.body["event"], inbound.of_event(event.body, desk.clock.now())
    if said.get("bot_id"):
        return
    line = inbound.typed(_MENTION.sub(" ", str(said.get("text") or "")))
    thread = call.place.thread or str(said.get("ts"))
    named = await desk.people.channel_name(call.place)  # the event tells neither it nor whether all may see the channel
    call = msgspec.structs.replace(call, open_to_all=bool(named), channel_name=named)
    reply = await desk.answer(line, call)
    if reply.private:
        await show(desk, Typed(desk, {}, call), reply, line)
    else:
        await _post(desk, event, call, reply, line, thread=thread)


async def _opened_home(desk: Desk, event: Event) -> None:
    if event.body["event"].get("tab") == "home":
        await home.show(desk, inbound.of_event(event.body, desk.clock.now()))


async def _shared(desk: Desk, event: Event) -> None:
    await links.shared(desk, event.body)


async def _reacted(desk: Desk, event: Event) -> None:
    await reactions.reacted(desk, event.body)


async def _gone(desk: Desk, event: Event) -> None:
    """The workspace took its token back: no further call is made with it, and unless it comes back it is forgotten."""
    await desk.do(desk.app.teams.left, Place(inbound.PLATFORM, inbound.team_of(event.body)), desk.clock.now())
    desk.send.dead = desk.send.dead or str(event.body["event"]["type"])
    log.error("Slack says %s: nothing more is sent until a new token is set.", desk.send.dead)


async def _post(desk: Desk, event: Event, call: Call, reply: Reply, line: str, *, thread: str = "") -> None:
    if reply.discussion:
        reply = await talk.discuss(desk, call, reply.discussion)
    direct = call.place.channel.startswith("D")
    turning = direct and any(turns(act.line) for card in reply.cards for act in card.buttons)
    reply = await desk.named(reply, call.person) if direct else reply
    payload = await desk.draw(reply if turning else for_all(reply), line)
    again, place = event.tries > 0, msgspec.structs.replace(call.place, thread=thread)
    await desk.post(place, payload, f"event-{event.id}", again=again, turning=turning)
    if payload.file:
        await upload(desk, call, payload.file)
    await follow(desk, Written(desk, {}, msgspec.structs.replace(call, place=place)), reply.follows)


HANDLERS: Mapping[str, Callable[[Desk, Event], Awaitable[None]]] = {
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


async def sweep_always(desk: Desk, seconds: float = 30.0) -> None:
    """Sweep again and again, until cancelled."""
    await always(lambda: sweep(desk), seconds, "a sweep")

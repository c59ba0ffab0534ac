"""Reactions as votes: each is recorded in order, messages of ours are redrawn when votes change, and a gap is closed by a look.

Slack's events carry their own time (`event_ts`), which orders them however late or often they come. What an event told before
it was acknowledged is in the inbox; what Slack never delivered is looked for, as far back as `bots.shared.gaps` says.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from bots.shared.errors import CallFailed
from bots.shared.watching import Watcher
from bots.slack import inbound
from bots.slack.handlers.redraw import redraw_message
from bots.slack.session import Session
from core.cards.card import Reply
from core.host.clock import Clock
from core.model import Person, Place
from core.store.chats.posts import Post
from core.votes.emoji import Message, Reaction, Shown

APART_SECONDS = 1.2
"""From one look at reactions to the next: Slack allows about fifty a minute (reactions.get, tier 3)."""


EARLIER = timedelta(seconds=2)
"""Slack's clock as its answer tells it counts whole seconds; a reaction newer than that is left to its event."""

Body = Mapping[str, Any]
log = logging.getLogger("paperboy")


async def reacted(session: Session, body: Body) -> None:
    """Record a `reaction_added` or `reaction_removed`; ask which paper is meant where that is unclear. Raises RecordDown."""
    event, call = body["event"], inbound.of_event(body, session.clock.now())
    item = event.get("item") or {}
    if item.get("type") != "message" or not await session.people.profiles.is_human(call.person.id, session.bot):
        return
    place = Place(inbound.PLATFORM, call.person.team, str(item.get("channel")))
    reaction = Reaction(
        call.person,
        Message(place, str(item.get("ts"))),
        str(event.get("reaction")),
        event.get("type") == "reaction_added",
        _microseconds(event.get("event_ts")),
    )
    if question := await session.do(session.reactions.react, reaction, call.now):
        payload = await session.draw(Reply((question,)), "")
        where = {"channel": place.channel, "user": call.person.id}
        await session.send.call("chat.postEphemeral", payload.post() | where)


def watcher(session: Session) -> Watcher:
    """What looks at our messages after a gap, and redraws them when votes change."""
    return Watcher(session, partial(redraw_message, session), partial(_look, session), APART_SECONDS)


async def _look(session: Session, post: Post) -> None:
    message = post.message
    where = {"channel": message.place.channel, "timestamp": message.id, "full": True}
    try:
        answer = await session.send.call("reactions.get", where)
    except CallFailed as failed:
        if failed.error == "message_not_found":
            await session.do(session.posts.drop, message.place, message.id)
            return
        raise
    reactions = (answer.get("message") or {}).get("reactions") or ()
    listed = [(str(user), str(reaction.get("name"))) for reaction in reactions for user in reaction.get("users") or ()]
    natures, failure = await session.people.profiles.natures(dict.fromkeys(user for user, _ in listed), session.bot)
    stands = {nature: list[Shown]() for nature in (True, False, None)}
    for user, emoji in listed:
        stands[natures[user]].append(Shown(Person(inbound.PLATFORM, message.place.team, user), emoji))
    as_of = _slack_time(answer.headers, session.clock) - EARLIER
    await session.do(session.reactions.reconcile, message, stands[True], as_of, stands[None])
    if failure:
        log.warning("it is not known who made %d reactions; they stay as recorded", len(stands[None]))
        raise failure


def _microseconds(ts: object) -> int | None:
    """Slack's time as a whole number, exactly; None where there is none."""
    seconds, _, fraction = str(ts or "").partition(".")
    if not seconds.isdigit():
        return None
    return int(seconds) * 1_000_000 + int((fraction + "000000")[:6] or 0)


def _slack_time(headers: Mapping[str, object], clock: Clock) -> datetime:
    date = {name.lower(): value for name, value in headers.items()}.get("date")
    try:
        return parsedate_to_datetime(str(date)).astimezone(UTC)
    except (TypeError, ValueError):
        return clock.now() - timedelta(seconds=60)

"""Reactions as votes: each is recorded in order, messages of ours are drawn anew when votes change, and a hole is made good.

Slack's events carry their own time (`event_ts`), which orders them however late or often they come.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from bots.slack import hear
from bots.slack.desk import Desk
from bots.slack.drawn_anew import draw_anew
from bots.slack.faults import Kind
from bots.slack.send import CallFailed
from core import reacting
from core.cards import Reply
from core.errors import RecordDown
from core.model import Person, Place
from core.reactions import Message, Reaction, Shown
from core.store.posts import Post
from core.store.redraws import Claim

RECONCILED = timedelta(days=2)
"""How far back messages are looked at again after a hole."""

APART_SECONDS = 1.3
"""Between two looks at reactions: Slack allows about fifty a minute (reactions.get, tier 3)."""

LOOK_SECONDS = 0.5
"""How often it is looked whether votes have changed."""

EARLIER = timedelta(seconds=2)
"""Slack's clock as its answer tells it counts whole seconds; a reaction newer than that is left to its event."""

Body = Mapping[str, Any]
log = logging.getLogger("paperboy")


async def reacted(desk: Desk, body: Body) -> None:
    """Record a `reaction_added` or `reaction_removed`; ask which paper is meant where that is unclear. Raises RecordDown."""
    event, call = body["event"], hear.of_event(body)
    item = event.get("item") or {}
    if item.get("type") != "message" or not await desk.people.is_human(call.person.id, desk.bot):
        return
    place = Place(hear.PLATFORM, call.person.team, str(item.get("channel")))
    reaction = Reaction(
        call.person,
        Message(place, str(item.get("ts"))),
        str(event.get("reaction")),
        event.get("type") == "reaction_added",
        _microseconds(event.get("event_ts")),
    )
    if question := await desk.do(reacting.react, desk.app, reaction, call.now):
        payload = await desk.draw(Reply((question,)), "")
        where = {"channel": place.channel, "user": call.person.id}
        await desk.send.call("chat.postEphemeral", payload.post() | where)


async def redraw_always(desk: Desk) -> None:
    """Draw messages anew whose papers' votes changed, until cancelled."""
    while True:
        try:
            for claim in await desk.do(desk.app.redraws.claim, hear.PLATFORM, datetime.now(UTC)):
                await _redraw(desk, claim)
        except RecordDown as down:
            log.warning("%s", down)
        except Exception:
            log.exception("a redraw failed")
        await asyncio.sleep(LOOK_SECONDS)


async def reconcile(desk: Desk) -> int:
    """Make the record what Slack shows under our newest messages, the newest first; returns how many were looked at."""
    posts = await desk.do(desk.app.posts.recent, hear.PLATFORM, datetime.now(UTC) - RECONCILED)
    for post in posts:
        try:
            await _look(desk, post)
        except CallFailed as failed:
            if failed.kind is Kind.TEAM_DEAD:
                return 0
            log.warning("%s", failed)
        await asyncio.sleep(APART_SECONDS)
    return len(posts)


async def _look(desk: Desk, post: Post) -> None:
    message = post.message
    where = {"channel": message.place.channel, "timestamp": message.id, "full": True}
    try:
        found = await desk.send.call("reactions.get", where)
    except CallFailed as failed:
        if failed.error == "message_not_found":
            await desk.do(desk.app.posts.drop, message.place, message.id)
            return
        raise
    shown = [
        Shown(Person(hear.PLATFORM, message.place.team, str(user)), str(reaction.get("name")))
        for reaction in (found.get("message") or {}).get("reactions") or ()
        for user in reaction.get("users") or ()
        if await desk.people.is_human(str(user), desk.bot)
    ]
    await desk.do(reacting.reconcile, desk.app, message, shown, _slack_time(found.headers) - EARLIER)


async def _redraw(desk: Desk, claim: Claim) -> None:
    place, ts = claim.post.message.place, claim.post.message.id
    try:
        await draw_anew(desk, place, ts)
    except CallFailed as failed:
        if failed.kind not in (Kind.TARGET_DEAD, Kind.BUG):
            log.warning("%s", failed)
            return  # it falls due again
        await desk.do(desk.app.posts.drop, place, ts)
    await desk.do(desk.app.redraws.done, claim)


def _microseconds(ts: object) -> int | None:
    """Slack's time as a whole number, exactly; None where there is none."""
    seconds, _, fraction = str(ts or "").partition(".")
    if not seconds.isdigit():
        return None
    return int(seconds) * 1_000_000 + int((fraction + "000000")[:6] or 0)


def _slack_time(headers: Mapping[str, object]) -> datetime:
    said = {name.lower(): value for name, value in headers.items()}.get("date")
    try:
        return parsedate_to_datetime(str(said)).astimezone(UTC)
    except (TypeError, ValueError):
        return datetime.now(UTC) - timedelta(seconds=60)

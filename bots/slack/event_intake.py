"""The event intake: an event or a change is written to the record before it is acknowledged to Slack.

Where the record is down Slack is not told of an event, and delivers it again; Bolt acknowledges one before its listener runs, so
this stands before Bolt's own middleware. Slack delivers a press or a form once: if it could not be recorded, its person reads so.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bots.shared.changes import Change, Noted, noted
from bots.shared.errors import CallFailed
from bots.slack import inbound
from bots.slack.handlers import changing, digest_form
from bots.slack.handlers.events import HANDLERS, handle
from bots.slack.handlers.reactions import note_gap
from bots.slack.handlers.surfaces import Surface, modal
from bots.slack.session import Session
from core.cards.card import Card, Reply
from core.errors import RecordDown
from core.store.chats.inbox import Event
from core.subscriptions.wording import saving

Next = Callable[[], Awaitable[Any]]

LIMITED = "app_rate_limited"
"""The type of an envelope without an event: Slack drops events of this minute (30,000 an hour; docs.slack.dev, events)."""

MINUTE_SECONDS = 60.0

SOON = 1.5
"""Seconds that a form's answer may take before the form is acknowledged without it; Slack waits 3."""

log = logging.getLogger("paperboy")


class Gate:
    """Bolt's `before_authorize`: lets commands and presses pass, keeps events, and stops copies and what we do not handle."""

    def __init__(self, session: Session) -> None:
        self._desk = session

    async def let_pass(self, req: AsyncBoltRequest, next_: Next) -> BoltResponse | None:
        """Pass a request on, or answer it here."""
        body = req.body
        if body.get("type") == LIMITED:
            log.warning("Slack sends us no more events of this minute; reactions are looked at when it is over")
            note_gap(self._desk, over_in=MINUTE_SECONDS)
            return BoltResponse(status=200, body="")
        if body.get("type") != "event_callback":
            await next_()
            return None
        event = event_of(body, self._desk.clock.now())
        if event is None:
            return BoltResponse(status=200, body="")
        try:
            fresh = await self._desk.do(self._desk.inbox.receive, event)
        except RecordDown as down:
            log.warning("an event is not acknowledged: %s", down)
            return BoltResponse(status=503, body="")
        if fresh:
            await next_()
            return None
        return BoltResponse(status=200, body="")


async def take(session: Session, ack: AsyncAck, change: Change, surface: Surface) -> None:
    """Record a change, acknowledge it then, and carry it out; or say that it could not be noted."""
    change, what = await note(session, change)
    await ack()
    if what is Noted.FRESH:
        surface.call = change.call
        await session.start(handle(session, change.event, surface, change))
    elif what is Noted.NOT:
        await session.start(_refuse(surface))


async def take_form(session: Session, ack: AsyncAck, body: dict[str, Any]) -> None:
    """Record what a sent form of a digest changes; one that could not be noted stays open, as it was filled in."""
    began = session.clock.monotonic()
    change, surface = changing.sent(session, body)
    change, what = await note(session, change)
    surface.call = change.call
    if what is Noted.NOT:
        await ack(response_action="errors", errors=digest_form.not_noted_beside(body))
    elif what is Noted.COPY or not isinstance(surface, digest_form.InPlace):
        await ack()
    if what is not Noted.FRESH:
        return
    work = handle(session, change.event, surface, change)
    if isinstance(surface, digest_form.InPlace):
        spent = session.clock.monotonic() - began
        await in_place(session, ack, body, _filled(session, surface, work), saving(), spent)
    else:
        await session.start(work)


async def in_place(
    session: Session,
    ack: AsyncAck,
    body: dict[str, Any],
    work: Coroutine[Any, Any, dict[str, object]],
    meanwhile: Card,
    spent: float = 0.0,
) -> None:
    """Put a modal in a sent form's place; where it takes long, `meanwhile` is shown first. `spent` are seconds that are gone."""
    made = asyncio.create_task(work)
    await asyncio.wait((made,), timeout=max(SOON - spent, 0.0))
    if made.done():  # told in the acknowledgement: an update sent right behind one may overtake it
        await ack(response_action="update", view=made.result())
        return
    await ack(response_action="update", view=modal(session, Reply((meanwhile,)), ""))
    await session.send.call("views.update", {"view_id": body["view"]["id"], "view": await made})


async def note(session: Session, change: Change) -> tuple[Change, Noted]:
    """Write a change into the inbox; one that lands too late is carried out all the same, and its person told."""
    return await session.notes.take(change, lambda late: handle(session, late.event, change=late))


async def _filled(session: Session, surface: digest_form.InPlace, work: Coroutine[Any, Any, None]) -> dict[str, object]:
    """The modal with a form's answer, once it is carried out; it is noted where that has to wait."""
    await session.start(work)
    return surface.view or modal(session, Reply((noted(),)), "")


async def _refuse(surface: Surface) -> None:
    try:
        await surface.refuse()
    except CallFailed as failed:
        log.warning("%s", failed)


def event_of(body: dict[str, Any], now: datetime) -> Event | None:
    """The event in an envelope; None for one that we do nothing for, or that has no proper shape."""
    inner, event_id = body.get("event"), body.get("event_id")
    if not isinstance(inner, dict) or not isinstance(event_id, str) or inner.get("type") not in HANDLERS:
        return None
    kept: dict[str, Any] = {key: body[key] for key in ("team_id", "event", "event_id", "event_time") if key in body}
    return Event(event_id, inbound.PLATFORM, kept, now)

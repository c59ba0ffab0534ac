"""The gate: an event is written to the record before Slack is told that it arrived. Where the record is down it is not told.

Bolt acknowledges an event before its listener runs, so this stands before Bolt's own middleware. Slack then delivers again.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bots.slack import hear
from bots.slack.desk import Desk
from bots.slack.events import HANDLERS
from bots.slack.reactions import note_hole
from core.errors import RecordDown
from core.store.inbox import Event

Next = Callable[[], Awaitable[Any]]

LIMITED = "app_rate_limited"
"""The type of an envelope without an event: Slack drops events of this minute (30,000 an hour; docs.slack.dev, events)."""

MINUTE_SECONDS = 60.0

log = logging.getLogger("paperboy")


class Gate:
    """Bolt's `before_authorize`: lets commands and presses pass, keeps events, and stops copies and what we do not handle."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def let_pass(self, req: AsyncBoltRequest, next_: Next) -> BoltResponse | None:
        """Pass a request on, or answer it here."""
        body = req.body
        if body.get("type") == LIMITED:
            log.warning("Slack sends us no more events of this minute; reactions are looked at when it is over")
            note_hole(self._desk, over_in=MINUTE_SECONDS)
            return BoltResponse(status=200, body="")
        if body.get("type") != "event_callback":
            await next_()
            return None
        event = event_of(body, self._desk.clock.now())
        if event is None:
            return BoltResponse(status=200, body="")
        try:
            fresh = await self._desk.do(self._desk.app.inbox.receive, event)
        except RecordDown as down:
            log.warning("an event is not acknowledged: %s", down)
            return BoltResponse(status=503, body="")
        if fresh:
            await next_()
            return None
        return BoltResponse(status=200, body="")


def event_of(body: dict[str, Any], now: datetime) -> Event | None:
    """The event in an envelope; None for one that we do nothing for, or that has no proper shape."""
    inner, event_id = body.get("event"), body.get("event_id")
    if not isinstance(inner, dict) or not isinstance(event_id, str) or inner.get("type") not in HANDLERS:
        return None
    kept: dict[str, Any] = {key: body[key] for key in ("team_id", "event", "event_id", "event_time") if key in body}
    return Event(event_id, hear.PLATFORM, kept, now)

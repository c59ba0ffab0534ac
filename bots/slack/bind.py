"""Bolt's listeners, and the gate before them, which writes an event to the record before it is acknowledged to Slack.

An event that cannot be recorded is not acknowledged, and Slack delivers it again. Bolt acknowledges an event before its listener
runs, so the gate stands before Bolt's own middleware.
"""

import logging
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bots.shared.render.lines import pressed as pressed_line
from bots.slack import event_intake, inbound
from bots.slack.event_intake import take_form
from bots.slack.handlers import changing
from bots.slack.handlers.events import HANDLERS, effects
from bots.slack.handlers.forms import address_form, digest_form, note_form, search_form
from bots.slack.handlers.forms.opening import MORE
from bots.slack.handlers.home import in_place
from bots.slack.handlers.surfaces import surface_of
from bots.slack.session import Session
from bots.slack.sockets import note_gap
from core.cards.views import searching
from core.commands.grammar import Given, read
from core.errors import BadCommand, RecordDown
from core.store.chats.inbox import Event

Next = Callable[[], Awaitable[Any]]

LIMITED = "app_rate_limited"
"""The type of an envelope without an event: Slack drops events of this minute (30,000 an hour; docs.slack.dev, events)."""

MINUTE_SECONDS = 60.0

EVERY = re.compile(r".*", re.DOTALL)

log = logging.getLogger("paperboy")


def make_app(session: Session, client: AsyncWebClient) -> AsyncApp:
    """The Bolt app of a session. Nothing is verified by signature here: Socket Mode needs none."""
    bolt = logging.getLogger("paperboy.bolt")
    bolt.setLevel(logging.ERROR)  # it warns that SLACK_BOT_TOKEN stands in the environment too

    async def authorize(**_: object) -> AuthorizeResult:
        """Who we are, which is known: Bolt would ask Slack again."""
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=client.token, bot_user_id=session.bot)

    app = AsyncApp(
        name=bolt.name,  # else Bolt reads the source of every frame on the stack for one
        client=client,
        authorize=authorize,
        request_verification_enabled=False,
        before_authorize=Gate(session).let_pass,
        ignoring_self_events_enabled=False,
        logger=bolt,
    )
    _bind_commands(app, session)
    _bind_more(app, session)
    _bind_interactions(app, session)
    _bind_search(app, session)
    _bind_forms(app, session)

    @app.event(EVERY)
    async def happened(body: dict[str, Any]) -> None:
        if event := event_of(body, session.clock.now()):
            await session.start(effects(session).handle(event))

    return app


def _bind_commands(app: AsyncApp, session: Session) -> None:
    @app.command(EVERY)
    async def typed(ack: AsyncAck, body: dict[str, Any]) -> None:
        given = read(inbound.typed(body.get("text")))
        if change := changing.typed(session, body, given):
            await effects(session).take(change, surface_of(session, body, change.call), ack)
        else:
            await ack()
            await session.start(event_intake.command(session, body, given))


def _bind_more(app: AsyncApp, session: Session) -> None:
    @app.action(search_form.CALLBACK + MORE)
    async def more_of_a_search(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await search_form.show_more(session, body)

    @app.action(digest_form.CALLBACK + MORE)
    async def more_of_a_digest(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await digest_form.show_more(session, body)


def _bind_interactions(app: AsyncApp, session: Session) -> None:
    @app.action(EVERY)
    async def pressed(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        chosen = action.get("selected_option") or {}
        text = str(action.get("value") or chosen.get("value") or "")
        line = pressed_line(text)
        if change := changing.pressed(session, body, line):
            await effects(session).take(change, surface_of(session, body, change.call), ack)
            return
        await ack()
        if text and isinstance(line, Given):
            await session.start(event_intake.press(session, body, line))

    @app.shortcut("save_papers")
    async def save(ack: AsyncAck, body: dict[str, Any]) -> None:
        await event_intake.save_papers(session, ack, body)

    @app.shortcut("add_papers")
    async def add(ack: AsyncAck, body: dict[str, Any]) -> None:
        await event_intake.add_papers(session, ack, body)

    @app.shortcut("search_papers")
    async def search(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        call = inbound.of_interaction(body, session.clock.now())
        await search_form.open_form(session, body, call, read(search_form.FORM))


def _bind_search(app: AsyncApp, session: Session) -> None:
    @app.view(search_form.CALLBACK)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        if wrong := search_form.errors(body, session.clock.now().date()):
            await ack(response_action="errors", errors=wrong)
        else:
            await in_place(session, ack, body, search_form.answer(session, body), searching())


def _bind_forms(app: AsyncApp, session: Session) -> None:
    @app.view(digest_form.CALLBACK)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        if wrong := digest_form.errors(body):
            await ack(response_action="errors", errors=wrong)
        else:
            await take_form(session, ack, body, digest_form.sent(session, body))

    @app.view(note_form.CALLBACK)
    async def noted(ack: AsyncAck, body: dict[str, Any]) -> None:
        await take_form(session, ack, body, note_form.sent(session, body))

    @app.view(address_form.CALLBACK)
    async def given(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            sent = await address_form.sent(session, body)
        except (BadCommand, RecordDown) as wrong:
            await ack(response_action="errors", errors={address_form.ADDRESS: str(wrong)})
        else:
            await take_form(session, ack, body, sent)

    @app.options(digest_form.ZONE)
    async def typing(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(options=digest_form.offer_zones(body))


class Gate:
    """Bolt's `before_authorize`: lets commands and presses pass, keeps events, and stops copies and what we do not handle."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def let_pass(self, req: AsyncBoltRequest, next_: Next) -> BoltResponse | None:
        """Pass a request on, or answer it here."""
        body = req.body
        if body.get("type") == LIMITED:
            log.warning("Slack sends us no more events of this minute; reactions are looked at when it is over")
            note_gap(self._session, over_in=MINUTE_SECONDS)
            return BoltResponse(status=200, body="")
        if body.get("type") != "event_callback":
            await next_()
            return None
        event = event_of(body, self._session.clock.now())
        if event is None:
            return BoltResponse(status=200, body="")
        try:
            fresh = await self._session.do(self._session.inbox.receive, event)
        except RecordDown as down:
            log.warning("an event is not acknowledged: %s", down)
            return BoltResponse(status=503, body="")
        if fresh:
            await next_()
            return None
        return BoltResponse(status=200, body="")


KEPT = ("team_id", "event", "event_id", "event_time", "is_ext_shared_channel")
"""What of an event's envelope is recorded."""


def event_of(body: dict[str, Any], now: datetime) -> Event | None:
    """The event in an envelope; None for one that we do nothing for, or that has no proper shape."""
    inner, event_id = body.get("event"), body.get("event_id")
    if not isinstance(inner, dict) or not isinstance(event_id, str) or inner.get("type") not in HANDLERS:
        return None
    kept: dict[str, Any] = {key: body[key] for key in KEPT if key in body}
    return Event(event_id, inbound.PLATFORM, kept, now)

"""Bolt's listeners: what changes something goes through the gate, all else is acknowledged, then handed over."""

import logging
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bots.shared.changes import Change
from bots.shared.lines import pressed as pressed_line
from bots.slack import inbound
from bots.slack.event_intake import Gate, event_of, in_place, take, take_form
from bots.slack.handlers import answering, changing, digest_form, events, search_form, shortcuts
from bots.slack.handlers.surfaces import surface_of
from bots.slack.session import Session
from core.cards.views import searching
from core.commands.grammar import Given, read

EVERY = re.compile(r".*", re.DOTALL)

log = logging.getLogger("paperboy")


def make_app(session: Session, client: AsyncWebClient) -> AsyncApp:
    """The Bolt app of a desk. Nothing is verified by signature here: Socket Mode needs none."""
    bolt = logging.getLogger("paperboy.bolt")
    bolt.setLevel(logging.ERROR)  # it warns that SLACK_BOT_TOKEN stands in the environment too

    async def authorize(**_: object) -> AuthorizeResult:
        """Who we are, which is known: Bolt would ask Slack again."""
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=client.token, bot_user_id=session.bot)

    app = AsyncApp(
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
    _bind_digest(app, session)

    @app.event(EVERY)
    async def happened(body: dict[str, Any]) -> None:
        if event := event_of(body, session.clock.now()):
            await session.start(events.handle(session, event))

    return app


def _bind_commands(app: AsyncApp, session: Session) -> None:
    @app.command(EVERY)
    async def typed(ack: AsyncAck, body: dict[str, Any]) -> None:
        given = read(inbound.typed(body.get("text")))
        if change := changing.typed(session, body, given):
            await take(session, ack, change, surface_of(session, body, change.call))
        else:
            await ack()
            await session.start(answering.command(session, body, given))


def _bind_more(app: AsyncApp, session: Session) -> None:
    @app.action(search_form.MORE_ACTION)
    async def more_of_a_search(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await search_form.show_more(session, body)

    @app.action(digest_form.MORE_ACTION)
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
            await take(session, ack, change, surface_of(session, body, change.call))
            return
        await ack()
        if text and isinstance(line, Given):
            await session.start(answering.press(session, body, line))

    @app.shortcut("save_papers")
    async def save(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _shortcut(session, ack, body, changing.saved(session, body))

    @app.shortcut("add_papers")
    async def add(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _shortcut(session, ack, body, changing.added(session, body))

    @app.shortcut("search_papers")
    async def search(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await search_form.open_form(session, body)


async def _shortcut(session: Session, ack: AsyncAck, body: dict[str, Any], change: Change | None) -> None:
    if change:
        await take(session, ack, change, surface_of(session, body, change.call))
    else:
        await ack()
        await session.start(shortcuts.no_papers(session, body))


def _bind_search(app: AsyncApp, session: Session) -> None:
    @app.view(search_form.CALLBACK)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        if wrong := search_form.errors(body, session.clock.now().date()):
            await ack(response_action="errors", errors=wrong)
        else:
            await in_place(session, ack, body, search_form.answer(session, body), searching())


def _bind_digest(app: AsyncApp, session: Session) -> None:
    @app.view(digest_form.CALLBACK)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        if wrong := digest_form.errors(body):
            await ack(response_action="errors", errors=wrong)
        else:
            await take_form(session, ack, body)

    @app.options(digest_form.ZONE)
    async def typing(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(options=digest_form.offer_zones(body))

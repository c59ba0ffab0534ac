"""Bolt's listeners, each a line: acknowledge, then hand over. What must be told to Slack in the acknowledgement is told there."""

import asyncio
import logging
import re
from collections.abc import Coroutine
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bots.slack import answering, digest_form, events, search_form, shortcuts
from bots.slack.desk import Desk
from bots.slack.gate import Gate, event_of
from bots.slack.surfaces import modal
from core.cards import Card, Reply
from core.digest.letters import saving
from core.views import searching

EVERY = re.compile(r".*", re.DOTALL)

SOON = 1.5
"""Seconds that a search may take before its form is acknowledged without an answer; Slack waits 3."""

log = logging.getLogger("paperboy")


def make_app(desk: Desk, client: AsyncWebClient) -> AsyncApp:
    """The Bolt app of a desk. Nothing is verified by signature here: Socket Mode needs none."""
    bolt = logging.getLogger("paperboy.bolt")
    bolt.setLevel(logging.ERROR)  # it warns that SLACK_BOT_TOKEN stands in the environment too

    async def authorize(**_: object) -> AuthorizeResult:
        """Who we are, which is known: Bolt would ask Slack again."""
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=client.token, bot_user_id=desk.bot)

    app = AsyncApp(
        client=client,
        authorize=authorize,
        request_verification_enabled=False,
        before_authorize=Gate(desk).let_pass,
        ignoring_self_events_enabled=False,
        logger=bolt,
    )
    _bind_commands(app, desk)
    _bind_interactions(app, desk)
    _bind_search(app, desk)
    _bind_digest(app, desk)

    @app.event(EVERY)
    async def happened(body: dict[str, Any]) -> None:
        if event := event_of(body, desk.clock.now()):
            await desk.start(events.handle(desk, event))

    return app


def _bind_commands(app: AsyncApp, desk: Desk) -> None:
    @app.command(EVERY)
    async def typed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await desk.start(answering.command(desk, body))


def _bind_interactions(app: AsyncApp, desk: Desk) -> None:
    @app.action(EVERY)
    async def pressed(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        chosen = action.get("selected_option") or {}
        if said := str(action.get("value") or chosen.get("value") or ""):
            await desk.start(answering.press(desk, body, said))

    @app.shortcut("save_papers")
    async def save(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await desk.start(shortcuts.save_papers(desk, body))

    @app.shortcut("add_papers")
    async def add(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await desk.start(shortcuts.add_papers(desk, body))

    @app.shortcut("search_papers")
    async def search(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await search_form.open_form(desk, body)


def _bind_search(app: AsyncApp, desk: Desk) -> None:
    @app.view(search_form.CALLBACK)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        if wrong := search_form.errors(body, desk.clock.now().date()):
            await ack(response_action="errors", errors=wrong)
        else:
            await _in_place(desk, ack, body, search_form.answer(desk, body), searching())


def _bind_digest(app: AsyncApp, desk: Desk) -> None:
    @app.view(digest_form.CALLBACK)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        if wrong := digest_form.errors(body):
            await ack(response_action="errors", errors=wrong)
        elif digest_form.from_home(body):
            await _in_place(desk, ack, body, digest_form.answer_in_place(desk, body), saving())
        else:
            await ack()
            await desk.start(answering.set_digest(desk, body))

    @app.options(digest_form.ZONE)
    async def typing(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(options=digest_form.offer_zones(body))


async def _in_place(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], work: Coroutine[Any, Any, dict[str, object]], meanwhile: Card
) -> None:
    """Put a modal in a sent form's place; where it takes long, `meanwhile` stands there."""
    made = asyncio.create_task(work)
    await asyncio.wait((made,), timeout=SOON)
    if made.done():  # told in the acknowledgement: an update sent right behind one may overtake it
        await ack(response_action="update", view=made.result())
        return
    await ack(response_action="update", view=modal(desk, Reply((meanwhile,)), ""))
    await desk.send.call("views.update", {"view_id": body["view"]["id"], "view": await made})

"""Serving a workspace over Socket Mode. HTTP would be a file like this."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bots.shared.errors import CallFailed
from bots.shared.platforms import PlatformUnreachable, alert
from bots.shared.serving import DRAIN_SECONDS, at_work, stop_signal
from bots.slack.api import Api
from bots.slack.bind import make_app
from bots.slack.errors import KINDS
from bots.slack.handlers import events, links, reactions, waiting
from bots.slack.handlers.surfaces import outcome_surface
from bots.slack.inbound import PLATFORM
from bots.slack.members import Members
from bots.slack.profiles import Home, Profiles
from bots.slack.session import Session
from bots.slack.sockets import Sockets, note_gap
from core.app import Paperboy
from core.errors import WAITS, BadSettings
from core.model import Place
from core.settings import Settings
from core.settings.kinds import Secret
from core.store.chats.rooms import Rooms
from core.store.chats.teams import Teams

CALL_SECONDS = 15

COPY_BOT_TOKEN = "Copy it again from your app's page, OAuth & Permissions."
MAKE_APP_TOKEN = (
    "Make one on your app's page, Basic Information, App-Level Tokens, with the scope connections:write,"
    " and switch Socket Mode on."
)
REFUSALS: Mapping[str, str] = {
    "invalid_auth": "Slack does not know that token",
    "token_revoked": "it was revoked",
    "token_expired": "it has expired",
    "account_inactive": "the app was removed from the workspace",
    "not_allowed_token_type": "it is a token of another kind",
    "missing_scope": "it lacks the scope connections:write",
}
"""Slack's codes of a refused token in words."""

log = logging.getLogger("paperboy")


async def run(app: Paperboy, settings: Settings) -> None:
    """Serve until a signal comes. Raises BadSettings for tokens that Slack refuses, Unreachable, Deaf."""
    stop = stop_signal()
    async with serving(app, settings) as session:
        log.info("Slack: connected with %d sockets", len(session.hearing.connections))
        await session.hearing.until(stop)


@contextlib.asynccontextmanager
async def serving(app: Paperboy, settings: Settings) -> AsyncIterator[Session]:
    """Paperboy on Slack for as long as the context lasts."""
    await check_app_token(Api(client_of(settings, settings.slack_app_token)), settings)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS)) as http:
        client = client_of(settings, settings.slack_bot_token)
        client.session = http  # one for all calls: a new connection each would cost a handshake each
        async with _served(app, settings, client) as session:
            yield session


@contextlib.asynccontextmanager
async def _served(app: Paperboy, settings: Settings, client: AsyncWebClient) -> AsyncIterator[Session]:
    session = await open_desk(app, settings, Api(client))
    sockets = Sockets(session, make_app(session, client), settings.slack_app_token)
    try:
        await sockets.open()
    except TimeoutError:
        await sockets.close()
        raise PlatformUnreachable("Slack takes our tokens, but no socket to it can be opened.") from None
    note_gap(session)  # reactions of the time without a bot are looked for at the start
    chores = at_work(
        session,
        reactions.watcher(session),
        partial(outcome_surface, session),
        partial(links.read_page, session),
        partial(events.sweep, session),
        waiting.let_in_always(session),
        sockets.watch_always(),
    )
    try:
        async with chores:
            yield session
    finally:
        await sockets.close()
        await session.drain(DRAIN_SECONDS)


def client_of(settings: Settings, token: Secret | None = None) -> AsyncWebClient:
    """The client of the Web API. It repeats nothing by itself: a post whose reply was lost would go out twice.

    Its proxy is set afterwards, for by itself the SDK takes that of the environment, whatever NO_PROXY says.
    """
    egress = settings.egress
    client = AsyncWebClient(
        token=(token or settings.slack_bot_token).reveal(),
        base_url=f"{settings.slack_api}/",
        retry_handlers=[],
        timeout=CALL_SECONDS,
        ssl=egress.tls() if egress.ca else None,
    )
    client.proxy = egress.proxy_for(urlsplit(settings.slack_api).hostname or "") or None
    return client


async def open_desk(app: Paperboy, settings: Settings, send: Api) -> Session:
    """The session of the token's workspace. Raises BadSettings, Unreachable."""
    me = await check_bot_token(send, settings)
    team = str(me["team_id"])
    await asyncio.to_thread(app.of(Teams).came, Place(PLATFORM, team))
    teams = frozenset(settings.slack_teams) or frozenset((team,))
    home = Home(team, str(me.get("enterprise_id") or ""))
    people = Members(app.of(Rooms), settings.configure, teams, Profiles(send, app.clock, home))
    return Session(app, send, people, str(me["user_id"]), partial(alert, app, settings))


async def check_bot_token(send: Api, settings: Settings) -> Any:
    """Who Slack says that the token is. Raises BadSettings, Unreachable."""
    try:
        return await send.call("auth.test", {})
    except CallFailed as failed:
        raise _trouble(settings, failed, "SLACK_BOT_TOKEN", COPY_BOT_TOKEN) from None


async def check_app_token(send: Api, settings: Settings) -> None:
    """See that sockets can be opened: Bolt's client would try for ever. Raises BadSettings, Unreachable."""
    try:
        await send.call("apps.connections.open", {})
    except CallFailed as failed:
        raise _trouble(settings, failed, "SLACK_APP_TOKEN", MAKE_APP_TOKEN) from None


def _trouble(settings: Settings, failed: CallFailed, name: str, advice: str) -> BadSettings | PlatformUnreachable:
    """What a failed check of a token means: Slack refuses the token, or did not judge it."""
    judged = (
        failed.error[:1].islower() and KINDS.get(failed.error) not in WAITS
    )  # else no word of Slack's, or none on the token
    if not judged:
        return PlatformUnreachable(f"Slack cannot be reached at {settings.slack_api} ({failed.error}).")
    why = f": {REFUSALS[failed.error]}" if failed.error in REFUSALS else ""
    return BadSettings(f"Slack refuses {name}{why} ({failed.error}). {advice}")

"""The checks of Slack's set-up, a row each."""

from collections.abc import Iterator

from bots.shared.platforms import Row, judged
from bots.slack.api import Api
from bots.slack.connect import check_app_token, check_bot_token, client_of
from bots.slack.setup.manifest import SCOPES
from core.settings import Settings


async def rows(read: Settings) -> list[Row]:
    """What Slack says of the tokens and scopes."""
    if not read.slack_bot_token:
        return []
    made = await check(read, "SLACK_BOT_TOKEN")
    if made[0][0] != "ok":
        return made
    if not read.slack_app_token:
        return [*made, ("fail", "slack", "SLACK_APP_TOKEN is not set: without it the bot hears nothing")]
    return [*made, *await check(read, "SLACK_APP_TOKEN")]


async def check(read: Settings, name: str) -> list[Row]:
    """What Slack says of one of the tokens."""
    ask = _bot_token if name == "SLACK_BOT_TOKEN" else _app_token
    return await judged("slack", lambda: ask(read), f"Slack does not answer at {read.slack_api}.")


async def _bot_token(read: Settings) -> list[Row]:
    me = await check_bot_token(Api(client_of(read)), read)
    granted = str(me.headers.get("x-oauth-scopes") or me.headers.get("X-OAuth-Scopes") or "")
    return [("ok", "slack", f"the token is good for {me.get('team')} ({me.get('team_id')})"), *_scopes(granted)]


async def _app_token(read: Settings) -> list[Row]:
    await check_app_token(Api(client_of(read, read.slack_app_token)), read)
    return [("ok", "slack", "Socket Mode opens")]


def _scopes(granted: str) -> Iterator[Row]:
    given = {scope.strip() for scope in granted.split(",")}
    missing = [scope for scope in SCOPES if scope not in given]
    for scope in missing:
        yield (
            "fail",
            "slack scope",
            f"the scope {scope} is missing ({SCOPES[scope]}): add it under OAuth & Permissions and reinstall the app",
        )
    if not missing:
        yield "ok", "slack scopes", "all granted"

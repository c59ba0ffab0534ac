"""`python -m bots.slack.doctor`: the checks of Slack's set-up, a line each: state, name, what is said, parted by tabs."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from bots.slack.manifest import SCOPES
from bots.slack.send import CallFailed, Sender
from bots.slack.serve import client_of
from core import settings
from core.errors import BadSettings

Row = tuple[str, str, str]


def main() -> None:
    """Print the rows."""
    try:
        read = settings.read(os.environ, Path(".env"))
    except BadSettings as error:
        sys.exit(str(error))
    for row in asyncio.run(rows(read)):
        print("\t".join(row))


async def rows(read: settings.Settings) -> list[Row]:
    """What Slack says of the tokens and scopes."""
    if not read.slack_bot_token:
        return []
    send = Sender(client_of(read))
    try:
        me = await send.call("auth.test", {})
    except CallFailed as failed:
        return [("fail", "slack", f"Slack refuses SLACK_BOT_TOKEN or cannot be reached: {failed.error}")]
    made = [("ok", "slack", f"the token is good for {me.get('team')} ({me.get('team_id')})")]
    made += _scopes(str(me.headers.get("x-oauth-scopes") or me.headers.get("X-OAuth-Scopes") or ""))
    if not read.slack_app_token:
        made.append(("fail", "slack", "SLACK_APP_TOKEN is not set: without it nothing is heard"))
    else:
        made += await _app_token(send, read)
    return made


def _scopes(granted: str) -> Iterator[Row]:
    given = {scope.strip() for scope in granted.split(",")}
    missing = [scope for scope in SCOPES if scope not in given]
    for scope in missing:
        yield "fail", "slack scope", f"{scope} is missing ({SCOPES[scope]}): add it and reinstall the app"
    if not missing:
        yield "ok", "slack scopes", "all granted"


async def _app_token(send: Sender, read: settings.Settings) -> list[Row]:
    try:
        await send.client.apps_connections_open(app_token=read.slack_app_token.reveal())
    except Exception as error:
        said = getattr(error, "response", {}) or {}
        return [("fail", "slack", f"SLACK_APP_TOKEN is refused: {said.get('error', type(error).__name__)}")]
    return [("ok", "slack", "Socket Mode opens")]


if __name__ == "__main__":
    main()

"""What goes out to Slack: every call waits as Slack asks, and a post whose reply was lost is looked for before it is sent again."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bots.shared.changes import SentFile
from bots.shared.errors import Caller, CallFailed, NoFile, Sleep
from bots.slack.errors import classify, code, retry_after
from bots.slack.render.message import Attachment, Payload
from core.errors import ErrorKind
from core.parsing.bytes_in import LARGEST
from core.votes.emoji import NUMBER_NAMES

EVENT_TYPE = "paperboy"
"""The type of the metadata by which our posts are found again."""

LOOKED_AT = 15
"""Messages looked through for a post that may have gone out (conversations.history gives some apps 15 at once)."""

TRIES = 5

REFUSED = ("invalid_blocks", "msg_blocks_too_long", "invalid_blocks_format", "400")
"""Slack's errors for blocks that it does not take; a response_url has only a status for that."""

log = logging.getLogger("paperboy")


class Api(Caller):
    """Calls Slack's Web API for one workspace.

    `lacks` is the scope that is missing for each method that was refused for want of one.
    """

    refusals = REFUSED

    def __init__(self, client: AsyncWebClient, sleep: Sleep = asyncio.sleep) -> None:
        super().__init__(sleep, TRIES)
        self.client, self.lacks = client, dict[str, str]()
        self._worked = False

    async def call(self, method: str, args: Mapping[str, object], *, repeatable: bool = True) -> Any:
        """Call a method until it answers; raises CallFailed. What is not `repeatable` is not sent twice on doubt."""
        answer = await self.repeat(method, lambda: self._once(method, args), repeatable=repeatable)
        self._worked = True
        self.lacks.pop(method, None)
        return answer

    async def post(self, channel: str, payload: Payload, key: str, *, thread: str = "", again: bool = False) -> str:
        """Post a message once, however often it is asked for under this key; returns its ts. Raises CallFailed.

        `again` says that an earlier try may have gone out: then it is looked for first.
        """
        method, doubtful = "chat.postMessage", again
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
        where = {"channel": channel, "metadata": metadata, "thread_ts": thread or None}

        async def send(shown: Payload) -> str:
            nonlocal doubtful
            if doubtful and (ts_found := await self._find(channel, key, thread)):
                return ts_found
            try:
                return str((await self._once(method, shown.post() | where))["ts"])
            except Exception as error:
                doubtful = classify(error) is ErrorKind.AMBIGUOUS
                raise

        ts = await self.drawn(method, payload, send)
        self._worked = True
        return ts

    async def update(self, channel: str, ts: str, payload: Payload) -> None:
        """Replace a message of ours; raises CallFailed."""
        where = {"channel": channel, "ts": ts}
        await self.drawn("chat.update", payload, lambda shown: self._once("chat.update", shown.post() | where))

    async def offer(self, channel: str, ts: str, count: int) -> None:
        """Put the number emoji of so many papers under a message of ours, in order, ten at most; those that are there stay.

        What fails is logged: the message stands without them.
        """
        for name in NUMBER_NAMES[:count]:
            args = {"channel": channel, "timestamp": ts, "name": name}
            try:  # an answer in doubt is not worth another try: mostly it says that the emoji is there
                await self.call("reactions.add", args, repeatable=False)
            except CallFailed as failed:
                if failed.error != "already_reacted" and failed.kind is not ErrorKind.AMBIGUOUS:
                    log.warning("no number emoji: %s", failed)
                    return

    async def respond(self, url: str, payload: Payload, *, private: bool, replace: bool, thread: str = "") -> bool:
        """Answer by a response_url, which takes 5 answers in 30 minutes; False where it takes no more."""
        how: dict[str, object] = {
            "response_type": "ephemeral" if private else "in_channel",
            "replace_original": replace,
        }
        if thread and not replace:
            how["thread_ts"] = thread
        repeatable = private or replace  # what everybody sees is not sent twice on doubt
        try:
            await self.drawn(
                "response_url", payload, lambda shown: self._sent(url, shown.post() | how), repeatable=repeatable
            )
        except CallFailed as failed:
            return failed.kind is ErrorKind.AMBIGUOUS and not repeatable
        return True

    async def direct(self, user: str) -> str:
        """The direct channel with somebody. Raises CallFailed."""
        return str((await self.call("conversations.open", {"users": user}))["channel"]["id"])

    async def upload(self, user: str, file: Attachment) -> None:
        """Give somebody a file in the direct message with them; a channel sees nothing of it."""
        channel, name = await self.direct(user), file.name
        await self.client.files_upload_v2(channel=channel, content=file.data, filename=name, title=name)

    async def download(self, file: SentFile) -> bytes:
        """A file that somebody sent, which needs the token: without it Slack answers with a login page. Raises NoFile."""
        host = urlsplit(file.url).hostname or ""
        if not (host.endswith(".slack.com") or host == urlsplit(self.client.base_url).hostname):
            raise NoFile("the file is not kept by Slack, which alone may see our token")
        headers, data = {"Authorization": f"Bearer {self.client.token}"}, b""
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http,
            http.get(file.url, headers=headers, proxy=self.client.proxy, ssl=self.client.ssl or True) as answer,
        ):
            if answer.status != 200 or answer.content_type == "text/html":
                raise NoFile(f"Slack answered {answer.status} {answer.content_type}: is the scope files:read granted?")
            async for part in answer.content.iter_any():
                data += part
                if len(data) > LARGEST:
                    break  # the core says what is wrong with it
        return data

    async def _once(self, method: str, args: Mapping[str, object]) -> Any:
        return await self.client.api_call(method, data=form(args))

    async def _find(self, channel: str, key: str, thread: str) -> str:
        """The ts of a post of ours with this key among the newest messages, or ''. Raises CallFailed where nobody may look."""
        method = "conversations.replies" if thread else "conversations.history"
        where = {
            "channel": channel,
            "ts": thread or None,
            "limit": 100 if thread else LOOKED_AT,
            "include_all_metadata": True,
        }
        page = await self.call(method, where)
        for message in page.get("messages", ()):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT_TYPE and metadata.get("event_payload", {}).get("key") == key:
                return str(message["ts"])
        return ""

    def _failed(self, method: str, error: Exception) -> CallFailed:
        kind, name = classify(error), code(error) or type(error).__name__
        if kind is ErrorKind.TEAM_DEAD:
            self.dead = self.dead or name
            if self._worked:  # the start reports a token that never did
                log.error("Slack no longer takes our token (%s): nothing more is sent until a new one is set.", name)
        elif kind is ErrorKind.UNGRANTED and isinstance(error, SlackApiError):
            self.lacks[method] = str(error.response.get("needed") or "")
        elif kind is ErrorKind.BUG:
            log.error("%s was refused: %s", method, name)
        return CallFailed(method, kind, name, retry_after(error) if kind is ErrorKind.RETRY_AFTER else None)

    def _session(self) -> contextlib.AbstractAsyncContextManager[aiohttp.ClientSession]:
        """The session of the client, which stays open; one of our own where it has none."""
        shared = self.client.session
        return contextlib.nullcontext(shared) if shared and not shared.closed else _one_session()

    async def _sent(self, url: str, body: Mapping[str, object]) -> None:
        """Post to a response_url."""
        client = self.client
        async with (
            self._session() as session,
            session.post(url, json=body, proxy=client.proxy, ssl=client.ssl or True) as answer,
        ):
            answer.raise_for_status()


@contextlib.asynccontextmanager
async def _one_session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield session


def form(args: Mapping[str, object]) -> dict[str, str]:
    """Arguments as a form, which every method takes; JSON bodies only those take that write."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in args.items()
        if value is not None
    }

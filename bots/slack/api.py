"""What goes out to Slack: every call waits as Slack asks, and a post whose reply was lost is looked for before it is sent again."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bots.shared.errors import LONGEST_WAIT, PAUSE, Caller, CallFailed, Sleep
from bots.slack.errors import classify, code, retry_after, waited
from bots.slack.render.message import Attachment, Payload, fallback
from core.errors import ErrorKind
from core.votes.emoji import NUMBER_NAMES

EVENT_TYPE = "paperboy"
"""The type of the metadata by which our posts are found again."""

LOOKED_AT = 15
"""Messages looked through for a post that may have gone out (conversations.history gives some apps 15 at once)."""

TRIES = 5
log = logging.getLogger("paperboy")


class Api(Caller):
    """Calls Slack's Web API for one workspace.

    `lacks` is the scope that is missing for each method that was refused for want of one.
    """

    def __init__(self, client: AsyncWebClient, sleep: Sleep = asyncio.sleep) -> None:
        super().__init__(sleep, TRIES)
        self.client, self.lacks = client, dict[str, str]()
        self._worked = False

    async def call(self, method: str, args: Mapping[str, object], *, repeatable: bool = True) -> Any:
        """Call a method until it answers; raises CallFailed. What is not `repeatable` is not sent twice on doubt."""
        answer = await self.repeat(method, lambda: self.client.api_call(method, data=form(args)), repeatable=repeatable)
        self._worked = True
        self.lacks.pop(method, None)
        return answer

    async def post(self, channel: str, payload: Payload, key: str, *, thread: str = "", again: bool = False) -> str:
        """Post a message once, however often it is asked for under this key; returns its ts. Raises CallFailed.

        `again` says that an earlier try may have gone out: then it is looked for first.
        """
        if again and (found := await self._find(channel, key, thread)):
            return found
        args = payload.post() | {
            "channel": channel,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
        }
        if thread:
            args["thread_ts"] = thread
        for attempt in range(1, TRIES + 1):
            try:
                return str((await self._posted("chat.postMessage", args))["ts"])
            except CallFailed as failed:
                if failed.kind is not ErrorKind.AMBIGUOUS or attempt == TRIES:
                    raise
                if found := await self._find(channel, key, thread):
                    return found
        raise AssertionError("the loop returns or raises")

    async def update(self, channel: str, ts: str, payload: Payload) -> None:
        """Replace a message of ours; raises CallFailed."""
        await self._posted("chat.update", payload.post() | {"channel": channel, "ts": ts})

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
        body = payload.post() | how
        for attempt in range(TRIES):
            status, wait = await self._sent(url, body)
            if status < 400 or (status >= 500 and not (private or replace)):
                return True  # what everybody sees is not sent twice on doubt
            if status == 400 and attempt == 0:
                log.error("Slack refused the blocks of an answer; it goes out as plain text")
                body = fallback(payload).post() | how
            elif status < 500 and status != 429:
                return False
            await self._sleep(wait)
        return False

    async def upload(self, user: str, file: Attachment) -> None:
        """Give somebody a file in the direct message with them; a channel sees nothing of it."""
        opened = await self.call("conversations.open", {"users": user})
        await self.client.files_upload_v2(
            channel=opened["channel"]["id"], content=file.text, filename=file.name, title=file.name
        )

    async def _posted(self, method: str, args: Mapping[str, object]) -> Any:
        """Send a message; where Slack refuses its blocks, send once more as plain text."""
        try:
            return await self.call(method, args, repeatable=method != "chat.postMessage")
        except CallFailed as failed:
            if failed.error not in ("invalid_blocks", "msg_blocks_too_long", "invalid_blocks_format"):
                raise
            log.error("%s refused the blocks of a message; it goes out as plain text", method)
            plain = {key: value for key, value in args.items() if key != "blocks"}
            return await self.call(method, plain, repeatable=method != "chat.postMessage")

    async def _find(self, channel: str, key: str, thread: str) -> str:
        """The ts of a post of ours with this key among the newest messages, or ''. Raises CallFailed where nobody may look."""
        method = "conversations.replies" if thread else "conversations.history"
        where = {
            "channel": channel,
            "ts": thread or None,
            "limit": 100 if thread else LOOKED_AT,
            "include_all_metadata": True,
        }
        found = await self.call(method, where)
        for message in found.get("messages", ()):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT_TYPE and metadata.get("event_payload", {}).get("key") == key:
                return str(message["ts"])
        return ""

    def _failed(self, method: str, error: Exception) -> CallFailed:
        kind = classify(error)
        name = code(error) if isinstance(error, SlackApiError) else type(error).__name__
        if kind is ErrorKind.TEAM_DEAD:
            self.dead = self.dead or name
            if self._worked:  # the start reports a token that never did
                log.error("Slack no longer takes our token (%s): nothing more is sent until a new one is set.", name)
        elif kind is ErrorKind.UNGRANTED and isinstance(error, SlackApiError):
            self.lacks[method] = str(error.response.get("needed") or "")
        elif kind is ErrorKind.BUG:
            log.error("%s was refused: %s", method, name)
        asked = retry_after(error) if kind is ErrorKind.RETRY_AFTER and isinstance(error, SlackApiError) else None
        return CallFailed(method, kind, name or str(kind.name), asked)

    def _session(self) -> contextlib.AbstractAsyncContextManager[aiohttp.ClientSession]:
        """The session of the client, which stays open; one of our own where it has none."""
        shared = self.client.session
        return contextlib.nullcontext(shared) if shared and not shared.closed else _one_session()

    async def _sent(self, url: str, body: dict[str, Any]) -> tuple[int, float]:
        """Post to a response_url; its status (503 where it did not answer), and the seconds to wait before the next try."""
        try:
            async with self._session() as session, session.post(url, json=body) as answer:
                return answer.status, min(waited(answer.headers, PAUSE), LONGEST_WAIT)
        except (aiohttp.ClientError, TimeoutError):
            return 503, PAUSE


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

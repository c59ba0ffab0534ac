"""What Discord's errors mean, in one table: what can be tried again, what may have happened already, and what is over.

Codes: discord-api-docs topics/opcodes-and-status-codes. The breaker counts the calls that Discord calls invalid, and lets no
further one out before they become too many. It sits below discord.py, which repeats calls by itself, so nothing goes by it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from types import SimpleNamespace

import aiohttp
import discord

from core.errors import ErrorKind
from core.host.clock import SYSTEM, Clock

KINDS: Mapping[int, ErrorKind] = {
    10003: ErrorKind.TARGET_DEAD,  # unknown channel
    10004: ErrorKind.TARGET_DEAD,  # unknown guild
    10008: ErrorKind.TARGET_DEAD,  # unknown message
    10013: ErrorKind.TARGET_DEAD,  # unknown user
    10062: ErrorKind.TOO_LATE,  # unknown interaction
    10015: ErrorKind.TOO_LATE,  # unknown webhook: the token of an interaction is over
    50027: ErrorKind.TOO_LATE,  # invalid webhook token
    40060: ErrorKind.TOO_LATE,  # interaction has already been acknowledged
    30007: ErrorKind.TARGET_DEAD,  # maximum number of webhooks
    40014: ErrorKind.TEAM_DEAD,  # the bot was disabled
    50001: ErrorKind.TARGET_DEAD,  # missing access
    50007: ErrorKind.TARGET_DEAD,  # cannot send messages to this user
    50008: ErrorKind.TARGET_DEAD,  # cannot send messages in a non-text channel
    50013: ErrorKind.TARGET_DEAD,  # missing permissions
    50024: ErrorKind.TARGET_DEAD,  # cannot execute on this channel type
    50083: ErrorKind.TARGET_DEAD,  # the thread is archived
    160002: ErrorKind.TARGET_DEAD,  # no permission to reply here
    160004: ErrorKind.TARGET_DEAD,  # a thread has already been created for this message
    160005: ErrorKind.TARGET_DEAD,  # the thread is locked
    50035: ErrorKind.BUG,  # invalid form body
    50006: ErrorKind.BUG,  # empty message
    50109: ErrorKind.BUG,  # invalid JSON
}
"""Discord's error codes and what they mean here."""

MOST = 100
"""Invalid calls in a window before we stop: a hundredth of the 401, 403 and 429 that have an address banned: topics/rate-limits."""

WINDOW = 600.0
"""Seconds that an invalid call counts: the same page."""

API = "/api/"

log = logging.getLogger("paperboy")


class Halted(Exception):
    """We made no call, because Discord refused too many."""


class Breaker:
    """The invalid calls of one process: 401, 403, and 429 but for those that others share (topics/rate-limits)."""

    def __init__(self, clock: Clock = SYSTEM) -> None:
        self._clock = clock
        self._invalid: deque[float] = deque()
        self._flying, self._landed = 0, asyncio.Event()

    @property
    def halted(self) -> bool:
        """Whether nothing may go out for now."""
        while self._invalid and self._clock.monotonic() - self._invalid[0] > WINDOW:
            self._invalid.popleft()
        return len(self._invalid) >= MOST

    def count(self, status: int, headers: Mapping[str, str]) -> None:
        """Take note of an answer of Discord's."""
        shared = headers.get("X-RateLimit-Scope") == "shared"
        if status in (401, 403) or (status == 429 and not shared):
            self._invalid.append(self._clock.monotonic())
            if len(self._invalid) == MOST:
                log.error("Discord refused %d calls within ten minutes: no more are sent until they are over.", MOST)

    def trace(self) -> aiohttp.TraceConfig:
        """What discord.py's session takes, so that every call of it is counted, and refused while we stop."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._before)
        config.on_request_end.append(self._after)
        config.on_request_exception.append(self._failed)
        return config

    async def _before(
        self, session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        if not params.url.path.startswith(API):
            return
        while not self.halted and len(self._invalid) + self._flying >= MOST:  # each one under way may be refused
            await self._landed.wait()
        if self.halted:
            raise Halted(f"{MOST} calls were refused within ten minutes")
        self._flying += 1
        context.flying = True

    async def _after(
        self, session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        self.count(params.response.status, params.response.headers)
        self._land(context)

    async def _failed(
        self, session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self._land(context)

    def _land(self, context: SimpleNamespace) -> None:
        if getattr(context, "flying", False):
            self._flying -= 1
            self._landed.set()
            self._landed = asyncio.Event()


def classify(error: BaseException) -> ErrorKind:
    """What an exception of a Discord call means. An unknown one may have been done."""
    if isinstance(error, discord.LoginFailure):
        return ErrorKind.TEAM_DEAD
    if isinstance(error, discord.RateLimited | Halted):
        return ErrorKind.RETRY_AFTER
    if isinstance(error, discord.HTTPException):
        return KINDS.get(error.code) or _by_status(error.status)
    if isinstance(error, aiohttp.ClientConnectorError):
        return ErrorKind.TRANSIENT
    if isinstance(error, aiohttp.ClientError | asyncio.TimeoutError | OSError):
        return ErrorKind.AMBIGUOUS
    return ErrorKind.BUG


def _by_status(status: int) -> ErrorKind:
    if status == 429:
        return ErrorKind.RETRY_AFTER
    if status == 401:
        return ErrorKind.TEAM_DEAD
    if status in (403, 404):
        return ErrorKind.TARGET_DEAD
    return ErrorKind.AMBIGUOUS if status >= 500 else ErrorKind.BUG

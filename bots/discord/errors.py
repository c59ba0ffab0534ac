"""What Discord's errors mean, in one table: what can be tried again, what may have happened already, and what is over.

Codes: discord-api-docs topics/opcodes-and-status-codes.
"""

import asyncio
from collections.abc import Mapping

import aiohttp
import discord

from bots.discord.breaker import Halted
from core.errors import ErrorKind

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

"""What Discord's errors mean, in one table: what can be tried again, what may have happened already, and what is over.

The kinds are those of the Slack twin. Codes: discord-api-docs topics/opcodes-and-status-codes.
"""

import asyncio
from collections.abc import Mapping
from enum import Enum

import aiohttp
import discord


class Halted(Exception):
    """We made no call, because Discord refused too many: see `breaker`."""


class Kind(Enum):
    """How to go on after an error."""

    LATER = "wait as long as Discord says, then try again"
    TRANSIENT = "nothing was done; try again soon"
    AMBIGUOUS = "it may have been done; the same nonce again does no harm"
    TARGET_DEAD = "this channel, message or person is gone or out of reach; leave it"
    TEAM_DEAD = "the token is gone; stop all calls"
    TOO_LATE = "the interaction has expired; nothing can be answered"
    BUG = "our request is wrong; log it, do not repeat it"


WAITS = frozenset({Kind.LATER, Kind.TRANSIENT, Kind.AMBIGUOUS})
"""After these an event stays in the inbox and comes again."""

KINDS: Mapping[int, Kind] = {
    10003: Kind.TARGET_DEAD,  # unknown channel
    10004: Kind.TARGET_DEAD,  # unknown guild
    10008: Kind.TARGET_DEAD,  # unknown message
    10013: Kind.TARGET_DEAD,  # unknown user
    10062: Kind.TOO_LATE,  # unknown interaction
    10015: Kind.TOO_LATE,  # unknown webhook: the token of an interaction is over
    50027: Kind.TOO_LATE,  # invalid webhook token
    40060: Kind.TOO_LATE,  # interaction has already been acknowledged
    30007: Kind.TARGET_DEAD,  # maximum number of webhooks
    40014: Kind.TEAM_DEAD,  # the bot was disabled
    50001: Kind.TARGET_DEAD,  # missing access
    50007: Kind.TARGET_DEAD,  # cannot send messages to this user
    50008: Kind.TARGET_DEAD,  # cannot send messages in a non-text channel
    50013: Kind.TARGET_DEAD,  # missing permissions
    50024: Kind.TARGET_DEAD,  # cannot execute on this channel type
    50083: Kind.TARGET_DEAD,  # the thread is archived
    160002: Kind.TARGET_DEAD,  # no permission to reply here
    160004: Kind.TARGET_DEAD,  # a thread has already been created for this message
    160005: Kind.TARGET_DEAD,  # the thread is locked
    50035: Kind.BUG,  # invalid form body
    50006: Kind.BUG,  # empty message
    50109: Kind.BUG,  # invalid JSON
}
"""Discord's error codes and what they mean here."""


def classify(error: BaseException) -> Kind:
    """What an exception of a Discord call means. An unknown one may have been done."""
    if isinstance(error, discord.LoginFailure):
        return Kind.TEAM_DEAD
    if isinstance(error, discord.RateLimited | Halted):
        return Kind.LATER
    if isinstance(error, discord.HTTPException):
        return KINDS.get(error.code) or _by_status(error.status)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Kind.TRANSIENT
    if isinstance(error, aiohttp.ClientError | asyncio.TimeoutError | OSError):
        return Kind.AMBIGUOUS
    return Kind.BUG


def _by_status(status: int) -> Kind:
    if status == 429:
        return Kind.LATER
    if status == 401:
        return Kind.TEAM_DEAD
    if status in (403, 404):
        return Kind.TARGET_DEAD
    return Kind.AMBIGUOUS if status >= 500 else Kind.BUG

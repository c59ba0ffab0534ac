"""What the services' answers mean: what may be tried again, what may have arrived, and which address is over."""

import json
from collections.abc import Mapping
from typing import Any

from core.delivery.addresses.hooks import Service
from core.delivery.outlet import Undelivered
from core.errors import ErrorKind
from core.feeds.exchange.answer import PostReply, wait_asked

GONE = "its webhook is gone, or its address is no longer valid"

SLACK: Mapping[str, str] = {
    "action_prohibited": "an admin of its workspace does not let webhooks post there",
    "channel_is_archived": "its channel is archived",
    "channel_not_found": "its channel is gone",
    "invalid_token": GONE,
    "no_active_hooks": GONE,
    "no_service": GONE,
    "no_service_id": GONE,
    "no_team": "its workspace is gone",
    "posting_to_general_channel_denied": "its workspace does not let webhooks post to that channel",
    "team_disabled": "its workspace is closed",
    "user_not_found": "the person who made it is gone",
}
"""Slack's words for an address that takes nothing any more, and what people read: docs.slack.dev, incoming webhooks, errors."""

REFUSED = frozenset({"invalid_payload", "invalid_blocks", "invalid_blocks_format", "no_text", "too_many_attachments"})
"""Slack's words for a form that it does not take."""

DISCORD_FORM = frozenset({50006, 50035})
"""Discord's codes for a message that is empty to it, or that it cannot read: opcodes-and-status-codes."""

USUAL_WAIT = 5.0
"""Seconds to wait where a service is busy and does not say for how long."""


def failure(service: Service, reply: PostReply, now: float) -> Undelivered | None:
    """Why a post was not taken; None where it was. `now` in seconds of Unix time."""
    if 200 <= reply.status < 300:  # Rocket.Chat's way to say no: 200, and `success` is false
        denied = service == "text" and content_of(reply).get("success") is False
        return Undelivered(ErrorKind.TARGET_DEAD, GONE) if denied else None
    if reply.status == 429:
        wait = wait_asked(reply.headers.get("retry-after", ""), now) or _retry_after(reply) or USUAL_WAIT
        return Undelivered(ErrorKind.RETRY_AFTER, "the service is busy", wait)
    if reply.status >= 500:
        return Undelivered(ErrorKind.AMBIGUOUS, f"the service has trouble of its own ({reply.status})")
    if service == "slack" and (word := _word(reply)) in SLACK:
        return Undelivered(ErrorKind.TARGET_DEAD, SLACK[word])
    if is_form(service, reply):
        return Undelivered(ErrorKind.BUG, "the service cannot read the post")
    if reply.status in (401, 403, 404, 405, 410) or 300 <= reply.status < 400 or service == "text":
        return Undelivered(ErrorKind.TARGET_DEAD, GONE)
    return Undelivered(ErrorKind.BUG, f"the service refused it with status {reply.status}")


def is_form(service: Service, reply: PostReply) -> bool:
    """Whether a chat refused the form of a post, and may take it in words alone."""
    if reply.status != 400:
        return False
    if service == "slack":
        return _word(reply) in REFUSED
    return service == "discord" and content_of(reply).get("code") in DISCORD_FORM


def _word(reply: PostReply) -> str:
    """What Slack answers: a word."""
    return reply.data[:80].decode("utf-8", "replace").strip()


def _retry_after(reply: PostReply) -> float:
    seconds = content_of(reply).get("retry_after")
    return min(max(float(seconds), 0.05), 3600.0) if isinstance(seconds, int | float) else 0.0


def content_of(reply: PostReply) -> dict[str, Any]:
    """The object that a service answered in JSON; empty where it did not."""
    try:
        content = json.loads(reply.data)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}

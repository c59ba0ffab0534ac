"""What Slack's errors mean, in one table: what can be tried again, what may have happened already, and what is over."""

import asyncio
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError

from core.errors import ErrorKind

_NAMED: Mapping[ErrorKind, str] = {
    ErrorKind.RETRY_AFTER: "ratelimited rate_limited message_limit_exceeded",
    ErrorKind.TRANSIENT: "service_unavailable team_added_to_org accesslimited",
    ErrorKind.AMBIGUOUS: "internal_error fatal_error request_timeout",
    ErrorKind.TARGET_DEAD: (
        "channel_not_found is_archived not_in_channel message_not_found thread_not_found user_not_found cannot_dm_bot"
        " restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel user_disabled"
        " cant_update_message cant_delete_message edit_window_closed cannot_unfurl_url cannot_unfurl_message file_not_found"
        " users_not_found user_not_visible method_not_supported_for_channel_type not_enabled cannot_reply_to_message"
        " restricted_action_non_threadable_channel user_is_restricted no_permission file_deleted"
    ),
    ErrorKind.TEAM_DEAD: (
        "invalid_auth not_authed account_inactive token_revoked token_expired org_login_required team_access_not_granted"
        " ekm_access_denied enterprise_is_restricted two_factor_setup_required team_not_found app_missing_action_url"
        " not_allowed_token_type"
    ),
    ErrorKind.TOO_LATE: "expired_trigger_id exchanged_trigger_id trigger_expired trigger_exchanged used_url expired_url invalid_trigger_id",
    ErrorKind.UNGRANTED: "missing_scope",
    ErrorKind.BUG: (
        "invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long no_text too_many_attachments invalid_arguments"
        " invalid_arg_name invalid_array_arg view_too_large invalid_metadata_format invalid_form_data"
        " metadata_too_large duplicate_external_id not_found hash_conflict invalid_post_type missing_post_type push_limit_reached"
    ),
}
KINDS: Mapping[str, ErrorKind] = {error: kind for kind, named in _NAMED.items() for error in named.split()}
"""Slack's error codes (docs.slack.dev, each method's page) and what they mean here. What is not listed is ambiguous."""


def classify(error: BaseException) -> ErrorKind:
    """What an exception of a Slack call means. An unknown one may have been done."""
    if isinstance(error, SlackApiError):
        status = getattr(error.response, "status_code", 200)
        if status == 429:
            return ErrorKind.RETRY_AFTER
        if status >= 500:
            return ErrorKind.AMBIGUOUS
        return KINDS.get(code(error), ErrorKind.AMBIGUOUS)
    if isinstance(error, aiohttp.ClientResponseError):  # of a response_url
        busy = ErrorKind.RETRY_AFTER if error.status == 429 else ErrorKind.AMBIGUOUS
        return busy if error.status == 429 or error.status >= 500 else ErrorKind.TARGET_DEAD
    if isinstance(error, aiohttp.ClientConnectorError):
        return ErrorKind.TRANSIENT
    if isinstance(error, SlackRequestError):
        return ErrorKind.BUG
    if isinstance(error, aiohttp.ClientError | asyncio.TimeoutError | SlackClientError | OSError):
        return ErrorKind.AMBIGUOUS
    return ErrorKind.BUG


def code(error: BaseException) -> str:
    """Slack's own name of an error, or the status that its response_url answered; '' where it did not answer."""
    if isinstance(error, SlackApiError):
        name = error.response.get("error") if hasattr(error.response, "get") else None
        return name if isinstance(name, str) else ""
    return str(error.status) if isinstance(error, aiohttp.ClientResponseError) else ""


def retry_after(error: BaseException, default: float = 1.0) -> float:
    """The seconds Slack asks to wait, at least a moment and at most an hour; without its header `default`."""
    answer = error.response if isinstance(error, SlackApiError) else error
    headers = dict(getattr(answer, "headers", None) or {})
    asked = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    asked = asked[0] if isinstance(asked, list) else asked
    try:
        return min(max(float(str(asked)), 0.05), 3600.0)
    except (TypeError, ValueError):
        return default

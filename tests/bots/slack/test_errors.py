"""What Slack's errors mean, in one table."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bots.slack.errors import KINDS, classify, code, retry_after
from core.errors import ErrorKind


def refused(error: str, status: int = 200, headers: dict[str, object] | None = None) -> SlackApiError:
    """Slack's answer as its client raises it."""
    answer = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": False, "error": error},
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("refused", answer)


@pytest.mark.parametrize(("name", "kind"), sorted(KINDS.items()))
def test_each_named_error_is_what_the_table_says(name: str, kind: ErrorKind) -> None:
    assert classify(refused(name)) is kind
    assert code(refused(name)) == name


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (refused("ratelimited", 429), ErrorKind.RETRY_AFTER),
        (refused("", 429), ErrorKind.RETRY_AFTER),
        (refused("", 503), ErrorKind.AMBIGUOUS),
        (refused("never_heard_of_it"), ErrorKind.AMBIGUOUS),
        (TimeoutError(), ErrorKind.AMBIGUOUS),
        (TimeoutError(), ErrorKind.AMBIGUOUS),
        (aiohttp.ServerDisconnectedError(), ErrorKind.AMBIGUOUS),
        (ConnectionResetError(), ErrorKind.AMBIGUOUS),
        (SlackRequestError("no token"), ErrorKind.BUG),
        (ValueError("ours"), ErrorKind.BUG),
    ],
    ids=repr,
)
def test_what_has_no_name_is_ambiguous_unless_it_is_ours(error: Exception, kind: ErrorKind) -> None:
    assert classify(error) is kind


def test_each_kind_is_met() -> None:
    assert set(KINDS.values()) == set(ErrorKind)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"retry-after": ["30"]}, 30),
        ({"Retry-After": "0"}, 0.05),
        ({"Retry-After": "999999"}, 3600),
        ({"Retry-After": "soon"}, 1),
        ({}, 1),
    ],
    ids=repr,
)
def test_slack_says_how_long_to_wait(headers: dict[str, object], seconds: float) -> None:
    assert retry_after(refused("ratelimited", 429, headers)) == seconds

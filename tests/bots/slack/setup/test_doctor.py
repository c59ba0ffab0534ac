"""The doctor compares what Slack granted with the manifest, and names what is missing."""

import pytest

from bots.slack.setup import doctor
from bots.slack.setup.manifest import SCOPES
from core.settings import Settings, read
from tests.fakes.slack import FakeSlack


def settings(slack: FakeSlack, **more: str) -> Settings:
    given = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API": slack.url.rstrip("/")}
    return read({**given, **more}, None)


async def test_a_set_up_that_is_whole_is_told_so() -> None:
    with FakeSlack(scopes=SCOPES) as slack:
        rows = await doctor.rows(settings(slack))
    assert [state for state, _, _ in rows] == ["ok", "ok", "ok"]


async def test_a_missing_scope_is_named_with_its_reason() -> None:
    with FakeSlack(scopes=set(SCOPES) - {"links:write"}) as slack:
        rows = await doctor.rows(settings(slack))
    (wrong,) = [text for state, _, text in rows if state == "fail"]
    assert "links:write" in wrong and SCOPES["links:write"] in wrong


async def test_refused_tokens_are_named_and_never_shown() -> None:
    with FakeSlack(scopes=SCOPES) as slack:
        rows = await doctor.rows(settings(slack, SLACK_APP_TOKEN="xapp-canary-canary"))
        worse = await doctor.rows(settings(slack, SLACK_BOT_TOKEN="xoxb-canary-canary"))
    assert [state for state, _, _ in rows] == ["ok", "ok", "fail"]
    assert [state for state, _, _ in worse] == ["fail"]
    assert "canary" not in str(rows) + str(worse)


async def test_a_question_that_slack_does_not_judge_is_no_verdict_on_the_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bots.shared.errors.PAUSE", 0.01)
    with FakeSlack(scopes=SCOPES) as slack:
        slack.fault("apps.connections.open", error="internal_error", times=None)
        assert [state for state, _, _ in await doctor.rows(settings(slack))] == ["ok", "ok", "away"]
        nobody = settings(slack, SLACK_API="http://127.0.0.1:9")
        assert [state for state, _, _ in await doctor.check(nobody, "SLACK_BOT_TOKEN")] == ["away"]


async def test_without_a_token_there_is_nothing_to_say() -> None:
    assert await doctor.rows(read({}, None)) == []

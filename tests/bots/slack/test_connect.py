"""Starting and staying: tokens that are missing or refused are one line, sockets that go come back, and nothing sent meanwhile is lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import BadSettings, PaperboyError
from tests.bots.slack.conftest import Bot, said, until
from tests.fakes.slack import Channel, FakeSlack, User
from tests.forks import FORKER, Forked

SECRET_BOT, SECRET_APP = "xoxb-111-secretsecret", "xapp-1-secretsecret"


def run(home: Path, record: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`python -m bots.slack`, as a Procfile starts it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given = {"PAPERBOY_HOME": str(home), "REDIS_URL": record, "PYTHONPATH": str(Path(__file__).parents[3])}
    return FORKER.run("bots.slack", env=kept | given | environ, cwd=home)


def one_line(ended: subprocess.CompletedProcess[str]) -> str:
    """What a start that failed said: one line, no traceback, no token."""
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "secretsecret" not in ended.stderr + ended.stdout
    (line,) = ended.stderr.strip().splitlines()
    return line


def test_missing_tokens_are_both_named_in_one_line(tmp_path: Path, valkey: str) -> None:
    line = one_line(run(tmp_path, valkey))
    assert "SLACK_BOT_TOKEN and SLACK_APP_TOKEN" in line
    assert "paperboy init slack" in line


@pytest.mark.parametrize(
    ("bot_token", "app_token", "named"),
    [(SECRET_BOT, "", "SLACK_BOT_TOKEN"), ("", SECRET_APP, "SLACK_APP_TOKEN")],
)
def test_a_refused_token_is_named_in_one_line(
    tmp_path: Path, valkey: str, slack: FakeSlack, bot_token: str, app_token: str, named: str
) -> None:
    tokens = {"SLACK_BOT_TOKEN": bot_token or slack.bot_token, "SLACK_APP_TOKEN": app_token or slack.app_token}
    line = one_line(run(tmp_path, valkey, SLACK_API=slack.url.rstrip("/"), **tokens))
    assert named in line
    assert "invalid_auth" in line


def test_a_token_of_the_wrong_kind_is_told_before_slack_is_asked(tmp_path: Path, valkey: str) -> None:
    line = one_line(run(tmp_path, valkey, SLACK_BOT_TOKEN=SECRET_APP, SLACK_APP_TOKEN=SECRET_APP))
    assert "SLACK_BOT_TOKEN" in line


def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, valkey: str, slack: FakeSlack, ada: User) -> None:
    nlp = slack.channel("nlp", ada)
    environ = {"PAPERBOY_HOME": str(tmp_path), "REDIS_URL": valkey, "PYTHONPATH": str(Path(__file__).parents[3])}
    environ |= {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API": slack.url[:-1]}
    process = Forked(
        [sys.executable, "-m", "bots.slack"], env=os.environ | environ, cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    try:
        slack.until(lambda: len(slack.sockets.open) == 2, 20)
        assert "Type /papers and a command" in said(slack.command(ada, nlp, "help").answered())
    finally:
        process.send_signal(signal.SIGTERM)
        text = process.communicate(timeout=120)[1]
    assert process.returncode == 0
    assert "Traceback" not in text
    assert slack.bot_token not in text


def test_a_refused_bot_token_is_a_setting_to_correct(idle: Bot, slack: FakeSlack) -> None:
    slack.revoke()
    with pytest.raises(BadSettings, match="token_revoked"):
        idle.start()
    assert slack.calls["auth.test"] == 1


def test_slack_out_of_reach_is_told_in_a_sentence(idle: Bot, slack: FakeSlack) -> None:
    with pytest.raises(PaperboyError, match=r"Slack cannot be reached at http://127\.0\.0\.1:9/api"):
        idle.start(SLACK_API="http://127.0.0.1:9/api")


def test_two_sockets_share_the_work(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.until(lambda: len(slack.sockets.open) == 2)
    acts = [slack.command(ada, nlp, "help") for _ in range(4)]
    assert {act.delivery.envelopes[0].socket for act in acts} == set(slack.sockets.open)


@pytest.mark.parametrize("how", ["warning", "refresh_requested", "reset"])
def test_one_lost_socket_loses_nothing(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, how: str) -> None:
    opened, socket = slack.sockets.opened, min(slack.sockets.open)
    if how == "reset":
        slack.reset(socket)
    else:
        slack.disconnect(how, socket)
    for n in range(6):
        slack.say(ada, nlp, f"@paperboy share 2611.0001{n}")
    slack.until(lambda: len(slack.posted(nlp)) == 6)
    until(lambda: slack.sockets.opened > opened and len(slack.sockets.open) >= 2)
    assert len({message.thread_ts for message in slack.posted(nlp)}) == 6


def test_what_is_said_while_all_sockets_are_gone_is_answered_once(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.reset()
    for n in range(3):
        slack.say(ada, nlp, f"@paperboy share 2611.0001{n}", wait=False)
    slack.until(lambda: len(slack.posted(nlp)) == 3)
    until(lambda: bot.waiting() == 0)
    assert len(slack.posted(nlp)) == 3


def test_what_is_said_while_the_bot_is_down_is_answered_when_it_is_back(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    bot.stop()
    slack.say(ada, nlp, "@paperboy help", wait=False)
    bot.start()
    slack.until(lambda: len(slack.whispered(ada)) == 1)
    until(lambda: bot.waiting() == 0)

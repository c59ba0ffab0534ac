"""A workspace set up as the README says, with the commands it names and nothing else, against our own Slack."""

import re
import signal
from pathlib import Path

from bots.slack.setup.manifest import SCOPES, events
from tests.bots.conftest import ROOT, Cli
from tests.bots.slack.conftest import said
from tests.fakes.slack import FakeSlack


def test_the_readmes_three_commands_bring_paperboy_into_a_channel(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    part = readme.partition("## Five minutes in Slack")[2].partition("\n## ")[0]
    assert re.findall(r"^paperboy ([a-z ]*[a-z])", part, re.MULTILINE) == ["init slack", "doctor", "up"]
    cli = Cli(tmp_path / "home")
    with FakeSlack(scopes=SCOPES, events=events()) as slack:
        ada = slack.user("ada")
        nlp = slack.channel("nlp", ada, bot=False)
        where = {"SLACK_API": slack.url.rstrip("/"), "PAPERBOY_FEEDS": "none"}
        done = cli.run("init", "slack", SLACK_BOT_TOKEN=slack.bot_token, SLACK_APP_TOKEN=slack.app_token, **where)
        assert done.returncode == 0, done.stderr
        checked = cli.run("doctor", **where)
        assert checked.returncode == 0 and "all granted" in checked.stdout, checked.stdout
        process = cli.start("up", environ=cli.environ(**where))
        try:
            slack.until(lambda: slack.calls["auth.test"] >= 2 and len(slack.sockets.open) >= 2, 30)
            slack.invite(ada, nlp)
            slack.until(lambda: slack.posted(nlp), 20)
            assert "Hello, I am Paperboy" in said(slack.posted(nlp)[0])
            assert "Type /papers and a command" in said(slack.command(ada, nlp, "").answered(seconds=20))
            assert slack.breaches == []
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=120)

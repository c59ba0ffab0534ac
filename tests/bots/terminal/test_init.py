"""`paperboy init slack`: the link, and a `.env` that only its owner may read."""

import base64
import stat
from pathlib import Path

import pytest

from bots.terminal import setting_up
from bots.terminal.setting_up import check, write_env
from core.errors import BadSettings
from core.settings import read
from tests.bots.terminal.conftest import Cli

BOT, APP = "xoxb-1234567890-abc", "xapp-1-A1-abcdef"


def test_tokens_land_in_a_file_that_only_its_owner_may_read(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "home")
    done = cli.run("init", "slack", SLACK_BOT_TOKEN=BOT, SLACK_APP_TOKEN=APP)
    assert done.returncode == 0, done.stderr
    assert "https://api.slack.com/apps?new_app=1&manifest_yaml=" in done.stdout
    made = cli.folder / ".env"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    settings = read({}, made)
    assert (settings.slack_bot_token.reveal(), settings.slack_app_token.reveal()) == (BOT, APP)
    assert BOT not in done.stdout + done.stderr


def test_the_other_lines_of_a_file_stay(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# mine\nPAPERBOY_ZONE=Europe/Paris\nSLACK_BOT_TOKEN=xoxb-old-old-old\n")
    write_env(file, {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP})
    assert file.read_text() == f"# mine\nPAPERBOY_ZONE=Europe/Paris\nSLACK_BOT_TOKEN={BOT}\nSLACK_APP_TOKEN={APP}\n"


def test_a_token_of_the_wrong_kind_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="SLACK_BOT_TOKEN must be a bot token"):
        check({"SLACK_BOT_TOKEN": APP})
    cli = Cli(tmp_path / "home")
    done = cli.run("init", "slack", SLACK_BOT_TOKEN=APP, SLACK_APP_TOKEN=APP)
    assert done.returncode == 2 and APP not in done.stderr
    assert not (cli.folder / ".env").exists()


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be written"):
        write_env(tmp_path / "nowhere" / ".env", {"SLACK_BOT_TOKEN": BOT})


def test_the_steps_name_both_tokens() -> None:
    assert "xoxb-" in setting_up.STEPS["slack"] and "xapp-" in setting_up.STEPS["slack"]


def test_discords_token_is_written_and_its_link_asks_for_the_least(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "home")
    token = f"{base64.urlsafe_b64encode(b'123456789012345678').decode()}.abcdef.{'x' * 30}"
    done = cli.run("init", "discord", DISCORD_TOKEN=token)
    assert done.returncode == 0, done.stderr
    link = (
        "https://discord.com/oauth2/authorize?client_id=123456789012345678&scope=bot+applications.commands&permissions="
    )
    assert link in done.stdout and token not in done.stdout
    assert read({}, cli.folder / ".env").discord_token.reveal() == token

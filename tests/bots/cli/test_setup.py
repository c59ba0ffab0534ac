"""`paperboy init`: its links, what it says of each token, and a `.env` that only its owner may read."""

import base64
import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from bots.cli.setup import write_env
from bots.shared.platforms import PLATFORMS
from bots.slack.setup.manifest import SCOPES
from bots.terminal import render
from core.errors import BadSettings
from core.feeds.sources import FIELDS, proposed
from core.settings import read
from tests.bots.conftest import ROOT, Cli, plain
from tests.fakes.feedserver import FeedServer, page
from tests.fakes.room.discord import LED
from tests.fakes.slack import FakeSlack

BOT, APP = "xoxb-1234567890-abc", "xapp-1-A1-abcdef"
ASKED = b"Enter for later"
NOBODY = "http://127.0.0.1:9"
"""Where nothing answers."""


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(scopes=SCOPES) as running:
        yield running


def typed(cli: Cli, slack: FakeSlack, *tokens: str) -> str:
    """What `init slack` shows where these are typed one after another."""
    return cli.at_terminal("init", "slack", asked=ASKED, typed=tokens, SLACK_API=slack.url.rstrip("/"))


def test_tokens_land_in_a_file_that_only_its_owner_may_read(tmp_path: Path, slack: FakeSlack) -> None:
    cli = Cli(tmp_path / "home")
    given = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    done = cli.run("init", "slack", SLACK_API=slack.url.rstrip("/"), **given)
    assert done.returncode == 0, done.stderr
    assert "https://api.slack.com/apps?new_app=1&manifest_yaml=" in done.stdout
    made = cli.folder / ".env"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    settings = read({}, made)
    assert (settings.slack_bot_token.reveal(), settings.slack_app_token.reveal()) == (slack.bot_token, slack.app_token)
    assert slack.bot_token not in done.stdout + done.stderr
    assert "The token is good for Acme" in done.stdout and "Socket Mode opens." in done.stdout


def test_each_token_is_checked_as_it_is_typed_and_asked_for_again_until_it_is_good(
    tmp_path: Path, slack: FakeSlack
) -> None:
    cli = Cli(tmp_path / "home")
    screen = typed(cli, slack, slack.app_token, BOT, slack.bot_token, slack.bot_token, APP, slack.app_token)
    said = [line for line in screen.splitlines() if "TOKEN" in line or "good" in line or "opens" in line]
    assert [line for line in said if "Paste" not in line] == [
        "Please correct the settings: SLACK_BOT_TOKEN must be a bot token, which begins with xoxb- (it looks like Slack's app token).",
        "Slack refuses SLACK_BOT_TOKEN: Slack does not know that token (invalid_auth)."
        " Copy it again from your app's page, OAuth & Permissions.",
        "The token is good for Acme (T1).",
        "Please correct the settings: SLACK_APP_TOKEN must be an app token, which begins with xapp- (it looks like Slack's bot token).",
        "Slack refuses SLACK_APP_TOKEN: Slack does not know that token (invalid_auth). Make one on your app's page, Basic Information,"
        " App-Level Tokens, with the scope connections:write, and switch Socket Mode on.",
        "Socket Mode opens.",
    ]
    assert not [token for token in (slack.bot_token, slack.app_token, BOT, APP) if token in screen]
    settings = read({}, cli.folder / ".env")
    assert (settings.slack_bot_token.reveal(), settings.slack_app_token.reveal()) == (slack.bot_token, slack.app_token)


def test_a_missing_scope_and_a_revoked_token_are_named(tmp_path: Path, slack: FakeSlack) -> None:
    slack.world.scopes.discard("users:read")
    screen = typed(Cli(tmp_path / "home"), slack, slack.bot_token, "", "")
    assert "The scope users:read is missing" in screen and "Still to set: SLACK_BOT_TOKEN, SLACK_APP_TOKEN" in screen
    slack.front.revoked = True
    assert "it was revoked (token_revoked)" in typed(Cli(tmp_path / "home"), slack, slack.bot_token, "", "")


def test_a_token_that_could_not_be_checked_is_kept(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "home")
    done = cli.run("init", "slack", SLACK_BOT_TOKEN=BOT, SLACK_APP_TOKEN=APP, SLACK_API=NOBODY)
    assert done.returncode == 0, done.stderr
    assert f"Slack cannot be reached at {NOBODY}" in done.stdout and "I could not check SLACK_APP_TOKEN" in done.stdout
    assert read({}, cli.folder / ".env").slack_app_token.reveal() == APP


@pytest.mark.parametrize("terminal", ["xterm-256color", "dumb"])
def test_a_link_stands_whole_on_one_line_and_can_be_clicked_where_the_terminal_knows_how(terminal: str) -> None:
    link = f"https://api.slack.com/apps?new_app=1&manifest_yaml={'%20x' * 300}"
    out = Console(file=io.StringIO(), force_terminal=True, width=30, _environ={"TERM": terminal}, highlight=False)
    out.print(render.linked(f"Open this link: {link}, and press Create."), soft_wrap=True)
    shown = out.file.getvalue()  # type: ignore[attr-defined]
    assert ("\x1b]8;" in shown) == (terminal != "dumb")
    assert plain(shown) == f"Open this link: {link}, and press Create.\n"


def test_the_other_lines_of_a_file_stay(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# mine\nPAPERBOY_ZONE=Europe/Paris\nSLACK_BOT_TOKEN=xoxb-old-old-old\n")
    write_env(file, {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP})
    assert file.read_text() == f"# mine\nPAPERBOY_ZONE=Europe/Paris\nSLACK_BOT_TOKEN={BOT}\nSLACK_APP_TOKEN={APP}\n"


def test_a_token_of_the_wrong_kind_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "home")
    done = cli.run("init", "slack", SLACK_BOT_TOKEN=APP, SLACK_APP_TOKEN=APP)
    assert done.returncode == 2 and APP not in done.stderr and "SLACK_BOT_TOKEN must be a bot token" in done.stderr
    assert not (cli.folder / ".env").exists()


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be written"):
        write_env(tmp_path / "nowhere" / ".env", {"SLACK_BOT_TOKEN": BOT})


def test_the_steps_name_both_tokens() -> None:
    steps = PLATFORMS["slack"].first_steps()
    assert "xoxb-" in steps and "xapp-" in steps


def test_discords_token_is_written_and_its_link_asks_for_the_least(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "home")
    token = f"{base64.urlsafe_b64encode(b'123456789012345678').decode()}.abcdef.{'x' * 30}"
    led = {"PYTHONPATH": f"{LED}:{ROOT}", "FAKE_DISCORD": NOBODY}
    done = cli.run("init", "discord", DISCORD_TOKEN=token, **led)
    assert done.returncode == 0, done.stderr
    link = (
        "https://discord.com/oauth2/authorize?client_id=123456789012345678&scope=bot+applications.commands&permissions="
    )
    assert link in done.stdout and token not in done.stdout
    assert "Discord cannot be reached" in done.stdout and "I could not check DISCORD_TOKEN; I keep it." in done.stdout
    assert read({}, cli.folder / ".env").discord_token.reveal() == token


ITEM = "<item><title>Kites that Count Waves</title><link>https://kites.example/1</link><description>We count.</description></item>"
RSS = f'<rss version="2.0"><channel><title>Kites</title>{ITEM}</channel></rss>'.encode()
DAILY = b'[{"paper": {"id": "2403.04567", "title": "A Ledger of Slow Rivers", "summary": "We wade."}}]'
FEEDS = "PAPERBOY_FEEDS"


class Fresh(Cli):
    """A folder where no feeds are set in the environment."""

    def environ(self, **more: str) -> dict[str, str]:
        made = super().environ(**more)
        return made if FEEDS in more else {name: value for name, value in made.items() if name != FEEDS}


@pytest.fixture
def sites() -> Iterator[FeedServer]:
    """Hugging Face answers, arXiv has broken down, one journal answers and another refuses."""
    with FeedServer() as server:
        server.replies["/api/daily_papers"] = page(DAILY, kind="application/json")
        server.replies["/rss/cs.LG+cs.CL+cs.CV+cs.AI+stat.ML"] = page(b"", status=503)
        server.replies["/journal.xml"] = page(RSS)
        server.replies["/closed.xml"] = page(b"no", status=403)
        yield server


def mirrors(sites: FeedServer) -> dict[str, str]:
    return {"PAPERBOY_HF": sites.url("").rstrip("/"), "PAPERBOY_ARXIV_RSS": sites.url("").rstrip("/")}


def test_feeds_are_proposed_for_what_the_lab_reads_and_each_is_tried(tmp_path: Path, sites: FeedServer) -> None:
    cli = Fresh(tmp_path / "home")
    answers = ("gardening", "ML", f"ml, rss:{sites.url('/journal.xml')}, rss:{sites.url('/closed.xml')}", "")
    screen = cli.at_terminal("init", asked=b"(Enter ", typed=answers, **mirrors(sites))
    assert "What does your lab read? machine learning, biology, physics, mathematics, journals, or feeds" in screen
    assert "“gardening” is neither a field nor a feed." in screen
    assert screen.count("Hugging Face holds 1 paper now.") == 1
    assert (
        "arXiv (cs.LG, cs.CL, cs.CV, cs.AI, stat.ML) could not be asked now; it is kept, for that may pass." in screen
    )
    assert "127.0.0.1/journal.xml holds 1 paper now." in screen
    assert "127.0.0.1/closed.xml cannot be read, so it is left out." in screen
    chosen = f"hf, arxiv:cs.LG+cs.CL+cs.CV+cs.AI+stat.ML, rss:{sites.url('/journal.xml')}"
    assert read({}, cli.folder / ".env").feeds == chosen


def test_feeds_stay_as_they_are_where_nobody_names_any(tmp_path: Path) -> None:
    cli = Fresh(tmp_path / "home")
    (cli.folder / ".env").write_text(f"{FEEDS}=biorxiv\n")
    assert "(Enter keeps biorxiv)" in cli.at_terminal("init", asked=b"(Enter ", typed=("",))
    assert read({}, cli.folder / ".env").feeds == "biorxiv"


def test_a_script_names_what_the_lab_reads_and_is_asked_nothing(tmp_path: Path, sites: FeedServer) -> None:
    cli = Fresh(tmp_path / "home")
    done = cli.run("init", "--reads", "machine learning", **mirrors(sites))
    assert done.returncode == 0 and "Hugging Face holds 1 paper now." in done.stdout, done.stderr
    assert read({}, cli.folder / ".env").feeds == "hf, arxiv:cs.LG+cs.CL+cs.CV+cs.AI+stat.ML"
    for fields, said in (
        ("gardening", "neither a field nor a feed"),
        (f"rss:{sites.url('/closed.xml')}", "None of these feeds can be read"),
    ):
        done = cli.run("init", "--reads", fields, **mirrors(sites))
        assert done.returncode == 2 and said in done.stderr
    assert "Say what to set up" in cli.run("init").stderr
    done = cli.run("init", "--reads", "biology", **{FEEDS: "hf"})
    assert done.returncode == 2 and "is set in the environment" in done.stderr


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_proposed_for_a_field_are_feeds_that_the_setting_takes(field: str) -> None:
    assert read({FEEDS: ", ".join(proposed(field))}, None).feeds
    assert proposed(field[:4]) == proposed(field)


def test_fields_share_one_call_to_arxiv() -> None:
    names = proposed("ml, maths, hf, biology")
    assert [name.partition(":")[0] for name in names] == ["hf", "arxiv", "biorxiv"]

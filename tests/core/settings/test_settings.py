"""The settings: one table, every wrong value named at once, no secret shown."""

import os
from dataclasses import fields
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadSettings
from core.settings import FOLDER, SETTINGS, Settings, env_example, read
from docs.make import tables

ROOT = Path(__file__).parents[3]
NAMES = [row.name for row in SETTINGS]


def complaint(environ: dict[str, str], dotenv: Path | None = None) -> str:
    with pytest.raises(BadSettings) as caught:
        read(environ, dotenv)
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    return str(caught.value)


def test_the_example_file_is_made_from_the_table():
    assert (ROOT / ".env.example").read_text("utf-8") == env_example()


def test_copying_the_example_file_changes_nothing():
    assert read({}, ROOT / ".env.example") == read({}, None)


def test_every_row_has_its_field_and_every_field_its_row():
    assert [row.field for row in SETTINGS] + ["warnings"] == [field.name for field in fields(Settings)]


def test_every_row_of_the_table_for_the_readme_has_three_cells_and_names_its_setting():
    rows = tables.settings().splitlines()
    assert [row.count(" | ") for row in rows] == [2] * (len(SETTINGS) + 2)
    assert [row.split("`")[1] for row in rows[2:]] == NAMES


def test_without_any_setting_the_defaults_stand():
    settings = read({}, None)
    assert (settings.memory, settings.log, settings.zone, settings.warnings) == ("2gb", "warning", UTC, ())
    assert not settings.redis_url
    assert settings.home.is_absolute() and settings.home.name == "paperboy"


def test_an_empty_value_means_the_default():
    assert read(dict.fromkeys(NAMES, "  "), None) == read({}, None)


def test_the_environment_wins_over_the_file(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("export PAPERBOY_LOG='error'\nPAPERBOY_MEMORY=512mb # enough\nREDIS_URL=redis://elsewhere\n")
    settings = read({"PAPERBOY_LOG": "debug", "REDIS_URL": ""}, file)
    assert (settings.log, settings.memory, bool(settings.redis_url)) == ("debug", "512mb", False)


def test_reading_changes_neither_the_environment_nor_what_it_was_given(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("PAPERBOY_LOG=error\nPAPERBOY_NEW_NAME=${HOME}\n")
    before, environ = dict(os.environ), {"PAPERBOY_ZONE": "Asia/Tokyo"}
    read(environ, file)
    assert dict(os.environ) == before
    assert environ == {"PAPERBOY_ZONE": "Asia/Tokyo"}


def test_a_dollar_sign_in_a_password_is_no_variable(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("REDIS_URL=redis://:a${HOME}b$c@host:6379/0\n")
    assert read({}, file).redis_url.reveal() == "redis://:a${HOME}b$c@host:6379/0"


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_bytes(b"\xef\xbb\xbfPAPERBOY_LOG=info\r\nPAPERBOY_MEMORY=1gb\r\n")
    assert (read({}, file).log, read({}, file).memory) == ("info", "1gb")


def test_no_file_is_no_fault_and_a_folder_of_that_name_is_warned_of(tmp_path: Path):
    assert read({}, tmp_path / ".env") == read({}, None)
    assert read({}, tmp_path).warnings == (FOLDER,)


def test_a_file_that_is_not_text_gets_one_sentence(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_bytes(b"REDIS_URL=redis://\xff\xfe\x00")
    assert complaint({}, file) == "Please correct the settings: .env must be a file of UTF-8 text that you may read."


@pytest.mark.parametrize(
    "line",
    [
        'REDIS_URL="redis://:canary@host',
        "REDIS_URL",
        "SLACK_BOT_TOKEN xoxb-canary",
        "xoxb-canary",
        "REDIS_URL='redis://:canary@host' and",
    ],
)
def test_a_line_of_the_file_that_cannot_be_read_is_named_and_not_shown(tmp_path: Path, line: str):
    file = tmp_path / ".env"
    file.write_text(f"# ours\nPAPERBOY_LOG=info\n\n{line}\nPAPERBOY_MEMORY=1gb\n")
    assert complaint({}, file) == "Please correct the settings: line 4 of .env must read NAME=value."


def test_a_shell_line_of_another_program_is_left_alone(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("export PATH\nOTHER_TOKEN=x\nPAPERBOY_LOG=info\n")
    assert read({}, file).log == "info"
    assert read({}, file).warnings == ()


def test_all_wrong_values_are_named_at_once_with_what_is_expected():
    wrong = {
        "PAPERBOY_HOME": str(Path(__file__)),
        "REDIS_URL": "http://:canary@host",
        "PAPERBOY_MEMORY": "plenty",
        "PAPERBOY_BACKUPS": "many",
        "PAPERBOY_LOG": "loud",
        "PAPERBOY_ZONE": "Mars/Olympus",
        "PAPERBOY_FEEDS": "hf, gopher",
        "PAPERBOY_CONTACT": "me",
        "PAPERBOY_ADMINS": "everyone",
        "PAPERBOY_HF": "huggingface",
        "PAPERBOY_ARXIV": "ftp://arxiv.example",
        "PAPERBOY_ARXIV_RSS": "https://user:x@arxiv.example",
        "PAPERBOY_BIORXIV": "https://",
        "PAPERBOY_CONFIGURE": "anybody",
        "PAPERBOY_UP": ", ,",
        "PAPERBOY_DOWN": "a|b",
        "PAPERBOY_SAVE": "x" * 81,
        "PAPERBOY_ACCEPT_SERVER": "perhaps",
        "PAPERBOY_HALF_LIFE": "0",
        "PAPERBOY_SELF_VOTE": "perhaps",
        "PAPERBOY_VOTERS": "1",
        "PAPERBOY_GRACE": "never",
        "PAPERBOY_URL": "papers.example.org",
        "PAPERBOY_LOG_FORM": "xml",
        "HTTPS_PROXY": "socks5://ada:canary@proxy.example",
        "NO_PROXY": "a;b",
        "PAPERBOY_CA": "/nowhere/ca.pem",
        "PAPERBOY_SUMMARY_URL": "a model",
        "PAPERBOY_SUMMARY_MODEL": "two words",
        "PAPERBOY_MODEL": "two words",
        "PAPERBOY_SUMMARY_KEY": "sk canary",
        "PAPERBOY_SUMMARY_DAY": "many",
        "PAPERBOY_WEB": "8020",
        "PAPERBOY_HOOKS": "https://chat.example.org",
        "PAPERBOY_PAGES": "some",
        "PAPERBOY_SMTP": "https://ada:canary@example.org",
        "PAPERBOY_MAIL_FROM": "Paperboy",
        "PAPERBOY_BOUNCES": "bounce",
        "PAPERBOY_IMAP": "pop://ada:canary@example.org",
        "PAPERBOY_DKIM": "p1",
        "PAPERBOY_CROSSREF": "crossref",
        "PAPERBOY_OPENALEX": "openalex",
        "PAPERBOY_SEMANTIC_SCHOLAR": "scholar",
        "SEMANTIC_SCHOLAR_KEY": "a key",
        "SLACK_BOT_TOKEN": "xapp-canary-canary",
        "SLACK_APP_TOKEN": "canary",
        "SLACK_TEAMS": "T1, nlp",
        "SLACK_API": "slack.com",
        "DISCORD_TOKEN": "canary",
        "DISCORD_GUILDS": "123456789012345678, nlp",
        "DISCORD_READ_LINKS": "yes",
        "PAPERBOY_OPENREVIEW": "openreview.example/api",
    }
    sentence = complaint(wrong)
    assert all(row.name in sentence and row.kind.expects in sentence for row in SETTINGS)
    assert "“plenty”" in sentence and "“loud”" in sentence and "“Mars/Olympus”" in sentence
    assert "canary" not in sentence


def test_a_wrong_value_is_shown_clean_and_clipped():
    sentence = complaint({"PAPERBOY_LOG": "lo\x1b[31m\u202eud" + "x" * 10_000 + "\ud800"})
    assert "\x1b" not in sentence and "\u202e" not in sentence and "\ud800" not in sentence
    assert len(sentence) < 200


@pytest.mark.parametrize("name", [name for name in NAMES if name != "REDIS_URL"])
def test_a_secret_pasted_into_the_wrong_place_is_refused_and_not_shown(name: str):
    assert "canary" not in complaint({name: "redis://:canary@host"})


@pytest.mark.parametrize(
    ("name", "pasted", "seeming"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-canary-canary", "Slack's app token"),
        ("SLACK_APP_TOKEN", "xoxb-1-canary-canary", "Slack's bot token"),
        ("SLACK_BOT_TOKEN", "xoxp-1-canary-canary", "another kind of Slack token"),
        ("SLACK_APP_TOKEN", "xapp-1 canary", "an app token that is cut off or holds something else"),
        ("DISCORD_TOKEN", "123456789012345678", "an application's id"),
        ("DISCORD_TOKEN", "cafe" * 16, "an application's public key"),
        ("DISCORD_TOKEN", "canary_-" * 4, "an application's client secret"),
        ("DISCORD_TOKEN", "Bot canary.canary.canary", "a token with the word Bot before it"),
        ("SLACK_BOT_TOKEN", "c" * 24 + ".canary." + "y" * 30, "a Discord bot's token"),
    ],
)
def test_of_a_wrong_token_it_is_said_what_it_looks_like_and_nothing_of_its_text(name: str, pasted: str, seeming: str):
    sentence = complaint({name: pasted})
    assert f"(it looks like {seeming})" in sentence and "canary" not in sentence and pasted not in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "redis://:pw@db/0"),
        ("DISCORD_TOKEN", "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789ab"),
    ],
)
def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path, name: str, value: str):
    (file := tmp_path / "secret").write_text(f"\ufeff{value}\r\n", "utf-8")
    assert read({f"{name}_FILE": str(file)}, None) == read({name: value}, None)
    assert "must not both be set" in (sentence := complaint({name: value, f"{name}_FILE": str(file)}))
    assert value not in sentence
    (dotenv := tmp_path / ".env").write_text(f"{name}_FILE={file}\n")
    assert read({}, dotenv) == read({name: value}, None)


@pytest.mark.parametrize("holds", [None, b"", b" \n", b"\xff\xfe\x00"])
def test_a_file_without_a_secret_gets_one_sentence(tmp_path: Path, holds: bytes | None):
    if holds is not None:
        (tmp_path / "secret").write_bytes(holds)
    sentence = complaint({"DISCORD_TOKEN_FILE": str(tmp_path / "secret")})
    assert "DISCORD_TOKEN_FILE must be the path of a file" in sentence
    assert str(tmp_path) not in sentence


def test_a_file_is_read_for_secrets_only(tmp_path: Path):
    warned = read({"PAPERBOY_LOG_FILE": str(tmp_path / "log")}, None).warnings
    assert ["PAPERBOY_LOG_FILE is not a setting" in warning for warning in warned] == [True]


def test_a_wrong_value_that_is_part_of_a_secret_is_not_shown():
    assert "canary" not in complaint({"PAPERBOY_LOG": "canary", "REDIS_URL": "redis://:canary@host"})


def test_no_text_made_of_the_settings_shows_the_secret():
    settings = read({"REDIS_URL": "redis://:canary@host"}, None)
    shown = [repr(settings), str(settings), f"{settings.redis_url} {settings.redis_url!r}"]
    assert "canary" not in " ".join(shown)
    assert settings.redis_url.reveal() == "redis://:canary@host"


@pytest.mark.parametrize(
    ("name", "meant"),
    [("PAPERBOY_HOEM", "PAPERBOY_HOME"), ("PAPERBOY_REDIS_URL", "REDIS_URL"), ("paperboy_log", "PAPERBOY_LOG")],
)
def test_a_misspelt_name_is_a_warning_with_the_nearest_known_one(name: str, meant: str):
    (warning,) = read({name: "canary"}, None).warnings
    assert name in warning and f"did you mean {meant}?" in warning
    assert "canary" not in warning


def test_a_name_like_none_of_ours_is_a_warning_and_other_programs_names_are_not():
    (warning,) = read({"PAPERBOY_XQJW": "1", "PATH": "/bin", "REDIS_HOST": "x"}, None).warnings
    assert "PAPERBOY_XQJW" in warning


SECRETS = ["redis://:canary@host", "redis://:canary@ho st", "canary"]
VALUES = st.one_of(st.text(max_size=60), st.sampled_from([*SECRETS, "1gb", "info", "Asia/Tokyo", "somewhere"]))


@given(st.dictionaries(st.sampled_from([*NAMES[1:], "PAPERBOY_LGO", "PATH"]), VALUES), st.sampled_from(SECRETS))
def test_any_environment_gives_settings_or_one_complaint_without_the_secret(environ: dict[str, str], secret: str):
    try:
        shown = repr(read(environ | {"REDIS_URL": secret}, None))
    except BadSettings as error:
        shown = str(error)
    assert "canary" not in shown


@given(st.binary(max_size=300))
def test_any_bytes_in_the_file_give_settings_or_one_complaint(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    file = tmp_path_factory.getbasetemp() / "any.env"
    file.write_bytes(b"REDIS_URL=redis://:canary@host\n" + data)
    try:
        shown = repr(read({}, file))
    except BadSettings as error:
        shown = str(error)
    assert "canary" not in shown

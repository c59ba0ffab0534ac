"""The manifest is the program's: its command, shortcuts, events and scopes are those that have a handler and a use."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml

from bots.slack import bind
from bots.slack.handlers import events
from bots.slack.setup import manifest
from docs.make.tables import scopes
from tests.bots.conftest import ROOT

MADE = yaml.safe_load(manifest.text())


def test_the_file_is_the_programs_own_text() -> None:
    assert Path(manifest.__file__).with_name("manifest.yaml").read_text("utf-8") == manifest.text()


def test_the_link_carries_the_whole_manifest() -> None:
    link = urlsplit(manifest.link())
    assert (link.netloc, parse_qs(link.query)["manifest_yaml"]) == ("api.slack.com", [manifest.text()])
    assert len(manifest.link()) < 8000


def test_every_event_that_has_a_handler_is_subscribed_to_and_no_other() -> None:
    named = {name.split(".")[0] for name in MADE["settings"]["event_subscriptions"]["bot_events"]}
    assert named == set(events.HANDLERS)


def test_every_shortcut_is_bound_and_every_bound_one_is_offered() -> None:
    bound = set(re.findall(r'app\.shortcut\("(\w+)"\)', Path(bind.__file__).read_text("utf-8")))
    assert {shortcut["callback_id"] for shortcut in MADE["features"]["shortcuts"]} == bound


def test_the_hint_names_verbs_that_exist_and_stays_short() -> None:
    (command,) = MADE["features"]["slash_commands"]
    from core.commands.table import TABLE

    assert command["command"] == "/papers"
    assert set(command["usage_hint"].partition("or ")[2].split(", ")) <= set(TABLE)
    assert len(command["usage_hint"]) <= 1000 and len(command["description"]) <= 2000


def test_every_scope_has_its_reason_in_the_docs() -> None:
    assert MADE["oauth_config"]["scopes"]["bot"] == sorted(manifest.SCOPES)
    assert all(manifest.SCOPES.values()) and scopes() in (ROOT / "docs" / "slack.md").read_text("utf-8")


def test_socket_mode_home_and_at_most_five_unfurl_domains() -> None:
    assert MADE["settings"]["socket_mode_enabled"] and MADE["settings"]["interactivity"]["is_enabled"]
    assert MADE["features"]["app_home"]["home_tab_enabled"]
    assert len(MADE["features"]["unfurl_domains"]) <= 5

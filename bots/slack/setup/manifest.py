"""The app's manifest, and why it asks for what it asks for. `manifest.yaml` is its text.

Field names and lengths: docs.slack.dev/reference/app-manifest.
"""

import math
from collections.abc import Mapping
from urllib.parse import quote

import yaml

from bots.slack.handlers.events import HANDLERS
from core.commands.table import TABLE

NAME = "Paperboy"
DESCRIPTION = "The day's research papers, for your team."
COLOR = "#2f6b4f"

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "to answer when somebody mentions it",
    "channels:history": "to look for a post whose reply was lost, and to read a channel's past where `digest learn history` asks for it",
    "channels:read": "to know a channel's name and who made it",
    "chat:write": "to post",
    "commands": "for /papers and the shortcuts",
    "files:read": "to read a file that somebody asks it to add",
    "files:write": "to send an export that is too long for a message",
    "groups:history": "the same in private channels it was invited to",
    "groups:read": "to know who made such a channel",
    "im:history": "to read what people write to it directly",
    "im:read": "to tell a direct message from a channel",
    "im:write": "to send an export as a direct message",
    "links:read": "to notice links to papers",
    "links:write": "to put a paper's card under them",
    "metadata.message:read": "to find its own posts again by the key they carry",
    "reactions:read": "to count reactions as votes",
    "reactions:write": "to offer the number emoji that vote for one of several papers",
    "users:read": "to know who may set a channel up, and their names and time zones",
}
"""The bot's scopes, each with its reason."""

UNFURL_DOMAINS = ("arxiv.org", "alphaxiv.org", "huggingface.co", "openreview.net")
"""Five at most (manifest schema)."""

HEAD = "# Made by bots/slack/setup/manifest.py; paste it at api.slack.com/apps, Create New App, From a manifest.\n"
SHORTCUT = ("type", "name", "callback_id", "description")
SHORTCUTS = (
    ("global", "Search papers", "search_papers", "Find a paper by words, author or category"),
    ("message", "Save paper", "save_papers", "Put the papers linked in this message on your list"),
    ("message", "Add these papers", "add_papers", "Add the papers in this message or its file"),
)
SUBTYPED = {"message": "message.im"}


def events() -> list[str]:
    """The events it subscribes to: those that have a handler."""
    return sorted(SUBTYPED.get(name, name) for name in HANDLERS)


def usage_hint() -> str:
    """What Slack shows behind the command while somebody types it."""
    import core.commands.verbs

    assert core.commands.verbs
    shown = [name for name in ("search", "today", "top", "saved", "add") if name in TABLE]
    return f"words to search for, or {', '.join(shown)}, help"


def text() -> str:
    """The manifest as YAML."""
    opened = {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
    command = {"command": "/papers", "description": DESCRIPTION, "usage_hint": usage_hint(), "should_escape": False}
    parts = {
        "display_information": {"name": NAME, "description": DESCRIPTION, "background_color": COLOR},
        "features": {
            "app_home": opened,
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [dict(zip(SHORTCUT, row, strict=True)) for row in SHORTCUTS],
            "slash_commands": [command],
            "unfurl_domains": list(UNFURL_DOMAINS),
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": events()},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }
    return f"{HEAD}{yaml.safe_dump(parts, sort_keys=False, width=math.inf)}"


def link() -> str:
    """The address that opens Slack's page with the manifest filled in."""
    return f"https://api.slack.com/apps?new_app=1&manifest_yaml={quote(text(), safe='')}"

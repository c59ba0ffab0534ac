"""What `paperboy init slack` has people do."""

from pathlib import Path

from bots.slack.setup.manifest import link
from core.settings import Settings

FIRST = """\
1. Open this link, choose your workspace and press Create:

   {link}

   (If it is too long for your browser: https://api.slack.com/apps, Create New App, From a manifest, and paste
   {manifest})
2. Install App: press Install to Workspace. Copy the Bot User OAuth Token (xoxb-...).
3. Basic Information, App-Level Tokens: generate one with the scope connections:write. Copy it (xapp-...).
"""


def first() -> str:
    """How to make the app and find its tokens."""
    return FIRST.format(link=link(), manifest=Path(__file__).with_name("manifest.yaml"))


def last(settings: Settings) -> str:
    """Nothing: the app was installed for its tokens."""
    return ""

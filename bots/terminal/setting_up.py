"""`paperboy init slack`: the link that makes the app from its manifest, where its tokens are found, and a `.env` that holds them."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bots.terminal.worker import environment
from core.errors import BadInput, BadSettings
from core.settings import env_example, read

TOKENS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")

STEPS = """\
1. Open this link, choose your workspace and press Create:

   {link}

   (If it is too long for your browser: api.slack.com/apps, Create New App, From a manifest, and paste
   bots/slack/manifest.yaml.)
2. Install App: press Install to Workspace. Copy the Bot User OAuth Token (xoxb-...).
3. Basic Information, App-Level Tokens: generate one with the scope connections:write. Copy it (xapp-...).
"""


def steps() -> str:
    """What to do at Slack. Raises BadInput where the manifest cannot be made."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bots.slack.manifest"],
        env=environment(os.environ), capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    if done.returncode:
        raise BadInput("The manifest cannot be made; is Paperboy installed whole?")
    return STEPS.format(link=done.stdout.strip())


def check(values: Mapping[str, str]) -> None:
    """Hold tokens to their shape; raises BadSettings, which names every wrong one and shows none."""
    read({name: said for name, said in values.items() if said}, None)


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Set these in a `.env`, whose other lines stay; where there is none it is made from the example. Only its owner may read it.

    The file is whole at any moment. Raises BadSettings where it cannot be written.
    """
    try:
        text = path.read_text("utf-8") if path.exists() else env_example()
        for name, said in values.items():
            text = _set(text, name, said)
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=".env.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(made).chmod(0o600)
        Path(made).replace(path)
    except (OSError, ValueError) as error:
        raise BadSettings(f"{path} cannot be written: {getattr(error, 'strerror', None) or 'it is no text'}.") from None


def _set(text: str, name: str, said: str) -> str:
    line = f"{name}={said}"
    found = re.compile(rf"^(?:export\s+)?{name}\s*=.*$", re.MULTILINE)
    if found.search(text):
        return found.sub(lambda _: line, text, count=1)
    return f"{text.rstrip()}\n{line}\n" if text.strip() else f"{line}\n"

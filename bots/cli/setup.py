"""The command `init`: the link that makes an app or adds a bot, where its tokens are found, and a `.env` that holds them."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import click

from bots.cli.worker import environment
from bots.shared import checks
from bots.terminal.render import console, linked
from core.errors import BadInput, BadSettings
from core.host.durable import replacing
from core.settings import Settings, env_example, read

TOKENS: Mapping[str, tuple[str, ...]] = {
    "slack": ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
    "discord": ("DISCORD_TOKEN",),
}

STEPS: Mapping[str, str] = {
    "slack": """\
1. Open this link, choose your workspace and press Create:

   {link}

   (If it is too long for your browser: https://api.slack.com/apps, Create New App, From a manifest, and paste
   bots/slack/setup/manifest.yaml.)
2. Install App: press Install to Workspace. Copy the Bot User OAuth Token (xoxb-...).
3. Basic Information, App-Level Tokens: generate one with the scope connections:write. Copy it (xapp-...).
""",
    "discord": """\
1. Open https://discord.com/developers/applications and press New Application. Under Bot press Reset Token and copy it.
   No privileged intent is needed; switch Message Content Intent on only where links that people post shall get a card
   (then set DISCORD_READ_LINKS=1).
""",
}

INVITE = """\
2. Open this link and choose your server; it asks for the least permissions:

   {link}

   Once paperboy up runs, it says hello there.
"""

YOURS = "YOUR_APPLICATION_ID"
"""Stands in the link where there is no token to read the application's id from (bots.discord.setup.invite)."""

WHERE_YOURS = f"   ({YOURS} in the link is on your application's page, General Information.)\n"


@click.command()
@click.argument("platform", type=click.Choice(["slack", "discord"]))
def init(platform: str) -> None:
    """Set Paperboy up for Slack or Discord.

    Prints the link that makes the app or adds the bot, checks each token as it comes, and writes them into .env; without a
    terminal they are taken from the environment, or a line each from standard input.
    """
    file, names = Path(".env"), TOKENS[platform]
    ready(platform, file)
    _show(steps(platform))
    told = {name: said for name in names if (said := _asked(platform, name))}
    after = check(told, file)
    write_env(file, told)
    if more := last_steps(platform, told):
        _show(more)
    if later := [name for name in names if not getattr(after, name.lower())]:
        _show(f"Left for later: {', '.join(later)}")
    _show("Written into .env, which only you may read. Next: paperboy doctor, then paperboy up")


def _asked(platform: str, name: str) -> str:
    """A token that is not refused, '' for later. Raises BadSettings for one that is, where nobody can be asked again."""
    while token := _typed(name):
        found = checked(platform, name, token)
        if found.refused and not sys.stdin.isatty():
            raise BadSettings(found.said)
        _show(found.said)
        if not found.refused:
            return token
    return ""


def _typed(name: str) -> str:
    if not sys.stdin.isatty():
        return os.environ.get(name) or sys.stdin.readline().strip()
    said: str = click.prompt(
        f"Paste {name} (it is not shown; Enter for later)", "", hide_input=True, show_default=False
    )
    return said.strip()


def _show(text: str) -> None:
    """Print a text whose lines stay whole, so that a link in it can be clicked and copied."""
    console().print(linked(text), soft_wrap=True)


def steps(platform: str) -> str:
    """What to do before there are tokens. Raises BadInput where the link cannot be made."""
    said = STEPS[platform]
    return said.format(link=_link("bots.slack.setup.manifest", {})) if "{link}" in said else said


def last_steps(platform: str, environ: Mapping[str, str]) -> str:
    """What is left to do with the tokens at hand; '' for nothing. Raises BadInput where the link cannot be made."""
    if platform != "discord":
        return ""
    link = _link("bots.discord.setup.invite", environ)
    return INVITE.format(link=link) + (WHERE_YOURS if YOURS in link else "")


def _link(module: str, environ: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-P", "-m", module],
        env={**environment(os.environ), **environ}, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    if done.returncode:
        raise BadInput("The link cannot be made; is Paperboy installed whole?")
    return done.stdout.strip()


class Checked(NamedTuple):
    """Whether a token is refused, and what is said of it."""

    refused: bool
    said: str


def ready(platform: str, dotenv: Path) -> None:
    """See that all settings but the tokens asked for can be read. Raises BadSettings."""
    read({**os.environ, **dict.fromkeys(TOKENS[platform], "")}, dotenv)


def checked(platform: str, name: str, token: str) -> Checked:
    """What the platform says of a token; one of the wrong kind it is not asked about. No token is shown."""
    try:
        read({name: token}, None)
    except BadSettings as wrong:
        return Checked(True, str(wrong))
    told = dict.fromkeys(TOKENS[platform], "") | {name: token}
    rows = checks.of(platform, environment({**os.environ, **told}), name)
    if faults := [said for state, _, said in rows if state == "fail"]:
        return Checked(True, _sentence("; ".join(faults)))
    if away := [said for state, _, said in rows if state == checks.AWAY]:
        return Checked(False, f"{_sentence(away[0])} So {name} could not be checked; it is kept.")
    return Checked(False, _sentence(rows[0][2]))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def check(values: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """The settings with these tokens in a `.env`; raises BadSettings, which names all that is wrong and shows no token."""
    return read(values, dotenv)


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Set these in a `.env`, whose other lines stay; where there is none it is made from the example. Only its owner may read it.

    The file is whole at any moment. Raises BadSettings where it cannot be written.
    """
    try:
        text = path.read_text("utf-8") if path.exists() else env_example()
        for name, said in values.items():
            text = _set(text, name, said)
        with replacing(path) as file:
            file.write(text.encode())
    except (OSError, ValueError) as error:
        raise BadSettings(f"{path} cannot be written: {getattr(error, 'strerror', None) or 'it is no text'}.") from None


def _set(text: str, name: str, typed: str) -> str:
    line = f"{name}={typed}"
    found = re.compile(rf"^(?:export\s+)?{name}\s*=.*$", re.MULTILINE)
    if found.search(text):
        return found.sub(lambda _: line, text, count=1)
    return f"{text.rstrip()}\n{line}\n" if text.strip() else f"{line}\n"

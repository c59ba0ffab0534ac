"""The command `init`: the steps to an app and its tokens, each checked as it comes, and a `.env` that holds them."""

import logging
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import click

from bots.shared.checks import AWAY
from bots.shared.platforms import PLATFORMS, Platform
from bots.terminal.render import console, linked
from core.errors import BadSettings
from core.host.durable import replacing
from core.settings import Settings, env_example, read

DOTENV = Path(".env")


@click.command()
@click.argument("platform", type=click.Choice([name for name, row in PLATFORMS.items() if row.tokens]))
def init(platform: str) -> None:
    """Set Paperboy up for Slack or Discord.

    Prints the link that makes the app or adds the bot, checks each token and writes it into .env. Without a
    terminal it reads the tokens from the environment, or one a line from standard input.
    """
    logging.getLogger().addHandler(
        logging.NullHandler()
    )  # what a platform's library warns of is for no reader of these steps
    row = PLATFORMS[platform]
    read({**os.environ, **dict.fromkeys(row.tokens, "")}, DOTENV)  # all but the tokens asked for must be readable
    _show(row.first_steps())
    told = {name: said for name in row.tokens if (said := _asked(row, name))}
    after = check(told, DOTENV)
    write_env(DOTENV, told)
    if more := row.last_steps(read({**os.environ, **told}, DOTENV)):
        _show(more)
    if later := row.missing(after):
        _show(f"Still to set: {', '.join(later)}")
    _show("Written into .env, which only you can read. Next: paperboy doctor, then paperboy up")


def _asked(row: Platform, name: str) -> str:
    """A token that is not refused, '' for later. Raises BadSettings for one that is, where nobody can be asked again."""
    while token := _typed(name):
        found = checked(row, name, token)
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


class Checked(NamedTuple):
    """Whether a token is refused, and what is said of it."""

    refused: bool
    said: str


def checked(row: Platform, name: str, token: str) -> Checked:
    """What the platform says of a token; one of the wrong kind it is not asked about. No token is shown."""
    try:
        read({name: token}, None)
    except BadSettings as wrong:
        return Checked(True, str(wrong))
    told = dict.fromkeys(row.tokens, "") | {name: token}
    rows = row.checks(read({**os.environ, **told}, DOTENV), name)
    if faults := [said for state, _, said in rows if state == "fail"]:
        return Checked(True, _sentence("; ".join(faults)))
    if away := [said for state, _, said in rows if state == AWAY]:
        return Checked(False, f"{_sentence(away[0])} So I could not check {name}; I keep it.")
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
        raise BadSettings(
            f"{path} cannot be written: {getattr(error, 'strerror', None) or 'it is not text'}."
        ) from None


def _set(text: str, name: str, typed: str) -> str:
    line = f"{name}={typed}"
    found = re.compile(rf"^(?:export\s+)?{name}\s*=.*$", re.MULTILINE)
    if found.search(text):
        return found.sub(lambda _: line, text, count=1)
    return f"{text.rstrip()}\n{line}\n" if text.strip() else f"{line}\n"

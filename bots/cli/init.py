"""`paperboy init`: from nothing to a workspace or a server in five minutes."""

import os
import sys

import click


@click.command()
@click.argument("platform", type=click.Choice(["slack", "discord"]))
def init(platform: str) -> None:
    """Set Paperboy up for Slack or Discord.

    Prints the link that makes the app or adds the bot, checks each token as it comes, and writes them into .env; without a
    terminal they are taken from the environment, or a line each from standard input.
    """
    from pathlib import Path

    from bots.cli import setting_up

    file, names = Path(".env"), setting_up.TOKENS[platform]
    setting_up.ready(platform, file)
    _show(setting_up.steps(platform))
    told = {name: said for name in names if (said := _asked(platform, name))}
    after = setting_up.check(told, file)
    setting_up.write_env(file, told)
    if more := setting_up.last_steps(platform, told):
        _show(more)
    if later := [name for name in names if not getattr(after, name.lower())]:
        _show(f"Left for later: {', '.join(later)}")
    _show("Written into .env, which only you may read. Next: paperboy doctor, then paperboy up")


def _asked(platform: str, name: str) -> str:
    """A token that is not refused, '' for later. Raises BadSettings for one that is, where nobody can be asked again."""
    from bots.cli.setting_up import checked
    from core.errors import BadSettings

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
    from bots.terminal.render import console, linked

    console().print(linked(text), soft_wrap=True)

"""`paperboy init`: from nothing to a workspace or a server in five minutes."""

import os
import sys

import click


@click.command()
@click.argument("platform", type=click.Choice(["slack", "discord"]))
def init(platform: str) -> None:
    """Set Paperboy up for Slack or Discord.

    Prints the link that makes the app or adds the bot, and writes its tokens into .env; without a terminal they are taken
    from the environment, or a line each from standard input.
    """
    from pathlib import Path

    from bots.terminal import setting_up

    click.echo(setting_up.steps(platform))
    file, names = Path(".env"), setting_up.TOKENS[platform]
    told = {name: said for name in names if (said := _asked(name))}
    after = setting_up.check(told, file)
    setting_up.write_env(file, told)
    if more := setting_up.last_steps(platform, told):
        click.echo(more)
    if later := [name for name in names if not getattr(after, name.lower())]:
        click.echo(f"Left for later: {', '.join(later)}")
    click.echo("Written into .env, which only you may read. Next: paperboy doctor, then paperboy up")


def _asked(name: str) -> str:
    if not sys.stdin.isatty():
        return os.environ.get(name) or sys.stdin.readline().strip()
    said: str = click.prompt(
        f"Paste {name} (it is not shown; Enter for later)", "", hide_input=True, show_default=False
    )
    return said.strip()

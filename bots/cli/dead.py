"""The commands `dead list` and `dead retry`. Everything heavy is imported inside them."""

import click

from bots.cli.say import JSON


@click.group()
def dead() -> None:
    """List or retry what was given up."""


@dead.command("list")
@JSON
def list_(as_json: bool) -> None:
    """Show posts, papers, digests, events and jobs given up."""
    from rich.text import Text

    from bots.cli import given_up, shapes
    from bots.terminal import render, session

    read = session.read_settings()
    with session.opened(read) as app:
        found = given_up.everything(app, session.now(app, read))
    if as_json:
        click.echo(shapes.written({"dead": [one.shape() for one in found]}))
        return
    out = render.console()
    for one in found:
        render.line(out, Text(render.safe(one.line())))
    end = "Take one up again: paperboy dead retry NAME, or all of them: paperboy dead retry all"
    render.line(out, Text(end if found else "Nothing was given up.", "dim"))


@dead.command()
@click.argument("name")
def retry(name: str) -> None:
    """Take up again what has this NAME, or all.

    A post that may be out already is looked for first.
    """
    from rich.text import Text

    from bots.cli import given_up
    from bots.terminal import render, session

    read = session.read_settings()
    with session.opened(read) as app:
        told = given_up.retry(app, name, session.now(app, read))
    for said in told or ["Nothing was given up."]:
        render.line(render.console(), Text(render.safe(said)))

"""The command `audit`. Everything heavy is imported inside it."""

import click

from bots.cli.say import JSON


@click.command()
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many, the newest.")
@JSON
def audit(limit: int, as_json: bool) -> None:
    """Show what admins did, the newest first.

    Hiding and removing papers, and setting up channels: who, where and when.
    """
    from rich.text import Text

    from bots.cli import acts, shapes
    from bots.terminal import render, session

    read = session.read_settings()
    with session.opened(read) as app:
        found, kept = app.audit.newest(limit), app.audit.count()
    if as_json:
        click.echo(shapes.written({"acts": [acts.shape(act) for act in found]}))
        return
    out = render.console()
    for act in found:
        render.line(out, Text(render.safe(acts.line(act, read.zone))))
    if not found:
        render.line(out, Text("No admin has done anything yet.", "dim"))
    elif kept > len(found):
        render.line(out, Text(f"These are the newest {len(found):,} of {kept:,}: --limit shows more.", "dim"))

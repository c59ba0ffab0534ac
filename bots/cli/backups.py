"""The commands `backup`, `restore` and `salvage`. Everything heavy is imported inside them."""

import click


@click.command()
@click.argument("file")
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
def backup(file: str, force: bool) -> None:
    """Write the whole record into one file."""
    from bots.cli import copies
    from bots.terminal import session

    with session.opened(session.read_settings()) as app:
        click.echo(copies.backup(app, file, force))


@click.command()
@click.argument("file", required=False)
@click.option("--yes", is_flag=True, help="Replace what the record holds without asking.")
def restore(file: str | None, yes: bool) -> None:
    """Put a backup back.

    Without FILE: the newest good one that Paperboy made by itself. A copy of what the record held is kept.
    """
    from bots.cli import copies
    from bots.terminal import session

    click.echo(copies.restore(session.read_settings(), file, yes))


@click.command()
@click.option("--yes", is_flag=True, help="Go on without asking.")
def salvage(yes: bool) -> None:
    """Keep what can be read of a damaged record.

    The damaged files are set aside, not deleted.
    """
    from bots.cli import copies
    from bots.terminal import session

    click.echo(copies.salvage(session.read_settings(), yes))

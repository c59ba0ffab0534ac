"""The commands `fetch` and `backfill`. Everything heavy is imported inside them."""

from datetime import date

import click

from bots.cli.say import DAY, JSON, complain, finish


@click.command()
@click.argument("feed")
@click.option("--date", "day", type=DAY, help="The list of this day; today's if none is given.")
@JSON
def fetch(feed: str, day: date | None, as_json: bool) -> None:
    """Fetch one list of a feed, such as hf, now."""
    from bots.cli import fetching
    from bots.terminal import session
    from bots.terminal.render import console, safe

    read = session.read_settings()
    report, said = fetching.fetch(read, feed, day, console(stderr=True))
    if not as_json:
        click.echo(safe(said))
    if as_json or report.intake.arrived:
        finish(report, as_json)


@click.command()
@click.argument("feed")
@click.option("--from", "first", type=DAY, help="The first day.")
@click.option("--to", "last", type=DAY, help="The last day; today if none is given.")
@click.option("--from-folder", "folder", help="A folder of recorded answers: 2026-08-21.json, plain, .gz or .xz.")
@JSON
def backfill(feed: str, first: date | None, last: date | None, folder: str | None, as_json: bool) -> None:
    """Bring in the lists of past days of a feed.

    If it was interrupted, it goes on where it stopped.
    """
    from pathlib import Path

    from bots.cli import fetching
    from bots.terminal import session
    from bots.terminal.render import console

    if (first is None) == (folder is None):
        raise click.UsageError("Say either --from DAY or --from-folder FOLDER.")
    if first and last and first > last:
        raise click.UsageError(f"--from ({first}) is after --to ({last}); swap them.")
    read, out = session.read_settings(), console(stderr=True)
    if folder:
        finish(fetching.from_folder(read, feed, Path(folder), complain, out), as_json)
    elif first:
        finish(fetching.backfill(read, feed, first, last, complain, out), as_json)

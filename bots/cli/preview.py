"""The command `preview`: the page of all that people see in Slack and Discord."""

import logging
from pathlib import Path

import click

from bots.preview.chats import write
from bots.terminal.render import safe
from core.errors import PaperboyError


@click.command()
@click.argument("file", default="preview.html")
def preview(file: str) -> None:
    """Draw what Slack and Discord show, as a web page.

    FILE is preview.html if none is named; an existing file is replaced.
    """
    logging.getLogger().addHandler(logging.NullHandler())  # what the samples of faults log is for nobody
    try:
        write(Path(file))
    except OSError as error:
        raise PaperboyError(f"{safe(file)} cannot be written: {error.strerror or error}.") from None
    click.echo(f"{safe(file)} shows every card, list, form and error as Slack and Discord do. Open it in a browser.")

"""The command `preview`: the page of all that people see in Slack and Discord, or of the user's own digests."""

import logging

import click

from bots.cli import output
from bots.preview.chats import digests_page, samples_page
from bots.terminal import session
from bots.terminal.render import safe


@click.command()
@click.argument("file", default="preview.html")
@click.option("--mine", is_flag=True, help="Draw the next posts of your own digests instead, as they would be now.")
def preview(file: str, mine: bool) -> None:
    """Draw what Slack and Discord show, as a web page.

    FILE is preview.html if none is named; an existing file is replaced.
    """
    output.check_place(file)
    if mine:
        read = session.read_settings()
        with session.opened(read) as app:
            drawn = digests_page(app, session.now(app, read))
        said = "shows the next post of each of your digests, as Slack and Discord would show it now"
    else:
        logging.getLogger().addHandler(logging.NullHandler())  # what the samples of faults log is for nobody
        drawn, said = samples_page(), "shows every card, list, form and error as Slack and Discord do"
    output.leave(file, drawn)
    click.echo(f"{safe(file)} {said}. Open it in a browser.")

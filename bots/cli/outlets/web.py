"""The command `web`: the pages and feeds, served in the terminal."""

import asyncio

import click

from bots.cli.ask import told
from bots.shared.start import need
from bots.terminal import session


@click.command()
def web() -> None:
    """Serve the pages and feeds.

    They are at http://127.0.0.1:8020, unless PAPERBOY_WEB says otherwise, until Ctrl-C.
    """
    need("web")
    from bots.web.serving import serve

    read = session.read_settings()
    with session.opened(read) as app:
        app.warm()
        asyncio.run(serve(app, read, lambda where: click.echo(f"The pages are at {where} (Ctrl-C ends it).")))


@click.group()
def rss() -> None:
    """Follow a list in a feed reader."""


@rss.command()
@click.argument("list_", metavar="[LIST]", nargs=-1)
def link(list_: tuple[str, ...]) -> None:
    """Print the address of a list: today, week, month, top, or words to search for."""
    told(f"rss link {' '.join(list_)}")


@rss.command()
def new_link() -> None:
    """End the links that were given in the terminal, and print a new one."""
    told("rss new-link")

"""The command `web`: the pages and feeds, served in the terminal."""

import asyncio
from pathlib import Path

import click

from bots.cli.ask import run_line
from bots.shared.start import need
from bots.terminal import session
from bots.terminal.render import safe
from core.app import Paperboy
from core.links.rights import link_of
from core.links.signed import SignedLinks
from core.settings import Settings


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
        there = _opened(app, read)
        asyncio.run(serve(app, read, lambda where: click.echo(f"The pages are at {where}{there} (Ctrl-C ends it).")))


def _opened(app: Paperboy, read: Settings) -> str:
    """What follows the address of the pages for who sits here: their link, where only those with one see anything."""
    if read.pages != "link":
        return ""
    return f"/l/{app.of(SignedLinks).token(link_of(session.call(app, read), 'pages'))}/"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def site(folder: Path) -> None:
    """Write the pages and feeds into a folder.

    It writes what everybody may see, for a host of files such as GitHub Pages; PAPERBOY_URL is where the files will be.
    """
    need("web")
    from bots.web.static_site import export

    read = session.read_settings()
    with session.opened(read) as app:
        app.catch_up()
        count = export(app, read, folder)
    click.echo(f"{count:,} files are written in {safe(str(folder))}. Open {safe(str(folder / 'index.html'))}.")
    if not read.url:
        click.echo(
            "Addresses in their feeds begin with http://127.0.0.1:8020 until PAPERBOY_URL says where the files will be."
        )


@click.group()
def rss() -> None:
    """Follow a list in a feed reader."""


@rss.command()
@click.argument("list_", metavar="[LIST]", nargs=-1)
def link(list_: tuple[str, ...]) -> None:
    """Print the address of a list.

    LIST is today, week, month, top, or words to search for; without one it is today.
    """
    run_line(f"rss link {' '.join(list_)}")


@rss.command()
def new_link() -> None:
    """Print a new link and end the old ones.

    The old ones are those that were given in the terminal.
    """
    run_line("rss new-link")

"""The command `mcp`: the read-only commands as tools for agents, over stdin and stdout."""

import logging
import sys
from datetime import datetime

import click

from bots.shared.start import need
from bots.terminal import session
from core.model import Call, Person, Place


@click.command()
def mcp() -> None:
    """Offer search and lists to agents, as MCP tools.

    An agent's program starts it and speaks to it over stdin and stdout; what is logged goes to stderr.
    """
    need("mcp")
    from bots.mcp.server import serve

    read = session.read_settings()
    logging.getLogger().addHandler(logging.StreamHandler(sys.stderr))
    with session.opened(read) as app:
        app.warm()
        serve(app, lambda: _call(session.now(app, read)))


def _call(now: datetime) -> Call:
    """A call by nobody: an agent has no list, no vote and no searches of its own."""
    return Call(Person("terminal", "", ""), Place("terminal", "", "terminal"), now, "", wide=True)

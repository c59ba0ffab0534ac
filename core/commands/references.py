"""What menus and shortcuts do with papers by reference: the lines that a person would have typed."""

from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import perform
from core.model import Call
from core.services.posted_links import Link, LinkCards


def save(app: Paperboy, named: str, call: Call) -> Reply:
    """Save a paper by its id or reference; one that nobody here knows is fetched, and saved when it comes. Raises RecordDown."""
    scheme, colon, name = named.partition(":")
    link, links = Link(named, named), app.call(LinkCards)
    if colon and not (paper := links.known(link, call)):
        line = f"save {named if scheme == 'openreview' else name}"
        return links.fetching(link, call, line) or perform(app, line, call)
    return perform(app, f"save {paper if colon else named}", call)

"""What menus and shortcuts do with papers by reference: the lines that a person would have typed."""

from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import perform
from core.model import Call
from core.services import posted_links


def save(app: Paperboy, named: str, call: Call) -> Reply:
    """Save a paper by its id or reference; one that nobody here knows is fetched, and saved when it comes. Raises RecordDown."""
    scheme, colon, name = named.partition(":")
    link = posted_links.Link(named, named)
    if colon and not (paper := posted_links.known(app, link, call)):
        line = f"save {named if scheme == 'openreview' else name}"
        return posted_links.fetching(app, link, call, line) or perform(app, line, call)
    return perform(app, f"save {paper if colon else named}", call)

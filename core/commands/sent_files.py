"""A file that somebody sent: its papers are queued, papers that it only links are fetched, and the feeds of a list are shown."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from core.app import Paperboy
from core.cards.card import Button, Card
from core.cards.views import note
from core.catalog import Catalog
from core.commands.verbs.intake import add_several, linked_papers, take
from core.errors import NotAListing
from core.feeds import opml
from core.model import Call, Follow
from core.parsing.bytes_in import text_of
from core.parsing.mail import letter
from core.store.papers.feeds import Feeds
from core.store.papers.submitted import Submitted
from core.store.queue import Queue
from core.store.votes.votes import Votes
from core.text.cleaning import clip, counted
from core.text.identifiers import find_references, reference

SHOWN, BUTTONS = 10, 5
"""Feeds of a list that are named, and that have a button."""

_CELLS = re.compile(r"[,;\t]")


def take_file(
    app: Paperboy,
    catalog: Catalog,
    votes: Votes,
    submitted: Submitted,
    feeds: Feeds,
    queue: Queue,
    call: Call,
    data: bytes,
    name: str,
) -> Iterator[Card | Follow]:
    """Queue the papers of a file; of one that holds links alone each paper is asked for. Raises NotAListing."""
    if opml.is_list(data):
        yield _feeds_card(opml.feeds_of(data, name), name)
        return
    try:
        yield from take(app, submitted, queue, data, name, call)
    except NotAListing:
        several = _links_of(data, name)
        if not several:
            raise
        yield from add_several(catalog, votes, submitted, feeds, queue, call, several)


def _links_of(data: bytes, name: str) -> list[str]:
    """The papers that a file of links and ids names; a table of them is read by its cells, since a DOI may hold a comma."""
    try:
        text = text_of(letter.opened(data), name)
    except NotAListing:
        return []
    head, _, rows = text.lstrip().partition("\n")
    if _CELLS.search(head) and not find_references(head):
        cells = _CELLS.split(rows.replace("\n", ",")) if linked_papers(rows) else []
        return list(dict.fromkeys(key for cell in cells if (key := reference(cell))))
    return linked_papers(text)


def _feeds_card(urls: list[str], name: str) -> Card:
    """The feeds of a list, which nobody has looked at yet: each is tried, then added, by those who may."""
    more = [f"and {len(urls) - SHOWN} more"] if len(urls) > SHOWN else []
    told = "\n".join((*urls[:SHOWN], *more))
    hosts = {f"Look at {clip(urlsplit(url).hostname or url, 24)}": url for url in urls}
    buttons = [Button(label, f"sources try {url}") for label, url in list(hosts.items())[:BUTTONS]]
    body = f"{told}\nNone is added yet: look at one, then add it. That is for those who may set things up here."
    return note(f"{counted(len(urls), 'feed')} in {clip(name, 60)}.", body, *buttons)

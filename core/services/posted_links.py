"""Links to papers that people post: kept, and answered with a card that tells where the paper was posted before."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from core.cards.card import Card, Reply
from core.cards.views import being_fetched, paper_card, posted_note
from core.catalog import Catalog
from core.model import Call, Follow
from core.scope import Origin, scope_of
from core.store.chats.posted import Posted, PostedLinks
from core.store.chats.rooms import Rooms
from core.store.engine import keys
from core.store.engine.once import Once
from core.store.engine.queue import Queue
from core.store.papers.feeds import Feeds, by_name, fetchable
from core.store.votes.votes import Votes
from core.text.identifiers import reference

MOST_LINKS = 2
"""Links in one message that get a card; a message with more is a list that somebody made on purpose."""

QUIET_SECONDS = 1800
"""How long the same paper gets no second card in a channel."""


class Link(msgspec.Struct, frozen=True):
    """A paper's link in a message: its address as posted, and the reference it names."""

    url: str
    reference: str


class LinkedMessage(msgspec.Struct, frozen=True):
    """The message that holds them: its id, when, and the channel's name where everybody may know it.

    `shared`: people of other teams may read it, to whom no other channel is named.
    """

    id: str
    at: datetime
    channel_name: str = ""
    shared: bool = False


def links_of(urls: Sequence[str]) -> list[Link]:
    """Those of the addresses that name a paper, each paper once."""
    links: dict[str, Link] = {}
    for url in urls:
        if named := reference(url):
            links.setdefault(named, Link(url, named))
    return list(links.values())


def fetch_by_name(feeds: Feeds, queue: Queue, named: str, now: datetime, origin: Origin) -> str:
    """Have one paper fetched, `arxiv:…`, `doi:…` or `openreview:…`, for those of a scope to have news of; the fetch's id."""
    fetch = by_name(named, now, origin)
    feeds.ask(fetch)
    queue.wake("fetch", fetch.id)
    return fetch.id


class LinkCards:
    """Answers to links: a card where the paper is known, else it is asked for."""

    def __init__(
        self, posted: PostedLinks, rooms: Rooms, once: Once, catalog: Catalog, votes: Votes, feeds: Feeds, queue: Queue
    ) -> None:
        self._posted, self._rooms, self._once, self._catalog = posted, rooms, once, catalog
        self._votes, self._feeds, self._queue = votes, feeds, queue

    def keep(self, links: Sequence[Link], call: Call, message: LinkedMessage) -> None:
        """Keep that these links were posted."""
        posted = Posted(call.place.channel, message.channel_name, message.id, message.at, keys.name(call.person))
        for link in links:
            self._posted.put(link.reference, call.place, posted, call.person)

    def wanted(self, links: Sequence[Link], call: Call, message: LinkedMessage) -> list[Link]:
        """The links that get a card: not in a list of many, not where it is switched off, not twice in half an hour."""
        if len(links) > MOST_LINKS or self._rooms.get(call.place, "links", "on") == "off":
            return []
        where = keys.place(call.place)
        return [
            link for link in links if self._once.first(f"unfurl:{where}:{link.reference}", QUIET_SECONDS, message.id)
        ]

    def known(self, link: Link, call: Call) -> str:
        """The id of a link's paper, '' where nobody here knows it."""
        paper = self._catalog.known(link.reference, self._catalog.viewer_of(call))
        return paper.id if paper else ""

    def ask_for(self, link: Link, call: Call) -> str:
        """Have a paper fetched that nobody here knows; the fetch's id, '' where no source answers for it, or it is hidden here."""
        if not fetchable(link.reference) or self._catalog.withheld(link.reference, self._catalog.viewer_of(call)):
            return ""
        return fetch_by_name(self._feeds, self._queue, link.reference, call.now, Origin("fetched", scope_of(call)))

    def fetching(self, link: Link, call: Call, line: str = "") -> Reply | None:
        """Ask for a paper to be fetched, and for `line` to be run for the caller once it is here; None where no source has it."""
        if fetch := self.ask_for(link, call):
            card = being_fetched(link.reference, works=bool(self._queue.workers()), saves=bool(line))
            return Reply((card,), follows=(Follow(fetch=fetch, named=link.reference, line=line),))
        return None

    def card(self, link: Link, call: Call, message: LinkedMessage) -> Card | None:
        """The card of a link, or None while its paper is not known."""
        paper = self._catalog.known(link.reference, self._catalog.viewer_of(call))
        if paper is None:
            return None
        alone = message.shared or call.foreign
        before = self._posted.before(link.reference, call.place, message.id, alone=alone)
        why = posted_note(before.channel_name, before.at.date(), call.now.date()) if before else ""
        return paper_card(paper, self._votes.tallies([paper.id])[paper.id], why)

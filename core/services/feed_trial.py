"""A look at a feed before it is added: what it holds now, by the safe fetcher, as a stranger's address is fetched."""

from collections.abc import Callable
from datetime import date

from core.feeds import sources
from core.feeds.source import Bases, Source
from core.host.egress import STRAIGHT, Egress
from core.model import Listing
from core.store.engine.record import Record

LARGEST = 20 * 1024 * 1024

Look = Callable[[str], bytes]


def held(source: Source, look: Look, day: date) -> Listing:
    """What a source holds on a day. Raises FetchFailed and NotAListing."""
    fetched = source.fetch(look, day, day)
    return source.parse(fetched.data, fetched.where) if fetched else Listing(source.label, None, ())


class FeedTrial:
    """Fetches feeds that people name, at the pace of all calls; nothing of it is stored."""

    def __init__(self, record: Record, egress: Egress = STRAIGHT, look: Look | None = None) -> None:
        self._record, self._egress, self.look = record, egress, look

    def listing(self, feed: str, day: date, contact: str = "") -> Listing:
        """What a feed holds on a day. Raises FetchFailed, NotAListing, or ValueError for what names no feed."""
        return held(sources.opened(feed, Bases()), self.look or self._open(contact), day)

    def _open(self, contact: str) -> Look:
        from core.feeds.exchange.answer import in_utf8  # 50 ms, and few processes look at a feed
        from core.feeds.exchange.manners import Manners
        from core.feeds.fetcher import Fetcher, user_agent
        from core.store.papers.turns import Turns

        fetcher = Fetcher(agent=user_agent(contact), pace=Manners(Turns(self._record)), egress=self._egress)
        return lambda url: in_utf8(fetcher.fetch(url, largest=LARGEST))

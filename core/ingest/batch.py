"""A batch on its way in: some entries of one listing, where it came from, and what became of each."""

from datetime import date, datetime

import msgspec

from core.dedup import Keys
from core.model import Entry
from core.scope import Origin


class Batch(msgspec.Struct, frozen=True):
    """Some entries of one listing: its content hash, source, name and day, the run they belong to, and the first one's number.

    `latest` is the last day that can have come anywhere: a feed may date an entry years ahead. `at` is when it is settled.
    `read`: the listing names no day, and `day` is when somebody brought it.
    """

    content: str
    source: str
    where: str
    day: date
    latest: date
    at: datetime
    run: str
    first: int
    entries: tuple[Entry, ...]
    origin: Origin = Origin()
    read: bool = False

    @property
    def scope(self) -> str:
        """Whose the texts are."""
        return self.origin.text_scope

    @property
    def rank(self) -> int:
        """The rank of what they tell."""
        return self.origin.rank(self.source)


class Outcome(msgspec.Struct, frozen=True):
    """What became of one entry: `new`, `merged` or `possible` (new, but much like another paper), and why."""

    kind: str
    paper_id: str
    why: str
    line: int
    title: str


class Item(msgspec.Struct, frozen=True):
    """One entry on its way in: its number in the listing, its keys, and the id it gets if it is a new paper."""

    number: int
    entry: Entry
    keys: Keys
    own_id: str

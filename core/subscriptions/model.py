"""A subscription: which papers somebody wants in which place, and when. What is stored."""

from datetime import date, datetime, time
from typing import Literal

import msgspec

from core.model import Person, Place

Quiet = Literal["yes", "line"]
"""What an empty day says: nothing, or one line."""

Layout = Literal["compact", "cards"]
"""How a post looks: its picks in a few lines each, or a whole card for each. A record that names none is of either time."""

Abstracts = Literal["thread", "none"]
"""Whether a post's abstracts follow in its thread."""

Publish = Literal["yes", "no"]
"""Whether a post in an announcement channel of Discord goes to the servers that follow it."""

Learn = Literal["on", "off"]
"""Whether a digest's order follows the votes of its people. A record that names none was made before there was learning: off."""

Begun = Literal["", "resumed", "set to that hour", "brought back"]
"""How a digest's hours began to count, where not when it was made."""

MOST_PICKS = 10
"""Picks a day, at most (our choice)."""

WEBHOOK = "webhook"
"""The platform of places that are incoming webhooks: each has the short id of its address as its channel."""
MAIL = "mail"
"""The platform of mail addresses: a place and a person there are named by the id of an address."""

WORKDAYS = (0, 1, 2, 3, 4)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


class Filter(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which papers are wanted; an empty one wants all. What is given must all hold: a topic, an author, a category and so on.

    A topic is a tuple of words and phrases that must all stand in the paper; of several topics any will do, and so with
    authors, categories (`cs.LG`, or the group `cs`) and sources. A paper with one of the topics `excluded` is not wanted.
    All as typed, without quotes; `min_upvotes` are those at the source.
    """

    topics: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    min_upvotes: int = 0


class Hours(msgspec.Struct, frozen=True):
    """When: on these weekdays (0 is Monday, rising), at this local time (no zone in it), in this IANA zone."""

    at: time
    zone: str
    days: tuple[int, ...]


class Subscription(msgspec.Struct, frozen=True, omit_defaults=True):
    """One digest of one place. `at` is local, by the clock of `zone` (an IANA name); `days` are weekdays, 0 is Monday.

    `top` is 1 to `MOST_PICKS`; `board` the weekday of the week's best, or None; `why_paused` a sentence where Paperboy
    itself switched it off, empty where a person did; `made` is aware. `personal`: the place is the maker's own.
    `learns_since` is when somebody had it forget what it learned; `at_least` how many papers are posted though they are unlike what is
    voted for. `channel_name` is how the channel was called when it was last set, '' where not everybody may know it.
    `begun` is since when its hours count as they stand, where not since it was made, and `begun_by` what was done then.
    `out` is a day whose post was out already when its hours were set: none comes on it again.
    """

    id: str
    place: Place
    maker: Person
    name: str
    made: datetime
    wants: Filter = Filter()
    top: int = 5
    at: time = time(9)
    zone: str = "UTC"
    days: tuple[int, ...] = WORKDAYS
    quiet: Quiet = "yes"
    layout: Layout = "compact"
    abstracts: Abstracts = "none"
    publish: Publish = "no"
    board: int | None = None
    paused: bool = False
    why_paused: str = ""
    personal: bool = False
    channel_name: str = ""
    learn: Learn = "off"
    learns_since: datetime | None = None
    at_least: int = 0
    begun: datetime | None = None
    begun_by: Begun = ""
    out: date | None = None

    @property
    def hours(self) -> Hours:
        """When it is posted, for core/subscriptions/schedule.py."""
        return Hours(self.at, self.zone, self.days)

    @property
    def deaf(self) -> bool:
        """Whether nobody can answer where it is posted: no press, no reaction and no line comes back (a mail has links)."""
        return self.place.platform in (WEBHOOK, MAIL)

    @property
    def its_makers(self) -> bool:
        """Whether it ends with its maker: its place is theirs, or only they know the address of it."""
        return self.personal or self.deaf

    @property
    def maker_elsewhere(self) -> bool:
        """Whether its maker can be told something in another place than its own."""
        return bool(self.maker.id) and (not self.personal or self.maker.platform != self.place.platform)

    @property
    def by_mail(self) -> bool:
        """Whether it goes to a mail address."""
        return self.place.platform == MAIL

    @property
    def reader(self) -> Person:
        """Who votes and saves by the links of its mails, where it goes to a mail address."""
        return Person(self.place.platform, self.place.team, self.place.channel)

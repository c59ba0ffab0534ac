"""The nouns of Paperboy, frozen. What is stored or parsed from feeds is a msgspec.Struct.

Ids are strings, never numbers: 981 of 9,881 recorded arXiv ids end in 0 and lose it as a number.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

import msgspec


class Skipped(msgspec.Struct, frozen=True):
    """Something in a listing that could not be read: where (file name or address), its line from 1, and why."""

    where: str
    line: int
    why: str


class KeptEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody keeps of a paper, as exports for them alone carry it: whether it is saved and read, its tags, their own notes on it,
    the shared lists it is on, by name, and those of its authors whom they follow.
    """

    saved: bool = False
    read: bool = False
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One paper as one listing has it. `line` counts from 1; an empty field is one the source did not give.

    `score` is the source's own (its upvotes); `code` and `project` are addresses, `stars` those of the code; `summary` is the
    source's machine-made one, never an abstract; `day` is the entry's own day of listing where a listing spans several.
    """

    title: str
    abstract: str = ""
    line: int = 0
    arxiv: str = ""
    doi: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    published: date | None = None
    rank: int = 0
    score: int | None = None
    comments: int | None = None
    code: str = ""
    stars: int | None = None
    project: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    day: date | None = None
    citations: int | None = None
    kept: KeptEntry | None = None


class Listing(msgspec.Struct, frozen=True):
    """One source's list: `day` is the day of listing, None where the text does not say it; `dateline` is its line that names a
    day, perhaps without the year; `kind` is what people call its format; `follows` are authors whom those who exported it follow by
    the name alone.
    """

    source: str
    day: date | None
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...] = ()
    dateline: str = ""
    kind: str = ""
    follows: tuple[str, ...] = ()


class Sighting(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paper was listed by a source on a day, at a rank from 1, with the source's own score (its upvotes) and comments.

    `scope` is whose news it is (core/scope.py), '' for everybody's; `added` names what a person added, '' where a feed listed it.
    `archived`: it came in with a library of old papers, and was never news. `read`: its list names no day, so that `day` is when
    somebody brought it.
    """

    source: str
    day: date
    rank: int = 0
    score: int | None = None
    comments: int | None = None
    where: str = ""
    scope: str = ""
    added: str = ""
    archived: bool = False
    read: bool = False


class Paper(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paper, known once. `id` holds no space and no colon: the arXiv id without version, else a stable hash.

    `also` are other titles it was listed under; `sightings` are ordered by day, then source. `scope` is whose it is (core/scope.py),
    '' for everybody's; `asides` are what was pasted to some alone of a paper that is everybody's. `rank` is the highest rank of
    those who told of it, `ranks` that of the fields which one of a lower rank told; records of old say 2 (a feed) of all.
    `citations` is how often a service counts it cited; `unknown`: no service that was asked for it by its title knows it.
    `line` is one sentence that a model wrote of this title and abstract, kept beside the paper (core/store/papers/lines.py).
    """

    id: str
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    arxiv: str = ""
    doi: str = ""
    published: date | None = None
    categories: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    code: str = ""
    stars: int | None = None
    project: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    citations: int | None = None
    unknown: bool = False
    scope: str = ""
    asides: tuple["Paper", ...] = ()
    rank: int = 2
    ranks: tuple[tuple[str, int], ...] = ()
    line: str = ""

    @property
    def first_day(self) -> date | None:
        """The day it was first news, or None where it never was."""
        return min((sighting.day for sighting in self.sightings if not sighting.archived), default=None)

    @property
    def source_score(self) -> int:
        """The highest score any source gave it, 0 where none did."""
        return max((sighting.score or 0 for sighting in self.sightings), default=0)


class Tally(msgspec.Struct, frozen=True):
    """How many persons voted a paper up and down, and saved it."""

    up: int = 0
    down: int = 0
    saved: int = 0

    @property
    def net(self) -> int:
        """Votes for less votes against."""
        return self.up - self.down


class Person(msgspec.Struct, frozen=True):
    """Who: opaque strings. A Discord user id is global, so its `team` is empty."""

    platform: str
    team: str
    id: str


class Place(msgspec.Struct, frozen=True):
    """Where: opaque strings, the only platform words the core knows."""

    platform: str
    team: str = ""
    channel: str = ""
    thread: str = ""

    @property
    def unthreaded(self) -> "Place":
        """The channel of a thread; any other place as it is."""
        return msgspec.structs.replace(self, thread="")


Posting = Literal["yes", "not yet", "never", "unknown"]
"""Whether Paperboy may post in a channel: "not yet" where people can let it in, "never" where nobody can."""


class Call(msgspec.Struct, frozen=True):
    """One request: who, where, when (aware), and the delivery's own id, the same in every redelivered copy.

    `name` is what others call the person. `refusal` says who may set this channel up, where this person may not.
    `open_to_all` is whether everybody in the team can see the channel, `closed_thread` whether its thread is a private one, `direct`
    whether the channel is the person's own or one between two, `group` whether it is a message of several people; `channel_name` is how
    others call it. `zone` is the person's time zone (an IANA
    name), where the platform tells it. `posting` is looked up for verbs that promise a post; `way_in` is what lets Paperboy post
    where it may not, in a sentence or two. `foreign` is whether the person is of another team, in a place that two share.
    `wide`: the answer is for a terminal or a program, where lists may be longer than in a chat.
    """

    person: Person
    place: Place
    now: datetime
    delivery: str
    name: str = ""
    refusal: str = ""
    open_to_all: bool = False
    direct: bool = False
    zone: str = ""
    closed_thread: bool = False
    channel_name: str = ""
    posting: Posting = "yes"
    way_in: str = ""
    foreign: bool = False
    group: bool = False
    wide: bool = False

    @property
    def nobodys(self) -> bool:
        """Whether nobody asks, but what has a place's rights: what is a person's own, and who people are, is nothing to it."""
        return not self.person.platform


class Follow(msgspec.Struct, frozen=True):
    """Slow work that goes on after an answer: a run of pasted papers, the fetch of one that somebody named (`arxiv:…`), or the reading
    of a channel's past.

    `line` is what is typed for its person once that paper is here; '' only shows it.
    """

    run: str = ""
    fetch: str = ""
    named: str = ""
    line: str = ""
    past: Place | None = None

    @property
    def id(self) -> str:
        """What tells it from other slow work."""
        return self.fetch or self.run or (f"history {self.past.platform} {self.past.channel}" if self.past else "")


Sort = Literal["relevance", "new", "votes"]


class Query(msgspec.Struct, frozen=True):
    """A search, parsed. `words`, `phrases` and `excluded` are as typed; `ref` is an arXiv id or DOI, where the whole text is one.

    `scopes` are those of which papers may be found, beside everybody's; `hidden` are papers that may not.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    ref: str = ""
    author: str = ""
    cat: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    min_votes: int = 0
    sort: Sort = "relevance"
    scopes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


Span = tuple[int, int]


class Marked(msgspec.Struct, frozen=True):
    """A text and its highlighted spans: half-open, in order, not overlapping, inside the text.

    Each platform escapes the pieces and marks some, so that it cannot escape the marks themselves. Build one with `Marked.of`,
    which makes any list of spans so; offsets count code points.
    """

    text: str
    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, text: str, spans: list[Span] | tuple[Span, ...] = ()) -> "Marked":
        """A marked text from spans in any order: they are clipped to the text, sorted and joined where they touch."""
        joined: list[Span] = []
        for start, end in sorted((max(0, s), min(len(text), e)) for s, e in spans):
            if start >= end:
                continue
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return cls(text, tuple(joined))

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in order, piece by piece, each with whether it is highlighted; what is not may be empty."""
        at = 0
        for start, end in self.spans:
            yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        yield self.text[at:], False

    def cut(self, start: int, end: int) -> "Marked":
        """The part from `start` to `end`, with the spans that fall inside it."""
        text = self.text[start:end]
        return Marked.of(text, [(s - start, e - start) for s, e in self.spans if s < end and e > start])

    def __str__(self) -> str:
        return self.text


class Hit(msgspec.Struct, frozen=True):
    """A paper found: its score (higher is better, only for comparing), title and snippet with what matched highlighted."""

    paper: Paper
    score: float
    title: Marked
    snippet: Marked

"""Messages of the past as an export tells them: those that link to papers, with who reacted and how."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from core.model import Person, Place
from core.services.posted_links import links_of
from core.text.naming import place as named

MOST_LINKS = 100
"""Papers of one message that are kept."""

_LINK = re.compile(r"https?://[^\s<>|\"]{4,2000}")
_ID = re.compile(r"[A-Za-z0-9]{1,40}")


class PastReaction(msgspec.Struct, frozen=True):
    """Who reacted, and with which emoji, as the platform writes it."""

    person: Person
    emoji: str


class PastMessage(msgspec.Struct, frozen=True):
    """A message that links to papers: its id, when, by whom, to which papers (references), and what people said of it by reactions.

    `titles` are those that the platform showed below the links.
    """

    id: str
    at: datetime
    person: Person
    papers: tuple[str, ...]
    reactions: tuple[PastReaction, ...] = ()
    titles: tuple[str, ...] = ()


class PastChannel(msgspec.Struct, frozen=True):
    """A channel: the place that its digests have, where its messages stand by their own ids, its name, and whether everybody in
    the team may read it."""

    place: Place
    room: Place
    name: str
    is_open: bool
    messages: tuple[PastMessage, ...] = ()

    @property
    def scope(self) -> str:
        """Whose what was posted there is: the whole team's, or that place's own."""
        return named(Place(self.place.platform, self.place.team)) if self.is_open else named(self.place)


class Past(msgspec.Struct, frozen=True):
    """What an export tells: its channels, how many messages it holds, how many of them could not be read, and the direct
    conversations that were left out."""

    channels: tuple[PastChannel, ...]
    messages: int
    unread: int = 0
    direct: int = 0


class PastPage(msgspec.Struct, frozen=True):
    """A part of a channel's past, the newest message first: those that link to papers, of how many, back to which message and when.

    `name` is the channel's where everybody in the team may read it. `more`: older messages follow.
    """

    messages: tuple[PastMessage, ...] = ()
    read: int = 0
    cursor: str = ""
    back_to: datetime | None = None
    more: bool = False
    name: str = ""


def papers_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The references of the papers that texts link to, each once."""
    urls = [url.replace("&amp;", "&") for text in texts if "http" in text for url in _LINK.findall(text)]
    return tuple(link.reference for link in links_of(urls[: 2 * MOST_LINKS]))[:MOST_LINKS]


def message_in(
    name: str, moment: Callable[[], datetime], person: Person, text: Any, reactions: Iterable[PastReaction], below: Any
) -> PastMessage | None:
    """A message of somebody that links to papers, with the titles that stand `below`; None for one without papers, id or moment."""
    papers = papers_in([text_in(text)])
    try:
        at = moment() if papers else None
    except (ValueError, OverflowError, OSError):
        at = None
    if at is None or at.tzinfo is None or not name:
        return None
    titles = tuple(title for row in rows_in(below) if (title := text_in(row.get("title"))))
    return PastMessage(name, at, person, papers, tuple(reactions), titles)


def id_in(value: Any) -> str:
    """An id as platforms make them; '' for anything else."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def text_in(value: Any) -> str:
    """A text; '' for anything else."""
    return value if isinstance(value, str) else ""


def rows_in(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none of anything else."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []

"""The port by which a digest leaves, and the ways in which it can fail. A new outlet is one file and one row."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import msgspec

from core.cards.card import Card
from core.errors import ErrorKind
from core.model import Person, Place
from core.store.delivery.allowances import Allowance


class Undelivered(Exception):
    """A call that failed, why (in a sentence's middle), and how many seconds to wait before the next; `lacks` is what a message that
    is out goes without."""

    def __init__(self, kind: ErrorKind, why: str, wait: float = 0.0, lacks: str = "its thread") -> None:
        super().__init__(f"{kind.value}: {why}")
        self.kind, self.why, self.wait, self.lacks = kind, why, wait, lacks


class CannotLook(Exception):
    """Nobody can say whether a message went out, and why."""


class Digest(msgspec.Struct, frozen=True):
    """What a delivery sends: its message as cards; what goes inside its thread (the abstracts); whether it is published
    to those who follow the channel."""

    cards: tuple[Card, ...]
    inside: tuple[Card, ...] = ()
    publish: bool = False

    @property
    def papers(self) -> tuple[str, ...]:
        """The papers that its message shows, in order."""
        return tuple(card.paper_id for card in self.cards if card.paper_id)

    @property
    def numbers(self) -> int:
        """How many number emoji are put under its message: none under a compact post, whose buttons have the numbers."""
        return 0 if len(self.papers) < 2 or any(card.pick for card in self.cards) else len(self.papers)


class Outlet(Protocol):
    """A platform as the sender sees it. Each call is made once: the sender decides whether to repeat it. Safe in several threads."""

    def send(self, place: Place, digest: Digest, key: str, still: Callable[[], bool]) -> str:
        """Post a message under a key; returns its id. `still` is asked at the very last moment: where it says no, nothing
        goes out and Undelivered is raised, to be tried again. Raises Undelivered."""

    def find(self, place: Place, key: str, since: datetime) -> str:
        """The id of the message that was posted under this key since a moment, '' where there is none.

        Raises CannotLook, or Undelivered where looking failed for now.
        """

    def dress(self, place: Place, message: str, digest: Digest, key: str, *, again: bool) -> None:
        """Add what belongs to a message: number emoji, what goes inside. `again`: some of it may be there. Raises Undelivered."""

    def direct(self, person: Person) -> Place:
        """Where a person alone reads what is posted. Raises Undelivered."""

    def allowance(self, place: Place | Person) -> Allowance | None:
        """What all posts to a place's team share, or to a person's; None where nothing is shared."""

    def close(self) -> None:
        """Give its connections back."""

    def token(self) -> str:
        """What tells the token by which we post from another one: a hash, never the token."""

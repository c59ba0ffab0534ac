"""What the core answers with, and what every platform draws. A button is a command line typed for you."""

from datetime import date
from typing import Literal

import msgspec

from core.model import Follow, Marked, Person


class Button(msgspec.Struct, frozen=True):
    """A label (verb first) and the command line that pressing it types; or a `url` that it opens.

    `danger`: pressing it destroys something. `heard` is what a screen reader says of it, where the label says too little.
    """

    label: str
    line: str = ""
    url: str = ""
    danger: bool = False
    heard: str = ""


class Select(msgspec.Struct, frozen=True):
    """A menu with words on it, and its entries, each of which types its line."""

    label: str
    options: tuple[Button, ...]


class Field(msgspec.Struct, frozen=True):
    """One named line of a card: who wrote it, why you see it, how the votes stand.

    `people` are those the line is about. A platform names its own (where that wakes nobody) beside the value, which tells
    without names.
    """

    name: str
    value: str
    people: tuple[Person, ...] = ()


class CardFile(msgspec.Struct, frozen=True):
    """A file to take away, where code would not do: its name and bytes."""

    name: str
    data: bytes


class Card(msgspec.Struct, frozen=True):
    """One thing to show: a paper (then `paper_id` is set), a list's heading, a receipt or an error.

    `title` and `body` may hold highlights. `buttons` are its acts, four at most on a paper; the rest wait in `menu`.
    `day` is when the paper was published, for a platform to write as its reader does.
    `source` is the kind of source that listed the paper first, for a platform that shows it by a colour.
    `pick` is its number in a compact post (0: it is no pick), `up` how many people are for it; `select` stands before the acts.
    `file` is one to take away. `links` open what else is known of a paper: its code, its project, where it is discussed.
    `code` is text to copy as it is (BibTeX, CSV). `plain` is the card in one sentence, for notifications and screen readers.
    """

    title: Marked
    body: Marked = Marked("")
    link: str = ""
    fields: tuple[Field, ...] = ()
    buttons: tuple[Button, ...] = ()
    menu: tuple[Button, ...] = ()
    day: date | None = None
    code: str = ""
    paper_id: str = ""
    source: str = ""
    plain: str = ""
    pick: int = 0
    up: int = 0
    select: Select | None = None
    file: CardFile | None = None
    links: tuple[Button, ...] = ()

    @property
    def withheld(self) -> bool:
        """Whether its paper may not be shown where it stands: then it has no act."""
        return bool(self.paper_id) and not self.buttons


class Discussion(msgspec.Struct, frozen=True):
    """A paper's thread: the card that opens it, the first message in it, and message and address of one opened before."""

    card: Card
    first: Card
    message: str = ""
    url: str = ""


class Loss(msgspec.Struct, frozen=True):
    """What a call destroys: the question that is asked first, what goes, and the label and line that do it."""

    question: str
    goes: str
    label: str
    line: str


Outcome = Literal["done", "refused", "wrong", "fault"]


class Reply(msgspec.Struct, frozen=True):
    """The answer to one call: its cards, whether only the asker sees them, and the cards of papers to redraw in place.

    `discussion` is a thread to open, where the platform has threads and the paper has none yet; `follows` is slow work
    whose outcome follows later. `asks` is the line that destroys what the cards name: nothing is done before it is typed.
    `redrawn`: the redraws show what became of a press, so that its person reads the cards only where they typed.
    `outcome` is how it went: refused is also a paper that is not here, wrong a line that is none.
    """

    cards: tuple[Card, ...]
    private: bool = True
    redraws: tuple[Card, ...] = ()
    redrawn: bool = False
    discussion: Discussion | None = None
    follows: tuple[Follow, ...] = ()
    outcome: Outcome = "done"
    asks: str = ""


class Redraw(msgspec.Struct, frozen=True):
    """What a verb yields beside its cards: a paper's card that changed, to be redrawn wherever it stands.

    `enough`: it shows what became of a press.
    """

    card: Card
    enough: bool = False

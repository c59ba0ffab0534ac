"""What the core answers with, and what every platform draws. A button is a command line typed for you."""

from datetime import date

import msgspec

from core.marked import Marked


class Button(msgspec.Struct, frozen=True):
    """A label (verb first) and the command line that pressing it types; or a `url` that it opens."""

    label: str
    line: str = ""
    url: str = ""


class Field(msgspec.Struct, frozen=True):
    """One named line of a card: who wrote it, why you see it, how the votes stand."""

    name: str
    value: str


class Card(msgspec.Struct, frozen=True):
    """One thing to show: a paper (then `paper_id` is set), a list's heading, a receipt or an error.

    `title` and `body` may hold highlights. `buttons` are its acts, four at most on a paper; the rest wait in `menu`.
    `day` is when the paper was published, for a platform to write as its reader does.
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
    plain: str = ""


class Reply(msgspec.Struct, frozen=True):
    """The answer to one call: its cards, whether only the asker sees them, and the cards of papers to redraw in place."""

    cards: tuple[Card, ...]
    private: bool = True
    redraws: tuple[Card, ...] = ()


class Redraw(msgspec.Struct, frozen=True):
    """What a verb yields beside its cards: a paper's card that changed, to be redrawn wherever it stands."""

    card: Card

"""Code that is too long for a message goes out as a file beside it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.cards.card import Card

ENDINGS = {"BibTeX": "bib", "RIS": "ris", "Markdown": "md", "CSV": "csv", "JSON": "json"}


class Attachment(NamedTuple):
    """A text to attach to a message, because it is too long to stand in it."""

    name: str
    text: str


def filed(cards: Sequence[Card], is_long: Callable[[Card], bool]) -> Attachment | None:
    """The first code that is too long for a message, as a file named after what it is."""
    for card in cards:
        if card.code and is_long(card):
            ending = ENDINGS.get(card.title.text.rpartition(" ")[2], "txt")
            return Attachment(f"papers.{ending}", card.code.encode("utf-8", "replace").decode())
    return None

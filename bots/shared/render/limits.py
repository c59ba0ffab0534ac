"""What a platform does not take in a message: code that is too long goes out as a file beside it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.cards.card import Card

ENDINGS = {"BibTeX": "bib", "RIS": "ris", "Markdown": "md", "CSV": "csv", "JSON": "json"}


class Attachment(NamedTuple):
    """A file to attach to a message: a text that is too long to stand in it, or what is no text."""

    name: str
    data: bytes


def filed(cards: Sequence[Card], is_long: Callable[[Card], bool]) -> Attachment | None:
    """The first file of a card, or code that is too long for a message, as a file named after what it is."""
    for card in cards:
        if card.file:
            return Attachment(card.file.name, card.file.data)
        if card.code and is_long(card):
            ending = ENDINGS.get(card.title.text.rpartition(" ")[2], "txt")
            return Attachment(f"papers.{ending}", card.code.encode("utf-8", "replace"))
    return None

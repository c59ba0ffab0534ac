"""What a platform does not take: code too long for a message goes out as a file beside it, and a payload's breaches are found."""

from collections.abc import Callable, Mapping, Sequence
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


def above(part: str, size: int, most: int) -> list[str]:
    """A sentence where a size is above its limit."""
    return [f"{part} is {size:,}; {most:,} is the most."] if size > most else []


def values(node: object, path: str) -> list[object]:
    """What stands at a path such as `options.*.text.text`; an absent part gives nothing."""
    nodes = [node]
    for step in path.split("."):
        if step == "*":
            nodes = [item for value in nodes if isinstance(value, (list, tuple)) for item in value]
        else:
            nodes = [value[step] for value in nodes if isinstance(value, Mapping) and step in value]
    return nodes

"""Texts that only the file which declares their class makes, and what is left out where they do not fit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

from core.cards.card import Card
from core.text.clipping import units

T = TypeVar("T", bound=str)


class SealedText(str):
    """A text that is safe to send as it is. A raw `str` in its place is refused by mypy and at run time."""

    __slots__ = ()
    _key: ClassVar[object]

    def __init_subclass__(cls, key: object) -> None:
        cls._key = key

    def __new__(cls, written: str, by: object = None) -> Self:
        if by is not cls._key:
            raise TypeError(f"A {cls.__name__} is made by the writers of {cls.__module__} only.")
        return super().__new__(cls, written)


def fitting(lines: Iterable[T], most: int, more: T) -> list[T]:
    """The lines that fit below each other within `most` UTF-16 units; `more` stands for those that do not."""
    kept, room = list[T](), most - len("\n") - units(more)
    for line in lines:
        room -= units(line) + 1
        if room < 0:
            return [*kept, more]
        kept.append(line)
    return kept


def fewer(cards: Sequence[Card]) -> Iterator[tuple[list[Card], str]]:
    """The cards with ever more of the last papers left out, as long as some are left, and the line that says so."""
    kept = list(cards)
    while len(kept) > 1:
        kept.pop(max((place for place, card in enumerate(kept) if card.paper_id), default=len(kept) - 1))
        missing = len(cards) - len(kept)
        yield kept, f"{missing} more {'does' if missing == 1 else 'do'} not fit here."


def opens_note(options: Iterable[Mapping[str, Any]], paper_id: str) -> bool:
    """Whether an entry of a menu opens the form of a note on a paper."""
    return any(str(option.get("value")).endswith(f"paper note {paper_id}") for option in options)

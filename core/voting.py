"""Votes as state: a paper has a set of marks, a person counts once, the latest side wins. Nothing is ever incremented."""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

Side = Literal["up", "down"]
Way = Literal["up", "down", "none"]

BUTTON = "button"
"""Where a mark stands that was made by a button or a typed command, whichever message it was on."""


class Mark(msgspec.Struct, frozen=True):
    """One person's mark on one paper: made where (a message or the button), by which sign, for which side.

    `order` rises with time; among a person's marks the one with the highest counts.
    """

    person: str
    where: str
    sign: str
    side: Side
    order: int


def sides(marks: Iterable[Mark]) -> dict[str, Side]:
    """The side each person is on: that of the latest mark (of two equally late ones, the greater sign)."""
    latest: dict[str, Mark] = {}
    for mark in marks:
        other = latest.get(mark.person)
        if other is None or (mark.order, mark.where, mark.sign) > (other.order, other.where, other.sign):
            latest[mark.person] = mark
    return {person: mark.side for person, mark in latest.items()}


def count(marks: Iterable[Mark]) -> tuple[int, int]:
    """How many persons are for and how many against."""
    chosen = list(sides(marks).values())
    return chosen.count("up"), chosen.count("down")


def press(marks: Sequence[Mark], person: str, way: Way, order: int) -> tuple[Mark, ...]:
    """The marks after a person pressed a vote button: the same side again takes the vote back, `none` always does."""
    kept = tuple(mark for mark in marks if (mark.person, mark.where) != (person, BUTTON))
    pressed = next((mark for mark in marks if (mark.person, mark.where) == (person, BUTTON)), None)
    if way == "none" or (pressed and pressed.side == way):
        return kept
    return (*kept, Mark(person, BUTTON, "vote", way, order))

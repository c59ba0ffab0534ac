"""What people say on both platforms by reactions and presses, and where a record differs from what the platforms show."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from core.model import Person, Place, Tally
from core.votes.emoji import KEYCAPS, NUMBER_NAMES

SIGNS = {
    "slack": {"+1": "up", "fire": "up", "-1": "down", "bookmark": "save"},
    "discord": {"👍": "up", "🔥": "up", "👎": "down", "🔖": "save"},
}
"""What people react with, and what each says; one who says up never says down, so that no order of theirs matters."""

NUMBERS = {"slack": NUMBER_NAMES, "discord": KEYCAPS}


class Posted(NamedTuple):
    """A message with papers."""

    place: Place
    id: str
    papers: tuple[str, ...]


Said = tuple[str, Person, str]
"""What somebody says of a paper: its id, who, and `up`, `down` or `save`."""


class Standing(NamedTuple):
    """How votes stand: by the reactions that are shown, by the record, by the presses whose redraw was taken, and all presses."""

    shown: set[Said]
    recorded: set[Said]
    counted: set[Said]
    pressed: set[Said]


def signs_for(post: Posted, number: int) -> list[str]:
    """What somebody reacts with: under several papers with numbers (or a thumb, which counts for nothing)."""
    signs = SIGNS[post.place.platform]
    if len(post.papers) > 1:
        return [*NUMBERS[post.place.platform][: len(post.papers)], next(iter(signs))]
    wanted = ("down", "save") if number % 4 == 0 else ("up", "save")
    return [sign for sign, side in signs.items() if side in wanted]


def meant(post: Posted, user: str, sign: str) -> list[Said]:
    """What a reaction says: the paper, who and which side; nothing where it counts for none."""
    platform = post.place.platform
    person = Person(platform, post.place.team if platform == "slack" else "", user)
    if len(post.papers) > 1:
        numbers = NUMBERS[platform][: len(post.papers)]
        return [(post.papers[numbers.index(sign)], person, "up")] if sign in numbers else []
    return [(post.papers[0], person, SIGNS[platform][sign])] if sign in SIGNS[platform] else []


def marks_of(message: dict[str, Any]) -> list[tuple[str, str]]:
    """Who reacted how to a message, as either platform shows it."""
    found = message.get("marks") or message.get("reactions") or ()
    return [(str(one.get("emoji") or one["name"]), user) for one in found for user in one["users"]]


def differences(
    standing: Standing, tallies: Mapping[str, Tally], excused: Iterable[tuple[str, Person]] = ()
) -> list[str]:
    """Where the record is not what is shown, and where a tally is not the number of people.

    A press that nobody answered may have counted or not. What is `excused` (a paper and a person) is left out.
    """
    leave = set(excused)
    pressed = standing.recorded & standing.pressed
    lost = (standing.shown - standing.recorded) | (standing.counted - standing.recorded)
    more = standing.recorded - standing.shown - pressed
    faults = [f"lost: {told(one)}" for one in sorted(lost, key=told) if one[:2] not in leave]
    faults += [f"never said: {told(one)}" for one in sorted(more, key=told) if one[:2] not in leave]
    for paper, tally in tallies.items():
        sides = Counter(side for found, _, side in standing.shown | pressed if found == paper)
        wanted = Tally(sides["up"], sides["down"], sides["save"])
        if tally != wanted and not any(one[0] == paper for one in leave):
            faults.append(f"{paper}: {tally}, but {wanted} is shown and was pressed")
    return faults


def told(said: Said) -> str:
    """In words."""
    paper, person, side = said
    return f"{person.platform} {person.id} {side} on {paper}"

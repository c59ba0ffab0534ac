"""Random histories of reactions as a platform would have them, what it shows at their end, and how a bot may hear of them."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from core.model import Person, Place, Tally
from core.store.votes.votes import Votes
from core.votes.emoji import Message
from core.votes.marks import EPOCH, Side, order_of
from tests.factories import NOW

SIGNS: dict[str, Literal["up", "down", "save"]] = {
    "👍": "up", "👍🏽": "up", "👍*": "up", "🔥": "up", "👎": "down", "👎🏿": "down", "🔖": "save",
}  # fmt: skip


class Heard(NamedTuple):
    """A reaction put under a message (or taken back, where `side` is `gone`), at a moment in microseconds."""

    person: Person
    paper: str
    message: Message
    sign: str
    side: Literal["up", "down", "save", "gone"]
    order: int


Shown = dict[tuple[Person, Message, str, str], Heard]
"""What stands in the end, by person, message, sign and paper."""


def people(count: int) -> list[Person]:
    """Persons of two platforms, some with the same id on both."""
    return [Person(*("slack", "T1") if n % 2 else ("discord", ""), f"U{n // 2}") for n in range(count)]


def history(dice: random.Random, length: int, papers: Sequence[str], crowd: int = 4, posts: int = 2) -> list[Heard]:
    """Events in the order in which they happened: nobody takes back what is not there."""
    standing: set[tuple[Person, Message, str, str]] = set()
    told, order = [], order_of(NOW)
    for _ in range(length):
        person, paper = dice.choice(people(crowd)), dice.choice(papers)
        message = Message(Place(person.platform, person.team, "C1"), f"{paper}/{dice.randrange(posts)}")
        sign = dice.choice(list(SIGNS))
        key = (person, message, sign, paper)
        order += dice.randrange(1, 5_000_000)
        told.append(Heard(person, paper, message, sign, "gone" if key in standing else SIGNS[sign], order))
        standing ^= {key}
    return told


def shown(events: Iterable[Heard]) -> Shown:
    """What the platform shows after these events."""
    last = {(one.person, one.message, one.sign, one.paper): one for one in events}
    return {key: one for key, one in last.items() if one.side != "gone"}


def tally(standing: Shown, paper: str) -> Tally:
    """How a paper stands by what is shown: a person counts once, on the side of the latest reaction."""
    here = sorted((one for one in standing.values() if one.paper == paper), key=lambda one: one.order)
    sides = {one.person: one.side for one in here if one.side != "save"}
    saved = {one.person for one in here if one.side == "save"}
    up, down = (list(sides.values()).count(side) for side in ("up", "down"))
    return Tally(up, down, len(saved))


def copies(dice: random.Random, events: Sequence[Heard], lost: float = 0.0, most: int = 5) -> list[Heard]:
    """The events as they are delivered: some lost, the others up to `most` times, in any order."""
    told = [one for one in events if dice.random() >= lost for _ in range(dice.randint(1, most))]
    dice.shuffle(told)
    return told


def hear(votes: Votes, one: Heard, at: datetime = NOW + timedelta(hours=1), *, timed: bool = True) -> Side | None:
    """Tell the votes of an event; without its time for a platform that gives none."""
    order = one.order if timed else None
    if one.side == "gone":
        return votes.unmark(one.person, one.paper, one.message, one.sign, at, order)
    return votes.mark(one.person, one.paper, one.message, one.sign, one.side, at, order)


def look(votes: Votes, standing: Shown, messages: Iterable[tuple[Message, str]], as_of: datetime) -> None:
    """Reconcile these messages (each with its paper) with what the platform shows."""
    for message, paper in messages:
        here = [one for one in standing.values() if one.message == message and one.paper == paper]
        votes.replace(message, paper, [(one.person, one.sign, one.side) for one in here], as_of)


def places(events: Iterable[Heard]) -> Iterator[tuple[Message, str]]:
    """The messages of a history, each once, with the paper it shows."""
    yield from dict.fromkeys((one.message, one.paper) for one in events)


def end(events: Sequence[Heard]) -> datetime:
    """A moment after the last of these events."""
    return EPOCH + timedelta(microseconds=events[-1].order + 1) if events else NOW

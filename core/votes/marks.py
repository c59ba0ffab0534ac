"""Votes as state: a paper has a set of marks, a person counts once, the latest side wins. Nothing is ever incremented.

A mark is (person, where, sign). What is known of it is its newest event, so copies and reordered events change nothing;
a mark that was taken back leaves a tombstone for as long as an older event may still come.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from core.votes.emoji import variant

Side = Literal["up", "down"]
Way = Literal["up", "down", "none"]
Says = Literal["up", "down", "save", "drop", "share", "gone", "seen"]
"""What a mark says: a side; saved, or off the list after all; shared; taken back; or (of a message) reconciled."""

SIDES: Mapping[Says, Side] = {"up": "up", "down": "down"}

BUTTON = "button"
"""Where a mark stands that was made by a button or a typed command, whichever message it was on."""

REDELIVERY = timedelta(hours=26)
"""How long an older event may still come: Slack redelivers for 24 hours (delayed events)."""

FUTURE = timedelta(days=1)
"""How far ahead of now a mark may be: a platform's clock may differ from ours by less; more is a clock that was wrong."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Mark(msgspec.Struct, frozen=True):
    """One person's mark on one paper: made where (a message or the button), by which sign, and what it says.

    `order` is when, in microseconds since 1970: among a person's marks the one with the highest counts.
    """

    person: str
    where: str
    sign: str
    side: Says
    order: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it one mark, however often it is put and taken back."""
        return self.person, self.where, self.sign


def order_of(at: datetime) -> int:
    """A moment (aware) as the order mark of what happened then, in microseconds."""
    return (at - EPOCH) // MICROSECOND


def newest(marks: Iterable[Mark], says: Iterable[Says]) -> dict[str, Mark]:
    """The latest mark of each person among those that say one of these (of two equally late ones, the greater sign)."""
    wanted, latest = frozenset(says), dict[str, Mark]()
    for mark in marks:
        other = latest.get(mark.person)
        if mark.side in wanted and (other is None or _place(mark) > _place(other)):
            latest[mark.person] = mark
    return latest


def sides(marks: Iterable[Mark]) -> dict[str, Side]:
    """The side each person is on: that of the latest mark that has one."""
    return {person: SIDES[mark.side] for person, mark in newest(marks, SIDES).items()}


def count(marks: Iterable[Mark]) -> tuple[int, int]:
    """How many persons are for and how many against."""
    chosen = list(sides(marks).values())
    return chosen.count("up"), chosen.count("down")


def savers(marks: Iterable[Mark]) -> dict[str, Mark]:
    """Who has the paper on the list, each with the mark that says so."""
    return {person: mark for person, mark in newest(marks, ("save", "drop")).items() if mark.side == "save"}


def takes_back(marks: Iterable[Mark], person: str, way: Way) -> bool:
    """Whether a press of a vote button takes the vote back: the same side again does, while the person is on it, `none` always."""
    known = [mark for mark in marks if mark.person == person]
    pressed = max((mark for mark in known if mark.key == (person, BUTTON, "vote")), key=_place, default=None)
    return way == "none" or (pressed is not None and pressed.side == way == sides(known)[person])


def press(marks: Sequence[Mark], person: str, way: Way, order: int) -> tuple[Mark, ...]:
    """The marks after a person pressed a vote button."""
    own = (person, BUTTON, "vote")
    kept = tuple(mark for mark in marks if mark.key != own)
    return kept if takes_back(marks, person, way) else (*kept, Mark(*own, way, order))  # type: ignore[arg-type]


def shelve(marks: Sequence[Mark], person: str, order: int, *, keep: bool) -> tuple[Mark, ...]:
    """The marks after a person put the paper on the list by a button, or took it off; the last of these counts."""
    own = (person, BUTTON, "save")
    kept = tuple(mark for mark in marks if mark.key != own)
    if keep:
        return tuple(marks) if person in savers(marks) else (*kept, Mark(*own, "save", order))
    return (*kept, Mark(*own, "drop", order)) if person in savers(kept) else kept


def put(marks: Sequence[Mark], new: Mark) -> tuple[Mark, ...]:
    """The marks after an event; one that is older than what is known of its mark, or of its message, changes nothing."""
    held = {mark.key: mark for mark in marks}
    old, looked = held.get(new.key), held.get(("", new.where, ""))
    if (looked and new.order <= looked.order) or (old and _known(old) >= _known(new)):
        return tuple(marks)
    return (*(mark for mark in marks if mark.key != new.key), new)


def arrive(marks: Sequence[Mark], new: Mark) -> tuple[Mark, ...]:
    """The marks after an event that carries no time of its own: it is later than all that is known of its person."""
    old = next((mark for mark in marks if mark.key == new.key), None)
    if old and old.side == new.side:
        return tuple(marks)
    return put(marks, msgspec.structs.replace(new, order=next_order(marks, new)))


def next_order(marks: Iterable[Mark], new: Mark) -> int:
    """The order of an event that happens now: later than all that is known of its person and of its message."""
    known = (mark.order for mark in marks if mark.person == new.person or mark.key == ("", new.where, ""))
    return max(new.order, max(known, default=0) + 1)


def reconcile(
    marks: Sequence[Mark],
    where: str,
    shown: Mapping[tuple[str, str], Says],
    as_of: int,
    unchanged: Collection[tuple[str, str]] = (),
) -> tuple[Mark, ...]:
    """The marks after a look at a message: `shown` (person and sign to what it says) replaces what is older than `as_of`.

    Marks of a person and sign in `unchanged` stay as they are, and none is made for them.
    """
    looked = next((mark for mark in marks if mark.key == ("", where, "")), None)
    if looked and looked.order > as_of:  # of two looks in one second, as a platform counts, the later one holds
        return tuple(marks)
    here = {mark.key: mark for mark in marks if mark.where == where}
    after = {
        mark.key: mark
        for mark in marks
        if mark.where != where or (mark.person and (mark.order > as_of or (mark.person, mark.sign) in unchanged))
    }
    for (person, sign), says in shown.items():
        key = (person, where, sign)
        if key not in after:
            old = here.get(key)
            same = old is not None and old.side != "gone"
            after[key] = Mark(*key, says, old.order if old and same else as_of)
    after["", where, ""] = Mark("", where, "", "seen", as_of)
    return tuple(after.values())


def clear(marks: Sequence[Mark], where: str, order: int, fits: Callable[[str], bool]) -> tuple[Mark, ...]:
    """The marks after all reactions of a message, or those whose sign fits, were taken off."""
    gone = [mark for mark in marks if mark.where == where and mark.person and mark.side != "gone" and fits(mark.sign)]
    for mark in gone:
        marks = arrive(marks, msgspec.structs.replace(mark, side="gone", order=order))
    return tuple(marks)


def forgiven(marks: Sequence[Mark], now: int) -> tuple[Mark, ...]:
    """The marks with those from the future moved to now, in their order: a clock was wrong when they were made."""
    ahead = sorted((mark for mark in marks if mark.order > now + FUTURE // MICROSECOND), key=_place)
    moved = {mark: msgspec.structs.replace(mark, order=now - len(ahead) + n) for n, mark in enumerate(ahead, 1)}
    return tuple(moved.get(mark, mark) for mark in marks)


def pruned(marks: Iterable[Mark], now: int) -> tuple[Mark, ...]:
    """The marks without the tombstones that no older event can come for any more."""
    before = now - REDELIVERY // MICROSECOND
    return tuple(mark for mark in marks if mark.side not in ("gone", "seen") or mark.order >= before)


def folded(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks with each reaction under its emoji: those made before an emoji's name was known were kept under the name."""
    newest: dict[tuple[str, str, str], Mark] = {}
    for mark in marks:
        plain = mark.where == BUTTON or not mark.sign.isascii()
        mark = mark if plain else msgspec.structs.replace(mark, sign=variant(mark.sign))
        newest[mark.key] = max(mark, newest.get(mark.key, mark), key=_known)
    return tuple(newest.values())


def _place(mark: Mark) -> tuple[int, str, str]:
    return mark.order, mark.where, mark.sign


def _known(mark: Mark) -> tuple[int, bool, str]:
    """Of two events of one mark with the same time, that it was taken back stands."""
    return mark.order, mark.side == "gone", mark.side

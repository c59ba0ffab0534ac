"""Command lines as buttons carry them: short enough for their place, or parked in the record under a short key."""

import re
from collections.abc import Callable

from core.commands.grammar import Given, read
from core.store.engine.once import Parked
from core.text.clipping import units

Park = Callable[[str], str]
"""Keeps a line that is too long for its place, and gives a short one that stands for it."""

PARKED = "~"
"""Begins what stands on a button in place of a line that is kept in the record."""

_VOTE = re.compile(r"vote (\S+) (?:way:)?(up|down)")

_CANNOT_TRAVEL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def kept_line(line: str, most: int, park: Park) -> str:
    """A line as a button or an option carries it: no controls or lone surrogates, parked beyond `most` UTF-16 units."""
    carried = _CANNOT_TRAVEL.sub(" ", line)
    return carried if units(carried) <= most else park(carried)


def pressed(text: str) -> Given | str:
    """What a button carries, read; where the line is kept in the record, what stands for it, as it is."""
    return text if text.startswith(PARKED) else read(text)


def text_of(line: Given | str) -> str:
    """What a button carries, or somebody typed, as it is recorded."""
    return line if isinstance(line, str) else line.line


def vote_in(text: str) -> tuple[str, str]:
    """The paper and the way of what a vote button carries, "" and "" of any other; asked of every button that is drawn."""
    match = _VOTE.fullmatch(text)
    return (match[1], match[2]) if match else ("", "")


def parker(parked: Parked) -> Park:
    """Keeps lines that no button holds in the record, for a day."""
    return lambda line: PARKED + parked.park(line)

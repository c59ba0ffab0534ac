"""The names of blocks: each says which part of which paper's card it is, and the last of a card which line made its message.

Ephemeral messages do not come back when a button is pressed, so the line is all there is to redraw a private list.
"""

from collections.abc import Mapping
from typing import Literal

from bots.shared.render.lines import Park, kept_line
from bots.slack.render.limits import BLOCK_ID
from core.text.clipping import units

Part = Literal["p", "w", "e", "v", "a", "c"]
"""The paper, why and what it claims, what else is known of it, its votes, its acts; all of it in one, a pick of a compact post."""

PARTS = ("p", "w", "e", "v", "a", "c")


def block_id(part: Part, paper: str, turn: int = 1) -> str:
    """The name of one part of a paper's card; `turn` counts from 1 how often the message shows that paper."""
    return f"{part}:{paper}" + (f"#{turn}" if turn > 1 else "")


def acts_id(paper: str, turn: int, line: str, park: Park, part: Part = "a") -> str:
    """The name of a card's acts, or of a pick, with the line that made the message, parked where it does not fit."""
    name = block_id(part, paper, turn)
    return f"{name}|{kept_line(line, BLOCK_ID - units(name) - 1, park)}" if line else name


def line_of(name: str) -> str:
    """The line that made the message (or what it was parked under), from the name of a card's acts or of a pick; '' where it holds none."""
    return name.partition("|")[2] if part_of(name) in ("a", "c") else ""


def paper_of(name: str) -> str:
    """The id of the paper that a block shows, '' where it shows none."""
    return card_of(name)[0]


def card_of(name: str) -> tuple[str, int]:
    """The paper that a block shows and which of its cards in the message; ('', 0) where it shows none."""
    if not part_of(name):
        return "", 0
    paper, _, turn = name[2:].partition("|")[0].partition("#")
    return (paper, int(turn) if turn.isdecimal() else 1) if paper else ("", 0)


def pick_of(block: Mapping[str, object]) -> int:
    """The number of a pick, which its button carries; 0 of any other block."""
    accessory = block.get("accessory")
    name = str(accessory.get("action_id") or "") if isinstance(accessory, Mapping) else ""
    number = name.partition("line:")[2]
    return int(number) if number.isdecimal() else 0


def part_of(name: str) -> str:
    """Which part of a paper's card a block is, '' where it is none."""
    return name[0] if name[1:2] == ":" and name[0] in PARTS else ""

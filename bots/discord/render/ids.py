"""The ids of buttons and menus: `p:` and the command line that a press types, `m:` and the paper whose menu it is, `s:` of several papers.

Discord takes no id twice in a message, so the second of the same is `p2:…`: a number after the line could be part of it.
A line may begin with a channel, `@7 show …`: see `whispers`.
"""

import re
from collections.abc import Mapping, Sequence

from bots.discord.render.limits import CUSTOM_ID, walk
from bots.discord.render.whispers import asked_in
from bots.shared.render.lines import Park, kept_line, vote_in

TEMPLATE = re.compile(r"(?P<kind>[pms])(?P<turn>\d{0,2}):(?P<line>.*)", re.DOTALL)
"""Every id of ours: a `p` types its line, an `m` or an `s` the value that was chosen."""

TURN = 2
"""Characters kept free for the number: a message holds at most 40 components."""


def line_id(line: str, park: Park) -> str:
    """The id of a button that types a line, parked where it does not fit."""
    return f"p:{kept_line(line, CUSTOM_ID - TURN - 2, park)}"


def menu_id(paper: str, park: Park) -> str:
    """The id of a paper's menu."""
    return f"m:{kept_line(paper, CUSTOM_ID - TURN - 2, park)}"


def select_id() -> str:
    """The id of the menu of several papers."""
    return "s:papers"


def paper_of(custom_id: str) -> str:
    """The id of the paper that a menu or a vote button belongs to, '' where it is neither."""
    match = TEMPLATE.fullmatch(custom_id)
    if not match or match["kind"] == "s":
        return ""
    return match["line"] if match["kind"] == "m" else vote_in(asked_in(match["line"]).line)[0]


def shown_paper(component: object) -> str:
    """The id of the paper that a tree of components shows, by its menu or its vote buttons; '' where it shows none."""
    papers = (paper_of(str(part.get("custom_id") or "")) for part in walk(component))
    return next(filter(None, papers), "")


def told_apart(components: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """The components with a number in every id that an earlier one has too."""
    taken: set[str] = set()
    return [_renamed(component, taken) for component in components]


def _renamed(node: Mapping[str, object], taken: set[str]) -> dict[str, object]:
    made = dict(node)
    if made.get("custom_id"):
        made["custom_id"] = _free(str(made["custom_id"]), taken)
        taken.add(str(made["custom_id"]))
    if isinstance(inside := made.get("components"), (list, tuple)):
        made["components"] = [_renamed(part, taken) for part in inside]
    return made


def _free(custom_id: str, taken: set[str]) -> str:
    match = TEMPLATE.fullmatch(custom_id)
    turn = 2
    while custom_id in taken and match:
        custom_id = f"{match['kind']}{turn}:{match['line']}"
        turn += 1
    return custom_id

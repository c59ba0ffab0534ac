"""The fields around the cards of a page that was copied as plain text: upvotes, "3 authors", dates, comments.

The page's titles and abstracts are known by then; a field is a line between them that looks like one, on a page full of them.
"""

from collections.abc import Sequence
from typing import NamedTuple

from core.model import Entry
from core.parsing.pages.align import Role
from core.parsing.pages.card_fields import FactRow, fields_around, row_of
from core.parsing.pages.markdown_in import Line, Span


class Fields(NamedTuple):
    """What the fields say of each card, by the place of its title, and the places of the lines that are fields."""

    told: dict[int, Entry]
    places: frozenset[int]


def read_fields(lines: Sequence[str], roles: Sequence[Role]) -> Fields:
    """The fields of a page: none where fewer than one a card is beyond doubt, since then they are strays."""
    titles = [at for at, role in enumerate(roles) if role == "title"]
    rows = {at: row for at, role in enumerate(roles) if role == "stray" and not (row := _row(lines, at)).is_prose}
    if sum(_is_plain(row) for row in rows.values()) < max(2, len(titles)):
        return Fields({}, frozenset())
    names = [
        at for at, role in enumerate(roles) if role == "lone title" and at + 1 in rows and roles[at - 1] != "stray"
    ]
    told = {}
    for card, title in enumerate(titles):
        start = titles[card - 1] if card else 0
        stop = titles[card + 1] if card + 1 < len(titles) else len(lines)
        before = [rows[at] for at in range(start, title) if at in rows]
        body = [rows[at] for at in range(title, stop) if at in rows]
        told[title] = fields_around(before, body, is_last=stop == len(lines))
    return Fields(told, frozenset([*rows, *names]))


def _is_plain(row: FactRow) -> bool:
    """Whether a row is a field beyond doubt, as a lone number is not."""
    return any(fact.kind in ("date", "other", "upvotes", "comments", "stars") for fact in row.facts)


def _row(lines: Sequence[str], at: int) -> FactRow:
    return row_of(Line(at, lines[at], (Span(lines[at]),)))

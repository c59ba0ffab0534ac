"""The search form of every chat: its fields, what is wrong with a filled one, and the command line that asks the same."""

import json
from collections.abc import Mapping
from datetime import date

from core.cards.card import Button, Card
from core.cards.views import note
from core.commands.courtesy import as_words
from core.commands.grammar import fill, typed_line
from core.commands.table import TABLE
from core.errors import BadInput
from core.model import Query
from core.search.query import parse

FIRST = ("query", "author", "from", "to")
MORE = ("cat", "source", "min_votes", "sort")
"""The fields that come first, and those behind “More”; each is an option of `search`."""

LABELS: Mapping[str, str] = {
    "query": "Words",
    "author": "Author",
    "from": "Listed on or after",
    "to": "Listed on or before",
    "cat": "Category",
    "source": "Source",
    "min_votes": "Votes, at least",
    "sort": "Order",
}

_AGAIN = "form "
"""Begins what a button carries that opens the form again: no command line, for a press alone opens a form."""


def again(filled: Mapping[str, str], *, more: bool = False) -> str:
    """What a button carries that opens the form again as it was filled in, its first fields or those behind “More”."""
    return _AGAIN + json.dumps([more, dict(filled)], ensure_ascii=False)


def opened_again(text: str) -> tuple[bool, dict[str, str]] | None:
    """What a button carries, read back; None for a command line."""
    if not text.startswith(f"{_AGAIN}["):
        return None
    more, filled = json.loads(text.removeprefix(_AGAIN))
    return bool(more), {str(name): str(value) for name, value in filled.items()}


def wrong_fields(filled: Mapping[str, str], today: date) -> dict[str, str]:
    """What is wrong with the fields of a search form, each with its own sentence; empty where nothing is."""
    wrong = {name: why for name, text in filled.items() if (why := _wrong_with({"query": "x", name: text}, today))}
    days = {name: text for name, text in filled.items() if name in ("from", "to")}
    for field, together in (("to", {"query": "x", **days}), ("query", filled)):
        if not wrong and (why := _wrong_with(together, today)):
            wrong[field] = why
    return wrong


def _wrong_with(filled: Mapping[str, str], today: date) -> str:
    try:
        asked_by(filled, today)
    except BadInput as error:
        return str(error)
    return ""


def line_from(filled: Mapping[str, str]) -> str:
    """The command line that asks what a filled form asks."""
    return typed_line("search", filled.get("query", ""), {**filled, "query": ""})


def asked_by(filled: Mapping[str, str], today: date) -> Query:
    """The query that a filled form asks; options may be typed among its words too. Raises BadInput."""
    values = fill(TABLE["search"], line_from(filled).removeprefix("search").strip())
    given = {name: str(value) for name, value in values.items()}
    return parse(
        as_words(given.get("query", "")),
        author=given.get("author", ""),
        cat=given.get("cat", ""),
        source=given.get("source", ""),
        since=given.get("from", ""),
        until=given.get("to", ""),
        min_votes=int(given.get("min_votes", "0")),
        sort=given.get("sort", "relevance"),
        today=today,
    )


def refused(wrong: Mapping[str, str], filled: Mapping[str, str]) -> Card:
    """What is wrong with a filled form, with the way back to it as it was: Discord has no errors beside fields."""
    first, more = ways_back(filled)
    return note(" ".join(wrong.values()), "", *((first,) if set(wrong) <= {*FIRST} else (more, first)))


def ways_back(filled: Mapping[str, str]) -> tuple[Button, Button]:
    """The buttons that open the form again, as it was filled in: its first fields, and the others."""
    return Button("Change this search", again(filled)), Button("More", again(filled, more=True))

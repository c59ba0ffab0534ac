"""The shapes of `--json`, each in the docstring of its function.

They are promises: fields may be added, but none changes its name, its type or its meaning.
"""

import json
from collections.abc import Iterable
from typing import Any

from bots.terminal.render import told
from core.cards.card import Card, Reply
from core.cards.views import with_day
from core.services.status import StatusLine


def written(shape: dict[str, Any]) -> str:
    """A shape as JSON text."""
    return json.dumps(shape, ensure_ascii=False, indent=2)


def of_reply(reply: Reply) -> dict[str, Any]:
    """The shape of `ask`.

    {"private", "cards": [{"title", "link", "body", "fields": {name: value}, "buttons": [{"label", "line", "url"}]}]}

    A button has a `line` to type or a `url` to open, the other is empty. A card of a paper also has its "id", a card
    with text to copy (BibTeX, CSV) its "code"; of fields with one name the values are joined by "; ".
    """
    return {"private": reply.private, "cards": [_of_card(card) for card in told(reply)]}


def of_figures(figures: Iterable[StatusLine]) -> dict[str, Any]:
    """The shape of `status`: {name: value}, "papers" among them; a value is a whole number or a text."""
    return {figure.name: figure.value for figure in figures}


def _of_card(card: Card) -> dict[str, Any]:
    fields: dict[str, str] = {}
    for field in with_day(card).fields:
        fields[field.name] = f"{fields[field.name]}; {field.value}" if field.name in fields else field.value
    shape: dict[str, Any] = {
        "title": card.title.text,
        "link": card.link,
        "body": card.body.text,
        "fields": fields,
        "buttons": [{"label": b.label, "line": b.line, "url": b.url} for b in (*card.buttons, *card.menu)],
    }
    if card.code:
        shape["code"] = card.code
    if card.paper_id:
        shape["id"] = card.paper_id
    return shape

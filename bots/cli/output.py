"""How commands speak: a complaint on stderr, a page in a file, and the shapes of `--json`, each in the docstring of its function.

The shapes are promises: fields may be added, but none changes its name, its type or its meaning.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from bots.terminal.render import safe, told
from core.cards.card import Card, Reply
from core.cards.views import with_day
from core.errors import PaperboyError
from core.host.durable import replacing
from core.services.status import StatusLine


class DayType(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4; ours are older too
    """A day as people type it."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is not a day. Write it as YYYY-MM-DD, such as 2026-11-20.", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """What stands for a value in the help."""
        return self.name


DAY = DayType()
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def complain(text: str) -> None:
    """One line on stderr."""
    click.echo(f"paperboy: {safe(text)}", err=True)


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


def leave(file: str, page: str) -> None:
    """Write a page; an existing file is replaced. Raises PaperboyError."""
    try:
        with replacing(Path(file), 0o644) as target:
            target.write(page.encode())
    except OSError as error:
        raise PaperboyError(f"{safe(file)} cannot be written: {error.strerror or error}.") from None

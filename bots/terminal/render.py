"""A Reply as terminal text: styled and wrapped on a terminal, plain lines in a pipe.

Titles come from strangers: every text is stripped of control characters and drawn as `Text`, never read as markup.
"""

import re
import sys
from collections.abc import Iterable
from string import ascii_lowercase

from rich.console import Console
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from core.cards.card import Button, Card, Field, Reply
from core.cards.data import shown_cards
from core.cards.views import with_day
from core.model import Marked

INDENT = 3
NARROWEST = 20
"""Columns a text gets at least, however small the window."""

BEFORE_BODY = ("by", "why")
"""The fields of a paper that say what it is; the others (how the votes stand) follow its claim."""

MARK = Style(bold=True, underline=True)
"""What a search matched: seen without colour too."""

_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)]")
_NUMBER = re.compile(r"([0-9]{1,6})\. ")
_OTHER_SPACE = re.compile("[\t\u2028\u2029]")


class Piped(Console):
    """A console that tells when nobody reads any more, as every other print does; rich would end the process as failed."""

    def on_broken_pipe(self) -> None:
        """Raise BrokenPipeError."""
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """A console that takes every text as it is. In a pipe it neither colours nor wraps."""
    return Piped(file=sys.stderr if stderr else sys.stdout, markup=False, emoji=False, highlight=False)


def safe(text: str) -> str:
    """The text without what could steer a terminal: controls, escapes, bidi marks, lone surrogates; line ends stay."""
    return _HARMFUL.sub("", _OTHER_SPACE.sub(" ", text.replace("\r\n", "\n")))


def text_of(marked: Marked, mark: Style = MARK) -> Text:
    """A marked text with its highlights."""
    return Text.assemble(*((safe(text), mark if hit else "") for text, hit in marked.pieces()))


def show(reply: Reply, out: Console, *, lettered: bool = False) -> dict[str, Button]:
    """Draw a reply. Where `lettered`, the acts have letters to type, by which they are returned; else each is shown as its line.

    A list's papers are opened by their numbers, so their own acts are not drawn there.
    """
    pressable: dict[str, Button] = {}
    cards = shown_cards(reply)
    listed = len(numbered(reply)) > 1
    for place, card in enumerate(cards):
        if place:
            out.print()
        _draw(card, out)
        if not lettered:
            _acts((f"{safe(act.label)}: {safe(act.line or act.url)}" for act in (*card.buttons, *card.links)), out)
        elif not (listed and card.paper_id):
            acts = {letters(len(pressable) + n): act for n, act in enumerate((*card.buttons, *card.menu, *card.links))}
            _acts((f"[{name}] {safe(act.label)}" for name, act in acts.items()), out)
            pressable |= acts
    return pressable


def numbered(reply: Reply) -> dict[int, str]:
    """The ids of the papers of a list, by the numbers before their titles."""
    numbers = ((_NUMBER.match(card.title.text), card.paper_id) for card in shown_cards(reply))
    return {int(number[1]): paper for number, paper in numbers if number and paper}


def letters(place: int) -> str:
    """The letters of an act: a to z, then aa, ab, …"""
    before, last = divmod(place, len(ascii_lowercase))
    return (letters(before - 1) if before else "") + ascii_lowercase[last]


def linked(text: str) -> Text:
    """A text whose addresses can be clicked where the terminal knows how; each is written in full all the same."""
    drawn = Text(safe(text))
    for match in _ADDRESS.finditer(drawn.plain):
        drawn.stylize(Style(link=match[0]), *match.span())
    return drawn


def line(out: Console, text: Text, indent: int = 0) -> None:
    """Print one text, indented: wrapped to the terminal's width, or left whole in a pipe."""
    if out.is_terminal:
        parts: Iterable[Text] = text.wrap(out, max(NARROWEST, out.width - indent))
    else:
        parts = text.split("\n", allow_blank=True)
    for part in parts:
        part.rstrip()
        out.print(Text(" " * indent) + part if part else part, soft_wrap=True)


def _draw(card: Card, out: Console) -> None:
    if card.code and not out.is_terminal:  # into a file goes the BibTeX, and nothing else
        out.print(Text(_code(card)), soft_wrap=True)
        return
    if card.file and not out.is_terminal and (raw := getattr(out.file, "buffer", None)):
        raw.write(card.file.data)
        return
    title = text_of(card.title)
    title.stylize_before("bold")
    line(out, title)
    paper = bool(card.paper_id)
    fields = [field for field in with_day(card).fields if field.value]
    if paper:
        _plain_fields((field for field in fields if field.name in BEFORE_BODY), out)
    if card.body.text:
        line(out, text_of(card.body), INDENT)
    if paper:
        _plain_fields((field for field in fields if field.name not in BEFORE_BODY), out)
    elif fields:
        table(fields, out)
    if card.link:
        out.print(Text(" " * INDENT) + Text(safe(card.link), "blue"), soft_wrap=True)
    if card.code:
        out.print(Text(_code(card)), soft_wrap=True)


def _plain_fields(fields: Iterable[Field], out: Console) -> None:
    """A paper's fields say by their form what they are."""
    for field in fields:
        line(out, Text(safe(field.value), "" if field.name == "votes" else "dim"), INDENT)


def table(fields: Iterable[Field], out: Console, indent: int = INDENT) -> None:
    """Named values, one a line, the values under each other."""
    rows = [(safe(field.name), safe(field.value)) for field in fields]
    if not out.is_terminal:
        for name, value in rows:
            line(out, Text(f"{name}: {value}"), indent)
        return
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column()
    for name, value in rows:
        grid.add_row(Text(name), Text(value))
    out.print(Padding(grid, (0, 0, 0, indent)))


def _acts(labels: Iterable[str], out: Console) -> None:
    """The acts of a card, as many on a row as fit on it whole."""
    rows: list[str] = []
    for label in labels:
        fits = rows and (not out.is_terminal or len(rows[-1]) + len(label) + 2 <= out.width - INDENT)
        rows[-1:] = [f"{rows[-1]}  {label}"] if fits else [*rows[-1:], label]
    for row in rows:
        line(out, Text(row, "dim"), INDENT)


def _code(card: Card) -> str:
    return "\n".join(safe(part) for part in card.code.rstrip("\n").split("\n"))

"""One card as blocks. A paper: what, who, why you see it, one claim, how it stands, the acts; anything else: a title and what it says.

`room` is how many UTF-16 units the longer texts of the card may take, each; a message that is too full draws its cards smaller.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bots.shared.render.lines import Park
from bots.shared.render.texts import fitting
from bots.slack.render.elements import Block, acts, button, context, header, menu, section
from bots.slack.render.ids import acts_id, block_id
from bots.slack.render.limits import HEADER_TEXT, SECTION_TEXT
from bots.slack.render.text import SlackText, code, day, escape, join, link, marked_up, quote, strong
from core.cards.card import Card, Field
from core.cards.views import dated
from core.text.clipping import NOTHING, units

CODE_SHOWN = 9_000
"""UTF-16 units of code in a message, once written; longer code is better as a file."""

TITLE = 600
"""UTF-16 units of a title: the longest of 100,000 real ones has 250."""

LONGEST_WHY = 500

LONGEST_BYLINE = 900
"""UTF-16 units: twenty names, even long ones, and how many more there are."""
TIGHT = 80
"""UTF-16 units for the longer texts of a card where its links are left out."""

WHY = "Why you see this:"

_OWN_PLACE = ("by", "why", "votes")
_NET = re.compile(r"(?:(\S+) )?([+\N{MINUS SIGN}]?\d+)( \(.*)", re.DOTALL)
"""What stands before the net of a paper's votes, the net, and the rest."""


class Canvas(NamedTuple):
    """What drawing needs beside the card: the line that made the message, where long lines are kept, and how much room."""

    line: str
    park: Park
    room: int = SECTION_TEXT


def draw(
    card: Card, setting: Canvas, turn: int = 1, *, first: bool = False, after_papers: bool = False, heads: bool = False
) -> list[Block]:
    """The blocks of a card: `turn` counts how often its paper was shown, `first` opens the message, `after_papers` ends it,
    `heads` begins a compact post."""
    if card.pick:
        return [_pick(card, setting, turn)]
    if card.select:
        return [*acts(card.buttons, setting.park, entries=card.select), *_foot(card, setting)]
    if card.paper_id:
        return list(_paper(card, setting, turn))
    if after_papers and not (card.body.text or card.fields or card.code or card.link):
        return [context(_sentence(card.title.text, setting)), *acts(card.buttons, setting.park)]
    return list(_note(card, setting, heading=heads or (first and bool(card.fields) and not card.body.text)))


def title_of(card: Card, most: int = TITLE) -> SlackText:
    """A card's title, opening its link where it has one; a highlight is not shown in what is bold anyway."""
    return link(card.link, card.title.text, most) or escape(NOTHING)


def code_sections(text: str) -> list[SlackText]:
    """A code's lines in blocks that each fit a section; a line too long for one is broken."""
    parts: list[SlackText] = []
    kept: list[str] = []
    for line in _broken(text.rstrip("\n").split("\n")):
        if kept and units(code("\n".join([*kept, line]))) > SECTION_TEXT:
            parts.append(code("\n".join(kept)))
            kept = []
        kept.append(line)
    return [*parts, code("\n".join(kept))] if any(kept) else parts


def _paper(card: Card, setting: Canvas, turn: int) -> Iterator[Block]:
    named = {field.name: field.value for field in card.fields}
    when = day(card.day, dated("", card.day)) if card.day else escape("")
    ways = [link(act.url, act.label) for act in card.links] if setting.room > TIGHT else []
    who = join([escape(named.get("by", ""), min(setting.room, LONGEST_BYLINE)), when, *ways], " · ")
    head = join([strong(title_of(card, min(setting.room, TITLE))), who], "\n")
    yield section(head, block_id("p", card.paper_id, turn), menu(card.menu, setting.park))
    reason = escape(named.get("why", ""), min(setting.room, LONGEST_WHY))
    why = join([strong(escape(WHY)), reason], " ") if reason else reason
    claim = quote(card.body, min(setting.room, SECTION_TEXT - units(why) - 1))
    if why or claim:
        yield section(join([why, claim], "\n"), block_id("w", card.paper_id, turn))
    if more := _lines([field for field in card.fields if field.name not in _OWN_PLACE], setting):
        yield section(more, block_id("e", card.paper_id, turn))
    if votes := _votes(named.get("votes", "")):
        yield context(votes, block_id("v", card.paper_id, turn))
    name = acts_id(card.paper_id, turn, setting.line, setting.park)
    yield from acts(card.buttons, setting.park, name, named.get("votes", ""))


def _pick(card: Card, setting: Canvas, turn: int) -> Block:
    """A pick of a compact post: what and what is new, who and why, and beside it the button with its number."""
    named = {field.name: field.value for field in card.fields}
    room, (vote, *more) = min(setting.room, LONGEST_WHY), card.buttons
    links = [link(act.url, act.label) for act in more]
    small = join([escape(named.get("by", ""), room), *links, escape(named.get("why", ""), room)], " · ")
    shown = link(card.link, card.title.text.removeprefix(f"{card.pick}. "), min(setting.room, TITLE))
    title = strong(join([escape(str(card.pick)), shown or escape(NOTHING)], ". "))
    name = acts_id(card.paper_id, turn, setting.line, setting.park, "c")
    text = join([title, marked_up(card.body, setting.room), small], "\n")
    return section(text, name, button(vote, card.pick, setting.park))


def _foot(card: Card, setting: Canvas) -> Iterator[Block]:
    """What ends a compact post: what can be done with it, and what there is to say beside."""
    yield context(join([_sentence(card.title.text, setting), marked_up(card.body, setting.room)], "\n"))


def _note(card: Card, setting: Canvas, *, heading: bool) -> Iterator[Block]:
    if heading and not card.link and units(card.title.text) < HEADER_TEXT:
        yield header(card.title.text)
    else:
        yield section(strong(title_of(card, min(setting.room, TITLE))))
    if body := marked_up(card.body, setting.room):
        yield section(body)
    if lines := _lines(card.fields, setting):
        yield section(lines)
    if card.code and units(code(card.code)) <= CODE_SHOWN:
        yield from (section(part, expand=True) for part in code_sections(card.code))
    yield from acts((*card.buttons, *card.menu), setting.park)


def _sentence(text: str, setting: Canvas) -> SlackText:
    return escape(text, setting.room) or escape(NOTHING)


def _lines(fields: Iterable[Field], setting: Canvas) -> SlackText:
    """Named values, one a line; what does not fit is left out, and an ellipsis says so."""
    lines = (
        join([strong(escape(f"{field.name.removesuffix(':')}:", 80)), escape(field.value, min(setting.room, 600))], " ")
        for field in fields
    )
    return join(fitting(lines, setting.room, escape(NOTHING)), "\n")


def _votes(text: str) -> SlackText:
    """`1️⃣ +11 (12 for, 1 against)` with the net in bold; other words as they are."""
    net = _NET.fullmatch(text)
    if not net:
        return escape(text, LONGEST_WHY)
    return join([escape(net[1] or ""), strong(escape(net[2])), escape(net[3].strip(), LONGEST_WHY)], " ")


def _broken(lines: list[str]) -> Iterator[str]:
    """The lines, those cut that could not stand in a section even alone: an entity takes up to 5 characters."""
    most = (SECTION_TEXT - len("```\n\n```")) // 5
    for line in lines:
        if units(code(line)) <= SECTION_TEXT:
            yield line
        else:
            yield from (line[at : at + most] for at in range(0, len(line), most))

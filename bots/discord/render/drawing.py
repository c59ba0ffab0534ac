"""One card as components. A paper: what, who, one claim, why you see it, how it stands, the acts; anything else: a title and what it says.

`room` is how many UTF-16 units the longer texts of the card may take, each; `form` is how many components it may take.
A message that is too full draws its cards smaller; no form leaves an act out, but where texts have `TIGHT` room and less, bylines
leave out the day and the acts that open an address (the title opens one).
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bots.discord.render.elements import (
    Component,
    acts,
    button,
    container,
    display,
    menu,
    opens,
    section,
    select,
    separator,
    types,
)
from bots.discord.render.limits import BUTTON_LABEL, BUTTON_URL, ROW, ROW_BUTTONS, TEXT
from bots.discord.render.text import (
    DiscordText,
    again,
    code,
    day,
    escape,
    heading,
    join,
    link,
    marked_up,
    one_line,
    quote,
    strong,
    subtext,
)
from bots.shared.render.lines import Park
from bots.shared.render.texts import fitting
from core.cards.card import Button, Card, Field
from core.cards.views import dated
from core.text.clipping import NOTHING, units

CODE_SHOWN = 3_000
"""UTF-16 units of code in a message, once written; longer code is better as a file."""

TITLE = 700
"""UTF-16 units of a title with its address: the longest of 100,000 real ones has 250."""

SHORT_TITLE = 200
"""What a title with its address gets in the fullest message."""

SHORT_FOOT = 300
"""What the foot of a list gets there."""

TIGHT = 120

BESIDE = "\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}"
"""Between a day and what opens beside it: a link of one word does not get a row of its own."""

LONGEST_WHY = 500

LONGEST_BYLINE = 900
"""UTF-16 units: twenty names, even long ones, and how many more there are."""
NAMED = 20
"""People that one line names, the earliest first."""


COLOURS: Mapping[str, int] = {
    "hf": 0xAA7B0E,
    "arxiv": 0xD75E56,
    "biorxiv": 0x9671D6,
    "medrxiv": 0x3C87DD,
    "openreview": 0xC95EA9,
    "rss": 0x1B9498,
    "records": 0x539532,
}
"""The edge of a paper's card by the kind of source that listed it first; each stands out on light and on dark."""

PAPER_COLOUR = 0x3F9276
"""That of a paper from elsewhere."""

NOTE_COLOUR = 0x7E8491

_OWN_PLACE = ("by", "why", "votes")
_NET = re.compile(r"(?:(\S+) )?([+\N{MINUS SIGN}]?\d+)( \(.*)", re.DOTALL)
"""What stands before the net of a paper's votes, the net, and the rest."""
_NUMBER = re.compile(r"(\d{1,5})\. ")
_KEPT = re.compile(r"> |-# |\*\*(?![+\N{MINUS SIGN}\d\\])")


class CardForm(NamedTuple):
    """How a card is laid out: its parts apart and boxed notes, how many acts stand as buttons (the rest in the menu), a box."""

    apart: bool = False
    buttons: int = ROW_BUTTONS
    boxed: bool = True


FORMS = (CardForm(apart=True), CardForm(), CardForm(buttons=2), CardForm(buttons=0), CardForm(buttons=0, boxed=False))
"""From the roomiest to the smallest. A paper with four acts and a menu takes 13, 9, 7, 4 and 3 components of the 40."""


class Canvas(NamedTuple):
    """What drawing needs beside the card: where long lines are kept, how much room, which form; the colour its edge has already."""

    park: Park
    room: int = TEXT
    form: CardForm = FORMS[0]
    colour: int = 0


def draw(card: Card, setting: Canvas, *, first: bool = False, after_papers: bool = False) -> list[Component]:
    """The components of a card: `first` opens the message, `after_papers` ends it."""
    if card.pick:
        return [_pick(card, setting)]
    if card.select:
        return _foot(card, setting)
    if card.paper_id:
        return redrawn(card, setting, middle_of(card, setting.room))
    if after_papers and not (card.body.text or card.fields or card.code or card.link):
        line = subtext(one_line(card.title.text, max(setting.room, SHORT_FOOT))) or escape(NOTHING)
        return [display(line), *acts(card.buttons, setting.park)]
    return _note(card, setting, headed=first and bool(card.fields) and not card.body.text)


def post(parts: Sequence[Component]) -> Component:
    """A compact post: all its parts in one box."""
    return container(parts, PAPER_COLOUR)


def head(card: Card, setting: Canvas) -> list[Component]:
    """What a compact post begins with."""
    return [display(heading(title_of(card, max(setting.room, SHORT_TITLE))))]


def redrawn(card: Card, setting: Canvas, middle: DiscordText) -> list[Component]:
    """The components of a paper's card with what stands between its byline and its votes given."""
    form = setting.form
    top = _head(card, setting)
    votes = _votes(next((field.value for field in card.fields if field.name == "votes"), ""))
    if form.apart:
        drawn = [*(display(part) for part in (top, middle) if part), separator(), *([display(votes)] if votes else [])]
    else:
        drawn = [display(join([top, middle, votes], "\n"))]
    drawn += acts(_standing(card, form), setting.park)
    drawn += menu(_behind(card, form), card.paper_id, setting.park)
    colour = setting.colour or COLOURS.get(card.source, PAPER_COLOUR)
    return [container(drawn, colour)] if form.boxed else drawn


def middle_of(card: Card, room: int) -> DiscordText:
    """What a paper claims, why it is shown and what else is known of it; every line opens with a sign that `middle_in` knows."""
    why = next((field.value for field in card.fields if field.name == "why"), "")
    reason = subtext(one_line(why, min(room, LONGEST_WHY)))
    more = _lines([field for field in card.fields if field.name not in _OWN_PLACE], room)
    return join([quote(card.body, room), reason, more], "\n")


def middle_in(content: str) -> str:
    """The same, found again in the texts of a drawn card. A stranger's text opens no line so: its signs are escaped."""
    return "\n".join(line for line in content.split("\n") if _KEPT.match(line))


def number_of(content: str) -> str:
    """The number of a drawn card in its list, `3. `, or ''."""
    match = re.match(r"### (\d{1,5})\\\. ", content)
    return f"{match[1]}. " if match else ""


def title_of(card: Card, most: int = TITLE) -> DiscordText:
    """A card's title, opening its link where it has one, a list's number before it; a highlight is not shown in a heading."""
    number = _NUMBER.match(card.title.text)
    before = escape(number[0] if number else "")
    rest = card.title.text[number.end() if number else 0 :]
    return join([before, link(card.link, rest, most - units(before) - 1) or escape(NOTHING)], " ")


def _head(card: Card, setting: Canvas) -> DiscordText:
    by = next((field.value for field in card.fields if field.name == "by"), "")
    more = [day(card.day, dated("", card.day))] if card.day else []
    more += [
        link(act.url, act.label, BUTTON_LABEL + BUTTON_URL) for act in (*_written(card, setting.form), *card.links)
    ]
    last = [join(more, BESIDE)] if setting.room > TIGHT else []
    who = join([one_line(by, min(setting.room, LONGEST_BYLINE)), *last], " · ")
    return join([heading(title_of(card, min(max(setting.room, SHORT_TITLE), TITLE))), who], "\n")


def _standing(card: Card, form: CardForm) -> list[Button]:
    """The acts that stand as buttons: all of them where there is room, else the first that type a line."""
    if form.buttons == ROW_BUTTONS:
        return list(card.buttons)
    return [act for act in card.buttons if types(act)][: form.buttons]


def _behind(card: Card, form: CardForm) -> list[Button]:
    """The acts behind the menu."""
    if form.buttons == ROW_BUTTONS:
        return list(card.menu)
    return [*[act for act in card.buttons if types(act)][form.buttons :], *card.menu]


def _written(card: Card, form: CardForm) -> list[Button]:
    """The acts that open an address and have no button: they stand as links in the byline."""
    return [act for act in (*card.buttons, *card.menu) if opens(act) and act not in _standing(card, form)]


def _pick(card: Card, setting: Canvas) -> Component:
    """A pick of a compact post: what and what is new, who and why in small type, and beside it the button with its number."""
    named = {field.name: field.value for field in card.fields}
    room, (vote, *more) = min(setting.room, LONGEST_WHY), card.buttons
    links = [link(act.url, act.label) for act in more] if setting.room > TIGHT else []
    small = join([one_line(named.get("by", ""), room), *links, one_line(named.get("why", ""), room)], " · ")
    title = strong(title_of(card, min(max(setting.room, SHORT_TITLE), TITLE)))
    return section(join([title, marked_up(card.body, setting.room), subtext(small)], "\n"), button(vote, setting.park))


def withheld(card: Card, setting: Canvas) -> list[Component]:
    """What stands for a paper that is not shown any more. The button that cannot be pressed keeps which paper it was."""
    act = Button("▲ Worth reading", f"vote {card.paper_id} up")
    kept: Component = {"type": ROW, "components": [button(act, setting.park) | {"disabled": True}]}
    drawn = [display(heading(title_of(card))), kept]
    return [container(drawn, setting.colour or PAPER_COLOUR)] if setting.form.boxed else drawn


def _foot(card: Card, setting: Canvas) -> list[Component]:
    """What ends a compact post: what can be done with it, and what there is to say beside."""
    lines = [one_line(text, max(setting.room, SHORT_FOOT)) for text in (card.title.text, card.body.text)]
    texts = join([subtext(text) for text in lines if text], "\n")
    return [
        *(select(card.select, setting.park) if card.select else ()),
        *acts(card.buttons, setting.park),
        display(texts),
    ]


def _note(card: Card, setting: Canvas, *, headed: bool) -> list[Component]:
    title = title_of(card, min(max(setting.room, SHORT_TITLE), TITLE))
    texts = [heading(title) if headed else strong(title), marked_up(card.body, setting.room)]
    drawn = [display(join([*texts, _lines(card.fields, setting.room)], "\n"))]
    if card.code and units(written := code(card.code.rstrip("\n"))) <= CODE_SHOWN:
        drawn.append(display(written))
    drawn += acts((*card.buttons, *card.menu), setting.park)
    return [container(drawn, NOTE_COLOUR)] if setting.form.apart else drawn


def _lines(fields: Sequence[Field], room: int) -> DiscordText:
    """Named values, one a line; what does not fit is left out, and an ellipsis says so."""
    lines = (
        join(
            [
                strong(one_line(f"{field.name.removesuffix(':')}:", 80)),
                one_line(field.value, min(room, 600)),
                _people(field),
            ],
            " ",
        )
        for field in fields
    )
    return join(fitting(lines, room, escape(NOTHING)), "\n")


def _people(field: Field) -> DiscordText:
    """Those whom a line is about, as mentions: no message of ours lets one wake anybody (`send.NOBODY`)."""
    ids = [person.id for person in field.people if person.id.isascii() and person.id.isdigit()]
    more = [NOTHING] if len(ids) > NAMED else []
    return again(" ".join([*(f"<@{person_id}>" for person_id in ids[:NAMED]), *more]))


def _votes(text: str) -> DiscordText:
    """`1️⃣ +11 (12 for, 1 against)` with the net in bold; other words as they are."""
    net = _NET.fullmatch(text)
    if not net:
        return one_line(text, LONGEST_WHY)
    return join([escape(net[1] or ""), strong(escape(net[2])), one_line(net[3].strip(), LONGEST_WHY)], " ")

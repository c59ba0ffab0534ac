"""Components V2 as Discord takes them, made of written texts and buttons only: nothing else can get into a component."""

from collections.abc import Iterable, Sequence

from bots.discord.render.ids import line_id, menu_id, select_id
from bots.discord.render.limits import (
    BUTTON,
    BUTTON_LABEL,
    BUTTON_URL,
    CONTAINER,
    DISPLAY,
    FILE,
    LINK_STYLE,
    OPTION_LABEL,
    OPTION_VALUE,
    OPTIONS,
    PLACEHOLDER,
    ROW,
    ROW_BUTTONS,
    SECTION,
    SELECT,
    SEPARATOR,
)
from bots.discord.render.text import DiscordText, address, plain
from bots.shared.render.lines import Park, kept_line
from core.cards.card import Button, Select
from core.cards.views import MORE

Component = dict[str, object]

GREY_STYLE, DANGER_STYLE = 2, 4
"""Button styles: components/reference, button styles."""


def display(text: DiscordText) -> Component:
    """A text by itself."""
    return {"type": DISPLAY, "content": str(text)}


def separator() -> Component:
    """A thin line."""
    return {"type": SEPARATOR, "divider": True, "spacing": 1}


def section(text: DiscordText, accessory: Component) -> Component:
    """A text with a button beside it."""
    return {"type": SECTION, "components": [display(text)], "accessory": accessory}


def container(inside: Sequence[Component], colour: int) -> Component:
    """A box with a coloured edge."""
    return {"type": CONTAINER, "accent_color": colour, "components": list(inside)}


def file(name: str) -> Component:
    """A file that is attached to the message: an attachment shows only where a component names it."""
    return {"type": FILE, "file": {"url": f"attachment://{name}"}}


def acts(buttons: Iterable[Button], park: Park) -> list[Component]:
    """The acts of a card in rows of five; none where there is no act."""
    drawn = [button(act, park) for act in buttons if works(act)]
    rows = (drawn[at : at + ROW_BUTTONS] for at in range(0, len(drawn), ROW_BUTTONS))
    return [{"type": ROW, "components": row} for row in rows]


def button(act: Button, park: Park) -> Component:
    """A button that types its line, or opens its address."""
    made: Component = {"type": BUTTON, "label": str(plain(act.label, BUTTON_LABEL))}
    if types(act):
        style = DANGER_STYLE if act.danger else GREY_STYLE
        return made | {"style": style, "custom_id": line_id(act.line, park)}
    return made | {"style": LINK_STYLE, "url": address(act.url)}


def menu(buttons: Iterable[Button], paper: str, park: Park) -> list[Component]:
    """A paper's acts in a select that types the line chosen, the first 25 of them; none where there is none to type."""
    return _select(menu_id(paper, park), MORE, buttons, park)


def select(entries: Select, park: Park) -> list[Component]:
    """A menu of several papers, each of whose entries types its line; none where there is none."""
    return _select(select_id(), entries.label, entries.options, park)


def _select(name: str, label: str, buttons: Iterable[Button], park: Park) -> list[Component]:
    options = {
        value: {"label": str(plain(act.label, OPTION_LABEL)), "value": value}
        for act in buttons
        if types(act) and (value := kept_line(act.line, OPTION_VALUE, park))
    }
    if not options:
        return []
    made: Component = {"type": SELECT, "custom_id": name, "placeholder": str(plain(label, PLACEHOLDER))}
    return [{"type": ROW, "components": [made | {"options": list(options.values())[: OPTIONS[1]]}]}]


def works(act: Button) -> bool:
    """Whether an act does something here: it types a line, or has an address that a button takes."""
    return types(act) or opens(act)


def types(act: Button) -> bool:
    """Whether an act types a line."""
    return bool(act.line.strip())


def opens(act: Button) -> bool:
    """Whether an act opens an address, one that is fit and not too long."""
    return not types(act) and 0 < len(address(act.url)) <= BUTTON_URL

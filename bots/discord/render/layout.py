"""From our components to what discord.py sends and back. The dictionaries are the source; the view says the same."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bots.discord.render.elements import Component
from bots.discord.render.limits import BUTTON, CONTAINER, DISPLAY, FILE, ROW, SECTION, SELECT, SEPARATOR

Item = ui.Item[Any]


class Drawn(ui.LayoutView):
    """A view that only draws: discord.py keeps it for no message, and presses go to the dynamic items."""

    def is_finished(self) -> bool:
        """Always true: discord.py stores views that are not, one a message for as long as the bot runs."""
        return True


def layout(components: Sequence[Mapping[str, Any]]) -> Drawn:
    """The view that discord.py's `send` and `edit` take. Raises ValueError for a type of component that we never draw."""
    view = Drawn(timeout=None)
    for component in components:
        view.add_item(_item(component))
    return view


def described(message: discord.Message) -> list[Component]:
    """The components of a message that Discord sent, for `render.redraw`."""
    return [dict(component.to_dict()) for component in message.components]


def _item(component: Mapping[str, Any]) -> Item:
    """An item with the number that its component carries (what marks a post), or that Discord gives it."""
    made = _made(component)
    made.id = component.get("id")
    return made


def _made(component: Mapping[str, Any]) -> Item:
    match component["type"]:
        case kind if kind == CONTAINER:
            return ui.Container(*map(_item, component["components"]), accent_colour=component.get("accent_color"))
        case kind if kind == ROW:
            return ui.ActionRow(*map(_item, component["components"]))
        case kind if kind == SECTION:
            return ui.Section(*map(_item, component["components"]), accessory=_item(component["accessory"]))
        case kind if kind == DISPLAY:
            return ui.TextDisplay(component["content"])
        case kind if kind == SEPARATOR:
            return ui.Separator(visible=component["divider"], spacing=discord.SeparatorSpacing(component["spacing"]))
        case kind if kind == FILE:
            return ui.File(component["file"]["url"])
        case kind if kind == BUTTON:
            style = discord.ButtonStyle(component["style"])
            return ui.Button(
                style=style,
                label=component["label"],
                custom_id=component.get("custom_id"),
                url=component.get("url"),
                disabled=component.get("disabled", False),
            )
        case kind if kind == SELECT:
            options = [
                discord.SelectOption(label=option["label"], value=option["value"]) for option in component["options"]
            ]
            return ui.Select(
                custom_id=component["custom_id"], placeholder=component.get("placeholder"), options=options
            )
    raise ValueError(f"Paperboy draws no component of type {component['type']}.")

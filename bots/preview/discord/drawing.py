"""Components V2 as HTML: those that Paperboy sends, each drawn as Discord draws it. A component of another type raises KeyError."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bots.discord.render.limits import BUTTON, CONTAINER, DISPLAY, FILE, ROW, SELECT, SEPARATOR
from bots.preview.asking import Filled
from bots.preview.discord.reading import shown, written

Node = Mapping[str, Any]

TEXT_INPUT, LABEL = 4, 18  # components/reference, text-input and label


def drawn(components: Sequence[Node], filled: Filled = Filled()) -> str:  # noqa: B008 (it is frozen)
    """The HTML of components, from top to bottom; `filled` is what stands in a form."""
    return "\n".join(_COMPONENTS[one["type"]](one, filled) for one in components)


def edge(colour: int) -> str:
    """The class of a container with an edge of a colour."""
    return f"edge{colour:06x}"


def _container(node: Node, filled: Filled) -> str:
    return f'<div class="container {edge(node["accent_color"])}">{drawn(node["components"], filled)}</div>'


def _display(node: Node, filled: Filled) -> str:
    return f'<div class="text">{written(node["content"])}</div>'


def _separator(node: Node, filled: Filled) -> str:
    return "<hr>"


def _row(node: Node, filled: Filled) -> str:
    return f'<div class="row">{drawn(node["components"], filled)}</div>'


def _button(node: Node, filled: Filled) -> str:
    label = shown(node["label"])
    if node.get("url"):
        return f'<a class="button" href="{shown(node["url"])}" rel="noreferrer">{label} <span aria-hidden="true">↗</span></a>'
    return f'<button type="button" class="button" title="{shown("sends: " + node["custom_id"])}">{label}</button>'


def _select(node: Node, filled: Filled) -> str:
    """A closed menu, what it holds in small print below, since nothing on the page opens; in a form, the choice made."""
    said = filled.values.get(node["custom_id"]) or node.get("placeholder") or node["options"][0]["label"]
    entries = " · ".join(shown(option["label"]) for option in node["options"])
    closed = f'<button type="button" class="select">{shown(said)} <span aria-hidden="true">⌄</span></button>'
    return f'{closed}<p class="small-print">⌄ {entries}</p>'


def _file(node: Node, filled: Filled) -> str:
    name = node["file"]["url"].removeprefix("attachment://")
    return f'<p class="file"><b>{shown(name)}</b></p>'


def _label(node: Node, filled: Filled) -> str:
    hint = f'<span class="hint">{shown(node["description"])}</span>' if node.get("description") else ""
    field = drawn([node["component"]], filled)
    return f'<div class="field"><label><span class="label">{shown(node["label"])}</span>{hint}{field}</label></div>'


def _input(node: Node, filled: Filled) -> str:
    return f'<input type="text" value="{shown(filled.values.get(node["custom_id"], ""))}">'


_COMPONENTS: Mapping[int, Callable[[Node, Filled], str]] = {
    CONTAINER: _container,
    DISPLAY: _display,
    SEPARATOR: _separator,
    ROW: _row,
    BUTTON: _button,
    SELECT: _select,
    FILE: _file,
    LABEL: _label,
    TEXT_INPUT: _input,
}

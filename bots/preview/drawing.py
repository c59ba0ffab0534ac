"""Block Kit and Components V2 as HTML: what Paperboy sends, each piece as its platform draws it. Another type raises KeyError."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from bots.discord.render.limits import BUTTON, CONTAINER, DISPLAY, FILE, ROW, SECTION, SELECT, SEPARATOR
from bots.preview.asking import Filled
from bots.preview.reading import ChatMarkup

Node = Mapping[str, Any]

TEXT_INPUT, LABEL = 4, 18  # Discord's components/reference, text-input and label


class HtmlCanvas(NamedTuple):
    """What drawing needs beside the nodes: how marks are read, and how a form is filled."""

    markup: ChatMarkup
    filled: Filled = Filled()


def drawn(nodes: Sequence[Node], canvas: HtmlCanvas) -> str:
    """The HTML of blocks or components, from top to bottom."""
    return "\n".join(_NODES[node["type"]](node, canvas) for node in nodes)


def edge(colour: int) -> str:
    """The class of a container with an edge of a colour."""
    return f"edge{colour:06x}"


def _group(kind: str) -> Callable[[Node, HtmlCanvas], str]:
    def group(node: Node, canvas: HtmlCanvas) -> str:
        inside = drawn(node["elements"] if "elements" in node else node["components"], canvas)
        coloured = f" {edge(node['accent_color'])}" if "accent_color" in node else ""
        return f'<div class="{kind}{coloured}">{inside}</div>'

    return group


def _section(node: Node, canvas: HtmlCanvas) -> str:
    text = _text(node["text"], canvas) if "text" in node else drawn(node.get("components", ()), canvas)
    fields = "".join(f"<div>{_text(field, canvas)}</div>" for field in node.get("fields", ()))
    body = f'<div class="said">{text}{f"<div class=fields>{fields}</div>" if fields else ""}</div>'
    accessory = node.get("accessory")
    if not accessory:
        return f'<div class="section">{body}</div>'
    entries = _entries("⋯", _labels(accessory)) if accessory["type"] == "overflow" else ""
    return f'<div class="section">{body}{drawn([accessory], canvas)}</div>{entries}'


def _header(node: Node, canvas: HtmlCanvas) -> str:
    return f"<h4>{_text(node['text'], canvas)}</h4>"


def _display(node: Node, canvas: HtmlCanvas) -> str:
    return f'<div class="text">{canvas.markup.html(node["content"])}</div>'


def _rule(node: Node, canvas: HtmlCanvas) -> str:
    return "<hr>"


def _button(node: Node, canvas: HtmlCanvas) -> str:
    label = escape(node["label"] if "label" in node else node["text"]["text"])
    name = node.get("accessibility_label")
    named = f' aria-label="{escape(name)}"' if name else ""
    style = f"button {node['style']}" if node.get("style") in ("primary", "danger") else "button"
    if node.get("url"):
        return f'<a class="{style}" href="{escape(node["url"])}" rel="noreferrer"{named}>{label}</a>'
    line = escape(f"sends: {node.get('value', node.get('custom_id', ''))}")
    return f'<button type="button" class="{style}" title="{line}"{named}>{label}</button>'


def _overflow(node: Node, canvas: HtmlCanvas) -> str:
    entries = escape(", ".join(_labels(node)))
    return f'<button type="button" class="more" title="{entries}" aria-label="More acts">⋯</button>'


def _select(node: Node, canvas: HtmlCanvas) -> str:
    """A closed menu; in a form of Discord's, the choice made."""
    held = node.get("placeholder") or node["options"][0]["label"]
    shown = canvas.filled.values.get(node.get("custom_id", "")) or (held["text"] if isinstance(held, Mapping) else held)
    closed = f'<button type="button" class="select">{escape(shown)} <span aria-hidden="true">⌄</span></button>'
    return closed + _entries("⌄", _labels(node))


def _entries(sign: str, labels: Sequence[str]) -> str:
    """What a menu holds, in small print, since nothing on the page opens."""
    return f'<p class="small-print">{sign} {" · ".join(map(escape, labels))}</p>'


def _labels(node: Node) -> list[str]:
    return [option["label"] if "label" in option else option["text"]["text"] for option in node["options"]]


def _image(node: Node, canvas: HtmlCanvas) -> str:
    """An image's alternative text in its place: the page fetches nothing."""
    return f'<span class="image" role="img">{escape(node["alt_text"])}</span>'


def _file(node: Node, canvas: HtmlCanvas) -> str:
    return f'<p class="file"><b>{escape(node["file"]["url"].removeprefix("attachment://"))}</b></p>'


def _text(node: Node, canvas: HtmlCanvas) -> str:
    text = str(node["text"])
    return canvas.markup.html(text) if node["type"] == "mrkdwn" else escape(text)


def _input(node: Node, canvas: HtmlCanvas) -> str:
    name = str(node.get("block_id", ""))
    optional = ' <span class="optional">(optional)</span>' if node.get("optional") else ""
    wrong = canvas.filled.errors.get(name)
    hint = f'<p class="hint">{_text(node["hint"], canvas)}</p>' if "hint" in node else ""
    error = f'<p class="error">{escape(wrong)}</p>' if wrong else ""
    label = f"<span class=label>{_text(node['label'], canvas)}{optional}</span>"
    field = _field(node["element"], canvas.filled.values.get(name, ""), ' aria-invalid="true"' if wrong else "")
    return f'<div class="input"><label>{label}{field}</label>{error}{hint}</div>'


def _label(node: Node, canvas: HtmlCanvas) -> str:
    hint = f'<span class="hint">{escape(node["description"])}</span>' if node.get("description") else ""
    field = drawn([node["component"]], canvas)
    return f'<div class="input"><label><span class="label">{escape(node["label"])}</span>{hint}{field}</label></div>'


def _text_input(node: Node, canvas: HtmlCanvas) -> str:
    return f'<input type="text" value="{escape(canvas.filled.values.get(node["custom_id"], ""))}">'


def _field(node: Node, value: str, bad: str) -> str:
    """A field of a form of Slack's."""
    initial = node.get("initial_option") or {}
    match node["type"]:
        case "static_select":
            return _choices(node["options"], value or str(initial.get("value", "")), bad)
        case "external_select":
            return _choices([initial or {"value": "", "text": {"text": "Choose one"}}], "", bad)
        case "checkboxes":
            ticked = [option["value"] for option in node.get("initial_options", ())]
            return " ".join(_box(option, option["value"] in ticked) for option in node["options"])
    kind, start = _INPUTS[node["type"]]
    return f'<input type="{kind}" value="{escape(value or str(node.get(start, "")))}"{bad}>'


def _choices(options: Sequence[Node], chosen: str, bad: str) -> str:
    entries = "".join(
        f"<option{' selected' if option['value'] == chosen else ''}>{escape(option['text']['text'])}</option>"
        for option in options
    )
    return f"<select{bad}>{entries}</select>"


def _box(option: Node, ticked: bool) -> str:
    mark = " checked" if ticked else ""
    return f'<span class="box"><input type="checkbox"{mark}> {escape(option["text"]["text"])}</span>'


_INPUTS: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("text", "initial_value"),
    "number_input": ("number", "initial_value"),
    "timepicker": ("time", "initial_time"),
    "datepicker": ("date", "initial_date"),
}
_NODES: Mapping[str | int, Callable[[Node, HtmlCanvas], str]] = {
    "section": _section,
    "header": _header,
    "input": _input,
    "image": _image,
    "mrkdwn": _text,
    "plain_text": _text,
    "context": _group("context"),
    "actions": _group("row"),
    CONTAINER: _group("container"),
    ROW: _group("row"),
    "divider": _rule,
    SEPARATOR: _rule,
    "button": _button,
    BUTTON: _button,
    "overflow": _overflow,
    DISPLAY: _display,
    SELECT: _select,
    "static_select": _select,
    SECTION: _section,
    FILE: _file,
    LABEL: _label,
    TEXT_INPUT: _text_input,
}

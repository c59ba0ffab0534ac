"""Block Kit as HTML: the blocks Paperboy sends, each drawn as Slack draws it. A block of another type raises KeyError."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from bots.preview.asking import Filled
from bots.preview.slack.reading import shown, written

Node = Mapping[str, Any]


class HtmlCanvas(NamedTuple):
    """What drawing needs beside the blocks: the reader's day, and how a form is filled."""

    today: date
    filled: Filled = Filled()


def drawn(blocks: Sequence[Node], canvas: HtmlCanvas) -> str:
    """The HTML of blocks, from top to bottom."""
    return "\n".join(_BLOCKS[block["type"]](block, canvas) for block in blocks)


def _section(block: Node, canvas: HtmlCanvas) -> str:
    said = _text(block["text"], canvas) if "text" in block else ""
    fields = "".join(f"<div>{_text(field, canvas)}</div>" for field in block.get("fields", ()))
    body = f'<div class="said">{said}{f"<div class=fields>{fields}</div>" if fields else ""}</div>'
    accessory = block.get("accessory")
    if not accessory:
        return f'<div class="section">{body}</div>'
    entries = _entries(accessory) if accessory["type"] == "overflow" else ""
    return f'<div class="section">{body}{_element(accessory, canvas)}</div>{entries}'


def _context(block: Node, canvas: HtmlCanvas) -> str:
    return f'<div class="context">{"".join(_element(one, canvas) for one in block["elements"])}</div>'


def _actions(block: Node, canvas: HtmlCanvas) -> str:
    return f'<div class="actions">{"".join(_element(one, canvas) for one in block["elements"])}</div>'


def _header(block: Node, canvas: HtmlCanvas) -> str:
    return f"<h4>{_text(block['text'], canvas)}</h4>"


def _divider(block: Node, canvas: HtmlCanvas) -> str:
    return "<hr>"


def _input(block: Node, canvas: HtmlCanvas) -> str:
    name = str(block.get("block_id", ""))
    optional = ' <span class="optional">(optional)</span>' if block.get("optional") else ""
    wrong = canvas.filled.errors.get(name)
    hint = f'<p class="hint">{_text(block["hint"], canvas)}</p>' if "hint" in block else ""
    error = f'<p class="error">{shown(wrong)}</p>' if wrong else ""
    label = f"<span class=label>{_text(block['label'], canvas)}{optional}</span>"
    field = _field(block["element"], canvas.filled.values.get(name, ""), bool(wrong))
    return f'<div class="input"><label>{label}{field}</label>{error}{hint}</div>'


def _field(element: Node, value: str, wrong: bool) -> str:
    bad = ' aria-invalid="true"' if wrong else ""
    match element["type"]:
        case "static_select":
            return _select(element["options"], value or str(element.get("initial_option", {}).get("value", "")), bad)
        case "external_select":
            chosen = element.get("initial_option")
            return _select([chosen] if chosen else [_ANY], "", bad)
        case "checkboxes":
            ticked = [one["value"] for one in element.get("initial_options", ())]
            return " ".join(_box(option, option["value"] in ticked) for option in element["options"])
    kind, start = _INPUTS[element["type"]]
    return f'<input type="{kind}" value="{shown(value or str(element.get(start, "")))}"{bad}>'


def _select(options: Sequence[Node], chosen: str, bad: str) -> str:
    drawn = "".join(
        f"<option{' selected' if option['value'] == chosen else ''}>{shown(option['text']['text'])}</option>"
        for option in options
    )
    return f"<select{bad}>{drawn}</select>"


def _box(option: Node, ticked: bool) -> str:
    mark = " checked" if ticked else ""
    return f'<span class="box"><input type="checkbox"{mark}> {shown(option["text"]["text"])}</span>'


def _button(element: Node, canvas: HtmlCanvas) -> str:
    label = _text(element["text"], canvas)
    heard = element.get("accessibility_label")
    told = f' aria-label="{shown(heard)}"' if heard else ""
    style = f"button {element['style']}" if element.get("style") in ("primary", "danger") else "button"
    if element.get("url"):
        return f'<a class="{style}" href="{shown(element["url"])}" rel="noreferrer"{told}>{label}</a>'
    types = f"types: {element.get('value', '')}"
    return f'<button type="button" class="{style}" title="{shown(types)}"{told}>{label}</button>'


def _overflow(element: Node, canvas: HtmlCanvas) -> str:
    entries = ", ".join(option["text"]["text"] for option in element["options"])
    return f'<button type="button" class="more" title="{shown(entries)}" aria-label="More acts">⋯</button>'


def _entries(element: Node) -> str:
    """What the three dots hold, in small print, since nothing on the page opens."""
    entries = " · ".join(shown(option["text"]["text"]) for option in element["options"])
    return f'<p class="small-print">⋯ {entries}</p>'


def _image(element: Node, canvas: HtmlCanvas) -> str:
    """An image's alternative text in its place: the page fetches nothing."""
    return f'<span class="image" role="img">{shown(element["alt_text"])}</span>'


def _text(node: Node, canvas: HtmlCanvas) -> str:
    said = str(node["text"])
    return written(said, canvas.today) if node["type"] == "mrkdwn" else shown(said)


def _element(node: Node, canvas: HtmlCanvas) -> str:
    return _ELEMENTS[node["type"]](node, canvas)


_ANY: Node = {"value": "", "text": {"text": "Choose one"}}
_INPUTS: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("text", "initial_value"),
    "number_input": ("number", "initial_value"),
    "timepicker": ("time", "initial_time"),
    "datepicker": ("date", "initial_date"),
}
_BLOCKS: Mapping[str, Callable[[Node, HtmlCanvas], str]] = {
    "section": _section,
    "context": _context,
    "actions": _actions,
    "header": _header,
    "divider": _divider,
    "input": _input,
    "image": _image,
}
_ELEMENTS: Mapping[str, Callable[[Node, HtmlCanvas], str]] = {
    "button": _button,
    "overflow": _overflow,
    "image": _image,
    "mrkdwn": _text,
    "plain_text": _text,
}

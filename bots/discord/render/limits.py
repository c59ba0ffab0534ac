"""Discord's limits in one table, each with its source, and `check`: every way in which a message breaks one.

Lengths count UTF-16 units: Discord counts code points (discord/discord-api-docs#1315), of which a text never has more.
Sources are pages of discord/discord-api-docs (`developers/…`) and its published OpenAPI description.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from bots.shared.render.limits import above, values
from core.text.clipping import units

COMPONENTS = 40  # nested ones count: components/reference, and #7534
ALL_TEXT = 4_000  # over all text displays of a message: resources/message; discord.py's LayoutView.content_length
TEXT = 4_000  # one text display, 1 at least: OpenAPI, TextDisplayComponentForMessageRequest
CUSTOM_ID = 100  # 1 at least, and no two in a message are the same: components/reference, custom-id, and #3673
BUTTON_LABEL = 80  # components/reference, button
BUTTON_URL = 512  # the same table
ROW_BUTTONS = 5  # or one select: components/reference, action-row
OPTIONS = (1, 25)  # components/reference, string-select
OPTION_LABEL = 100  # the same page, select option
OPTION_VALUE = 100  # the same table; no two in one select are the same
OPTION_DESCRIPTION = 100  # the same table
PLACEHOLDER = 150  # components/reference, string-select
SECTION_TEXTS = (1, 3)  # components/reference, section
ALT_TEXT = 1_024  # components/reference, thumbnail
ACCENT = 0xFFFFFF  # components/reference, container
NONCE = 25  # resources/message, create message
FOLLOW_UP_SECONDS = 15 * 60  # the life of an interaction's token: interactions/receiving-and-responding

SUPPRESS_EMBEDS = 1 << 2  # resources/message, message flags
COMPONENTS_V2 = 1 << 15  # the same table; it cannot be taken off a message again

ROW, BUTTON, SELECT, SECTION, DISPLAY, FILE, SEPARATOR, CONTAINER = 1, 2, 3, 9, 10, 13, 14, 17  # component types
LINK_STYLE = 5  # components/reference, button styles

_TEXT_MOST = {
    BUTTON: (("label", BUTTON_LABEL), ("url", BUTTON_URL), ("custom_id", CUSTOM_ID)),
    SELECT: (
        *(("custom_id", CUSTOM_ID), ("placeholder", PLACEHOLDER), ("options.*.label", OPTION_LABEL)),
        *(("options.*.value", OPTION_VALUE), ("options.*.description", OPTION_DESCRIPTION)),
    ),
    DISPLAY: (("content", TEXT),),
}
_COUNTS = {
    ROW: ("components", 1, ROW_BUTTONS),
    SELECT: ("options", *OPTIONS),
    SECTION: ("components", *SECTION_TEXTS),
    CONTAINER: ("components", 1, COMPONENTS),
}
_NEEDED = {
    ROW: ("components",),
    BUTTON: ("style", "label"),
    SELECT: ("custom_id", "options.*.label", "options.*.value"),
    SECTION: ("components", "accessory"),
    DISPLAY: ("content",),
    FILE: ("file.url",),
    CONTAINER: ("components",),
}


def walk(node: object) -> Iterator[Mapping[str, object]]:
    """Every component in a tree, the outer ones first."""
    if isinstance(node, (list, tuple)):
        for item in node:
            yield from walk(item)
    elif isinstance(node, Mapping) and "type" in node:
        yield node
        yield from walk(node.get("components"))
        yield from walk(node.get("accessory"))


def count(components: object) -> int:
    """How many components a tree has, as Discord counts them: each one, wherever it stands."""
    return sum(1 for _ in walk(components))


def weight(components: object) -> int:
    """The UTF-16 units of all text displays in a tree of components."""
    return sum(units(str(part.get("content") or "")) for part in walk(components) if part["type"] == DISPLAY)


def check(payload: Mapping[str, object]) -> list[str]:
    """Every way in which a message of Components V2 breaks a limit, a sentence each; empty if Discord takes it."""
    components = payload.get("components")
    faults = [fault for part in walk(components) for fault in _broken(part)]
    faults += above("the number of components", count(components), COMPONENTS)
    faults += above("the characters of all texts", weight(components), ALL_TEXT)
    faults += _repeated("custom_id", walk(components), "custom_id")
    faults += _repeated("id", walk(components), "id")
    faults += above("nonce", units(str(payload.get("nonce") or "")), NONCE)
    if not components:
        faults.append("A message needs components.")
    if payload.get("content") or payload.get("embeds"):
        faults.append("A message of components has neither content nor embeds.")
    if not int(str(payload.get("flags") or 0)) & COMPONENTS_V2:
        faults.append("A message of components needs their flag.")
    return faults


def _broken(component: Mapping[str, object]) -> Iterator[str]:
    kind = int(str(component["type"]))
    for path, most in _TEXT_MOST.get(kind, ()):
        for value in values(component, path):
            yield from above(f"{path} of a {kind}", units(str(value or "")), most)
    for path in _NEEDED.get(kind, ()):
        if not all(str(value or "").strip() for value in values(component, path) or [""]):
            yield f"A {kind} has no {path}."
    if kind in _COUNTS:
        path, least, most = _COUNTS[kind]
        inside = component.get(path)
        size = len(inside) if isinstance(inside, (list, tuple)) else 0
        yield from above(f"the length of {path} of a {kind}", size, most)
        if size < least:
            yield f"A {kind} has too few {path}."
    yield from _wrong(component, kind)


def _wrong(component: Mapping[str, object], kind: int) -> Iterator[str]:
    if kind == BUTTON:
        opens = component.get("style") == LINK_STYLE
        if opens != bool(component.get("url")) or opens == bool(component.get("custom_id")):
            yield "A button has a url, then its style is 5, or else a custom_id."
    if kind == ROW:
        inside = [child["type"] for child in walk(component.get("components"))]
        if SELECT in inside and len(inside) > 1:
            yield "A row holds buttons, or one select."
    if kind == SELECT:
        options = component.get("options")
        held = [option for option in options if isinstance(option, Mapping)] if isinstance(options, list) else []
        yield from _repeated("option's value", iter(held), "value")
    if kind == CONTAINER and not 0 <= int(str(component.get("accent_color") or 0)) <= ACCENT:
        yield "An accent colour has three bytes."


def _repeated(noun: str, nodes: Iterator[Mapping[str, object]], key: str) -> list[str]:
    times = Counter(node[key] for node in nodes if node.get(key))
    return [f"The {noun} {value!r} is used {number} times." for value, number in times.items() if number > 1]

"""What Discord would refuse in a message or a command: a table of the fake's own, not the bot's, and Discord's OpenAPI.

Lengths count code points, as Discord does. Sources: components/reference, resources/message, interactions/application-commands.
"""

from collections import Counter
from collections.abc import Iterator

from tests.fakes.discord.things import V2, Json

CONTENT, COMPONENTS, TEXT, NONCE, ATTACHMENTS = 2_000, 40, 4_000, 25, 10
ROW, BUTTON, SELECT, SECTION, DISPLAY, THUMBNAIL, FILE, SEPARATOR, CONTAINER = 1, 2, 3, 9, 10, 11, 13, 14, 17

HOLDS = {
    ROW: {BUTTON, SELECT},
    SECTION: {DISPLAY},
    CONTAINER: {ROW, SECTION, DISPLAY, 12, FILE, SEPARATOR},
}
"""What may stand in what."""

COUNTS = {ROW: (1, 5), SECTION: (1, 3), CONTAINER: (1, COMPONENTS)}
LENGTHS = {
    BUTTON: {"label": 80, "custom_id": 100, "url": 512},
    SELECT: {"placeholder": 150, "custom_id": 100},
    DISPLAY: {"content": TEXT},
}
OPTION = {"label": 100, "value": 100, "description": 100}
CHOICES, CHOICE = 25, 100
CHILDREN, COMMAND_TEXT = 25, 8_000


def walk(components: object) -> Iterator[Json]:
    """Every component, the outer ones first."""
    for one in components if isinstance(components, list) else []:
        if isinstance(one, dict):
            yield one
            yield from walk(one.get("components"))
            yield from walk([one["accessory"]] if one.get("accessory") else [])


def message(body: Json) -> list[str]:
    """Everything wrong with the body of a message, a sentence each."""
    components, new = body.get("components") or [], bool(int(body.get("flags") or 0) & V2)
    found = [wrong for one in components for wrong in _placed(one, None, new=new)]
    found += [wrong for one in walk(components) for wrong in _broken(one)]
    found += _above("components", sum(1 for _ in walk(components)), COMPONENTS)
    texts = (str(one.get("content") or "") for one in walk(components) if one.get("type") == DISPLAY)
    found += _above("characters in all texts", sum(map(len, texts)), TEXT)
    found += _above("characters of content", len(str(body.get("content") or "")), CONTENT)
    found += _above("characters of nonce", len(str(body.get("nonce") or "")), NONCE)
    found += _above("attachments", len(body.get("attachments") or []), ATTACHMENTS)
    for what in ("custom_id", "id"):
        times = Counter(one[what] for one in walk(components) if one.get(what))
        found += [f"{what} {value!r} is there {number} times" for value, number in times.items() if number > 1]
    if new and (body.get("content") or body.get("embeds")):
        found.append("content and embeds cannot be used with IS_COMPONENTS_V2")
    return found


def _placed(one: Json, outer: int | None, *, new: bool) -> Iterator[str]:
    """Whether a component may stand where it does, and those inside it."""
    kind = one.get("type")
    if outer is None and kind not in ({ROW, SECTION, DISPLAY, 12, FILE, SEPARATOR, CONTAINER} if new else {ROW}):
        yield f"a component of type {kind} cannot stand by itself{'' if new else ' without IS_COMPONENTS_V2'}"
    if outer is not None and kind not in HOLDS.get(outer, set()):
        yield f"a component of type {kind} cannot stand in one of type {outer}"
    for inside in one.get("components") or []:
        yield from _placed(inside, int(kind or 0), new=new)


def _broken(one: Json) -> Iterator[str]:
    kind = int(one.get("type") or 0)
    for name, most in LENGTHS.get(kind, {}).items():
        yield from _above(f"characters of {name}", len(str(one.get(name) or "")), most)
    if kind in COUNTS:
        least, most = COUNTS[kind]
        if not least <= len(one.get("components") or []) <= most:
            yield f"between {least} and {most} components stand in one of type {kind}"
    if kind == DISPLAY and not str(one.get("content") or "").strip():
        yield "a text is empty"
    if kind == SECTION and (one.get("accessory") or {}).get("type") not in (BUTTON, THUMBNAIL):
        yield "a section has a button or a thumbnail beside it"
    if kind == BUTTON:
        opens = one.get("style") == 5
        if opens != bool(one.get("url")) or opens == bool(one.get("custom_id")) or not one.get("label"):
            yield "a button has a label, and a custom_id or, where its style is 5, a url"
    if kind == ROW and len({child.get("type") for child in one["components"]}) > 1:
        yield "a row holds buttons or one select"
    if kind == FILE and not (one.get("file") or {}).get("url"):
        yield "a file has an address"
    if kind == CONTAINER and not 0 <= int(one.get("accent_color") or 0) <= 0xFFFFFF:
        yield "the colour of a container has three bytes"
    if kind == SELECT:
        yield from _select(one)


def _select(one: Json) -> Iterator[str]:
    options = one.get("options") or []
    if not 1 <= len(options) <= CHOICES or not one.get("custom_id"):
        yield "a select has a custom_id and 1 to 25 options"
    if len({option.get("value") for option in options}) != len(options):
        yield "the values of a select's options are not all different"
    for option in options:
        for name, most in OPTION.items():
            yield from _above(f"characters of an option's {name}", len(str(option.get(name) or "")), most)
        if not option.get("label") or not option.get("value"):
            yield "an option has a label and a value"


def choices(given: object) -> list[str]:
    """Everything wrong with what is offered while somebody types."""
    offered = given if isinstance(given, list) else []
    found = _above("choices", len(offered), CHOICES)
    for one in offered:
        for name in ("name", "value"):
            if not 1 <= len(str(one.get(name, ""))) <= CHOICE:
                found.append(f"the {name} of a choice has 1 to {CHOICE} characters")
    return found


def commands(given: object) -> list[str]:
    """Everything wrong with the commands of an application."""
    if not isinstance(given, list):
        return ["commands are a list"]
    found = [wrong for one in given for wrong in _children(one)]
    for one in given:
        found += _above(f"characters of {one.get('name')}", _size(one), COMMAND_TEXT)
    names = Counter((one.get("name"), one.get("type", 1)) for one in given)
    return found + [f"{name} is there {times} times" for (name, _), times in names.items() if times > 1]


def _children(node: Json) -> list[str]:
    options = node.get("options") or []
    found = _above(f"options of {node.get('name')}", len(options), CHILDREN)
    return found + [wrong for one in options for wrong in _children(one)]


def _size(node: Json) -> int:
    """Characters of names, descriptions and values, in all options too."""
    own = sum(len(str(node.get(name) or "")) for name in ("name", "description", "value"))
    inside = [*(node.get("options") or []), *(node.get("choices") or [])]
    return own + sum(map(_size, inside))


def _above(what: str, size: int, most: int) -> list[str]:
    return [f"{size} {what}, where {most} is the most"] if size > most else []

"""Discord's limits in one table, each with its source, and what of a message counts toward them.

Lengths count UTF-16 units: Discord counts code points (discord/discord-api-docs#1315), of which a text never has more.
Sources are pages of discord/discord-api-docs (`developers/…`) and its published OpenAPI description.
"""

from collections.abc import Iterator, Mapping

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
PLACEHOLDER = 150  # components/reference, string-select
FOLLOW_UP_SECONDS = 15 * 60  # the life of an interaction's token: interactions/receiving-and-responding

SUPPRESS_EMBEDS = 1 << 2  # resources/message, message flags
COMPONENTS_V2 = 1 << 15  # the same table; it cannot be taken off a message again

ROW, BUTTON, SELECT, SECTION, DISPLAY, FILE, SEPARATOR, CONTAINER = 1, 2, 3, 9, 10, 13, 14, 17  # component types
LINK_STYLE = 5  # components/reference, button styles


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

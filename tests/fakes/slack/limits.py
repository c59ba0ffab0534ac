"""Slack's limits in a table of the fake's own, each with its source, and `check`: every way in which a message or a view breaks one.

Lengths count UTF-16 units, as JavaScript does: never fewer than Slack counts. Sources are pages of docs.slack.dev.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from bots.slack.render.limits import weight
from core.text.clipping import units

MESSAGE_BLOCKS = 50  # reference/block-kit/blocks
VIEW_BLOCKS = 100  # reference/views
ALL_BLOCKS = 13_200  # undocumented, `msg_blocks_too_long`: slackapi/bolt-js#2509 and #2867
MARKDOWN_SUM = 12_000  # over all markdown blocks: reference/block-kit/blocks/markdown-block
MESSAGE_TEXT = 40_000  # chat.postMessage cuts there: reference/methods/chat.postMessage
ADVISED_TEXT = 4_000  # "for best results": the same page
TEXT_OBJECT = 3_000  # any text object holds 1 to 3,000: reference/block-kit/composition-objects/text-object
SECTION_TEXT = 3_000  # reference/block-kit/blocks/section-block
FIELD_TEXT = 2_000  # a section's field: the same page
SECTION_FIELDS = 10  # the same page
HEADER_TEXT = 150  # reference/block-kit/blocks/header-block
CONTEXT_ELEMENTS = 10  # reference/block-kit/blocks/context-block
ACTIONS_ELEMENTS = 25  # reference/block-kit/blocks/actions-block
BUTTON_TEXT = 75  # reference/block-kit/block-elements/button-element
BUTTON_VALUE = 2_000  # the same page
BUTTON_LABEL = 75  # `accessibility_label`: the same page
URL = 3_000  # of a button, an option or an image: the same page
OPTION_TEXT = 75  # reference/block-kit/composition-objects/option-object
OPTION_VALUE = 150  # the same page
OVERFLOW_OPTIONS = (1, 5)  # the page once said 2; one is taken since 2019: slackapi/python-slack-sdk#1218
SELECT_OPTIONS = (1, 100)  # reference/block-kit/block-elements/select-menu-element
PLACEHOLDER = 150  # the same page
BLOCK_ID = 255  # reference/block-kit/blocks
ACTION_ID = 255  # reference/block-kit/block-elements
CALLBACK_ID = 255  # reference/views
ALT_TEXT = 2_000  # reference/block-kit/block-elements/image-element
LABEL = 2_000  # an input's label and hint: reference/block-kit/blocks/input-block
VIEW_TITLE = 24  # also `submit` and `close`: reference/views
PRIVATE_METADATA = 3_000  # the same page

_TEXT_MOST = {
    "section": (("text.text", SECTION_TEXT), ("fields.*.text", FIELD_TEXT)),
    "header": (("text.text", HEADER_TEXT),),
    "context": (("elements.*.text", TEXT_OBJECT),),
    "button": (
        *(("text.text", BUTTON_TEXT), ("value", BUTTON_VALUE), ("url", URL)),
        ("accessibility_label", BUTTON_LABEL),
    ),
    "image": (("alt_text", ALT_TEXT), ("image_url", URL)),
    "input": (("label.text", LABEL), ("hint.text", LABEL)),
    "modal": (("title.text", VIEW_TITLE), ("submit.text", VIEW_TITLE), ("close.text", VIEW_TITLE)),
}
_COUNTS = {
    "section": (("fields", 1, SECTION_FIELDS),),
    "context": (("elements", 1, CONTEXT_ELEMENTS),),
    "actions": (("elements", 1, ACTIONS_ELEMENTS),),
    "overflow": (("options", *OVERFLOW_OPTIONS),),
    "static_select": (("options", *SELECT_OPTIONS),),
    "multi_static_select": (("options", *SELECT_OPTIONS),),
    "modal": (("blocks", 1, VIEW_BLOCKS),),
    "home": (("blocks", 1, VIEW_BLOCKS),),
}
_EVERYWHERE = (
    *(("action_id", ACTION_ID), ("block_id", BLOCK_ID), ("placeholder.text", PLACEHOLDER)),
    *(("options.*.text.text", OPTION_TEXT), ("options.*.value", OPTION_VALUE), ("options.*.url", URL)),
    *(("options.*.description.text", OPTION_TEXT), ("private_metadata", PRIVATE_METADATA)),
    ("callback_id", CALLBACK_ID),
)
_NEEDED = {
    "button": ("text.text", "action_id"),
    "overflow": ("options", "action_id"),
    "header": ("text.text",),
    "context": ("elements",),
    "actions": ("elements",),
    "image": ("alt_text",),
    "modal": ("title.text", "blocks"),
    "home": ("blocks",),
}


def check(payload: Mapping[str, object]) -> list[str]:
    """Every way in which a message (`text`, `blocks`) or a view breaks a limit, a sentence each; empty if Slack takes it."""
    faults = list(_broken(payload, "payload"))
    blocks = [block for block in _values(payload, "blocks.*") if isinstance(block, Mapping)]
    ids = Counter(str(block["block_id"]) for block in blocks if block.get("block_id"))
    faults += [f"block_id {name!r} is used {times} times." for name, times in ids.items() if times > 1]
    markdown = sum(units(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown")
    faults += _above("markdown blocks", markdown, MARKDOWN_SUM)
    if "type" not in payload:
        text = str(payload.get("text") or "")
        faults += _above("text", units(text), MESSAGE_TEXT)
        faults += _above("the number of blocks", len(blocks), MESSAGE_BLOCKS)
        faults += _above("the characters of all blocks", weight(blocks), ALL_BLOCKS)
        if not text.strip() and not blocks:
            faults.append("A message needs text or blocks.")
    return faults


def _broken(node: object, where: str) -> Iterator[str]:
    if isinstance(node, (list, tuple)):
        for place, item in enumerate(node):
            yield from _broken(item, f"{where}[{place}]")
    if not isinstance(node, Mapping):
        return
    kind = str(node.get("type", ""))
    yield from _too_long(node, kind, where)
    yield from _missing(node, kind, where)
    yield from _repeated_actions(node, where)
    for key, value in node.items():
        yield from _broken(value, f"{where}.{key}")


def _too_long(node: Mapping[str, object], kind: str, where: str) -> Iterator[str]:
    for path, most in (*_TEXT_MOST.get(kind, ()), *_EVERYWHERE):
        for value in _values(node, path):
            if isinstance(value, str):
                yield from _above(f"{where}.{path}", units(value), most)
    for path, least, most in _COUNTS.get(kind, ()):
        for value in _values(node, path):
            if isinstance(value, (list, tuple)):
                yield from _above(f"the length of {where}.{path}", len(value), most)
                if len(value) < least:
                    yield f"{where}.{path} is empty."


def _missing(node: Mapping[str, object], kind: str, where: str) -> Iterator[str]:
    if kind in ("plain_text", "mrkdwn") and not str(node.get("text") or "").strip():
        yield f"{where} has no text."
    if kind == "section" and not (node.get("text") or node.get("fields")):
        yield f"{where} has neither text nor fields."
    for path in _NEEDED.get(kind, ()):
        if not _values(node, path):
            yield f"{where} has no {path}."


def _repeated_actions(node: Mapping[str, object], where: str) -> Iterator[str]:
    ids = Counter(str(name) for name in _values(node, "elements.*.action_id"))
    for name, times in ids.items():
        if times > 1:
            yield f"{where} uses the action_id {name!r} {times} times."


def _above(part: str, size: int, most: int) -> list[str]:
    """A sentence where a size is above its limit."""
    return [f"{part} is {size:,}; {most:,} is the most."] if size > most else []


def _values(node: object, path: str) -> list[object]:
    """What stands at a path such as `options.*.text.text`; an absent part gives nothing."""
    nodes = [node]
    for step in path.split("."):
        if step == "*":
            nodes = [item for value in nodes if isinstance(value, (list, tuple)) for item in value]
        else:
            nodes = [value[step] for value in nodes if isinstance(value, Mapping) and step in value]
    return nodes

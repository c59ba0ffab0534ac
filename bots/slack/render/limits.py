"""Slack's limits in one table, each with its source, and what of a message counts toward them.

Lengths count UTF-16 units, as JavaScript does: never fewer than Slack counts. Sources are pages of docs.slack.dev.
"""

from collections.abc import Mapping

from core.text.clipping import units

MESSAGE_BLOCKS = 50  # reference/block-kit/blocks
VIEW_BLOCKS = 100  # reference/views
ALL_BLOCKS = 13_200  # undocumented, `msg_blocks_too_long`: slackapi/bolt-js#2509 and #2867
ADVISED_TEXT = 4_000  # "for best results": reference/methods/chat.postMessage
SECTION_TEXT = 3_000  # reference/block-kit/blocks/section-block
HEADER_TEXT = 150  # reference/block-kit/blocks/header-block
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
LABEL = 2_000  # an input's label and hint: reference/block-kit/blocks/input-block
VIEW_TITLE = 24  # also `submit` and `close`: reference/views
PRIVATE_METADATA = 3_000  # the same page


def weight(node: object) -> int:
    """The UTF-16 units of every text, value, address and id in a tree of blocks; the names of types do not count.

    Slack does not say what it adds up; what people measured lies between their texts alone and the whole JSON.
    """
    if isinstance(node, str):
        return units(node)
    if isinstance(node, Mapping):
        return sum(weight(value) for key, value in node.items() if key != "type")
    return sum(map(weight, node)) if isinstance(node, (list, tuple)) else 0

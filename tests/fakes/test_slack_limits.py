"""The fake's table of limits: a payload at each limit is taken, one beyond it is named."""

import pytest
from slack_sdk.models import views
from slack_sdk.models.blocks import ButtonElement, HeaderBlock, Option, OverflowMenuElement, SectionBlock

from tests.fakes.slack import limits
from tests.fakes.slack.limits import check

Json = dict[str, object]


def words(kind: str, text: str) -> Json:
    return {"type": kind, "text": text}


def section(size: int) -> Json:
    return {"type": "section", "text": words("mrkdwn", "x" * size)}


def button(size: int = 1, value: int = 1, label: int = 1, url: int = 1) -> Json:
    texts = {"value": "v" * value, "accessibility_label": "l" * label, "url": "u" * url}
    return {"type": "button", "action_id": "a", "text": words("plain_text", "b" * size)} | texts


def acts(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def overflow(count: int, text: int = 1, value: int = 1) -> Json:
    option = {"text": words("plain_text", "o" * text), "value": "v" * value}
    return section(1) | {"accessory": {"type": "overflow", "action_id": "m", "options": [option] * count}}


def fields(count: int, size: int = 1) -> Json:
    return {"type": "section", "fields": [words("mrkdwn", "f" * size)] * count}


def context(count: int) -> Json:
    return {"type": "context", "elements": [words("mrkdwn", "c")] * count}


def header(size: int) -> Json:
    return {"type": "header", "text": words("plain_text", "h" * size)}


def named(size: int) -> Json:
    return section(1) | {"block_id": "n" * size}


@pytest.mark.parametrize(
    ("at", "beyond"),
    [
        (section(3000), section(3001)),
        (fields(10), fields(11)),
        (fields(1, 2000), fields(1, 2001)),
        (header(150), header(151)),
        (acts(button(75)), acts(button(76))),
        (acts(button(value=2000)), acts(button(value=2001))),
        (acts(button(label=75)), acts(button(label=76))),
        (acts(button(url=3000)), acts(button(url=3001))),
        (overflow(5), overflow(6)),
        (overflow(1), overflow(0)),
        (overflow(2, text=75), overflow(2, text=76)),
        (overflow(2, value=150), overflow(2, value=151)),
        (context(10), context(11)),
        (named(255), named(256)),
    ],
)
def test_a_block_at_its_limit_is_taken_and_one_beyond_is_not(at: Json, beyond: Json) -> None:
    assert check({"text": "t", "blocks": [at]}) == []
    assert check({"text": "t", "blocks": [beyond]})


@pytest.mark.parametrize(
    "block",
    [
        section(0),
        {"type": "section"},
        acts(),
        {"type": "context", "elements": []},
        {"type": "header"},
        {"type": "image", "image_url": "u"},
        acts(button(), button()),
        {"type": "actions", "elements": [{"type": "button", "text": words("plain_text", "b")}]},
    ],
)
def test_a_block_that_lacks_something_or_says_it_twice_is_named(block: Json) -> None:
    assert len(check({"text": "t", "blocks": [block]})) == 1


def test_the_51st_block_and_the_13201st_character_are_one_too_many() -> None:
    assert check({"text": "t", "blocks": [section(1)] * 50}) == []
    assert check({"text": "t", "blocks": [section(1)] * 51}) == ["the number of blocks is 51; 50 is the most."]
    full = [section(2640)] * 5
    assert check({"text": "t", "blocks": full}) == []
    assert check({"text": "t", "blocks": [*full, section(1)]}) == [
        "the characters of all blocks is 13,201; 13,200 is the most."
    ]


def test_one_name_for_two_blocks_is_one_too_few() -> None:
    assert check({"text": "t", "blocks": [named(3), named(3)]}) == ["block_id 'nnn' is used 2 times."]


def test_a_message_needs_words() -> None:
    assert check({"text": " "}) and check({}) and not check({"text": "t"})
    assert check({"text": "t" * 40_001})


def test_a_view_has_limits_of_its_own() -> None:
    home: Json = {"type": "home", "blocks": [section(200)] * 100}
    assert check(home) == []
    assert check(home | {"blocks": [section(1)] * 101}) and check(home | {"blocks": []})
    assert check(home | {"private_metadata": "m" * 3001})
    modal: Json = {"type": "modal", "blocks": [section(1)], "title": words("plain_text", "t" * 24)}
    assert check(modal) == []
    assert check(modal | {"title": words("plain_text", "t" * 25)}) and check({"type": "modal", "blocks": [section(1)]})


def test_the_table_says_what_slacks_own_library_says() -> None:
    assert (SectionBlock.text_max_length, SectionBlock.fields_max_length) == (
        limits.SECTION_TEXT,
        limits.SECTION_FIELDS,
    )
    assert (ButtonElement.text_max_length, ButtonElement.value_max_length) == (limits.BUTTON_TEXT, limits.BUTTON_VALUE)
    assert (Option.label_max_length, Option.value_max_length) == (limits.OPTION_TEXT, limits.OPTION_VALUE)
    least, most = OverflowMenuElement.options_min_length, OverflowMenuElement.options_max_length
    assert (least, most) == limits.OVERFLOW_OPTIONS
    assert HeaderBlock.text_max_length == limits.HEADER_TEXT
    assert (views.View.blocks_max_length, views.View.title_max_length) == (limits.VIEW_BLOCKS, limits.VIEW_TITLE)
    assert views.View.private_metadata_max_length == limits.PRIVATE_METADATA

"""The fake's table of limits: a message at each limit is taken, one beyond it is named."""

import pytest

from tests.fakes.discord.checks import message as check
from tests.fakes.discord.things import Json


def display(size: int = 1) -> Json:
    return {"type": 10, "content": "t" * size}


def button(name: int = 1, label: int = 1, **more: object) -> Json:
    return {"type": 2, "style": 2, "label": "l" * label, "custom_id": "c" * name} | more


def opening(url: int) -> Json:
    return {"type": 2, "style": 5, "label": "l", "url": "u" * url}


def row(*inside: Json) -> Json:
    return {"type": 1, "components": list(inside)}


def buttons(number: int) -> Json:
    return row(*(button(name) for name in range(1, number + 1)))


def select(options: int = 1, label: int = 1, placeholder: int = 1, name: int = 1) -> Json:
    held = [{"label": "l" * label, "value": f"{place}"} for place in range(options)]
    return row({"type": 3, "custom_id": "s" * name, "placeholder": "p" * placeholder, "options": held})


def valued(*values: str) -> Json:
    return row({"type": 3, "custom_id": "s", "options": [{"label": "l", "value": value} for value in values]})


def boxed(colour: int, *inside: Json) -> Json:
    return {"type": 17, "accent_color": colour, "components": list(inside)}


def post(*components: Json, **more: object) -> Json:
    return {"flags": 1 << 15, "components": list(components)} | more


@pytest.mark.parametrize(
    ("at", "beyond"),
    [
        (display(4000), display(4001)),
        (display(1), display(0)),
        (row(button(100)), row(button(101))),
        (row(button(label=80)), row(button(label=81))),
        (row(opening(512)), row(opening(513))),
        (buttons(5), buttons(6)),
        (buttons(1), row()),
        (select(25), select(26)),
        (select(1), select(0)),
        (select(label=100), select(label=101)),
        (select(placeholder=150), select(placeholder=151)),
        (select(name=100), select(name=101)),
        (valued("v" * 100), valued("v" * 101)),
        (valued("a", "b"), valued("a", "a")),
        (boxed(0xFFFFFF, display()), boxed(0x1000000, display())),
        (boxed(1, display()), boxed(1)),
    ],
)
def test_a_component_at_its_limit_is_taken_and_one_beyond_is_not(at: Json, beyond: Json) -> None:
    assert check(post(at)) == []
    assert check(post(beyond))


@pytest.mark.parametrize(
    "wrong",
    [
        row(button(url="u")),
        row({"type": 2, "style": 5, "label": "l", "custom_id": "c"}),
        row({"type": 2, "style": 2, "custom_id": "c"}),
        row(button(), select()["components"][0]),  # type: ignore[index]
        {"type": 13},
    ],
)
def test_a_component_that_lacks_something_or_mixes_what_does_not_go_together_is_named(wrong: Json) -> None:
    assert len(check(post(wrong))) == 1


def test_every_component_counts_wherever_it_stands() -> None:
    assert check(post(*[display()] * 40)) == []
    assert check(post(*[display()] * 38, boxed(1, display(), display()))) == ["41 components, where 40 is the most"]


def test_the_4001st_character_over_all_texts_is_one_too_many() -> None:
    assert check(post(display(2000), boxed(1, display(2000)))) == []
    assert check(post(display(2000), boxed(1, display(2001)))) == [
        "4001 characters in all texts, where 4000 is the most"
    ]


def test_no_two_components_have_one_custom_id_or_one_id() -> None:
    assert check(post(row(button(3)), row(button(3)))) == ["custom_id 'ccc' is there 2 times"]
    assert check(post(display() | {"id": 7}, display() | {"id": 7})) == ["id 7 is there 2 times"]


def test_a_message_of_components_has_its_flag_and_nothing_of_the_old_kind() -> None:
    assert check({"components": [display()]}) and check(post(display(), content="x"))
    assert check(post(display(), nonce="n" * 25)) == [] and check(post(display(), nonce="n" * 26))

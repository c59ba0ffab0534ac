"""OpenReview's forums: known by their addresses and keys, found in prose, and never guessed from a bare word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.identifiers import find_references, openreview_id, reference

FORUM = "aB3_x-Yz9Q"
FORUMS = [
    "https://openreview.net/forum?id=aB3_x-Yz9Q",
    "http://openreview.net/forum?id=aB3_x-Yz9Q",
    "https://www.openreview.net/pdf?id=aB3_x-Yz9Q",
    "openreview.net/forum?id=aB3_x-Yz9Q",
    "HTTPS://OPENREVIEW.NET/Forum?ID=aB3_x-Yz9Q",
    "https://openreview.net/attachment?id=aB3_x-Yz9Q&name=supplementary_material",
    "https://openreview.net/attachment?name=pdf&id=aB3_x-Yz9Q",
    "https://openreview.net/attachment?name=pdf&amp;id=aB3_x-Yz9Q",
    "https://openreview.net/forum?noteId=Zz9_other1&id=aB3_x-Yz9Q",
    "https://openreview.net/forum?id=aB3_x-Yz9Q&noteId=Zz9_other1",
    "https://openreview.net/forum?id=aB3_x-Yz9Q#all",
    "https://openreview.net/forum/?id=aB3_x-Yz9Q",
    "https://openreview.net/forum?id=aB3_x-Yz9Q&referrer=%5Bthe%20profile%20of%20Ada%5D(%2Fprofile%3Fid%3D~Ada_Byron1)",
    "<https://openreview.net/forum?id=aB3_x-Yz9Q>",
    "(https://openreview.net/forum?id=aB3_x-Yz9Q),",
    "“https://openreview.net/forum?id=aB3_x-Yz9Q”",
]


@pytest.mark.parametrize("text", FORUMS)
def test_a_forum_of_openreview_is_known_by_each_of_its_addresses(text: str) -> None:
    assert openreview_id(text) == FORUM
    assert reference(text) == f"openreview:{FORUM}"
    assert find_references(f"We read {text} today") == [f"openreview:{FORUM}"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "aB3_x-Yz9Q",
        "openreview aB3_x-Yz9Q",
        "https://openreview.net/forum",
        "https://openreview.net/forum?id=",
        "https://openreview.net/forum?id=short",
        "https://openreview.net/forum?id=aB3_x-Yz9Q45678901234",
        "https://openreview.net/forum?noteId=aB3_x-Yz9Q",
        "https://openreview.net/forum?id=~Ada_Byron1",
        "https://openreview.net/profile?id=Ada_Byron1",
        "https://openreview.net/group?id=Lantern.cc/2026/Conference",
        "https://openreview.net/references/pdf?id=aB3_x-Yz9Q",
        "https://openreview.net.example.org/forum?id=aB3_x-Yz9Q",
        "https://openreview.net@example.org/forum?id=aB3_x-Yz9Q",
        "https://notopenreview.net/forum?id=aB3_x-Yz9Q",
        "https://api.openreview.net/forum?id=aB3_x-Yz9Q",
        "https://example.org/openreview.net/forum?id=aB3_x-Yz9Q",
        "https://user@openreview.net/forum?id=aB3_x-Yz9Q",
    ],
)
def test_what_is_no_address_of_a_forum_names_none(text: str) -> None:
    assert openreview_id(text) == ""
    assert reference(text) == ""
    assert find_references(f"We read {text} today") == []


def test_a_forum_is_one_with_what_stands_around_its_address_only_in_prose() -> None:
    text = "see https://openreview.net/forum?id=aB3_x-Yz9Q and more"
    assert openreview_id(text) == openreview_id(text.removeprefix("see ")) == ""
    assert find_references(text) == [f"openreview:{FORUM}"]


def test_the_case_of_a_forum_is_kept_and_its_key_names_it_too() -> None:
    assert reference("https://openreview.net/forum?id=ab3_x-yz9q") == "openreview:ab3_x-yz9q"
    assert reference(f"openreview:{FORUM}") == f"openreview:{FORUM}"


def test_forums_stand_among_the_other_references_in_order_and_once() -> None:
    text = (
        "[a](https://openreview.net/forum?id=aB3_x-Yz9Q), 2401.01234, <https://openreview.net/pdf?id=Zz9_other1|b>; again "
        "https://openreview.net/forum?id=aB3_x-Yz9Q&noteId=x. At https://openreview.net/forum?from=2402.00001&id=Third_one: "
        'doi:10.1000/abc, <a href="https://openreview.net/forum?x">c</a>&id=no_forum'
    )
    assert find_references(text) == [
        f"openreview:{FORUM}",
        "arxiv:2401.01234",
        "openreview:Zz9_other1",
        "openreview:Third_one",
        "arxiv:2402.00001",
        "doi:10.1000/abc",
    ]


PARTS = [
    "https://",
    "openreview.net/",
    "forum?",
    "id=",
    FORUM,
    "&",
    " ",
    "2401.01234",
    "10.1000/abc",
    ",",
    "math/0309136",
]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=3), max_size=12).map("".join))
def test_a_text_is_searched_as_well_beside_forums_as_without_them(text: str) -> None:
    others = [key for key in find_references(text) if not key.startswith("openreview:")]
    masked = find_references(text.replace("openreview.net", "openreview.nxt"))
    assert others == [key.replace("openreview.nxt", "openreview.net") for key in masked]

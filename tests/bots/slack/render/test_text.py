"""The writer of Slack's texts: what only Slack reads in them. What both chats' writers do is in tests/bots/shared/render."""

import random
from datetime import date

import regex
from hypothesis import given
from hypothesis import strategies as st

from bots.slack.render.text import day, escape, link, marked_up
from core.model import Marked
from tests import hostile
from tests.bots.slack.live import Live, live

seeds = st.integers(0, 2**32)


def test_an_arxiv_id_and_a_name_with_underlines_can_be_copied_as_they_are() -> None:
    assert escape("2401.01234 snake_case") == "2401.01234 snake_case"


def test_what_is_escaped_already_is_escaped_once_more() -> None:
    assert escape("&lt;!channel&gt;") == "&amp;lt;!channel&amp;gt;"


@given(seeds, st.integers(1, 400))
def test_a_clipped_text_ends_between_entities(seed: int, most: int) -> None:
    written = escape(hostile.text(random.Random(seed), 60), most)
    assert not regex.search(r"&(?!amp;|lt;|gt;)", written)


def test_a_limit_is_measured_after_escaping() -> None:
    assert escape("&" * 3000, 3000) == "&amp;" * 599 + "…"


def test_a_highlight_is_bold_even_inside_a_word() -> None:
    written = marked_up(Marked("mixture-of-experts, twice", ((11, 18), (20, 25))))
    assert [mark for mark in live(written) if mark.kind == "bold"] == [Live("bold", "experts"), Live("bold", "twice")]


def test_a_highlight_of_signs_that_nobody_sees_leaves_no_stars() -> None:
    assert marked_up(Marked("a \u200b b", ((2, 3),))) == "a  b"


def test_a_link_opens_its_address_with_the_host_in_punycode() -> None:
    assert (
        link("https://bücher.example/ä?a=1&b=|", "Books")
        == "<https://xn--bcher-kva.example/%C3%A4?a=1&amp;b=%7C|Books>"
    )


def test_a_day_is_written_as_each_reader_does() -> None:
    assert day(date(2026, 11, 20), "20 Nov 2026") == "<!date^1795176000^{date_short_pretty}|20 Nov 2026>"

"""The writer of Slack's texts: a stranger's text shows as it reads and does nothing."""

import random
from datetime import date

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bots.slack.render.text import SlackText, address, code, day, escape, join, link, marked_up, plain, quote, strong
from core.model import Marked
from core.text.clipping import units
from tests import hostile
from tests.bots.slack.live import Live, live, shown

ARXIV = "https://arxiv.org/abs/2401.01234"
seeds = st.integers(0, 2**32)


def test_nobody_but_the_writer_makes_a_text_for_slack() -> None:
    with pytest.raises(TypeError, match="writers"):
        SlackText("<!channel>")


@pytest.mark.parametrize("token", hostile.TOKENS)
def test_no_token_of_a_stranger_is_live(token: str) -> None:
    for text in (token, f"a {token} b", f"{token}{token}", f"a\n{token}\n{token}"):
        assert live(escape(text)) == []
        assert {kind for kind, _ in live(link(ARXIV, text))} == {"link"}


@pytest.mark.parametrize(
    "text", ["A* search", "snake_case and L_2", "p < 0.05 & q > 1", "Qwen2.5: GPT-3.5", "2401.01234v2"]
)
def test_what_slack_leaves_alone_reads_as_it_was(text: str) -> None:
    assert shown(escape(text)) == text


def test_an_arxiv_id_and_a_name_with_underlines_can_be_copied_as_they_are() -> None:
    assert escape("2401.01234 snake_case") == "2401.01234 snake_case"


def test_what_is_escaped_already_is_escaped_once_more() -> None:
    assert escape("&lt;!channel&gt;") == "&amp;lt;!channel&amp;gt;"


@given(seeds)
def test_a_hostile_text_is_never_live_and_never_too_long(seed: int) -> None:
    dice = random.Random(seed)
    text, most = hostile.body(dice), dice.choice((2, 7, 75, 300, 3000))
    for written in (escape(text, most), plain(text, most), quote(Marked(text), most)):
        assert units(written) <= most
        written.encode()
    assert live(escape(text, most)) == []
    assert {kind for kind, _ in live(quote(Marked(text), most))} <= {"quote"}


@given(seeds, st.integers(1, 400))
def test_a_clipped_text_ends_between_graphemes_and_entities(seed: int, most: int) -> None:
    text = hostile.text(random.Random(seed), 60)
    written = escape(text, most)
    whole = escape(text, 100_000)
    if written != whole:
        assert written.endswith("…")
        assert not regex.search(r"&(?!amp;|lt;|gt;)", written)
        begun = [*regex.findall(r"\X", shown(written).removesuffix("…"))]
        assert begun == regex.findall(r"\X", shown(whole))[: len(begun)]


def test_a_family_is_not_torn_apart() -> None:
    assert escape("ab👨‍👩‍👧‍👦c", 8) == "ab…"


def test_a_limit_is_measured_after_escaping() -> None:
    assert escape("&" * 3000, 3000) == "&amp;" * 599 + "…"


def test_a_text_of_signs_that_nobody_sees_is_empty_and_a_plain_one_says_so() -> None:
    assert escape("\u3164\u200b\u202e\x00 ") == ""
    assert plain("\u200b", 75) == "…"


def test_a_highlight_is_bold_even_inside_a_word() -> None:
    written = marked_up(Marked("mixture-of-experts, twice", ((11, 18), (20, 25))))
    assert [mark for mark in live(written) if mark.kind == "bold"] == [Live("bold", "experts"), Live("bold", "twice")]
    assert shown(written) == "mixture-of-experts, twice"


def test_a_highlight_over_spaces_and_lines_is_bold_word_by_line() -> None:
    written = marked_up(Marked("a b \n c d", ((1, 8),)))
    assert [text for kind, text in live(written) if kind == "bold"] == ["b", "c"]


def test_a_highlight_of_signs_that_nobody_sees_leaves_no_stars() -> None:
    assert marked_up(Marked("a \u200b b", ((2, 3),))) == "a  b"


@given(seeds)
def test_highlights_are_the_only_live_thing_in_a_marked_text(seed: int) -> None:
    dice = random.Random(seed)
    text = hostile.text(dice, 12)
    spans = [(start, start + dice.randrange(9)) for start in (dice.randrange(len(text) + 1) for _ in range(3))]
    written = marked_up(Marked.of(text, spans), dice.choice((20, 3000)))
    assert {kind for kind, _ in live(written)} <= {"bold"}
    assert written.count("*") % 2 == 0


def test_a_link_opens_its_address_with_the_host_in_punycode() -> None:
    assert (
        link("https://bücher.example/ä?a=1&b=|", "Books")
        == "<https://xn--bcher-kva.example/%C3%A4?a=1&amp;b=%7C|Books>"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://x.org",
        "https://arxiv.org@evil.org/",
        "https://x.org/\x00",
        "",
        "https://x.org/" + "a" * 2000,
    ],
)
def test_what_is_no_fit_address_leaves_the_label_alone(url: str) -> None:
    assert link(url, "Read *me*") == "Read ∗me∗"


@pytest.mark.parametrize(
    "label", ["https://bank.example/login", "bank.example", "www.bank.example now", "me@bank.example"]
)
def test_a_label_that_reads_like_another_host_says_the_true_one(label: str) -> None:
    assert shown(link("https://evil.org/", label)) == f"{label} (evil.org)"


@pytest.mark.parametrize("label", ["arxiv.org", "https://arxiv.org/abs/2401.01234", "Node.js: A Study of Socket.IO"])
def test_a_label_that_reads_like_its_own_host_or_like_none_stays(label: str) -> None:
    assert shown(link(ARXIV, label)) == label


@given(seeds)
def test_whatever_the_address_a_link_has_one_target_and_no_sign_of_slacks(seed: int) -> None:
    url = hostile.link(random.Random(seed))
    target = address(url)
    assert not set(target) & set("<>|*` \n\\") and target.isascii()
    assert address(target) == target
    assert [mark.kind for mark in live(link(url, "x"))] in ([], ["link"])


def test_a_day_is_written_as_each_reader_does_and_as_shown_where_that_fails() -> None:
    assert day(date(2026, 11, 20), "20 Nov 2026") == "<!date^1795176000^{date_short_pretty}|20 Nov 2026>"
    assert day(date(1, 1, 1), "1 Jan 1") == "1 Jan 1"


@given(seeds)
def test_nothing_in_a_code_closes_it(seed: int) -> None:
    text = hostile.text(random.Random(seed), 20)
    assert [mark.kind for mark in live(code(text))] == ["code"]


def test_a_code_is_copied_as_it_is() -> None:
    bibtex = "@article{a,\n  title = {{A `b` *c*}},\n  url = {https://arxiv.org/abs/1},\n}"
    assert code(bibtex) == f"```\n{bibtex}\n```"


def test_pieces_are_joined_without_the_empty_ones() -> None:
    assert join([escape("a"), escape(""), strong(escape("b"))], " · ") == "a · *b*"

"""The writer of Discord's texts: a stranger's text shows as it reads and does nothing."""

import random
from datetime import date

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord.render.text import (
    DiscordText,
    address,
    code,
    day,
    escape,
    heading,
    join,
    link,
    marked_up,
    plain,
    quote,
    strong,
    subtext,
)
from core.model import Marked
from core.text.clipping import units
from tests import hostile
from tests.bots.discord.live import Live, live, shown

ARXIV = "https://arxiv.org/abs/2401.01234"
TOKENS = (
    *("<@123456789012345678>", "<@!1>", "<@&1>", "<#1>", "</papers search:1>", "<t:0:R>", "<t:1>", "<id:customize>"),
    *("<:a:1>", "<a:wave:123456789012345678>", "<123456789012345678:guide>", "<https://evil.org>", "<mailto:a@b.org>"),
    *("@everyone", "@here", "@EVERYONE", ":smile:", ":+1::skin-tone-3:", "||spoiler||", "[a](https://evil.org)"),
    *("https://evil.org", "HTTP://evil.org", "steam://x", "discord.gg/abc", "discordapp.com/invite/x", "dis.gd/x"),
    *("**b**", "*i*", "_i_", "__u__", "~~s~~", "`c`", "``c``", "```c```", "***_~~||x||~~_***", "[[a](b)](c)"),
    *("# a", "### a", "-# a", "> a", ">>> a", "- a", "* a", "+ a", "1. a", "  - a", "12) a", "\\*a*", "\\\\*a*"),
    *("¯\\_(ツ)_/¯", "\\", "a\\", "](https://evil.org)", "[x", "\\[a](https://evil.org)", "\\<@1>", "\\\n# a"),
)
seeds = st.integers(0, 2**32)


def test_nobody_but_the_writer_makes_a_text_for_discord() -> None:
    with pytest.raises(TypeError, match="writers"):
        DiscordText("@everyone")


@pytest.mark.parametrize("token", dict.fromkeys((*TOKENS, *hostile.TOKENS)))
def test_no_token_of_a_stranger_is_live(token: str) -> None:
    for text in (token, f"a {token} b", f"{token}{token}", f"a\n{token}\n{token}"):
        assert live(escape(text)) == []
        assert {kind for kind, _ in live(link(ARXIV, text))} == {"link"}
        assert {kind for kind, _ in live(heading(link(ARXIV, text)))} == {"heading", "link"}


@pytest.mark.parametrize("token", dict.fromkeys((*TOKENS, *hostile.TOKENS)))
def test_a_token_of_a_stranger_reads_as_it_was(token: str) -> None:
    assert shown(escape(token)).split() == " ".join(token.split()).split()


@pytest.mark.parametrize(
    "text", ["A* search", "snake_case and L_2", "p < 0.05 & q > 1", "Qwen2.5: GPT-3.5", "[Re] A $x|y$ (B)", "a\\b"]
)
def test_a_title_reads_as_it_was_in_a_link_too(text: str) -> None:
    assert shown(escape(text)) == text and shown(link(ARXIV, text)) == text


def test_words_and_numbers_need_no_backslash() -> None:
    assert escape("2401.01234 at 50%, GPT-3.5 (+11)") == "2401.01234 at 50%, GPT-3.5 (+11)"


def test_a_label_holds_no_backslash_because_discord_would_show_it() -> None:
    assert link(ARXIV, "A*: [Re] a_b_ \\x") == f"[A∗: ［Re］ a_bˍ ＼x]({ARXIV})"


def test_emoji_stand_beside_the_link_because_discord_draws_none_around_them() -> None:
    assert link(ARXIV, "🤗 Transformers") == f"🤗 [Transformers]({ARXIV})"
    assert link(ARXIV, "One 👨‍👩‍👧‍👦 is *enough*, really") == f"One 👨‍👩‍👧‍👦 [is ∗enough∗, really]({ARXIV})"
    assert link(ARXIV, "😀") == f"😀[…]({ARXIV})"


@given(seeds)
def test_a_hostile_text_is_never_live_and_never_too_long(seed: int) -> None:
    dice = random.Random(seed)
    text, most = hostile.body(dice), dice.choice((3, 7, 75, 300, 3000))
    quoted = quote(Marked(text), most)
    for written in (escape(text, most), plain(text, most), quoted, link(ARXIV, text, most)):
        assert units(written) <= most
        written.encode()
    assert live(escape(text, most)) == []
    assert {kind for kind, _ in live(quoted)} <= {"quote"}
    assert {kind for kind, _ in live(link(ARXIV, text, most))} <= {"link"}


@settings(deadline=None)
@given(seeds, st.integers(1, 400))
def test_a_clipped_text_ends_between_graphemes_and_never_behind_a_lone_backslash(seed: int, most: int) -> None:
    text = hostile.text(random.Random(seed), 60)
    written, whole = escape(text, most), escape(text, 100_000)
    if written != whole:
        assert written.endswith("…") and live(written) == []
        assert len(regex.search(r"\\*$", written.removesuffix("…"))[0]) % 2 == 0  # type: ignore[index]
        begun = [*regex.findall(r"\X", shown(written).removesuffix("…"))]
        assert begun == regex.findall(r"\X", shown(whole))[: len(begun)]


def test_a_limit_is_measured_after_escaping() -> None:
    assert escape("*" * 3000, 3000) == "\\*" * 1499 + "…"
    assert escape("ab👨‍👩‍👧‍👦c", 8) == "ab…"


def test_a_text_of_signs_that_nobody_sees_is_empty_and_a_plain_one_says_so() -> None:
    assert escape("\u3164\u200b\u202e\x00 ") == ""
    assert plain("\u200b", 75) == "…"


def test_a_highlight_is_bold_even_inside_a_word() -> None:
    written = marked_up(Marked("mixture-of-experts, twice*", ((11, 18), (20, 26))))
    assert written == "mixture-of-**experts**, **twice\\***"
    assert [mark.kind for mark in live(written)] == ["bold", "bold"]


def test_a_highlight_over_spaces_and_lines_is_bold_line_by_line() -> None:
    written = marked_up(Marked("a b \n c d", ((1, 8),)))
    assert [text for kind, text in live(written) if kind == "bold"] == ["b", "c"]


@settings(deadline=None)
@given(seeds)
def test_highlights_are_the_only_live_thing_in_a_marked_text(seed: int) -> None:
    dice = random.Random(seed)
    text = hostile.text(dice, 12)
    spans = [(start, start + dice.randrange(9)) for start in (dice.randrange(len(text) + 1) for _ in range(3))]
    written = marked_up(Marked.of(text, spans), dice.choice((20, 3000)))
    assert {kind for kind, _ in live(written)} <= {"bold"}


def test_a_link_opens_its_address_with_the_host_in_punycode_and_no_sign_of_discords() -> None:
    assert (
        link("https://bücher.example/ä(1)?a=1&b=|*~", "Books")
        == "[Books](https://xn--bcher-kva.example/%C3%A4%281%29?a=1&b=%7C%2A%7E)"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://x.org",
        "https://arxiv.org@evil.org/",
        "https://x.org/\x00",
        "",
        "https://x.org/" + "a" * 512,
    ],
)
def test_what_is_no_fit_address_leaves_the_label_alone(url: str) -> None:
    assert link(url, "Read *me*") == "Read \\*me\\*"


@pytest.mark.parametrize(
    "label", ["https://bank.example/login", "bank.example", "www.bank.example now", "me@bank.example"]
)
def test_a_label_that_reads_like_another_host_says_the_true_one(label: str) -> None:
    assert shown(link("https://evil.org/", label)) == f"{label} (evil.org)"


@given(seeds)
def test_whatever_the_address_a_link_has_one_target(seed: int) -> None:
    url = hostile.link(random.Random(seed))
    target = address(url)
    assert not set(target) & set("<>|*`~()[]' \n\\") and target.isascii()
    assert address(target) == target
    assert [mark.kind for mark in live(link(url, "x"))] in ([], ["link"])


def test_a_day_is_written_as_each_reader_does_and_as_shown_where_that_fails() -> None:
    assert day(date(2026, 11, 20), "20 Nov 2026") == "<t:1795176000:D>"
    assert day(date(1, 1, 1), "1 Jan 1") == "1 Jan 1"


@settings(deadline=None)
@given(seeds)
def test_nothing_in_a_code_closes_it(seed: int) -> None:
    text = hostile.text(random.Random(seed), 20)
    assert [mark.kind for mark in live(code(text))] == ["code"]


def test_a_code_is_copied_as_it_is() -> None:
    bibtex = "@article{a,\n  title = {{A `b` *c*}},\n\turl = {https://arxiv.org/abs/1},\n}"
    assert code(bibtex) == f"```\n{bibtex}\n```".replace("\t", "    ")


def test_pieces_are_joined_without_the_empty_ones() -> None:
    assert join([escape("a"), escape(""), strong(escape("b"))], " · ") == "a · **b**"
    assert subtext(escape("")) == "" and live(subtext(escape("- a"))) == [Live("subtext", "-#")]

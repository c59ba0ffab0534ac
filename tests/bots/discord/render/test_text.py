"""The writer of Discord's texts: what only Discord reads in them. What both chats' writers do is in tests/bots/shared/render."""

import random
from datetime import date

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord.render.text import (
    day,
    escape,
    heading,
    link,
    marked_up,
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


@pytest.mark.parametrize("token", TOKENS)
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
def test_a_hostile_label_is_never_live_and_never_too_long(seed: int) -> None:
    dice = random.Random(seed)
    text, most = hostile.body(dice), dice.choice((3, 7, 75, 300, 3000))
    written = link(ARXIV, text, most)
    assert units(written) <= most and {kind for kind, _ in live(written)} <= {"link"}
    written.encode()


@settings(deadline=None)
@given(seeds, st.integers(1, 400))
def test_a_clipped_text_ends_never_behind_a_lone_backslash(seed: int, most: int) -> None:
    text = hostile.text(random.Random(seed), 60)
    written, whole = escape(text, most), escape(text, 100_000)
    if written != whole:
        assert live(written) == []
        assert len(regex.search(r"\\*$", written.removesuffix("…"))[0]) % 2 == 0  # type: ignore[index]


def test_a_limit_is_measured_after_escaping() -> None:
    assert escape("*" * 3000, 3000) == "\\*" * 1499 + "…"


def test_a_highlight_is_bold_even_inside_a_word() -> None:
    written = marked_up(Marked("mixture-of-experts, twice*", ((11, 18), (20, 26))))
    assert written == "mixture-of-**experts**, **twice\\***"


def test_a_link_opens_its_address_with_the_host_in_punycode_and_no_sign_of_discords() -> None:
    assert (
        link("https://bücher.example/ä(1)?a=1&b=|*~", "Books")
        == "[Books](https://xn--bcher-kva.example/%C3%A4%281%29?a=1&b=%7C%2A%7E)"
    )


def test_a_day_is_written_as_each_reader_does() -> None:
    assert day(date(2026, 11, 20), "20 Nov 2026") == "<t:1795176000:D>"


def test_small_type_is_empty_where_its_text_is() -> None:
    assert subtext(escape("")) == "" and live(subtext(escape("- a"))) == [Live("subtext", "-#")]

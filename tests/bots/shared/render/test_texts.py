"""Both chats' writers: a stranger's text shows as it reads and does nothing. What only one of them does is tested beside it."""

import random
from datetime import date
from types import ModuleType

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord.render import text as discord
from bots.shared.render.texts import SealedText, fitting
from bots.slack.render import text as slack
from core.model import Marked
from core.text.clipping import units
from tests import hostile
from tests.bots.discord import live as on_discord
from tests.bots.slack import live as on_slack

SHOWN = {slack: on_slack, discord: on_discord}
"""What each chat makes of a text: what of it does something, and how it reads."""

LEAST = {slack: 2, discord: 3}
"""Units in which each can say `…` as a quotation."""

ARXIV = "https://arxiv.org/abs/2401.01234"
seeds = st.integers(0, 2**32)
each = pytest.mark.parametrize("writer", [slack, discord], ids=["slack", "discord"])


@pytest.mark.parametrize("made", [slack.SlackText, slack.PlainText, discord.DiscordText, discord.PlainText])
def test_nobody_but_the_writer_makes_a_text(made: type[SealedText]) -> None:
    with pytest.raises(TypeError, match="writers"):
        made("<!channel> @everyone")


@each
@pytest.mark.parametrize("token", hostile.TOKENS)
def test_no_token_of_a_stranger_is_live(writer: ModuleType, token: str) -> None:
    live = SHOWN[writer].live
    for text in (token, f"a {token} b", f"{token}{token}", f"a\n{token}\n{token}"):
        assert live(writer.escape(text)) == []
        assert {kind for kind, _ in live(writer.link(ARXIV, text))} == {"link"}


@each
@pytest.mark.parametrize("text", ["A* search", "snake_case and L_2", "p < 0.05 & q > 1", "Qwen2.5: GPT-3.5"])
def test_what_a_chat_leaves_alone_reads_as_it_was(writer: ModuleType, text: str) -> None:
    assert SHOWN[writer].shown(writer.escape(text)) == text


@each
@given(seed=seeds)
def test_a_hostile_text_is_never_live_and_never_too_long(writer: ModuleType, seed: int) -> None:
    dice = random.Random(seed)
    text, most, live = hostile.body(dice), dice.choice((LEAST[writer], 7, 75, 300, 3000)), SHOWN[writer].live
    quoted = writer.quote(Marked(text), most)
    for written in (writer.escape(text, most), writer.plain(text, most), quoted):
        assert units(written) <= most
        written.encode()
    assert live(writer.escape(text, most)) == []
    assert {kind for kind, _ in live(quoted)} <= {"quote"}


@each
@settings(deadline=None)
@given(seed=seeds, most=st.integers(1, 400))
def test_a_clipped_text_ends_between_graphemes(writer: ModuleType, seed: int, most: int) -> None:
    text, shown = hostile.text(random.Random(seed), 60), SHOWN[writer].shown
    written, whole = writer.escape(text, most), writer.escape(text, 100_000)
    if written != whole:
        assert written.endswith("…")
        begun = regex.findall(r"\X", shown(written).removesuffix("…"))
        assert begun == regex.findall(r"\X", shown(whole))[: len(begun)]


@each
def test_a_family_is_not_torn_apart(writer: ModuleType) -> None:
    assert writer.escape("ab👨‍👩‍👧‍👦c", 8) == "ab…"


@each
def test_a_text_of_signs_that_nobody_sees_is_empty_and_a_plain_one_says_so(writer: ModuleType) -> None:
    assert writer.escape("\u3164\u200b\u202e\x00 ") == ""
    assert writer.plain("\u200b", 75) == "…"


@each
def test_a_highlight_is_bold_even_inside_a_word(writer: ModuleType) -> None:
    written = writer.marked_up(Marked("mixture-of-experts, twice", ((11, 18), (20, 25))))
    assert [mark.kind for mark in SHOWN[writer].live(written)] == ["bold", "bold"]
    assert SHOWN[writer].shown(written) == "mixture-of-experts, twice"


@each
def test_a_highlight_over_spaces_and_lines_is_bold_line_by_line(writer: ModuleType) -> None:
    written = writer.marked_up(Marked("a b \n c d", ((1, 8),)))
    assert [text for kind, text in SHOWN[writer].live(written) if kind == "bold"] == ["b", "c"]


@each
@settings(deadline=None)
@given(seed=seeds)
def test_highlights_are_the_only_live_thing_in_a_marked_text(writer: ModuleType, seed: int) -> None:
    dice = random.Random(seed)
    text = hostile.text(dice, 12)
    spans = [(start, start + dice.randrange(9)) for start in (dice.randrange(len(text) + 1) for _ in range(3))]
    written = writer.marked_up(Marked.of(text, spans), dice.choice((20, 3000)))
    assert {kind for kind, _ in SHOWN[writer].live(written)} <= {"bold"}


@each
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
def test_what_is_no_fit_address_leaves_the_label_alone(writer: ModuleType, url: str) -> None:
    assert writer.link(url, "Read *me*") == writer.escape("Read *me*")


@each
@pytest.mark.parametrize(
    "label", ["https://bank.example/login", "bank.example", "www.bank.example now", "me@bank.example"]
)
def test_a_label_that_reads_like_another_host_says_the_true_one(writer: ModuleType, label: str) -> None:
    assert SHOWN[writer].shown(writer.link("https://evil.org/", label)) == f"{label} (evil.org)"


@each
@pytest.mark.parametrize("label", ["arxiv.org", "https://arxiv.org/abs/2401.01234", "Node.js: A Study of Socket.IO"])
def test_a_label_that_reads_like_its_own_host_or_like_none_stays(writer: ModuleType, label: str) -> None:
    assert SHOWN[writer].shown(writer.link(ARXIV, label)) == label


@each
@given(seed=seeds)
def test_whatever_the_address_a_link_has_one_target_and_no_sign_of_the_chats(writer: ModuleType, seed: int) -> None:
    url = hostile.link(random.Random(seed))
    target = writer.address(url)
    assert not set(target) & set("<>|*` \n\\" + ("~()[]'" if writer is discord else "")) and target.isascii()
    assert writer.address(target) == target
    assert [mark.kind for mark in SHOWN[writer].live(writer.link(url, "x"))] in ([], ["link"])


@each
def test_a_day_before_all_clocks_is_written_as_shown(writer: ModuleType) -> None:
    assert writer.day(date(1, 1, 1), "1 Jan 1") == "1 Jan 1"


@each
@settings(deadline=None)
@given(seed=seeds)
def test_nothing_in_a_code_closes_it(writer: ModuleType, seed: int) -> None:
    text = hostile.text(random.Random(seed), 20)
    assert [mark.kind for mark in SHOWN[writer].live(writer.code(text))] == ["code"]


@each
def test_a_code_is_copied_as_it_is(writer: ModuleType) -> None:
    bibtex = "@article{a,\n  title = {{A `b` *c*}},\n\turl = {https://arxiv.org/abs/1},\n}"
    assert writer.code(bibtex) == f"```\n{bibtex}\n```".replace("\t", "    ")


@each
def test_pieces_are_joined_without_the_empty_ones(writer: ModuleType) -> None:
    pieces = [writer.escape("a"), writer.escape(""), writer.strong(writer.escape("b"))]
    assert writer.join(pieces, " · ").replace("*", "") == "a · b"


def test_lines_that_do_not_fit_are_left_out_and_an_ellipsis_stands_for_them() -> None:
    assert fitting(["abc", "de"], 9, "…") == ["abc", "de"] and fitting(["abc", "de"], 8, "…") == ["abc", "…"]
    assert fitting(["👨‍👩‍👧‍👦"], 8, "…") == ["…"] and fitting([], 0, "…") == []

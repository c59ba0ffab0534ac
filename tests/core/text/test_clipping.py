"""Text made ready to leave: nothing unseen in it, cut between graphemes, its highlights where they were."""

import random

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from core.model import Marked
from core.text.clipping import by_line, fitted, one_line, units, visible
from tests import hostile
from tests.marks import shown

FAMILY = "👨‍👩‍👧‍👦"
seeds = st.integers(0, 2**32)


def doubled(marked: Marked) -> str:
    """A writer that makes every text twice as long."""
    return "".join(sign * 2 for sign in marked.text)


def test_lengths_are_counted_as_javascript_counts_them() -> None:
    assert units("a😀\ud800") == 4


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("  two  \tspaces", "  two      spaces"),
        ("\u202eevil\u2066\u200b\ud800\x00\u3164", "evil"),
        ("a\x0bb", "a b"),
        (f"{FAMILY} a\u200db", f"{FAMILY} ab"),
        ("e" + "\u0301" * 40, "e" + "\u0301" * 4),
    ],
)
def test_only_what_somebody_sees_stays(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_one_line_reads_on_over_signs_that_nobody_sees() -> None:
    assert one_line("\u200b" * 30 + "a\n\t b", 5) == "a b"


def test_a_limit_is_measured_on_what_was_written() -> None:
    assert fitted(Marked("abcd"), 8, doubled) == "aabbccdd"
    assert fitted(Marked("abcd"), 7, doubled) == "aabb……"
    assert fitted(Marked(f"ab{FAMILY}c"), 8, str) == "ab…"


def test_a_highlight_is_cut_with_its_text() -> None:
    assert fitted(Marked("ab cdef", ((3, 7),)), 7, shown) == "ab *c*…"
    assert fitted(Marked("\u200b ab", ((2, 3),)), 7, shown) == "*a*b"


def test_highlights_stay_within_lines_and_touch_no_space() -> None:
    text = Marked("a b \n\n c d", ((1, 9),))
    assert [text.text[start:end] for start, end in by_line(text).spans] == ["b", "c"]


@given(seeds, st.integers(2, 400))
def test_what_fits_is_a_beginning_of_the_whole_cut_between_graphemes(seed: int, most: int) -> None:
    text = hostile.text(random.Random(seed), 60)
    cut, whole = fitted(Marked(text), most, str), fitted(Marked(text), 100_000, str)
    assert units(cut) <= most
    if cut != whole:
        begun = regex.findall(r"\X", cut.removesuffix("…"))
        assert cut.endswith("…") and begun == regex.findall(r"\X", whole)[: len(begun)]


@given(seeds)
def test_narrowed_highlights_lie_in_those_they_come_from(seed: int) -> None:
    dice = random.Random(seed)
    text = hostile.text(dice, 12)
    spans = [(start, start + dice.randrange(9)) for start in (dice.randrange(len(text) + 1) for _ in range(3))]
    marked = Marked.of(text, spans)
    for start, end in by_line(marked).spans:
        inside = text[start:end]
        assert inside and inside == inside.strip() and "\n" not in inside
        assert any(first <= start and end <= last for first, last in marked.spans)

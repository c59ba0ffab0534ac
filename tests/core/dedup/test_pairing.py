"""What two titles have to do with each other, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dedup.pairing import Pairing, is_typo, pair_titles
from core.dedup.titles import read_title


def pair(first: str, other: str) -> Pairing:
    return pair_titles(read_title(first), read_title(other))


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("counting", "countng"),
        ("acoustic", "acuostic"),
        ("forecasts", "foercasts"),
        ("harbour", "habrour"),
        ("bees", "beees"),
        ("tides", "tidcs"),
        ("models", "mode1s"),
        ("learning", "leaming"),
        ("modern", "modem"),
        ("clever", "dever"),
        ("2015", "2o15"),
    ],
)
def test_typos_and_misreadings_pair(first: str, other: str) -> None:
    assert is_typo(first, other)
    assert is_typo(other, first)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("supervised", "unsupervised"),
        ("symmetric", "asymmetric"),
        ("linear", "nonlinear"),
        ("image", "video"),
        ("gpt4", "gpt5"),
        ("gpt5", "gpts"),
        ("11", "1"),
        ("vl", "ml"),
        ("omni", "mini"),
        ("blind", "biased"),
        ("part6", "part8"),
    ],
)
def test_words_of_different_meaning_do_not_pair(first: str, other: str) -> None:
    assert not is_typo(first, other)
    assert not is_typo(other, first)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Self-Correcting Tide Tables", "selfcorrecting  tide-tables"),
        ("Tide Tables, Part II", "Tide Tables: Part 2"),
        ("Hive 2.5 Report", "Hive 2,5 report"),
        ("On the Tides of Lisbon", "Tides of Lisbon"),
        ("Acous- tic Counting of Bees", "Acoustic Counting of Bees"),
        ("Tides 7 . 0 in Depth", "Tides 7.0 in depth"),
    ],
)
def test_glue_and_spelling_leave_titles_equal(first: str, other: str) -> None:
    assert pair(first, other).relation == "equal"


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Hive2 Technical Report", "Hive2.5 Technical Report"),
        ("Tide Tables Part I", "Tide Tables Part II"),
        ("Tides in 2D Basins", "Tides in 3D Basins"),
        ("Task 4 of TideEval-2023", "Task 4 of TideEval-2024"),
        ("Tide Tables, Part A", "Tide Tables, Part B"),
    ],
)
def test_numbers_versions_and_part_letters_are_kept_apart(first: str, other: str) -> None:
    outcome = pair(first, other)
    assert outcome.relation in ("near", "part")
    assert outcome.number_left


@pytest.mark.parametrize(
    ("short", "long", "missing"),
    [
        ("TideTable", "TideTable: Correcting Harbour Forecasts", "subtitle"),
        ("Correcting Harbour Forecasts", "TideTable: Correcting Harbour Forecasts", "name"),
        ("Correcting Harbour Forecasts Daily", "CHFD: Correcting Harbour Forecasts Daily", "initials"),
        ("A Careful Bee Counting Engine", "B^2CE: A Careful Bee Bee Counting Engine", ""),
        ("A Bee and Beetle Counter", "B^2C: A Bee and Beetle Counter", "initials"),
        ("Acoustic Counting of Sin", "Acoustic Counting of Single Bees", "end"),
        ("Acoustic Counting", "Acoustic Counting of Single Bees", "end"),
        ("Counting Personas by the 1,0…", "Counting Personas by the 1,000,000", "end"),
    ],
)
def test_what_a_shorter_title_lacks_is_named(short: str, long: str, missing: str) -> None:
    assert pair(short, long).missing == missing
    assert pair(long, short).missing == missing


@pytest.mark.parametrize("other", ["Tide Tables in C++", "Tide Tables in C#"])
def test_languages_that_only_signs_tell_apart_are_two(other: str) -> None:
    assert pair("Tide Tables in C", other).relation == "near"
    assert pair(other, f"{other}.").relation == "equal"
    assert pair("Tide Tables in C++", "Tide tables in C ++.").relation == "equal"


def test_a_changed_order_of_words_is_another_title() -> None:
    assert pair("Tides to Tables Translation", "Tables to Tides Translation").relation == "near"


def test_a_correction_is_a_text_about_the_paper() -> None:
    assert pair("Counting Bees by Ear", "Correction to: Counting Bees by Ear").is_notice
    assert not pair("Counting Bees by Ear", "Counting Bees by Ear: A Field Study").is_notice


@pytest.mark.parametrize(
    "opening",
    ["Expression of Concern", "Supplementary Material for", "Supporting Information", "Response to", "Appendix"],
)
def test_a_title_that_opens_as_a_notice_does_is_about_the_one_it_names(opening: str) -> None:
    assert pair("Counting Bees by Ear", f"{opening}: Counting Bees by Ear").is_notice
    assert not pair("Counting Bees by Ear", f"Counting Bees by Ear: {opening} Bees").is_notice


def test_letters_of_another_alphabet_are_noticed() -> None:
    disguised = pair("Attention to Tides", "Аttеntiоn to Tides")
    assert disguised.relation == "equal"
    assert disguised.disguised
    assert not pair("Μ_0 AND Τ-HIVE", "μ_0 and τ-hive").disguised


@given(st.text("abc12 :-", max_size=40), st.text("abc12 :-", max_size=40))
def test_pairing_does_not_depend_on_which_title_comes_first(first: str, other: str) -> None:
    assert pair(first, other) == pair(other, first)

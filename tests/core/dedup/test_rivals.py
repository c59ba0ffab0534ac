"""Words that look like one misspelt and are two."""

import pytest

from core.dedup.pairing import is_typo, pair_titles
from core.dedup.rivals import are_rivals
from core.dedup.titles import read_title


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("photon", "phonon"),
        ("valve", "value"),
        ("phase", "phrase"),
        ("neural", "neutral"),
        ("conservation", "conversation"),
        ("hypotension", "hypertension"),
        ("intraspecific", "interspecific"),
        ("macroeconomics", "microeconomics"),
        ("nitrate", "nitrite"),
        ("propanes", "propenes"),
        ("cellulase", "cellulose"),
        ("arthritis", "arthrosis"),
        ("neurotrophic", "neurotropic"),
    ],
)
def test_two_words_that_are_both_meant_are_no_misspelling(first: str, other: str) -> None:
    assert not is_typo(first, other)
    assert not is_typo(other, first)
    titles = (read_title(f"Flow of {word} in Small Kites") for word in (first, other))
    assert pair_titles(*titles).relation == "near"


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("colour", "color"),
        ("behaviours", "behaviors"),
        ("modelling", "modeling"),
        ("fibre", "fiber"),
        ("organisation", "organization"),
        ("model", "models"),
        ("network", "netwrok"),
        ("photon", "phtoon"),
        ("nitrate", "nitrat"),
    ],
)
def test_one_word_spelt_in_two_ways_has_no_rival(first: str, other: str) -> None:
    assert not are_rivals(first, other)
    assert is_typo(first, other)


@pytest.mark.parametrize(("first", "other"), [("dna", "rna"), ("cnn", "rnn"), ("ethane", "ethene")])
def test_a_name_that_one_letter_tells_apart_is_more_than_a_slight_difference(first: str, other: str) -> None:
    titles = [read_title(f"Small Kites of {word} in Wind") for word in (first, other)]
    assert not pair_titles(*titles).is_slight


@pytest.mark.parametrize(("first", "other"), [("الكتب", "الكلب"), ("מחברת", "מחברה"), ("학습자", "학습지")])
def test_short_words_of_other_scripts_are_no_misspellings_of_each_other(first: str, other: str) -> None:
    titles = [read_title(f"{word} kites") for word in (first, other)]
    assert pair_titles(*titles).relation == "near"

"""Autocomplete: what a title begins with finds it, at every keystroke and with a slip."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.search.index import Doc, Index
from tests.core.search.conftest import PAPERS


def first(index: Index, typed: str) -> str:
    return next((paper for paper, _ in index.complete(typed)), "")


def test_every_start_of_a_title_of_three_letters_finds_it(index: Index) -> None:
    for paper in PAPERS:
        for end in range(3, len(paper.title) + 1):
            assert first(index, paper.title[:end]) == paper.id, paper.title[:end]


def test_titles_are_given_as_they_are_shown(index: Index) -> None:
    assert index.complete("lantern") == [(PAPERS[0].id, PAPERS[0].title)]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Messages in Bottels: Mem", 4),
        ("Mesages in Bot", 4),
        ("essages in Bott", 4),
        ("A Slow Wlak thro", 1),
        ("super-resolutoin wit", 2),
        ("Lantren: S", 0),
    ],
)
def test_a_slip_in_the_start_is_forgiven(index: Index, typed: str, place: int) -> None:
    assert first(index, typed) == PAPERS[place].id


@pytest.mark.parametrize(
    ("typed", "place"), [("graph neur", 1), ("memory for lang", 4), ("night phot", 0), ("teachers", 2)]
)
def test_words_within_a_title_find_it(index: Index, typed: str, place: int) -> None:
    assert first(index, typed) == PAPERS[place].id


def test_a_title_that_starts_as_typed_comes_before_one_that_holds_it(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    index.write(
        [Doc("in", "On graph walks"), Doc("long", "Graph walks and much more"), Doc("short", "Graph walks")], "1-0"
    )
    assert [paper for paper, _ in index.complete("graph wal")] == ["short", "long", "in"]


def test_at_most_so_many_are_given(index: Index) -> None:
    assert len(index.complete("a", 1)) == 1
    assert index.complete("") == index.complete("  ?! ") == []


def test_what_nothing_resembles_finds_nothing(index: Index) -> None:
    assert index.complete("qqqqqqqq") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(max_size=60))
def test_any_keystrokes_give_a_list(index: Index, typed: str) -> None:
    assert len(index.complete(typed)) <= 25


def test_titles_come_and_go(index: Index) -> None:
    index.write([Doc("zz", "Zebra crossings", day=date(2023, 1, 1))], "8-0")
    assert index.complete("zeb") == [("zz", "Zebra crossings")]
    index.write([Doc("zz", "Okapi crossings")], "9-0")
    assert index.complete("zeb") == []
    assert index.complete("oka") == [("zz", "Okapi crossings")]

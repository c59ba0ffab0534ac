"""The form of a digest's settings: what it shows, what is wrong with it, and what whoever sends it would have typed."""

from datetime import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.commands.grammar import parse, typed_line
from core.model import Person, Place
from core.subscriptions.form import CHOICES, fields, said_by, values, wrong
from core.subscriptions.model import Filter, Subscription
from core.subscriptions.options import change
from tests.factories import NOW

PLAIN = Subscription("ab12", Place("slack", "T1", "C1"), Person("slack", "T1", "U1"), "daily papers", NOW)
SET = change(
    PLAIN,
    {"topics": '"graph pruning",state+space,-survey', "authors": "Ada Byron", "cats": "cs.CL", "sources": "hf",
     "min_upvotes": "3", "top": "7", "at": "18:30", "tz": "Asia/Tokyo", "days": "sat-mon", "quiet": "line", "board": "fri"},
)  # fmt: skip
SOME = st.sampled_from(
    ["graph pruning", "kites", '"a b"', "x+y", "-surveys", '"', ",", ":", "topics:z", "none", " ", "é"]
)


def test_a_form_is_filled_with_what_is_set_and_as_it_is_it_says_nothing() -> None:
    shown = {field.name: field.value for field in fields(SET)}
    assert shown["topics"] == '"graph pruning",state+space,-survey'
    assert (shown["top"], shown["at"], shown["tz"], shown["days"]) == ("7", "18:30", "Asia/Tokyo", "mon,sat,sun")
    assert said_by(shown, shown) == {} and wrong(shown) == {}


def test_a_new_one_has_the_defaults_without_a_name_and_a_zone() -> None:
    shown = {field.name: field.value for field in fields(None)}
    assert (shown["name"], shown["tz"], shown["topics"]) == ("", "", "")
    assert change(PLAIN, {name: value for name, value in shown.items() if value}) == PLAIN


def test_every_field_says_an_option_that_sets_something() -> None:
    for field in fields(SET):
        assert change(PLAIN, {field.name: field.value}) != PLAIN or field.value == values(PLAIN)[field.name]


@pytest.mark.parametrize(("option", "answer"), [(name, text) for name, some in CHOICES.items() for text, _ in some])
def test_every_short_answer_is_taken(option: str, answer: str) -> None:
    assert wrong({option: answer, "days": "mon"}) == {}


def test_what_is_cleared_is_none_and_a_name_or_a_zone_left_empty_stays() -> None:
    empty = dict.fromkeys(("topics", "authors", "cats", "sources", "min_upvotes", "name", "tz"), "")
    options = said_by(values(SET), empty)
    assert options == dict.fromkeys(("topics", "authors", "cats", "sources", "min_upvotes"), "none")
    changed = change(SET, options)
    assert changed.wants == Filter() and (changed.zone, changed.at) == ("Asia/Tokyo", time(18, 30))


def test_each_field_that_is_wrong_is_told_by_itself() -> None:
    refusals = wrong(
        {"topics": '"graph', "name": "a:b", "tz": "Europe/Nowhere", "top": "11", "at": "25:00", "cats": "cs.CL"}
    )
    assert set(refusals) == {"topics", "name", "tz", "top", "at"}
    assert wrong({"days": ""}) == {"days": "Tick at least one day."}


@example(topics="", authors=",,none")
@given(st.lists(SOME, max_size=5).map(" ".join), st.lists(SOME, max_size=4).map(",".join))
def test_the_line_that_a_form_types_sets_what_the_form_says(topics: str, authors: str) -> None:
    filled = {"topics": topics.strip(), "authors": authors.strip()}
    if wrong(filled):
        return
    options = said_by(values(SET), filled)
    line = parse(typed_line("digest edit ab12", "", options))
    assert line.verb == "digest edit" and line.values["name"] == "ab12"
    given_ = {name: value for name, value in line.values.items() if name != "name"}
    assert change(SET, given_).wants == change(SET, {name: text or "none" for name, text in filled.items()}).wants

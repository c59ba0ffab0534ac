"""Courtesies are understood: they are neither searched for nor in the way of a command."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.commands.courtesy import as_command, as_words, is_thanks
from core.commands.grammar import parse
from core.errors import BadCommand


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("find me papers about kites please", "kites"),
        ("Could you find me some recent papers on dense fields?", "dense fields"),
        ("please show me papers about kites", "kites"),
        ("hi, I am looking for articles on tidal pools. Thanks!", "tidal pools"),
        ("any new papers about kites?", "kites"),
        ("do you have anything on kites", "kites"),
        ("search for kites, please", "kites"),
        ("I'd like to read something about kites", "kites"),
        ("papers on kites", "kites"),
        ("give me the latest research on kites thx", "kites"),
        ('"find me" kites', '"find me" kites'),
        ("kites please", "kites"),
        ("please", "please"),
        ("Paper Planes: A Survey", "Paper Planes: A Survey"),
        ("A survey of kites", "A survey of kites"),
        ("Research Directions for Kites", "Research Directions for Kites"),
    ],
)
def test_only_the_subject_is_searched_for(line: str, words: str) -> None:
    assert as_words(line) == words


@pytest.mark.parametrize(
    "line", ["thanks!", "Thank you so much", "ok thanks", "thx 🙏", "great, thanks a lot!", "Cheers"]
)
def test_thanks_are_answered(line: str) -> None:
    assert is_thanks(line) and parse(line).verb == "thanks"


@pytest.mark.parametrize("line", ["thanksgiving recipes", "cool", "ok", "great kites"])
def test_words_that_only_begin_like_thanks_are_searched_for(line: str) -> None:
    assert parse(line).verb == "search"


@pytest.mark.parametrize(
    ("line", "verb", "values"),
    [
        ("please show 2611.00001", "show", {"paper": "2611.00001"}),
        ("can you show me today's papers, please?", "today", {}),
        ("find me papers please", "today", {}),
        ("yesterday's papers", "today", {"date": "yesterday"}),
        ("yesterday", "today", {"date": "yesterday"}),
        ("Yesterday limit:3", "today", {"date": "yesterday", "limit": 3}),
        ("this week's papers", "week", {}),
        ("top papers", "top", {}),
        ("today please", "today", {}),
        ("mute here please", "mute", {"switch": "on", "where": "here"}),
        ("help me", "help", {"command": "me"}),
        ("hi", "help", {}),
        ("Good morning, Paperboy!", "help", {}),
        ("?", "help", {}),
        ("what can you do?", "help", {}),
        ("Who are you", "help", {}),
    ],
)
def test_a_command_in_courtesies_is_the_command(line: str, verb: str, values: dict[str, str | int]) -> None:
    given_ = parse(line)
    assert (given_.verb, given_.values) == (verb, values)


@given(st.text(max_size=200))
def test_any_text_keeps_something_and_never_stumbles(line: str) -> None:
    assert as_words(line) or not line.strip() or not as_words(line.strip())
    as_command(line)
    with contextlib.suppress(BadCommand):
        parse(line)


@pytest.mark.parametrize(
    "piece", ["please ", "can you ", "find me ", "the ", "papers about ", "thanks ", "! ", "? ", " ", "all any "]
)
def test_long_lines_take_no_time(piece: str) -> None:
    began = time.perf_counter()
    for line in (piece * 2000, piece * 2000 + "x"):
        as_words(line)
        as_command(line)
        is_thanks(line)
    assert time.perf_counter() - began < 2

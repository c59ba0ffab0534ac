"""Queries as people type them, and as they should not."""

import sys
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadQuery
from core.model import Query
from core.search.query import LONGEST, MOST_TERMS, parse

TODAY = date(2026, 3, 31)


def read(text: str, **options: object) -> Query:
    return parse(text, today=TODAY, **options)  # type: ignore[arg-type]


def refusal(text: str, **options: object) -> str:
    with pytest.raises(BadQuery) as refused:
        read(text, **options)
    return str(refused.value)


def test_words_phrases_and_exclusions_are_told_apart() -> None:
    query = read('diffusion "night photographs" -video -"language model"')
    assert query.words == ("diffusion",)
    assert query.phrases == ("night photographs",)
    assert query.excluded == ("video", "language model")


@pytest.mark.parametrize("quotes", ["“”", "„“", "«»", "““", '""'])
def test_curly_quotes_make_a_phrase_too(quotes: str) -> None:
    assert read(f"{quotes[0]}graph networks{quotes[1]}").phrases == ("graph networks",)


def test_a_minus_from_a_telephone_excludes_too() -> None:
    assert read("graph −video –audio").excluded == ("video", "audio")


def test_a_hyphen_within_a_word_is_part_of_it() -> None:
    assert read("super-resolution state-of-the-art").words == ("super-resolution", "state-of-the-art")


@pytest.mark.parametrize(
    "title",
    [
        "Attention: a survey",
        "What is https://example.org/a:b for?",
        r"V$^2$L: proofs with $\alpha$",
        "C++ & Rust (again)",
        "a*b + c^2",
    ],
)
def test_colons_links_latex_and_signs_are_text(title: str) -> None:
    assert " ".join(read(title).words).startswith(title.split()[0])


def test_signs_alone_are_no_words() -> None:
    assert read("vision & language — again").words == ("vision", "language", "again")


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("2301.00001", "arxiv:2301.00001"),
        ("https://arxiv.org/abs/2301.00001v3", "arxiv:2301.00001"),
        ("math.GT/0309136", "arxiv:math/0309136"),
        ("https://doi.org/10.1000/XYZ123", "doi:10.1000/xyz123"),
    ],
)
def test_an_id_link_or_doi_names_its_paper(text: str, ref: str) -> None:
    assert read(f"  {text} ").ref == ref


def test_an_id_among_words_is_a_word() -> None:
    assert read("like 2301.00001 please").ref == ""


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-01-05", date(2026, 1, 5)),
        ("7d", date(2026, 3, 24)),
        ("2w", date(2026, 3, 17)),
        ("1m", date(2026, 2, 28)),
        ("13M", date(2025, 2, 28)),
        ("2y", date(2024, 3, 31)),
        ("0d", TODAY),
    ],
)
def test_days_are_dates_or_times_ago(typed: str, day: date) -> None:
    assert read("graph", since=typed).since == day
    assert read("graph", until=typed).until == day


@pytest.mark.parametrize(
    "typed", ["tomorrow", "7", "d", "-3d", "2026-02-30", "7 fortnights", "١d", "99999999d", "9" * 250]
)
def test_other_days_are_refused_with_an_example(typed: str) -> None:
    assert "7d" in refusal("graph", since=typed)


@pytest.mark.parametrize("typed", ["999999d", "999999w", "99999m", "9999y"])
def test_a_time_before_the_calendar_is_refused(typed: str) -> None:
    assert "too long ago" in refusal("graph", since=typed)


def test_from_after_to_is_refused() -> None:
    assert "swap" in refusal("graph", since="7d", until="2w")


def test_other_orders_and_negative_votes_are_refused() -> None:
    assert "relevance, new, votes" in refusal("graph", sort="best")
    assert "min_votes" in refusal("graph", min_votes=-1)


@pytest.mark.parametrize(
    "option", [{"author": "Moreau"}, {"cat": "cs"}, {"source": "daily"}, {"since": "7d"}, {"min_votes": 2}]
)
def test_a_filter_alone_is_a_search(option: dict[str, object]) -> None:
    assert read("", **option).words == ()


def test_an_exclusion_beside_a_filter_is_a_search() -> None:
    assert read("-video", author="Moreau").excluded == ("video",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Type something"),
        (" \t\n ", "Type something"),
        ("…?!", "no word"),
        ("\U0001f600\U0001f680", "no word"),
        ("\u202e\u200b\ufeff", "Type something"),
        ("-video", "not only what to leave out"),
        ('-"a b" -c', "not only what to leave out"),
        ('"half a phrase', "quotation mark"),
        ("“half", "quotation mark"),
        ('"' * 255, "quotation mark"),
        ('"' * 256, "no word"),
        ("(" * 256, "no word"),
        ("-" * 256, "no word"),
        ("\\", "no word"),
        ("..", "no word"),
        ("\ud800", "Type something"),
        ("graph\x00networks", "control characters"),
        ("\x1b[31mgraph", "control characters"),
        ("graph " * 33, f"at most {MOST_TERMS} words"),
        ("a-" * 100, f"at most {MOST_TERMS} words"),
        ('"' + "a " * 60 + '"', f"at most {MOST_TERMS} words"),
        ("a" * 257, f"at most {LONGEST} characters"),
        ("token " * 10_000, f"at most {LONGEST} characters"),
        ("x" * 1_000_000, f"at most {LONGEST} characters"),
        ('"' * 5_000, f"at most {LONGEST} characters"),
        ("(" * 5_000, f"at most {LONGEST} characters"),
        ("a*" * 1_000, f"at most {LONGEST} characters"),
    ],
)
def test_a_bad_query_gets_one_clear_sentence(text: str, reason: str) -> None:
    sentence = refusal(text)
    assert reason in sentence
    assert ("\n" not in sentence and sentence.endswith(".")) or sentence.endswith('".')
    assert len(sentence) < 200


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+$",
        "molecules -(-(-graph))",
        "NOT NOT NOT graph",
        "title:graph AND body:[a TO z] OR *:*",
        "'; DROP TABLE papers; --x",
        "redis.call('FLUSHALL')",
        "*3\\r\\n$3\\r\\nSET",
        "../../etc/passwd",
        "\u202egraph",
        "naïve ﬁne ＴＥＸＴ ﷺ",
        "аttention",
        "graph{1,99999}",
        "%s %n {0} ${jndi:x}",
    ],
)
def test_hostile_text_is_only_text(text: str) -> None:
    assert read(text).words


@pytest.mark.parametrize("name", ["author", "cat", "source"])
def test_a_filter_of_signs_or_too_long_is_refused(name: str) -> None:
    assert name in refusal("graph", **{name: "?!"})
    assert name in refusal("graph", **{name: "a" * 300})


@given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=20), st.text(max_size=12), st.integers())
def test_nothing_but_a_bad_query_is_ever_raised(text: str, author: str, cat: str, day: str, votes: int) -> None:
    try:
        query = read(text, author=author, cat=cat, since=day, until=day, min_votes=votes)
    except BadQuery as refused:
        assert str(refused)
    else:
        assert len(query.words) + len(query.phrases) + len(query.excluded) <= MOST_TERMS


@given(
    st.lists(st.sampled_from(['"', "“", "-", "−", " ", "a", "graph", "\\", "(", ":", "é", "$"]), max_size=80).map(
        "".join
    )
)
def test_no_arrangement_of_quotes_and_signs_breaks_it(text: str) -> None:
    try:
        read(text)
    except BadQuery as refused:
        assert str(refused)


@pytest.mark.parametrize("piece", ["a ", '"a" ', "-a ", '"', "(", "a-", "é ", "$x$ ", "-"])
@pytest.mark.parametrize("length", [64, 4_000])
def test_four_times_the_text_takes_at_most_six_times_the_steps(piece: str, length: int) -> None:
    once, four = steps(lambda: attempt(piece, length)), steps(lambda: attempt(piece, 4 * length))
    assert four <= 6 * once


def attempt(piece: str, length: int) -> None:
    try:
        read((piece * length)[:length])
    except BadQuery:
        return


def steps(act: Callable[[], None]) -> int:
    """How many calls an act makes, into Python and into C."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count

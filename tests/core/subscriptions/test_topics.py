"""Topics and names as people type them, and as they are typed again."""

from typing import Annotated

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.commands.grammar import fill
from core.commands.table import Option, Verb
from core.errors import BadCommand
from core.subscriptions.model import Filter
from core.subscriptions.topics import (
    LONGEST,
    MOST,
    read_authors,
    read_categories,
    read_sources,
    read_topics,
    type_filter,
)

NEW = Verb(
    "new",
    "",
    (
        *(Option(name, "", "") for name in ("topics", "authors", "cats", "sources")),
        Option("min_upvotes", "", 0, number=True),
    ),
    private=False,
    menu=False,
    raw=False,
    run=lambda: iter(()),
)
TEXT = st.text(st.sampled_from("abZé7 ,+-–\"”'.:;/*ßİ\u202e\n漢"), max_size=20)
Words = Annotated[str, "whatever was typed"]


def read(given: dict[str, str | int]) -> Filter:
    topics, excluded = read_topics(str(given["topics"])) if "topics" in given else ((), ())
    return Filter(
        topics=topics,
        excluded=excluded,
        authors=read_authors(str(given["authors"])) if "authors" in given else (),
        categories=read_categories(str(given["cats"])) if "cats" in given else (),
        sources=read_sources(str(given["sources"])) if "sources" in given else (),
        min_upvotes=int(given.get("min_upvotes", 0)),
    )


def test_a_comma_list_names_topics_and_what_to_leave_out() -> None:
    assert read_topics('"a b",c,-d') == ((("a b",), ("c",)), (("d",),))
    assert read_topics('-“graph pruning”, "state space" + transformer ,x') == (
        (("state space", "transformer"), ("x",)),
        (("graph pruning",),),
    )


def test_what_is_typed_bare_with_spaces_is_a_phrase() -> None:
    assert read_topics("graph pruning, unlearning") == read_topics('"graph pruning","unlearning"')


def test_each_line_of_a_text_box_is_a_topic_of_its_own() -> None:
    assert read_topics("graph pruning\n-survey\n") == ((("graph pruning",),), (("survey",),))


def test_a_topic_that_is_said_twice_counts_once() -> None:
    assert read_topics('a,b,"a",a+a') == ((("a",), ("b",)), ())


def test_signs_inside_quotes_are_no_orders() -> None:
    assert read_topics('"-a, b+c"') == ((("a b c",),), ())
    assert read_topics("--a") == ((), (("a",),))
    assert read_topics("a;-") == ((("a",),), ())


def test_a_hyphenated_word_is_no_exclusion() -> None:
    assert read_topics("super-resolution, state-of-the-art") == ((("super-resolution",), ("state-of-the-art",)), ())


def test_what_reads_as_an_option_is_a_topic_in_quotation_marks() -> None:
    assert read_topics('"hour:9", BERT: a survey') == ((("hour:9",), ("BERT: a survey",)), ())


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ('"a b', "quotation mark"),
        ("", "names nothing"),
        (" , ", "names nothing"),
        ('""', "no word"),
        ("***", "no word"),
        ("-", "no word"),
        ("a+", "lacks a word"),
        ("c++", "lacks a word"),
        ("+a", "lacks a word"),
        ("a+-b", "mixes"),
        ("graph -survey", "Put a comma before “-survey”"),
        ('graph "neural net"', "comma is missing"),
        ("a,-A", "both wanted and left out"),
        ("un*", "at least 3 letters"),
        ("diffusion hour:9", "“hour:” is not an option here"),
        ("count:3,diffusion", "“count:” is not an option here"),
        ("-year:2024", "“year:” is not an option here"),
        ("graph+a*", "at least 3 letters"),
        ('"graph networks", -"graph network"', "both wanted and left out"),
        ("a," * MOST + "b", f"at most {MOST} parts"),
        ("a" * (LONGEST + 1), f"at most {LONGEST:,} characters"),
    ],
)
def test_topics_that_cannot_be_meant_get_one_sentence(text: str, asks: str) -> None:
    with pytest.raises(BadCommand) as refusal:
        read_topics(text)
    assert asks in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_a_word_may_be_wanted_while_one_of_the_same_stem_is_left_out() -> None:
    assert read_topics("unlearning, -unlearnable, unlearn*") == ((("unlearning",), ("unlearn*",)), (("unlearnable",),))


def test_authors_are_given_names_first() -> None:
    assert read_authors('Ada Byron, "Noether, Emmy"') == ("Ada Byron", "Emmy Noether")


def test_a_group_of_categories_is_its_name() -> None:
    assert read_categories("cs.*, cs.LG, q-bio, “Cell Biology”") == ("cs", "cs.LG", "q-bio", "Cell Biology")


@pytest.mark.parametrize("text", ["-cs.LG", "cs.CL+cs.LG", "***", "*", '"', ",", "<!channel>", 'a "b" c'])
def test_categories_that_are_none_get_one_sentence(text: str) -> None:
    with pytest.raises(BadCommand):
        read_categories(text)


def test_only_topics_can_be_left_out() -> None:
    for reader in (read_authors, read_sources):
        with pytest.raises(BadCommand, match="leaves out topics only"):
            reader("-x")


@given(topics=TEXT, authors=TEXT, cats=TEXT, sources=TEXT, least=st.integers(0, 10**6))
def test_a_filter_is_typed_and_read_back_the_same(
    topics: str, authors: str, cats: str, sources: str, least: int
) -> None:
    """Also through a command line, whose grammar takes the quotes off a value that is one phrase."""
    options = {"topics": topics, "authors": authors, "cats": cats, "sources": sources, "min_upvotes": least}
    whole: dict[str, str | int] = {}
    for name, value in options.items():
        try:
            read({name: value})
        except BadCommand:
            continue
        whole[name] = value
    try:
        wants = read(whole)
    except BadCommand:
        assume(False)
    typed = type_filter(wants)
    assert read(typed) == wants
    line = " ".join(f"{name}:{value}" for name, value in typed.items())
    assert read(fill(NEW, line)) == wants


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    for reader in (read_topics, read_authors, read_categories, read_sources):
        try:
            reader(text)
        except BadCommand as refusal:
            assert 0 < len(str(refusal)) < 250

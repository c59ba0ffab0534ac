"""Highlighting: the hits of folded words, on the text as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Marked
from core.search.highlight import highlight, snippet
from core.search.index import Index
from tests import marks
from tests.core.search.conftest import PAPERS, ask


def shown(marked: Marked) -> str:
    return marks.shown(marked, "[", "]")


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("Résumés of Proteins", ["resume"], "[Résumés] of Proteins"),
        ("Re\u0301sume\u0301s of Proteins", ["resume"], "[Re\u0301sume\u0301s] of Proteins"),
        ("Super-Resolution of nights", ["superresolution"], "[Super-Resolution] of nights"),
        ("Superresolution of nights", ["super", "resolution"], "[Superresolution] of nights"),
        ("Super-resolution, super resolution", ["super-resolution"], "[Super-resolution], [super] [resolution]"),
        ("V$^2$L: proofs", ["v2l"], "[V$^2$L]: proofs"),
        (r"with $\text{Lemma}^2$ proofs", ["lemma^2"], r"with [$\text{Lemma}^2$] proofs"),
        (r"the \text command", ["text"], r"the \text command"),
        ("An L_2 norm", ["L2"], "An [L_2] norm"),
        ("the model's models", ["model"], "the [model's] [models]"),
        ("Enlarging what was enlarged", ["enlarge"], "[Enlarging] what was [enlarged]"),
        ("Straße und STRASSE", ["strasse"], "[Straße] und [STRASSE]"),
        ("The art of the walk", ["the", "walk"], "The art of the [walk]"),
        ("To be or not to be", ["to", "be"], "[To] [be] or not [to] [be]"),
        ("画像によるガチョウの数え方", ["画像", "ガチョウ"], "[画像]による[ガチョウ]の数え方"),
        ("그래프 신경망에서의 추천", ["신경망"], "그래프 [신경망]에서의 추천"),
        ("networking", ["work"], "networking"),
        ("", ["work"], ""),
        ("work", [], "work"),
    ],
)
def test_hits_are_marked_where_they_stand(text: str, terms: list[str], expected: str) -> None:
    assert shown(highlight(text, terms)) == expected


def test_what_a_slip_was_read_as_is_highlighted(index: Index) -> None:
    answer = ask(index, "lantren fotographs")
    assert shown(highlight(PAPERS[0].title, answer.terms)) == "[Lantern]: Super-Resolution of Night [Photographs]"


ABSTRACT = (
    "We begin with nothing. A lantern, e.g. of paper, lights the walk. Graphs are drawn by J. Doe in 5.2 seconds! "
    "At the end the lantern burns and the graphs are done."
)


def test_a_snippet_is_the_one_or_two_sentences_that_say_most() -> None:
    assert shown(snippet(ABSTRACT, ["lantern", "graph", "burn"], 400)).startswith("At the end the [lantern] [burns]")
    assert shown(snippet(ABSTRACT, ["walk", "seconds"], 400)) == (
        "A lantern, e.g. of paper, lights the [walk]. Graphs are drawn by J. Doe in 5.2 [seconds]!"
    )
    assert shown(snippet(ABSTRACT, ["nothing", "done"], 400)) == (
        "We begin with [nothing]. … At the end the lantern burns and the graphs are [done]."
    )


def test_a_snippet_without_hits_is_the_first_sentence() -> None:
    assert shown(snippet(ABSTRACT, ["zebra"], 400)) == "We begin with nothing."
    assert shown(snippet("", ["zebra"], 400)) == ""


def test_a_sentence_too_long_is_cut_around_its_first_hit() -> None:
    text = shown(snippet("before " * 60 + "needle " + "after " * 60, ["needle"], 80))
    assert "[needle]" in text
    assert text.startswith("…") and text.endswith("…")
    assert len(text) <= 82


@given(st.text(max_size=300), st.lists(st.text(max_size=12), max_size=6))
def test_any_text_keeps_its_letters_and_spans_stay_inside(text: str, terms: list[str]) -> None:
    marked = highlight(text, terms)
    assert marked.text == text
    assert all(0 <= start < end <= len(text) for start, end in marked.spans)
    assert Marked.of(text, marked.spans) == marked


@given(st.text(max_size=400), st.lists(st.text(max_size=8), max_size=4), st.integers(1, 200))
def test_any_snippet_fits(text: str, terms: list[str], limit: int) -> None:
    cut = snippet(text, terms, limit)
    assert len(cut.text) <= limit
    assert all(0 <= start < end <= len(cut.text) for start, end in cut.spans)


@given(st.sampled_from(PAPERS), st.data())
def test_every_word_of_a_text_is_highlighted_by_itself(paper: object, data: st.DataObject) -> None:
    words = [word.strip(".,:") for word in paper.abstract.split()]  # type: ignore[attr-defined]
    word = data.draw(st.sampled_from(words))
    assert any(paper.abstract[s:e] == word for s, e in highlight(paper.abstract, [word]).spans)  # type: ignore[attr-defined]

"""Marked text: whatever spans it is given, they come out in order, and the text is never lost."""

from hypothesis import given
from hypothesis import strategies as st

from core.model import Marked

spans = st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)))


@given(st.text(max_size=30), spans)
def test_spans_are_in_order_apart_and_inside_the_text(text: str, given_spans: list[tuple[int, int]]) -> None:
    marked = Marked.of(text, given_spans)
    edges = [edge for span in marked.spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)


@given(st.text(max_size=30), spans)
def test_exactly_the_characters_in_some_span_are_marked(text: str, given_spans: list[tuple[int, int]]) -> None:
    marked = {at for start, end in Marked.of(text, given_spans).spans for at in range(start, end)}
    assert marked == {at for at in range(len(text)) if any(start <= at < end for start, end in given_spans)}


@given(st.text(max_size=30), spans)
def test_the_pieces_are_the_text_and_every_other_one_is_highlighted(
    text: str, given_spans: list[tuple[int, int]]
) -> None:
    marked = Marked.of(text, given_spans)
    pieces = list(marked.pieces())
    assert "".join(piece for piece, _ in pieces) == text == str(marked)
    assert [highlighted for _, highlighted in pieces] == [False, *[True, False] * len(marked.spans)]
    assert [piece for piece, highlighted in pieces if highlighted] == [text[start:end] for start, end in marked.spans]
    assert Marked.of(text, marked.spans) == marked


@given(st.text(max_size=30), spans, st.integers(0, 30), st.integers(0, 30))
def test_a_cut_marks_what_was_marked(text: str, given_spans: list[tuple[int, int]], start: int, end: int) -> None:
    marked = Marked.of(text, given_spans)
    cut = marked.cut(start, end)
    assert cut.text == text[start:end]
    was = {at for span in marked.spans for at in range(*span)}
    assert {at + start for span in cut.spans for at in range(*span)} == {
        at for at in was if start <= at < min(end, len(text))
    }

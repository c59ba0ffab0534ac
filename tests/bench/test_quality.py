"""Search quality: no set of queries about the small corpus is answered worse than it was."""

import pytest

from tests.bench.quality import corpus, kept, lowered, quality


@pytest.mark.long
def test_no_set_of_queries_is_answered_worse_than_before() -> None:
    figures = quality(corpus())
    assert figures.keys() == kept().keys()
    assert not lowered(figures, kept()), "meant? Write them again: python -m tests.bench quality --write"


def test_a_figure_that_falls_by_more_than_two_thousandths_is_told() -> None:
    assert lowered({"title": 0.997, "prefix": 0.95}, {"title": 1.0, "prefix": 0.951}) == {"title": (1.0, 0.997)}
    assert lowered({}, {"title": 1.0}) == {"title": (1.0, 0.0)}


@pytest.mark.long
def test_a_search_that_forgives_no_typo_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    papers = corpus()[:300]
    good = quality(papers)
    monkeypatch.setattr("core.search.memory.vocabulary.Vocabulary.near", lambda vocabulary, word: {})
    assert {"title, 1-2 typos", "3 words, one misspelt"} & lowered(quality(papers), good).keys()

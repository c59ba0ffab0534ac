"""The terms of a paper."""

from hypothesis import given
from hypothesis import strategies as st

from core.subscriptions.learning.features import BUCKETS, bucket, features


def test_a_word_s_forms_are_one_term() -> None:
    assert set(features("Routing", "").title.buckets) & set(features("Routes routed", "").title.buckets) == set()
    assert set(features("Learning", "").title.buckets) == set(features("Learned", "").title.buckets)


def test_stop_words_are_no_terms_and_part_no_pair() -> None:
    assert set(features("mixture of experts", "").title.buckets) == {
        bucket("mixtu"),
        bucket("exper"),
        bucket("mixtu exper"),
    }


def test_the_text_holds_title_and_abstract_and_counts_words_that_come_again() -> None:
    terms = features("Sparse routing", "Sparse graphs.")
    counts = dict(zip(terms.text.buckets.tolist(), terms.text.counts.tolist(), strict=True))
    assert counts[bucket("spars")] > counts[bucket("graph")] == 1
    assert bucket("graph") not in terms.title.buckets


@given(st.text(), st.text())
def test_any_text_has_terms_each_once_and_within_the_buckets(title: str, abstract: str) -> None:
    for terms in features(title, abstract):
        assert len(set(terms.buckets.tolist())) == len(terms.buckets) == len(terms.counts)
        assert all(0 <= number < BUCKETS for number in terms.buckets.tolist()) and all(terms.counts >= 1)

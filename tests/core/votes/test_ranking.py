"""One order everywhere: how papers trend, then votes, then the id."""

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from core.votes.ranking import Rank, days_of_month, days_of_week, ranked

RANKS = st.builds(Rank, st.sampled_from([-3.0, 0.0, 1.5, 9.0]), st.integers(-2, 2), st.sampled_from("abcdefgh"))


def test_what_trends_comes_before_votes_and_these_before_the_id() -> None:
    ranks = [Rank(9.0, 0, "d"), Rank(2.0, 5, "c"), Rank(2.0, 1, "e"), Rank(2.0, 1, "b"), Rank(-4.0, -1, "z")]
    assert ranked("zbecd", {one.id: one for one in ranks}) == ["d", "c", "e", "b", "z"]


def test_what_nothing_is_known_of_stands_between_what_is_liked_and_what_is_not() -> None:
    assert ranked("abc", {"a": Rank(-1.0, 0, "a"), "c": Rank(1.0, 0, "c")}) == ["c", "b", "a"]


@given(st.lists(RANKS, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_what_it_is_made_from(ranks: list[Rank], dice: random.Random) -> None:
    held = {one.id: one for one in ranks}
    assert ranked(dice.sample(list(held), len(held)), held) == ranked(held, held)


def test_a_week_is_monday_to_sunday_across_a_year() -> None:
    days = days_of_week(date(2026, 1, 1))
    assert (days[0], days[-1], len(days)) == (date(2025, 12, 29), date(2026, 1, 4), 7)


def test_a_month_has_all_its_days_and_no_others() -> None:
    assert [len(days_of_month(date(y, m, 15))) for y, m in ((2024, 2), (2026, 2), (2026, 12), (2026, 4))] == [
        29,
        28,
        31,
        30,
    ]

"""What a platform's limit forces is reckoned by hand, and a small day is posted whole."""

from tests.bench.scaling.forced import Limit, forced, share


def test_posts_within_a_limit_are_forced_to_wait_for_nothing() -> None:
    assert forced([0.0] * 3, Limit(3, 60.0)) == [0.0, 0.0, 0.0]


def test_posts_above_a_limit_wait_for_the_window_of_the_one_that_was_as_many_before() -> None:
    assert forced([0.0] * 5 + [61.0], Limit(2, 60.0)) == [0.0, 0.0, 60.0, 60.0, 120.0, 59.0]


def test_a_share_of_few_values_is_one_of_them() -> None:
    assert (share([3.0, 1.0, 2.0], 0.5), share([3.0, 1.0, 2.0], 0.99), share([1.0], 0.99)) == (2.0, 3.0, 1.0)

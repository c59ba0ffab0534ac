"""What a platform's limit forces is reckoned by hand, and lateness is that of the busiest hour."""

from datetime import UTC, date, datetime

from core.store.delivery.deliveries import Delivery, Ended
from tests.bench.scale import lateness
from tests.bench.scaling.forced import Limit, forced, share
from tests.bench.scaling.stage import Post


def test_posts_within_a_limit_are_forced_to_wait_for_nothing() -> None:
    assert forced([0.0] * 3, Limit(3, 60.0)) == [0.0, 0.0, 0.0]


def test_posts_above_a_limit_wait_for_the_window_of_the_one_that_was_as_many_before() -> None:
    assert forced([0.0] * 5 + [61.0], Limit(2, 60.0)) == [0.0, 0.0, 60.0, 60.0, 120.0, 59.0]


def test_a_share_of_few_values_is_one_of_them() -> None:
    assert (share([3.0, 1.0, 2.0], 0.5), share([3.0, 1.0, 2.0], 0.99), share([1.0], 0.99)) == (2.0, 3.0, 1.0)


def test_lateness_is_that_of_the_busiest_hour_beside_what_its_limit_forces() -> None:
    nine, five = (datetime(2026, 12, 1, hour, tzinfo=UTC) for hour in (9, 17))
    made = {f"a{n}": Ended(Delivery(f"a{n}", "a", "post", date(2026, 12, 1), nine), "done") for n in range(400)}
    made["b"] = Ended(Delivery("b", "b", "post", date(2026, 12, 1), five), "done")
    posts = [Post("slack", f"a{n}", nine.timestamp() + (1.0 if n < 300 else 62.0)) for n in range(400)]
    figures = lateness("slack", [*posts, Post("slack", "b", five.timestamp() + 500)], made)
    assert figures == {
        "slack_busiest": 400,
        "slack_p50_s": 1.0,
        "slack_forced_p50_s": 0.0,
        "slack_p99_s": 62.0,
        "slack_forced_p99_s": 60.0,
    }

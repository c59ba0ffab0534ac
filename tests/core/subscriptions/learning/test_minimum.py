"""The minimum of a smooth convex function."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.subscriptions.learning.minimum import minimum


@given(st.lists(st.tuples(st.floats(0.1, 50), st.floats(-20, 20)), min_size=1, max_size=6), st.floats(-20, 20))
def test_the_least_of_a_bowl_is_found_from_anywhere(bowl: list[tuple[float, float]], start: float) -> None:
    steep, least = np.array(bowl).T
    lowest = minimum(
        lambda at: (float(steep @ (at - least) ** 2) / 2, steep * (at - least)), np.full(len(bowl), start), 300, 0
    )
    assert lowest == pytest.approx(least, abs=0.01)


def test_the_start_comes_back_where_it_is_least() -> None:
    assert minimum(lambda at: (0.0, np.zeros(2)), np.ones(2), 10, 1e-4).tolist() == [1, 1]

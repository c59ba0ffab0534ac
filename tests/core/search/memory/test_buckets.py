"""Numbers under keys: what was put under a key is found there, before and after it is sorted in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.memory import buckets as module
from core.search.memory.buckets import Buckets

KEYS = st.sampled_from(["gra*", "g^ph", "$aph", "gr~ph", ""])
PAIRS = st.lists(st.lists(st.tuples(KEYS, st.integers(0, 2**32 - 1)), max_size=5), max_size=6)


@given(PAIRS, st.sets(KEYS), st.integers(0, 6))
def test_what_was_put_under_some_keys_is_found_once(
    parts: list[list[tuple[str, int]]], keys: set[str], few: int
) -> None:
    buckets = Buckets()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FEW", few)
        for pairs in parts:
            buckets.add(pairs)
    assert sorted(buckets.under(keys)) == sorted({number for pairs in parts for key, number in pairs if key in keys})

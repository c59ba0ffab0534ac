"""The bench of growth grows one index and asks each size of it the same queries."""

from pathlib import Path

import pytest

from tests.bench.growth import measure


@pytest.mark.long
def test_each_size_of_one_index_is_asked(shared: Path) -> None:
    rows = measure([200, 260], 2, 1)
    assert [row["papers"] for row in rows] == [200, 260]
    assert all(row["search_p99_ms"] >= row["search_p50_ms"] > 0 and row["memory_mb"] > 0 for row in rows)

"""The collector: what stays is left alone, and tables are built without it."""

import gc
from collections.abc import Iterator

import pytest

from core.host.collector import OLD, YOUNG, spare_what_stays, uncollected


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)
    gc.enable()


def test_what_lives_when_it_is_called_is_not_walked_through_again() -> None:
    spare_what_stays()
    assert gc.get_freeze_count() > 1000
    assert (gc.get_threshold()[0], gc.get_threshold()[2]) == (YOUNG, OLD)


def test_the_collector_works_again_after_a_table_was_built_also_where_that_failed() -> None:
    with pytest.raises(ZeroDivisionError), uncollected():
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()

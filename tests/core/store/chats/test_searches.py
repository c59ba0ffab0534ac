"""What somebody searched for last: kept for them alone, a few, and forgotten with them."""

from datetime import timedelta

import pytest

from core.store.chats.searches import KEPT, Searches
from core.store.engine.log import Log
from core.store.engine.record import Record
from tests.factories import ADA, BOB, NOW


@pytest.fixture
def searches(record: Record) -> Searches:
    return Searches(record)


def test_the_last_few_are_kept_the_newest_first(searches: Searches) -> None:
    for n in range(KEPT + 3):
        searches.keep(ADA, f"search kites {n}", NOW + timedelta(seconds=n))
    assert searches.recent(ADA) == [f"search kites {n}" for n in range(KEPT + 2, 2, -1)]


def test_one_searched_again_is_the_newest_and_stands_once(searches: Searches, record: Record) -> None:
    for n, line in enumerate(("search a", "search b", "search a")):
        searches.keep(ADA, line, NOW + timedelta(seconds=n))
    assert searches.recent(ADA) == ["search a", "search b"]
    at = record.position()
    searches.keep(ADA, "search a", NOW + timedelta(seconds=9))
    assert record.position() == at


def test_each_person_sees_their_own(searches: Searches) -> None:
    searches.keep(ADA, "search a", NOW)
    assert searches.recent(BOB) == []


def test_a_forgotten_person_searched_for_nothing(searches: Searches, record: Record) -> None:
    searches.keep(ADA, "search secretword", NOW)
    searches.keep(BOB, "search b", NOW)
    searches.erase(ADA)
    Log(record).forget(ADA)
    Log(record).repack()
    assert searches.recent(ADA) == [] and searches.recent(BOB) == ["search b"]
    assert all(b"secretword" not in (record.raw.dump(key) or b"") for key in record.raw.keys("pb:*"))

"""What is to be fetched, and what was given up."""

from datetime import timedelta

import pytest

from core.store.engine.record import Record
from core.store.papers import feeds as feeding
from core.store.papers.feeds import Feeds, Fetch
from tests.factories import NOW, TODAY

LIST = Fetch("hf-today", "hf", TODAY, NOW)


def test_a_fetch_that_is_given_up_a_second_time_stays_among_the_newest(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "MOST_GIVEN_UP", 2)
    feeds = Feeds(record)
    for minute, fetch in enumerate((LIST, Fetch("hf-other", "hf", TODAY, NOW), LIST)):
        assert feeds.take_tick("hf", f"{minute}", lambda fetch=fetch: [fetch])  # type: ignore[misc]
        feeds.give_up(fetch, f"error {minute}", NOW + timedelta(minutes=minute))
    assert [(fetch.id, fetch.error) for fetch in feeds.given_up()] == [("hf-today", "error 2"), ("hf-other", "error 1")]
    assert feeds.waiting() == []

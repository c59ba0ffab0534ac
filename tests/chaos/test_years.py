"""A slice of the two years: nothing is lost and nothing comes twice; and what grows with days is told from what grows with papers."""

from pathlib import Path

import pytest

from core.store.engine.record import Record
from tests.chaos.growth import Sample, SpaceSample, faults, spaces
from tests.chaos.years import live

Held = dict[str, tuple[int, int, int]]


def test_in_some_days_of_a_home_no_paper_vote_or_post_is_lost_and_none_comes_twice(tmp_path: Path) -> None:
    run = live(tmp_path / "home", days=1, seed=8, many=6, quiet=2)
    assert run.world.happened["lines"] and run.world.outlet.sent and run.wrong == []


def test_the_campaign_notices_what_is_lost(tmp_path: Path) -> None:
    assert live(tmp_path / "home", days=1, seed=8, many=6, quiet=2, sabotage="short-slices").wrong


def two_years(rows: Held, by_day: Held) -> list[SpaceSample]:
    """Months of two years: 20 papers a day, then 10, and so many rows of a space for each of them and for each day."""
    return [
        SpaceSample(
            day,
            papers := 20 * min(day, 365) + 10 * max(day - 365, 0),
            {
                name: (1, rows.get(name, (0, 0, 0))[1] * papers + by_day.get(name, (0, 0, 0))[1] * day, 0)
                for name in {*rows, *by_day}
            },
        )
        for day in range(28, 731, 28)
    ]


@pytest.mark.parametrize("by_day", [{}, {"tags": (1, 1, 0)}])
def test_what_grows_with_days_is_a_fault_and_what_grows_with_papers_is_none(by_day: Held) -> None:
    wrong = list(faults([], two_years({"paper": (1, 1, 0)}, by_day), 730))
    assert [line.split()[0] for line in wrong] == list(by_day)


def test_what_is_kept_for_a_while_is_no_fault_though_it_came_up_at_first() -> None:
    held = two_years({"paper": (1, 1, 0)}, {})
    for sample in held:
        sample.rows["slot"] = (60, 60 if sample.day > 60 else sample.day, 0)
    assert not list(faults([], held, 730))


def test_a_log_that_is_not_trimmed_is_a_fault() -> None:
    assert list(faults([Sample(90, 1000, {"log": 20_000})], [], 90)) == [
        "day 90: the log holds 20,000 changes with 1,000 papers"
    ]


def test_key_spaces_are_counted_with_their_rows(record: Record) -> None:
    record.text.hset("pb:paper:a", mapping={"data": 1, "rev": 2})
    record.text.hset("pb:paper:b", "data", 1)
    record.text.zadd("pb:days", {"x": 1})
    held = spaces(record)
    assert {name: row[:2] for name, row in held.items()} == {"paper": (2, 3), "days": (1, 1), "schema": (1, 1)}

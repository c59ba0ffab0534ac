"""One order everywhere: votes, then the source's score, then its rank, then the id."""

from datetime import date

from core.model import Tally
from core.ranking import days_of_month, days_of_week, ranked


def test_votes_come_before_the_sources_score_and_that_before_its_rank_and_id() -> None:
    ranks = {"d": 2, "c": 1, "b": 9, "a": 9, "e": 1}
    assert ranked(ranks, {"a": Tally(up=1)}, {"b": 50, "a": 5}, ranks) == ["a", "b", "c", "e", "d"]
    assert ranked(["b", "a"], {"b": Tally(down=1)}, {}, {}) == ["a", "b"]


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

"""Days as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.days import TooLongAgo, days_of_month, days_of_week, read_days

TODAY = date(2026, 11, 20)
"""A Friday."""


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026-03-09", date(2026, 3, 9), None),
        ("20260309", date(2026, 3, 9), None),
        ("2026/3/9", date(2026, 3, 9), None),
        ("today", TODAY, None),
        ("Yesterday", date(2026, 11, 19), None),
        ("3 days ago", date(2026, 11, 17), None),
        ("2w", date(2026, 11, 6), None),
        ("monday", date(2026, 11, 16), None),
        ("friday", TODAY, None),
        ("last friday", date(2026, 11, 13), None),
        ("3 March", date(2026, 3, 3), None),
        ("March 3rd, 2025", date(2025, 3, 3), None),
        ("the 3rd of March", date(2026, 3, 3), None),
        ("24 Dec", date(2025, 12, 24), None),
        ("29 Feb", date(2024, 2, 29), None),
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("february 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("Dec", date(2025, 12, 1), date(2025, 12, 31)),
        ("last week", date(2026, 11, 9), date(2026, 11, 15)),
        ("this week", date(2026, 11, 16), date(2026, 11, 22)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2026-W12", date(2026, 3, 16), None),
    ],
)
def test_a_day_a_month_and_a_week_are_read(typed: str, first: date, last: date | None) -> None:
    assert read_days(typed, TODAY) == (first, last or first)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "soon", "2026-02-31", "31 february", "29 feb 2026", "2026-13", "3", "3 4 march", "march april", "mayor", "1.5",
     "٣ march", "x" * 99],
)  # fmt: skip
def test_what_is_no_day_is_none(typed: str) -> None:
    assert read_days(typed, TODAY) is None


def test_a_time_before_the_calendar_is_told_apart() -> None:
    with pytest.raises(TooLongAgo):
        read_days("999999y", TODAY)


@given(st.text(max_size=50), st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_any_text_is_a_span_or_none(typed: str, today: date) -> None:
    try:
        days = read_days(typed, today)
    except TooLongAgo:
        return
    assert days is None or days[0] <= days[1]


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

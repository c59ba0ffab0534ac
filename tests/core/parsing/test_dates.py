"""Date lines: every way to write a day, the year that is missing, and days that no calendar has."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parsing.dates import day_of, full_day, is_dateline

TODAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Mar 11", TODAY),
        ("mar 11", TODAY),
        (" March 11 ", TODAY),
        ("Mar. 11th", TODAY),
        ("11 Mar", TODAY),
        ("11th of March", TODAY),
        ("Wednesday, March 11", TODAY),
        ("Mar 12", date(2025, 3, 12)),
        ("Dec 31", date(2025, 12, 31)),
        ("Sept 1", date(2025, 9, 1)),
        ("Mar 11, 2024", date(2024, 3, 11)),
        ("11 March 2030", date(2030, 3, 11)),
        ("2024-03-11", date(2024, 3, 11)),
        ("Feb 29", date(2024, 2, 29)),
        ("Feb 30", None),
        ("Feb 29, 2023", None),
        ("Mar 0", None),
        ("Mar 11 Titles", None),
        ("March of the Penguins", None),
        ("May", None),
        ("Mar 11, 9999", None),
        ("", None),
        ("Mar " * 99, None),
    ],
)
def test_a_date_line_means_the_nearest_such_day_not_after_today(line: str, day: date | None) -> None:
    assert day_of(line, TODAY) == day


def test_the_leap_day_goes_back_over_a_century_without_one() -> None:
    assert day_of("Feb 29", date(1904, 2, 28)) == date(1896, 2, 29)


def test_only_a_year_makes_a_day_by_itself() -> None:
    assert (full_day("Mar 11"), full_day("Mar 11, 2024")) == (None, date(2024, 3, 11))
    assert is_dateline("Mar 11")
    assert not is_dateline("Marching Nets")


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_the_day_found_is_never_after_today_and_less_than_a_year_before(today: date, meant: date) -> None:
    day = day_of(f"{meant:%b} {meant.day}", today)
    if day and (meant.month, meant.day) != (2, 29):
        assert timedelta(0) <= today - day < timedelta(366)
    assert day is None or (day.month, day.day, day <= today) == (meant.month, meant.day, True)


@given(st.text(max_size=60))
def test_any_text_is_a_date_line_or_none(line: str) -> None:
    assert day_of(line, TODAY) is None or is_dateline(line)

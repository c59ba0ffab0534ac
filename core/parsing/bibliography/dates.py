"""The first day that a bibliography's date names: `2024`, `2024/02/03/spring`, `Feb 2024`, `3 February 2024`, `2024-02/2024-05`."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"
_NUMBERS = re.compile(rf"{_YEAR}(?:[-/.]([01]?\d)(?:[-/.]([0-3]?\d))?)?(?!\d)", re.ASCII)
_DAY_FIRST = re.compile(rf"(?<!\d)([0-3]?\d)(?:st|nd|rd|th)?[\s-]+{_NAME}[\s,-]+{_YEAR}", re.IGNORECASE | re.ASCII)
_MONTH_FIRST = re.compile(rf"\b{_NAME}(?:[\s-]+([0-3]?\d)(?!\d))?[\s,-]+{_YEAR}", re.IGNORECASE | re.ASCII)
_YEAR_FIRST = re.compile(rf"{_YEAR}[\s,/-]+{_NAME}(?:[\s-]+([0-3]?\d)(?!\d))?", re.IGNORECASE | re.ASCII)
_LONGEST = 60


def first_day(text: str) -> str:
    """The first day of the day, month or year that a text names, as ISO 8601 writes it; '' where it names none."""
    text = text[:_LONGEST]
    if match := _DAY_FIRST.search(text):
        return _day(match[3], match[2], match[1])
    if match := _MONTH_FIRST.search(text):
        return _day(match[3], match[1], match[2])
    match = _YEAR_FIRST.search(text) or _NUMBERS.search(text)
    return _day(match[1], match[2], match[3]) if match else ""


def _day(year: str, month: str | None, day: str | None) -> str:
    """The day; the first of the month or year where a calendar has no such day or month."""
    name = (month or "1").lower()
    number = int(name) if name.isdigit() else _MONTHS.index(name) + 1
    for parts in ((number, int(day or 1)), (number, 1), (1, 1)):
        try:
            return date(int(year), *parts).isoformat()
        except ValueError:
            continue
    return ""

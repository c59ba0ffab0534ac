"""The date line of a Daily Papers page: `Mar 11`, `March 11, 2024`, `11 Mar`. Mostly without a year, so a day needs one.

Parsing knows no clock: `Listing.day` stays None without a year; ingest resolves the line by `day_of`.
"""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_FORMS = (
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY}{_YEAR}", re.IGNORECASE | re.ASCII),
    re.compile(rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}", re.IGNORECASE | re.ASCII),
    re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)", re.ASCII),
)
_LONGEST = 40


def is_dateline(line: str) -> bool:
    """Whether the whole line is a date, with or without a year."""
    return _found(line) is not None


def full_day(line: str) -> date | None:
    """The day that a date line with a year names; None without a year, or for a day no calendar has."""
    match = _found(line)
    return _day(int(match["year"]), match) if match and match["year"] else None


def day_of(line: str, today: date) -> date | None:
    """The day a date line means: with a year that day, else the nearest such day not after `today`.

    None where the line is no date, or a day that no calendar has. 29 Feb means the last leap year's.
    """
    match = _found(line)
    if not match:
        return None
    if match["year"]:
        return _day(int(match["year"]), match)
    days = (_day(year, match) for year in range(today.year, max(today.year - 9, 0), -1))
    return next((day for day in days if day and day <= today), None)


def _found(line: str) -> re.Match[str] | None:
    line = line.strip()
    if len(line) > _LONGEST:
        return None
    return next((match for form in _FORMS if (match := form.fullmatch(line))), None)


def _day(year: int, match: re.Match[str]) -> date | None:
    month = match["month"].lower()
    try:
        return date(year, int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1, int(match["day"]))
    except ValueError:
        return None

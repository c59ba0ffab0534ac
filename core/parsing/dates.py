"""Days as sources write them: the date line of a page, the instants of feeds, the dates of bibliographies. Always linear, never an error.

A date line mostly has no year, and parsing knows no clock: `Listing.day` stays None then, and ingest resolves the line by `day_of`.
"""

import re
from datetime import UTC, date, datetime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DATELINES = (
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY}{_YEAR}", re.IGNORECASE | re.ASCII),
    re.compile(rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}", re.IGNORECASE | re.ASCII),
    re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)", re.ASCII),
)
_LONGEST_LINE = 40

_NAME = rf"({'|'.join(MONTHS)})[a-z]{{0,6}}\.?"
_ISO = re.compile(r"((?:19|20)\d\d)-?([01]\d)-?([0-3]\d)(?!\d)", re.ASCII)
_RFC = re.compile(
    rf"(?:[A-Za-z]{{2,9}},?\s+)?([0-3]?\d)[\s-]+{_NAME}[\s-]+((?:19|20)\d\d|\d\d)(?!\d)", re.IGNORECASE | re.ASCII
)
_LONGEST = 60
_UNSET = (date(1970, 1, 1), date(1969, 12, 31))  # the latter in America

_GLUED = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)", re.ASCII)
_WHOLE_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"
_NUMBERS = re.compile(rf"{_WHOLE_YEAR}(?:[-/.]([01]?\d)(?:[-/.]([0-3]?\d))?)?(?!\d)", re.ASCII)
_DAY_FIRST = re.compile(
    rf"(?<!\d)([0-3]?\d)(?:st|nd|rd|th)?[\s-]+{_NAME}[\s,-]+{_WHOLE_YEAR}", re.IGNORECASE | re.ASCII
)
_MONTH_FIRST = re.compile(rf"\b{_NAME}(?:[\s-]+([0-3]?\d)(?!\d))?[\s,-]+{_WHOLE_YEAR}", re.IGNORECASE | re.ASCII)
_YEAR_FIRST = re.compile(rf"{_WHOLE_YEAR}[\s,/-]+{_NAME}(?:[\s-]+([0-3]?\d)(?!\d))?", re.IGNORECASE | re.ASCII)


def is_dateline(line: str) -> bool:
    """Whether the whole line is a date, with or without a year."""
    return _dateline(line) is not None


def full_day(line: str) -> date | None:
    """The day that a date line with a year names; None without a year, or for a day no calendar has."""
    match = _dateline(line)
    return _day(match["year"], match["month"], match["day"]) if match and match["year"] else None


def day_of(line: str, today: date) -> date | None:
    """The day a date line means: with a year that day, else the nearest such day not after `today`.

    None where the line is no date, or a day that no calendar has. 29 Feb means the last leap year's.
    """
    match = _dateline(line)
    if not match or match["year"]:
        return full_day(line)
    days = (_day(year, match["month"], match["day"]) for year in range(today.year, max(today.year - 9, 0), -1))
    return next((day for day in days if day and day <= today), None)


def written_day(text: str) -> date | None:
    """The calendar day as it is written, in whatever zone: ISO 8601, RFC 822 (two-digit years too) or `Mar 11, 2024`.

    None for what is no day between 1900 and 2099, so that year 0 and 9999 of broken feeds never become a listing, and for the
    instant 0, which a date that is not set is written as.
    """
    day = _written_day(text.strip()[:_LONGEST])
    return None if day in _UNSET else day


def _written_day(text: str) -> date | None:
    if match := _ISO.match(text):
        return _day(*match.groups())
    if match := _RFC.match(text):
        year = int(match[3])
        return _day(year if year > 99 else year + (2000 if year < 70 else 1900), match[2], match[1])
    return full_day(text)


def utc_day(text: str) -> date | None:
    """The day in UTC on which an ISO 8601 instant falls; where it names no zone, the day as it is written."""
    try:
        instant = datetime.fromisoformat(text.strip()[:_LONGEST])
        if instant.tzinfo and written_day(text):
            return instant.astimezone(UTC).date()
    except ValueError:
        pass
    return written_day(text)


def first_day(text: str) -> str:
    """The first day of the day, month or year that a text names, as ISO 8601 writes it; '' where it names none: `2024`,
    `2024/02/03/spring`, `Feb 2024`, `3 February 2024`, `2024-02/2024-05`.
    """
    text = text[:_LONGEST]
    if match := _GLUED.fullmatch(text.strip()):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.search(text):
        day, month, year = match.groups()
    elif match := _MONTH_FIRST.search(text):
        month, day, year = match.groups()
    elif match := _YEAR_FIRST.search(text) or _NUMBERS.search(text):
        year, month, day = match.groups()
    else:
        return ""
    month = month or "1"
    days = (_day(year, *parts) for parts in ((month, day or "1"), (month, "1"), ("1", "1")))
    return next(named.isoformat() for named in days if named)


def _dateline(line: str) -> re.Match[str] | None:
    line = line.strip()
    if len(line) > _LONGEST_LINE:
        return None
    return next((match for form in _DATELINES if (match := form.fullmatch(line))), None)


def _day(year: int | str, month: str, day: str) -> date | None:
    """The day, its month given by number or by name; None where no calendar has it."""
    try:
        return date(int(year), int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1, int(day))
    except ValueError:
        return None

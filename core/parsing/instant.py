"""The day on which an instant falls, from the many ways in which feeds write one. Always linear, never an error."""

import re
from datetime import UTC, date, datetime

from core.parsing.dateline import full_day

_ISO = re.compile(r"((?:19|20)\d\d)-?([01]\d)-?([0-3]\d)(?!\d)", re.ASCII)
_RFC = re.compile(
    r"(?:[A-Za-z]{2,9},?\s+)?([0-3]?\d)[\s-]+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[\s-]+"
    r"((?:19|20)\d\d|\d\d)(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST = 60


def written_day(text: str) -> date | None:
    """The calendar day as it is written, in whatever zone: ISO 8601, RFC 822 (two-digit years too) or `Mar 11, 2024`.

    None for what is no day between 1900 and 2099, so that year 0 and 9999 of broken feeds never become a listing.
    """
    if not (text := text.strip()[:_LONGEST]):
        return None
    if match := _ISO.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _RFC.match(text):
        year = int(match[3])
        return _day(year if year > 99 else year + (2000 if year < 70 else 1900), _month(match[2]), int(match[1]))
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


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()) + 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""Days as people type them: `2026-11-20`, `yesterday`, `3 March`, `2026-03`, `last week`, `7d`; each is a first and a last day."""

import re
from datetime import date, timedelta

Days = tuple[date, date]

_AGO = re.compile(r"([0-9]{1,6})\s?(d|w|m|y|days?|weeks?|months?|years?)(?:\s+ago)?", re.IGNORECASE | re.ASCII)
_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})", re.ASCII)
_SLASHED = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})", re.ASCII)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
_PARTS = re.compile(r"[0-9]+|[a-z]+", re.ASCII)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FILL = frozenset(("of", "the", "on", "st", "nd", "rd", "th"))
_LONGEST = 40


class TooLongAgo(ValueError):
    """A time before the calendar begins."""


def read_days(text: str, today: date) -> Days | None:
    """The first and last day that a text means, None where it means none. Raises TooLongAgo."""
    words = " ".join(text.lower().replace(",", " ").split())
    if not words or len(words) > _LONGEST:
        return None
    if match := _AGO.fullmatch(words):
        return _single(_ago(int(match[1]), match[2][0], today))
    try:
        return _named(words, today) or _dated(words, today)
    except (ValueError, OverflowError):
        return None


def _named(text: str, today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    match text.removeprefix("the "):
        case "today" | "now" | "today's":
            return _single(today)
        case "yesterday" | "yesterday's":
            return _single(today - timedelta(days=1))
        case "this week":
            return monday, monday + timedelta(days=6)
        case "last week":
            return monday - timedelta(days=7), monday - timedelta(days=1)
        case "this month":
            return _month(today.year, today.month)
        case "last month":
            last = first - timedelta(days=1)
            return _month(last.year, last.month)
        case "this year" | "last year":
            year = today.year - text.endswith("last year")
            return date(year, 1, 1), date(year, 12, 31)
    before, _, name = text.rpartition(" ")
    if name in _WEEKDAYS and before in ("", "last", "on", "this"):
        back = (today.weekday() - _WEEKDAYS.index(name)) % 7
        return _single(today - timedelta(days=back or 7 * (before == "last")))
    return None


def _dated(text: str, today: date) -> Days | None:
    """A day, a month or a year by its numbers or names. Raises ValueError where there is no such day."""
    if match := _SLASHED.fullmatch(text):
        return _single(date(*map(int, match.groups())))
    if match := _MONTH.fullmatch(text):
        return _month(int(match[1]), int(match[2]))
    if _YEAR.fullmatch(text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if text[:1].isdigit() and text.isascii() and ("-" in text or len(text) == 8):
        return _single(date.fromisoformat(text.upper()))
    return _with_month(text, today)


def _with_month(text: str, today: date) -> Days | None:
    """`3 March`, `March 3rd, 2026`, `march`: without a year the last that has been, and `29 Feb` that of the last leap year."""
    parts = [part for part in _PARTS.findall(text) if part not in _FILL]
    if not all(part.isdigit() or part.isalpha() for part in parts) or re.sub(r"[a-z0-9. ]", "", text):
        return None
    names = [n for part in parts for n, name in enumerate(_MONTHS, 1) if len(part) > 2 and name.startswith(part)]
    years = [int(part) for part in parts if _YEAR.fullmatch(part)]
    days = [int(part) for part in parts if part.isdigit() and len(part) < 3]
    if len(names) != 1 or len(years) > 1 or len(days) > 1 or len(parts) != 1 + len(years) + len(days):
        return None
    for year in years or range(today.year, today.year - 9, -1):  # 8 years lie between 1896 and 1904
        try:
            span = _single(date(year, names[0], days[0])) if days else _month(year, names[0])
        except ValueError:
            continue
        if years or span[0] <= today:
            return span
    return None


def _single(day: date) -> Days:
    return day, day


def _month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _ago(count: int, unit: str, today: date) -> date:
    try:
        if unit in "dw":
            return today - timedelta(days=count * (7 if unit == "w" else 1))
        months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
        year, month = months // 12, months % 12 + 1
        return min(date(year, month, 1) + timedelta(days=today.day - 1), _month(year, month)[1])
    except (OverflowError, ValueError):
        raise TooLongAgo(f"{count:,}{unit} is too long ago") from None


def days_of_week(day: date) -> list[date]:
    """Monday to Sunday of the ISO week that holds `day`, as far as the calendar goes."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(min(7, (date.max - monday).days + 1))]


def days_of_month(day: date) -> list[date]:
    """Every day of the calendar month that holds `day`."""
    first = day.replace(day=1)
    return [date_ for n in range(31) if (date_ := first + timedelta(days=n)).month == day.month]

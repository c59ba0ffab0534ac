"""Option types that several verbs share, so that they read the same everywhere."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from core.commands.table import ONE, OWN, PAPER, PROSE, Alias, Also, Bounds, Fits
from core.errors import BadCommand, NoCall
from core.model import Call
from core.search.query import check_day, check_name
from core.text.cleaning import clean, clip
from core.text.days import Days, TooLongAgo, read_days
from core.votes.emoji import Emoji
from core.votes.marks import Way

_ORDERS: Mapping[str, str] = dict.fromkeys(
    ("date", "day", "newest", "latest", "recent", "time"), "new"
) | dict.fromkeys(("vote", "top", "popular", "upvotes"), "votes")
_WAYS: Mapping[str, str] = (
    dict.fromkeys(("yes", "for", "upvote", "+", "▲", "🔼", "worth"), "up")
    | dict.fromkeys(("no", "against", "downvote", "-", "▼", "🔽", "skip"), "down")
    | dict.fromkeys(("0", "back", "clear", "off", "remove", "undo"), "none")
)
_PERIODS = {"day": 1, "week": 7, "month": 30, "year": 365}
_ALL: Mapping[str, str] = {"ever": "all", "always": "all"}
_UNITS = {name[0]: days for name, days in _PERIODS.items()}
_COUNTED = re.compile(r"([1-9][0-9]{0,3})\s?([dwmy])(?:ays?|eeks?|onths?|ears?)?", re.ASCII)
_LONGEST_PERIOD = 36_500
"""Days: a hundred years, which covers any catalog."""


def _way(typed: str) -> str:
    meaning = Emoji().read(typed)
    return _WAYS.get(typed, "") or (meaning.kind if meaning and meaning.kind in ("up", "down") else "")


def _period(typed: str) -> str:
    """A period as days, or a name of one: `2w` is `14d`, `last month` is `month`."""
    match = _COUNTED.fullmatch(typed)
    days = int(match[1]) * _UNITS[match[2]] if match else 0
    if 0 < days <= _LONGEST_PERIOD:
        return f"{days}d"
    named = typed.removeprefix("this ").removeprefix("last ")
    return named if named in _PERIODS else _ALL.get(named, "")


def days_in(period: str) -> int:
    """The days of a period that is not all time."""
    return _PERIODS.get(period) or int(period.removesuffix("d"))


def period_start(today: date, period: str) -> datetime | None:
    """When the first day of a period begins that ends today; None for all time."""
    if period == "all":
        return None
    return datetime.combine(today - timedelta(days=days_in(period) - 1), time(), UTC)


PaperId = Annotated[str, "a paper's id, arXiv link or DOI", ONE, PAPER]
PaperOrTitle = Annotated[str, "a paper's id, arXiv link, DOI or title", PROSE]
Limit = Annotated[int, "papers per page, 1 to 10", Bounds(1, 25, in_chat=10), Alias("count", "max")]
Page = Annotated[int, "which page, from 1", Bounds(1, 10_000)]
Day = Annotated[str, "a day: 2026-11-20, yesterday, 3 March"]
Tag = Annotated[str, "a tag of your own", OWN, Alias("tags")]
Tags = Annotated[str, "tags, with commas between", OWN, Alias("tags")]
Author = Annotated[str, "an author's name", Fits(check_name), Alias("authors", "by")]
Category = Annotated[str, "a category such as cs.LG", Fits(check_name), Alias("cats", "category")]
Source = Annotated[str, "a source such as arXiv or Hugging Face", Fits(check_name), Alias("sources")]
From = Annotated[
    str, "listed on or after: 2026-11-01, yesterday, 3 March, 2w", Fits(check_day), Alias("since", "after")
]
To = Annotated[
    str, "listed on or before: 2026-11-20, yesterday, 3 March, 7d", Fits(check_day), Alias("until", "before")
]
MinVotes = Annotated[int, "at least this many votes (for minus against)", Bounds(0, 1_000_000), Alias("votes")]
Order = Annotated[
    Literal["relevance", "new", "votes"], "what comes first", Also(lambda typed: _ORDERS.get(typed, "")), Alias("order")
]
Vote = Annotated[Way, "up, down, or none to take it back", Also(_way, "👍 or 👎"), Alias("way")]
Period = Literal["week", "month", "all"]
ANY_PERIOD = Also(_period, "a period such as 14d or 2w")


LONGEST_TAG, MOST_TAGS = 40, 20
"""Characters of a tag, and tags that are typed at once."""


def tags_in(typed: str) -> tuple[str, ...]:
    """The tags that are typed, each once, however it is capitalised. Raises BadCommand where they are too many."""
    tags = dict[str, str]()
    for part in typed.split(","):
        if tag := clip(clean(part), LONGEST_TAG):
            tags.setdefault(tag.casefold(), tag)
    if len(tags) > MOST_TAGS:
        raise BadCommand(f"Those are {len(tags)} tags; give at most {MOST_TAGS} at a time.")
    return tuple(tags.values())


def as_option(name: str, value: str) -> str:
    """An option as it is typed: ` tag:"to read"`; '' without a value."""
    return f' {name}:"{value}"' if value else ""


def read_day(typed: str, call: Call, span: Literal["day", "week", "month"] = "day") -> date:
    """The day that is typed, today where none is; where a day within a `span` will do, of a longer time its first.

    Raises BadCommand, NoCall for words.
    """
    if not typed.strip():
        return call.now.date()
    days = _days(typed, call)
    if days and (span != "day" or days[0] == days[1]):
        return days[0]
    wrong = f"“{clip(typed, 40)}” is not a {span}. Write it like {_example(span, call.now.date())}."
    raise BadCommand(wrong) if any(sign.isdigit() for sign in typed) else NoCall(wrong)


def _example(span: str, today: date) -> str:
    if span == "month":
        return f"{today:%Y-%m}, last month or March"
    return f"{today}, last week or 3 March" if span == "week" else f"{today}, yesterday or 3 March"


def _days(typed: str, call: Call) -> Days | None:
    try:
        return read_days(typed, call.now.date())
    except TooLongAgo as error:
        raise BadCommand(f"{error}: that is before the year 1.") from None

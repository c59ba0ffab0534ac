"""What a person typed, as a Query: words, "phrases", -exclusions and checked filters. Linear, and raises only BadQuery.

And back: looser queries to suggest where one found nothing, and a query as it would be typed.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import cast, get_args

from msgspec.structs import replace

from core.errors import BadQuery
from core.model import Query, Sort
from core.text.cleaning import clean
from core.text.days import TooLongAgo, read_days
from core.text.identifiers import reference
from core.text.words import runs_of, words_of

LONGEST = 256
"""Characters a search may have."""
MOST_TERMS = 32
"""Words a search may have, those in phrases and exclusions counted."""

_LATE = date(9996, 12, 31)
"""The last day of a leap year, with all years before it: what means no day on it means none on any."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂″", '"'))
_PIECE = re.compile(r'(?P<minus>[-−–]?)"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)')
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def parse(
    text: str,
    *,
    author: str = "",
    cat: str = "",
    source: str = "",
    since: str = "",
    until: str = "",
    min_votes: int = 0,
    sort: str = "relevance",
    today: date,
) -> Query:
    """The query in a text and its options. Days are ISO dates or `7d`, `2w`, `3m`, `1y` before `today`.

    Raises BadQuery, one sentence that says what to change.
    """
    query = Query(
        text=_checked(text, "A search"),
        author=_checked(author, "“author:”"),
        cat=_checked(cat, "“cat:”"),
        source=_checked(source, "“source:”"),
        since=_day(since, "from", today),
        until=_day(until, "to", today),
        min_votes=min_votes,
        sort=_sort(sort),
    )
    if query.since and query.until and query.since > query.until:
        raise BadQuery(f"The first day, {query.since}, is after the last, {query.until}; swap them.")
    if min_votes < 0:
        raise BadQuery("“min_votes:” takes a number from 0.")
    if named := reference(query.text):
        return replace(query, ref=named)
    words, phrases, excluded = _terms(query.text)
    filtered = query.author or query.cat or query.source or query.since or query.until or min_votes
    if not (words or phrases or filtered):
        raise BadQuery(_why_empty(query.text, excluded))
    return replace(query, words=words, phrases=phrases, excluded=excluded)


def _sort(text: str) -> Sort:
    if text in get_args(Sort):
        return cast(Sort, text)
    raise BadQuery(f"“sort:” takes one of {', '.join(get_args(Sort))}.")


def _checked(text: str, name: str) -> str:
    """The text cleaned, refused where it is too long or holds what nobody types."""
    text = text.strip()
    if len(text) > LONGEST:
        raise BadQuery(f"{name} may have at most {LONGEST} characters; this one has {len(text):,}.")
    if _CONTROL.search(text):
        raise BadQuery(f"{name} cannot hold control characters; type it again without them.")
    cleaned = clean(text)
    if name != "A search" and cleaned and not words_of(cleaned):
        raise BadQuery(f"{name} needs a name with letters or digits in it.")
    return cleaned


def _terms(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Words, phrases and exclusions, each with a letter or digit in it, as typed."""
    text = text.translate(_QUOTES)
    if text.count('"') % 2:
        raise BadQuery('A quotation mark is missing: a phrase has one at each end, like "graph networks".')
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    for piece in _PIECE.finditer(text):
        if piece["word"]:
            minus, term, kept = piece["word"][0] in "-−–", piece["word"].lstrip("-−–"), words
        else:
            minus, term, kept = bool(piece["minus"]), piece["phrase"].strip(), phrases
        if words_of(term):
            (excluded if minus else kept).append(term)
    count = sum(not runs_of(word) for term in words + phrases + excluded for word in words_of(term))
    if count > MOST_TERMS:
        raise BadQuery(f"A search may have at most {MOST_TERMS} words; this one has {count}.")
    return tuple(words), tuple(phrases), tuple(excluded)


def _why_empty(text: str, excluded: tuple[str, ...]) -> str:
    if excluded:
        return "Say what to look for too, not only what to leave out."
    if text:
        return "There is no word in that to search for; type words of a title, an author or an arXiv id."
    return "Type something to search for: words of a title, an author or an arXiv id."


def check_name(text: str, option: str) -> None:
    """Raises BadQuery for a text that can be no author, category or source."""
    _checked(text, f"“{option}:”")


def check_day(text: str, option: str) -> None:
    """Raises BadQuery for a text that means no day, whichever day it is."""
    _day(text, option, _LATE)


def _day(text: str, option: str, today: date) -> date | None:
    """The day an option says (of a month or a year the first for from:, the last for to:), None where it says nothing."""
    if not text.strip():
        return None
    try:
        days = read_days(text, today)
    except TooLongAgo as error:
        raise BadQuery(f"“{option}:” goes back before the year 1: {error}.") from None
    if days is None:
        raise BadQuery(f"“{option}:” takes a day like 2026-11-20, or a time ago like 7d, 2w, 3m or 1y.")
    return days[option == "to"]


def looser(query: Query, nearest_name: str) -> Iterator[Query]:
    """The query with one demand dropped or mended, the likeliest slip first."""
    if query.author and nearest_name:
        yield replace(query, author=nearest_name)
    if query.phrases:
        yield replace(
            query, phrases=(), words=(*query.words, *(word for phrase in query.phrases for word in phrase.split()))
        )
    if query.excluded:
        yield replace(query, excluded=())
    if query.since or query.until:
        yield replace(query, since=None, until=None)
    for name in ("cat", "source", "author"):
        if getattr(query, name):
            yield replace(query, **{name: ""})


def as_typed(query: Query) -> str:
    """A query as a person would type it."""
    terms = [*query.words, *(f'"{phrase}"' for phrase in query.phrases)]
    terms += [f'-"{word}"' if " " in word else f"-{word}" for word in query.excluded]
    options = (("author", query.author), ("cat", query.cat), ("source", query.source))
    terms += [f"{name}:{_quoted(value)}" for name, value in options if value]
    terms += [f"{name}:{day}" for name, day in (("from", query.since), ("to", query.until)) if day]
    return " ".join(terms)


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value

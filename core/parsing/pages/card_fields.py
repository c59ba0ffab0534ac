"""What stands around a card on a Daily Papers page: upvotes, authors, an organisation, dates, comments, stars and buttons.

Each is known by its own look, whatever the order: no abstract holds them, and what is none of them is prose.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from core.model import Entry
from core.parsing.dates import day_of, full_day, is_dateline
from core.parsing.json_in import address
from core.parsing.pages.markdown_in import Line, Span
from core.text import identifiers

FactKind = Literal["upvotes", "comments", "number", "stars", "project", "date", "other", "picture", "prose"]

_COUNT = r"\d[\d.,]*\s?[kKmM]?"
_NUMBER = re.compile(rf"(?:\[[\s-]?\]\s*)?(?:-\s*\[[\sx]\]\s*)?(?P<count>{_COUNT}|[-–])")
_UPVOTE = re.compile(
    rf"(?:\[[\s-]?\]\s*)?(?:-\s*\[[\sx]\]\s*)?(?:upvotes?|likes?|votes?):?\s*(?P<count>{_COUNT}|[-–])?|(?P<before>{_COUNT})\s+(?:upvotes?|likes?|votes?)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(rf"(?P<count>{_COUNT})\s+(?:comments?|replies)|comments?:?\s*(?P<after>{_COUNT})", re.IGNORECASE)
_STARS = re.compile(rf"(?:link:\s*)?(?:github|code|stars?|★|⭐)[\s:★⭐]*(?P<count>{_COUNT})?", re.IGNORECASE)
_PROJECT = re.compile(r"(?:link:\s*)?(?:project(?: page)?|website|homepage|demo)", re.IGNORECASE)
_OTHER = re.compile(
    r"\+?\d[\d,]*\s+authors?|authors?:.*|(?:submitted|posted|shared) by\b.*|(?:link:\s*)?(?:view )?(?:arxiv|paper|pdf|huggingface)"
    r"(?: page| link)?|upvote|subscribe|log ?in|sign ?up|read (?:more|paper)|show more|view (?:all|more)|daily|weekly|monthly|by\s*ak\b.*"
    r"|#\d+ paper of the (?:day|week|month)|(?:previous|next)(?: page)?|link:.*",
    re.IGNORECASE,
)
_DATE_START = re.compile(r"^(?:published|submitted|updated|posted)?(?:\s+on)?:?\s*", re.IGNORECASE)
_LONGEST_FIELD = 120
_EDGE = " \t·•*|,"
_BULLET = re.compile(r"[-–]\s+(?=\S)")
_PICTURE = re.compile(r"!?\[[^\]]{0,200}\]")
_LOGIN = re.compile(r"/login\?next=(?:%2F|/)papers(?:%2F|/)(\d{4}\.\d{4,5})", re.IGNORECASE)
_SOMEBODY = re.compile(r"(?:https?://(?:www\.)?huggingface\.co)?/[\w.-]{1,96}/?", re.IGNORECASE | re.ASCII)
_SLACK = timedelta(days=5)  # a paper's number may be given out a little before the day it says


class Fact(NamedTuple):
    """One thing that a piece of a line says: its kind, its number, the arXiv id or address it goes with, the text itself."""

    kind: FactKind
    number: int | None = None
    url: str = ""
    text: str = ""


class FactRow(NamedTuple):
    """A line of a page and what it says."""

    line: Line
    facts: tuple[Fact, ...]

    @property
    def is_prose(self) -> bool:
        """Whether it says something that is no field."""
        return any(fact.kind == "prose" for fact in self.facts)


def row_of(line: Line) -> FactRow:
    """The line with what each of its pieces says, in order."""
    whole = line.link
    if len(line.text) > _LONGEST_FIELD:
        return FactRow(line, (Fact("prose"),))
    spans = [Span(line.text, whole.url, whole.link)] if whole.text else _joined(line.spans)
    return FactRow(line, tuple(map(_fact, spans)))


def paper_at(url: str) -> str:
    """The arXiv id of the paper whose page an address is, '' for any other address, a login or a comment too."""
    if "/login" in url or "#" in url:
        return ""
    return identifiers.arxiv_id(f"huggingface.co{url}" if url[:1] == "/" else url)


def fields_around(before: Sequence[FactRow], body: Sequence[FactRow], is_last: bool, arxiv: str = "") -> Entry:
    """An entry with all that the rows around a card say of it, and nothing else; `body` goes on to the next title.

    Upvotes mostly stand before the title. A button "Upvote" after it holds this card's, a link in it the paper it names.
    """
    facts = [fact for row in body for fact in row.facts]
    own = next((fact.number for fact in facts if fact.kind == "upvotes" and not fact.url), None)
    stars = _first(facts, "stars")
    return Entry(
        title="",
        published=_published(_first(facts, "date").text, arxiv),
        score=_lone_number(before) if own is None else own,
        comments=_comments(body, is_last),
        code=address(stars.url),
        stars=stars.number,
        project=address(_first(facts, "project").url),
    )


def _first(facts: Iterable[Fact], kind: FactKind) -> Fact:
    return next((fact for fact in facts if fact.kind == kind), Fact(kind))


def _lone_number(rows: Sequence[FactRow]) -> int | None:
    """The number that is all that the last row says."""
    facts = rows[-1].facts if rows else ()
    return facts[0].number if len(facts) == 1 and facts[0].kind == "number" else None


def _comments(rows: Sequence[FactRow], is_last: bool) -> int | None:
    """How many comments: a number that says so or links to them, else one after a date that is not the next card's upvotes."""
    for at, row in enumerate(rows):
        counts = [fact.number for fact in row.facts if fact.kind == "comments"]
        if not counts and any(fact.kind == "date" for fact in row.facts):
            counts = [fact.number for fact in row.facts if fact.kind == "number"]
            after = rows[at + 1 : at + 2]
            if not counts and after and (is_last or at + 2 < len(rows)):
                counts = [_lone_number(after)]
        if counts and counts[0] is not None:
            return counts[0]
    return None


def _published(text: str, arxiv: str) -> date | None:
    """The day a card names; where it names no year, the arXiv id tells it, else None."""
    if not arxiv[:4].isdigit() or full_day(text):
        return full_day(text)
    year, month = 2000 + int(arxiv[:2]), int(arxiv[2:4])
    return day_of(text, date(year, month, monthrange(year, month)[1]) + _SLACK)


def _joined(spans: tuple[Span, ...]) -> Iterator[Span]:
    """The pieces of a line, those of one link or of none as one."""
    text, last = "", Span("")
    for span in spans:
        if text.strip() and (span.url, span.link) != (last.url, last.link):
            yield Span(text, last.url, last.link)
            text = ""
        text, last = text + span.text, span
    if text.strip():
        yield Span(text, last.url, last.link)


def _fact(span: Span) -> Fact:
    text, url = span.text.strip(), span.url
    if not _NUMBER.fullmatch(text):
        text = _PICTURE.sub("", text).strip(_EDGE)
    if not text.strip("[]()"):
        return Fact("picture")
    bare = _BULLET.sub("", text, count=1).strip(_EDGE) or text
    if match := _LOGIN.search(url):
        return Fact("upvotes", _count_in(text), match[1])
    if url.endswith("#community"):
        return Fact("comments", _count_in(text))
    if match := _NUMBER.fullmatch(text):
        return Fact("number", _count(match["count"]))
    for kind, form in _FORMS:
        if match := form.fullmatch(bare):
            return Fact(kind, _count(next(filter(None, match.groups()), "")), url)
    date_text = _DATE_START.sub("", bare, count=1)
    if is_dateline(date_text):
        return Fact("date", text=date_text)
    if _OTHER.fullmatch(bare) or _SOMEBODY.fullmatch(url):
        return Fact("other")
    return Fact("prose")


_FORMS: tuple[tuple[FactKind, re.Pattern[str]], ...] = (
    ("upvotes", _UPVOTE),
    ("comments", _COMMENTS),
    ("stars", _STARS),
    ("project", _PROJECT),
)


def _count_in(text: str) -> int | None:
    match = re.search(rf"{_COUNT}|(?<!\w)[-–]$", text[-40:])
    return _count(match[0]) if match else None


def _count(text: str) -> int | None:
    """`65`, `1,204`, `11.3k` and `-` (none yet) as a number."""
    text = text.strip().lower().replace(",", "")
    if text in ("-", "–"):
        return 0
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:], 1)
    try:
        return round(float(text.rstrip("km ")) * factor) if len(text) < 12 else None
    except ValueError:
        return None

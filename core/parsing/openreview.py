"""Answers of OpenReview's API (`notes?forum=…`): a paper is the note that opens its forum, its reviews are let pass.

API v2 wraps every field of a note's content (`{"value": …}`), v1 does not; each field is read in either way.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.errors import NoPapers, NotAListing
from core.model import Entry, Listing, Skipped
from core.parsing.broken import Broken, bounded
from core.parsing.bytes_in import text_of
from core.parsing.heading import without_heading
from core.parsing.json_in import records_under, text_in, texts_in, whole_in
from core.text import identifiers
from core.text.cleaning import clean, plain
from core.text.names import known_names

SOURCE = "openreview"
MOST_NOTES = 10_000

_ANSWER = re.compile(r"\{\s*(?:\"\w{1,40}\"\s*:\s*(?:[\d.]{1,30}|null|true|false)\s*,\s*){0,8}\"notes\"\s*:\s*\[")
_NONE = re.compile(r"\s*\]\s*(?:\}|,\s*\"count\")")
_NOTE = re.compile(r"\"(?:forum|content|invitations?)\"\s*:")
_NOTES = re.compile(r"(?<!\\)\"notes\"\s*:\s*\[")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = range(1900, 2100)  # what every other format takes for a year


def looks_like(opening: str) -> bool:
    """Whether a text begins as such an answer does."""
    answer = _ANSWER.match(opening)
    return bool(answer and (_NONE.match(opening, answer.end()) or _NOTE.search(opening, answer.end())))


def parse(data: bytes, where: str) -> Listing:
    """The papers of an answer: each note that is its own forum; without one, the first that has a title and an abstract.

    Raises `NotAListing` where the bytes are no such answer, where no note on it is a paper, or for more than 10,000 notes.
    """
    text = text_of(data, where)
    if not _NOTES.search(text):
        raise NotAListing(f"{where} is not an answer of OpenReview: it has no notes.")
    papers: list[Entry] = []
    others: list[Entry] = []
    skipped: list[Skipped] = []
    for line, record in bounded(records_under(text, "notes"), MOST_NOTES, where, "notes"):
        is_paper = not isinstance(record, dict) or _opens_forum(record)
        entry = record if isinstance(record, Broken) else _entry(record, line, len(papers) + 1)
        if isinstance(entry, Broken):
            skipped += [Skipped(where, line, entry.why)] if is_paper else []
        elif is_paper or entry.abstract:
            (papers if is_paper else others).append(entry)
    if not (papers or others):
        first = f" In line {skipped[0].line}, {skipped[0].why}." if skipped else ""
        raise NoPapers(f"{where} holds no paper: no note that everybody may read has a title.{first}")
    return Listing(SOURCE, None, tuple(papers or others[:1]), tuple(skipped))


def _opens_forum(note: Mapping[str, Any]) -> bool:
    """Whether a note is the paper that its forum is about, and no reply to it."""
    return bool(text_in(note, "id")) and text_in(note, "id") == text_in(note, "forum")


def _entry(note: Any, line: int, rank: int) -> Entry | Broken:
    if not isinstance(note, dict):
        return Broken("this is not a JSON object")
    content = _content(note)
    title = plain(clean(text_in(content, "title")))
    if not title:
        return Broken("the title is empty")
    return Entry(
        title=title,
        abstract=without_heading(clean(text_in(content, "abstract")), title),
        line=line,
        url=_address(text_in(note, "forum")) or _address(text_in(note, "id")),
        authors=_authors(content),
        published=_day(note, "pdate") or _day(note, "cdate"),
        rank=rank,
        keywords=texts_in(content, "keywords"),
    )


def _content(note: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a note's content, without the wrapping that API v2 puts around each."""
    content = note.get("content")
    fields = content.items() if isinstance(content, dict) else ()
    return {key: field.get("value") if isinstance(field, dict) else field for key, field in fields}


def _authors(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The authors' names in order; a submission under double-blind review names none, or "Anonymous"."""
    value = content.get("authors")
    return known_names(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()


def _address(forum: str) -> str:
    """Where a forum is read, '' for what is no id of one."""
    address = f"https://openreview.net/forum?id={forum}"
    return address if forum and identifiers.openreview_id(address) == forum else ""


def _day(note: Mapping[str, Any], key: str) -> date | None:
    """The UTC day of a time in milliseconds since 1970; None for 0, which stands for none, and outside 1900 to 2099."""
    milliseconds = whole_in(note, key)
    try:
        day = (_BEGINNING + timedelta(milliseconds=milliseconds or 0)).date()
    except OverflowError:
        return None
    return day if milliseconds and day.year in _YEARS else None

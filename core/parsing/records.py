"""Papers as JSON: an array of objects or JSON Lines, with `title` and optional `abstract`, `authors`, `id`, `url` and so on.

It is also what `export json` writes. An object that cannot be read costs one entry, and the next one is found again.
"""

import re
from datetime import date
from math import isfinite
from typing import Any

import msgspec

from core.errors import NotAListing
from core.model import Entry, Listing, Skipped
from core.parsing.bytes_in import text_of
from core.parsing.dateline import full_day
from core.parsing.heading import without_heading
from core.parsing.json_in import Broken, json_records
from core.text.cleaning import clean, plain
from core.text.identifiers import reference

SOURCE = "records"
MOST_RECORDS = 20_000
_OPENING = re.compile(r"\[[\s\[]*(?:[{\]]|$|\"[^\"\n]*\"\s*[,\]]|-?\d[\d.]*\s*[,\]])|\{\s*[\"}]")
_ISO = re.compile(r"((?:19|20)\d\d)(?:-([01]\d)(?:-([0-3]\d))?)?(?!\d)", re.ASCII)
_URL = re.compile(r"https?://[^\s<>\"]{3,2000}", re.IGNORECASE)
_NOBODY = frozenset(["", "et al", "et al.", "others", "and others"])


class _Name(msgspec.Struct):
    name: str


class _Record(msgspec.Struct):
    """One object as written, with the types each field may have; other fields are let pass."""

    title: str
    abstract: str | None = None
    authors: list[str | _Name] | str | None = None
    id: str | int | float | None = None
    arxiv: str | None = None
    doi: str | None = None
    url: str | None = None
    published: str | int | None = None
    date: str | int | None = None
    year: str | int | None = None
    categories: list[str] | str | None = None
    day: str | None = None
    score: int | float | None = None


def looks_like(opening: str) -> bool:
    """Whether a text begins as a JSON array or object does."""
    return bool(_OPENING.match(opening))


def parse(data: bytes, where: str) -> Listing:
    """The papers of a JSON file; `line` is where each object begins, `day` the one day that all of them name.

    Raises `NotAListing` where no object in it is a paper, or where it holds more than 20,000.
    """
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    days: set[date | None] = set()
    for line, found in json_records(text_of(data, where)):
        if len(entries) + len(skipped) >= MOST_RECORDS:
            raise NotAListing(f"{where} holds more than {MOST_RECORDS:,} entries: split it into smaller files.")
        record = found if isinstance(found, Broken) else _record(found)
        if isinstance(record, Broken):
            skipped.append(Skipped(where, line, record.why))
        else:
            entries.append(_entry(record, line, len(entries) + 1))
            days.add(entries[-1].day)
    if not entries:
        first = f" The first problem is in line {skipped[0].line}: {skipped[0].why}." if skipped else ""
        raise NotAListing(f"{where} is JSON without a paper: give objects that have a title.{first}")
    return Listing(SOURCE, days.pop() if len(days) == 1 else None, tuple(entries), tuple(skipped))


def _record(fields: Any) -> _Record | Broken:
    """The object as a record, or why it is none."""
    if not isinstance(fields, dict):
        return Broken("this is not a JSON object")
    try:
        record = msgspec.convert(fields, _Record)
    except msgspec.ValidationError as error:
        return Broken(str(error).replace(" - at `$.", " at `"))
    return record if clean(record.title) else Broken("the title is empty")


def _entry(record: _Record, line: int, rank: int) -> Entry:
    title = plain(clean(record.title))
    named = str(record.id) if isinstance(record.id, str) else ""  # as a number an id has lost its zeros
    url = clean(record.url or "")
    references = [reference(said) for said in (record.arxiv or "", record.doi or "", named, url)]
    return Entry(
        title=title,
        abstract=without_heading(clean(record.abstract or ""), title),
        line=line,
        arxiv=_first(references, "arxiv:"),
        doi=_first(references, "doi:"),
        url=url if _URL.fullmatch(url) else "",
        authors=_authors(record.authors),
        categories=_listed(record.categories, r"[\s,;]+"),
        published=_date(record.published) or _date(record.date) or _date(record.year),
        rank=rank,
        score=_whole(record.score),
        day=_date(record.day),
    )


def _first(references: list[str], scheme: str) -> str:
    return next((key.removeprefix(scheme) for key in references if key.startswith(scheme)), "")


def _authors(value: list[str | _Name] | str | None) -> tuple[str, ...]:
    """The names in order, from a list or from one text: parted by semicolons, or by commas where each part is a full name."""
    if isinstance(value, str):
        parts = re.split(r"\s*,?\s+and\s+|\s*,\s*", value.strip())
        if ";" in value or not all(" " in part for part in parts):
            parts = value.split(";")
        return _listed([*parts], "")
    return _listed([name.name if isinstance(name, _Name) else name for name in value or []], "")


def _listed(value: list[str] | str | None, separators: str) -> tuple[str, ...]:
    parts = re.split(separators, value) if isinstance(value, str) else value or []
    return tuple(part for part in map(clean, parts) if part.lower() not in _NOBODY)


def _date(value: str | int | None) -> date | None:
    """A day from `2024-03-11…`, `2024-03`, `2024`, 2024 or `Mar 11, 2024`; the first day of what is named. None without."""
    text = str(value or "").strip()[:40]
    found = _ISO.match(text)
    if not found:
        return full_day(text)
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def _whole(score: int | float | None) -> int | None:
    return int(score) if score is not None and isfinite(score) and abs(score) < 1e18 else None

"""Papers as records: fields by one set of names, which the readers of JSON and of bibliographies bring theirs to.

Every record is an entry or is skipped with its line and the reason.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from core.errors import NotAListing
from core.model import Entry, KeptEntry, Listing, Skipped
from core.parsing.bibliography.json_names import (
    AROUND,
    GENERAL,
    WRAPPERS,
    is_paper,
    keyed_records,
    no_item,
    notes_of_items,
    row_of,
    service_of,
    unwrapped,
)
from core.parsing.broken import Broken, bounded
from core.parsing.bytes_in import text_of
from core.parsing.dates import full_day
from core.parsing.heading import without_heading
from core.parsing.json_in import address_in, joined, json_records, records_under, text_in, whole
from core.parsing.pages.citation import untitled
from core.text.cleaning import clean, clip, plain, words
from core.text.identifiers import first_of, reference

SOURCE = "records"
MOST_RECORDS = 20_000
_WORD = re.compile(r"[^\W_]{2}")
_OPENING = re.compile(r"\[[\s\[]*(?:[{\]]|$|\"[^\"\n]*\"\s*[,\]]|-?\d[\d.]*\s*(?:,|\]\s*(?:[,\]]|$)))|\{\s*[\"}]")
_ISO = re.compile(r"((?:19|20)\d\d)(?:-([01]\d)(?:-([0-3]\d))?)?(?!\d)", re.ASCII)
_URL = re.compile(r"https?://[^\s<>\"]{3,2000}", re.IGNORECASE)
NO_TITLE = "the title is empty"
_DEEPEST = 6  # objects in one another around the records of an answer
_DATES = ("published", "date", "year")
_OF_FEEDS = ("items", "entries", "results")
_SITES = ("home_page_url", "feed_url")
_LINKS = ("url", "external_url")
_KEY = "\0key"
"""Under which a record keeps the key that it stood under: no name of a field."""
_ARXIV_CATEGORY = re.compile(  # what our exports, like arXiv's own, name among keywords
    r"(?:astro-ph|cond-mat|cs|econ|eess|math|nlin|physics|q-bio|q-fin|stat)\.[A-Za-z-]{2,17}"
    r"|astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nucl-(?:ex|th)|quant-ph"
)
_FOLLOWS = frozenset(["follows"])
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
    keywords: list[str] | str | None = None
    ids: list[str] | None = None
    citations: int | None = None
    summary_by_machine: str | None = None
    kept: KeptEntry | None = None
    own_notes: list[str] | None = None


Row = dict[str, Any]
"""A record by the names of `_Record`, before its fields are looked at. `ids` are texts that may name the paper, the likeliest first."""


def looks_like(opening: str) -> bool:
    """Whether a text begins as a JSON array or object does."""
    return bool(_OPENING.match(opening))


def parse(data: bytes, where: str) -> Listing:
    """The papers of a JSON file; `line` is where each object begins, `day` the one day that all of them name.

    Raises `NotAListing` where no object in it is a paper, or where it holds more than 20,000.
    """
    text = text_of(data, where)
    kinds = Counter[str]()
    follows = list[str]()
    listing = listing_of(_rows(text, kinds, follows), where, "JSON")
    (kind, _), *_ = kinds.most_common(1) or [("JSON", 0)]
    return msgspec.structs.replace(listing, kind=kind, follows=tuple(follows))


def _rows(text: str, kinds: "Counter[str]", follows: list[str]) -> Iterator[tuple[int, Any]]:
    """Every record of a JSON text by the names of `_Record`; `kinds` counts which services they are of, and `follows` gets the names of
    the object beside the papers of our own export.
    """
    records = list(_records(text))
    noted = notes_of_items(fields for _, fields in records)
    for line, fields in records:
        if isinstance(fields, str) and (key := reference(fields)):
            yield line, Broken(untitled("it", key))
        elif not isinstance(fields, dict):
            yield line, fields
        elif fields.keys() == _FOLLOWS:
            follows += _listed([name for name in fields["follows"] if isinstance(name, str)], "")
        elif why := no_item(fields):
            yield line, Broken(why)
        else:
            record = unwrapped(fields)
            service = service_of(record)
            kinds[service.kind] += 1
            row = row_of(record, service)
            row["own_notes"] += noted.get(str(record.get("key")), [])
            row["ids"] += [fields[_KEY]] if _KEY in fields else []
            yield line, _with_own_fields(row, record) if service is GENERAL else row


def _with_own_fields(row: Row, record: dict[str, Any]) -> Row:
    """A row with the fields that a record itself names as `_Record` does."""
    own = {name: value for name, value in record.items() if value is not None and name not in ("ids", "keywords", _KEY)}
    for name in _DATES:
        if isinstance(own.get(name), float):  # as tables with gaps write years
            own[name] = whole(own[name])
    if row["published"] and not isinstance(own.get("published", ""), str):
        own.pop("published")  # milliseconds, or the parts of a date
    authors = own.get("authors")
    if isinstance(authors, list) and any(isinstance(author, dict) and "name" not in author for author in authors):
        own.pop("authors")  # each a family and a given name, or the like
    return {**row, **own}


def _records(text: str) -> Iterator[tuple[int, Any]]:
    """The records of a text with their lines: one after another, in the lists of an answer, or by their keys."""
    first: Any = None
    if text.lstrip().startswith("{"):
        _, first = next(json_records(text), (0, None))
    for _ in range(_DEEPEST):
        if not isinstance(first, dict) or (is_paper(first) and not _has_a_list(first)):
            break
        if lists := _lists(first):
            base = next(filter(None, (address_in(first, name) for name in _SITES)), "")
            for name in lists:
                yield from ((line, _with_whole_links(record, base)) for line, record in records_under(text, name))
            return
        if keyed := keyed_records(first):
            at, line = 0, 1
            for key, record in keyed:
                place = text.find(json.dumps(key, ensure_ascii=False), at)
                line, at = (line + text.count("\n", at, place), place) if place >= 0 else (line, at)
                yield line, {**record, _KEY: key}
            return
        names = (*WRAPPERS, *AROUND, *first)
        first = next((first[name] for name in names if isinstance(first.get(name), dict)), None)
    yield from json_records(text)


def _with_whole_links(record: Any, base: str) -> Any:
    """A record of a JSON Feed with its links as seen from the site that the feed is of."""
    if not base or not isinstance(record, dict):
        return record
    links = {name: joined(base, link) for name in _LINKS if (link := text_in(record, name))}
    return {**record, **links}


def _has_a_list(around: dict[str, Any]) -> bool:
    """Whether an object with a title is one around papers, as the head of a JSON Feed is."""
    known = service_of(around) is not GENERAL or isinstance(around.get("abstract"), str)
    return not known and any(isinstance(around.get(name), list) for name in WRAPPERS)


def _lists(around: dict[str, Any]) -> list[str]:
    """The names of the lists in an object that hold papers; else of one by whose name answers, or empty feeds, call their records."""
    objects = {
        name: [part for part in value if isinstance(part, dict)]
        for name, value in around.items()
        if isinstance(value, list)
    }
    papers = [name for name, some in objects.items() if any(is_paper(unwrapped(part)) for part in some)]
    named = [name for name in WRAPPERS if objects.get(name)]
    return papers or named[:1] or [name for name in _OF_FEEDS if name in objects]


def listing_of(rows: Iterable[tuple[int, Any]], where: str, kind: str) -> Listing:
    """The listing of these records, each with its line; `Broken` stands in place of one that cannot be read.

    Raises `NotAListing` where none of them is a paper, or where there are more than 20,000.
    """
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    owners: dict[str, Entry] = {}
    for line, fields in bounded(rows, MOST_RECORDS, where, "entries"):
        record = fields if isinstance(fields, Broken) else _record(fields)
        if isinstance(record, Broken):
            skipped.append(Skipped(where, line, record.why))
        else:
            entry = _entry(record, line, len(entries) + 1)
            entries.append(_with_own_doi(entry, owners.setdefault(entry.doi, entry)))
    if not entries:
        first = f" The first problem is in line {skipped[0].line}: {skipped[0].why}." if skipped else ""
        need = "objects" if kind.endswith("JSON") else "entries"
        raise NotAListing(f"{where} is {kind} without a paper: give {need} that have a title.{first}")
    days = {entry.day for entry in entries}
    skipped.sort(key=lambda skip: skip.line)
    return Listing(SOURCE, days.pop() if len(days) == 1 else None, tuple(entries), tuple(skipped), kind=kind)


def left_over(lines: Iterable[tuple[int, str]], kind: str) -> Iterator[tuple[int, Broken]]:
    """What stands between the entries of a text, so that nothing is dropped in silence: each paragraph of these numbered lines once,
    with its first line; `kind` is what people call the entries it is none of.
    """
    paragraphs: list[tuple[int, str]] = []
    last = 0
    for number, line in lines:
        if not _WORD.search(line):
            continue
        if paragraphs and number <= last + 1:
            first, text = paragraphs[-1]
            paragraphs[-1] = first, f"{text} {line}"[:200]
        else:
            paragraphs.append((number, f" {line}"[:200]))
        last = number
    for number, text in paragraphs:
        yield number, Broken(f"this text is no entry of {kind}: “{clip(clean(text), 60)}”")


def _record(fields: Any) -> _Record | Broken:
    if not isinstance(fields, dict):
        return Broken("this is not a JSON object")
    try:
        record = msgspec.convert(fields, _Record)
    except msgspec.ValidationError as error:
        return Broken(str(error).replace(" - at `$.", " at `"))
    return record if clean(record.title) else Broken(NO_TITLE)


def _entry(record: _Record, line: int, rank: int) -> Entry:
    title = plain(clean(record.title))
    named = record.id if isinstance(record.id, str) else ""  # as a number an id has lost its zeros
    url = clean(record.url or "")
    texts = (record.arxiv, record.doi, named, url, *(record.ids or []))
    references = [reference(text) for text in texts if text]
    keywords = _listed(record.keywords, r"\s*[,;]\s*")
    categories = (*_listed(record.categories, r"[\s,;]+"), *filter(_ARXIV_CATEGORY.fullmatch, keywords))
    return Entry(
        title=title,
        abstract=without_heading(clean(record.abstract or ""), title),
        line=line,
        arxiv=first_of("arxiv", references),
        doi=first_of("doi", references),
        url=url if _URL.fullmatch(url) else "",
        authors=_authors(record.authors),
        categories=tuple(dict.fromkeys(categories)),
        published=_date(record.published) or _date(record.date) or _date(record.year),
        rank=rank,
        score=whole(record.score),
        keywords=tuple(dict.fromkeys(word for word in keywords if word not in categories)),
        day=_date(record.day),
        citations=whole(record.citations),
        summary=clean(record.summary_by_machine or ""),
        kept=KeptEntry(notes=tuple(record.own_notes)) if record.own_notes else record.kept,
    )


def _with_own_doi(entry: Entry, owner: Entry) -> Entry:
    """The entry without a DOI that another paper of the listing has: their titles share less than half of their words, and no author."""
    if not entry.doi or entry.arxiv or owner is entry:
        return entry
    mine, theirs = set(words(entry.title)), set(words(owner.title))
    is_other = 2 * len(mine & theirs) < min(len(mine), len(theirs))
    surnames = ({name.split()[-1].lower() for name in each.authors if name} for each in (entry, owner))
    if not is_other or set.intersection(*surnames):
        return entry
    url = "" if reference(entry.url) == f"doi:{entry.doi}" else entry.url
    return msgspec.structs.replace(entry, doi="", url=url)


def _authors(value: list[str | _Name] | str | None) -> tuple[str, ...]:
    """The names in order, from a list or from one text: parted by semicolons, or by commas where each part is a full name."""
    if isinstance(value, str):
        parts = re.split(r"\s*,?\s+and\s+|\s*,\s*", value.strip())
        is_parted = ";" not in value and all(" " in part for part in parts)
        return _listed(parts if is_parted else value.split(";"), "")
    return _listed([name.name if isinstance(name, _Name) else name for name in value or []], "")


def _listed(value: list[str] | str | None, separators: str) -> tuple[str, ...]:
    parts = re.split(separators, value) if isinstance(value, str) else value or []
    names = (plain(part) if "\\" in part else part for part in map(clean, parts))
    return tuple(part for part in names if part.lower() not in _NOBODY)


def _date(value: str | int | None) -> date | None:
    """A day from `2024-03-11…`, `2024-03`, `2024`, 2024 or `Mar 11, 2024`; the first day of what is named. None without."""
    text = str(value or "").strip()[:40]
    match = _ISO.match(text)
    if not match:
        return full_day(text)
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None

"""Answers of bioRxiv's and medRxiv's API (`details/{server}/…`): every version is a record, each paper one entry.

A file that wraps several answers is read as one.
"""

import re
from typing import Any

import msgspec

from core.errors import NotAListing
from core.model import Entry, Listing, Skipped
from core.parsing.broken import Broken, bounded
from core.parsing.bytes_in import text_of
from core.parsing.dates import written_day
from core.parsing.heading import without_heading
from core.parsing.json_in import records_under, text_in
from core.parsing.xml.markup import without_markup
from core.text.cleaning import clean, clip, plain
from core.text.identifiers import doi
from core.text.names import split_names

SOURCE = "biorxiv"
MOST_RECORDS = 10_000

_JSON = re.compile(r"[\[{]")
_COLLECTION = re.compile(r'(?<!\\)"collection"\s*:\s*\[')
_MESSAGES = re.compile(r'(?<!\\)"messages"\s*:\s*\[')
_STATUS = re.compile(r'(?<!\\)"status"\s*:\s*"([^"\\]{1,300})"')
_NO_NEWS = re.compile(r"ok|no (?:posts|papers|articles|results)\b.*", re.IGNORECASE)
_SECTION = re.compile(
    r"(?:^|(?<=[.!?)])\s*)(Abstract|Aims?|Background|Conclusions?|Design|Discussion|Findings|Importance|Interpretation|Introduction"
    r"|Methods?|Motivation|Objectives?|Purpose|Rationale|Results?|Significance|Summary)(?=[A-Z][a-z]*\b)"
)


class _Version(msgspec.Struct, frozen=True):
    """One version of a paper: its number, the server that posted it, and what it says."""

    number: int
    server: str
    entry: Entry


def looks_like(opening: str) -> bool:
    """Whether a text begins as such an answer does."""
    return bool(_JSON.match(opening) and (_COLLECTION.search(opening) or _MESSAGES.search(opening)))


def parse(data: bytes, where: str) -> Listing:
    """The papers of an answer, each by its latest version; a day without posts is an empty listing.

    The source is the server that most records name. `published` is the earliest date among the versions, `day` of each
    entry the date of its latest. Raises `NotAListing` where the bytes are no such answer, with the API's own words if it has any.
    """
    text = text_of(data, where)
    if not _COLLECTION.search(text):
        raise NotAListing(f"{where} is not an answer of bioRxiv or medRxiv: it has no collection.{_status(text)}")
    kept: dict[str, _Version] = {}
    skipped: list[Skipped] = []
    for line, record in bounded(records_under(text, "collection"), MOST_RECORDS, where, "entries"):
        version = record if isinstance(record, Broken) else _version(record, line)
        if isinstance(version, Broken):
            skipped.append(Skipped(where, line, version.why))
        else:
            key = version.entry.doi or f"#{len(kept)}"  # without a DOI it is no version of another
            kept[key] = _newer(kept[key], version) if key in kept else version
    if not kept and (skipped or _status(text)):
        first = f" In line {skipped[0].line}, {skipped[0].why}." if skipped else ""
        raise NotAListing(f"{where} holds no paper.{first}{_status(text)}")
    entries = [msgspec.structs.replace(newest.entry, rank=rank) for rank, newest in enumerate(kept.values(), start=1)]
    days = {entry.day for entry in entries}
    medical = sum(version.server == "medrxiv" for version in kept.values())
    return Listing(
        "medrxiv" if medical * 2 > len(kept) else SOURCE,
        days.pop() if len(days) == 1 else None,
        tuple(entries),
        tuple(skipped),
    )


def _status(text: str) -> str:
    """What the API says where it is more than that all is well or that there are no posts."""
    status = _STATUS.search(text)
    return "" if not status or _NO_NEWS.fullmatch(status[1]) else f" The server said: “{clip(clean(status[1]), 200)}”."


def _version(record: Any, line: int) -> _Version | Broken:
    if not isinstance(record, dict):
        return Broken("this is not a JSON object")
    title = plain(clean(without_markup(text_in(record, "title"))))
    if not title:
        return Broken("the title is empty")
    day = written_day(text_in(record, "date"))
    category = clean(text_in(record, "category"))
    entry = Entry(
        title=title,
        abstract=_abstract(text_in(record, "abstract"), title),
        line=line,
        doi=doi(text_in(record, "doi")),
        authors=split_names(text_in(record, "authors") + ";"),  # without one a single author would not be turned
        categories=(category,) if category and category.upper() != "NA" else (),
        published=day,
        day=day,
    )
    number = str(record.get("version", ""))[:6]
    number = number if number.isascii() and number.isdigit() else "0"
    return _Version(int(number), text_in(record, "server").lower(), entry)


def _abstract(typed: str, title: str) -> str:
    """The abstract with the headings that the API glues to their sections ("BackgroundDrug-resistant …") set apart."""
    text = clean(without_markup(typed))
    return "" if text.upper() == "NA" else without_heading(_SECTION.sub(r" \1: ", text).strip(), title)


def _newer(known: _Version, other: _Version) -> _Version:
    """The later of two versions, with the date of the earlier as that of publication, in the place of the first."""
    later = other if other.number >= known.number else known
    published = min(filter(None, (known.entry.published, other.entry.published)), default=None)
    entry = msgspec.structs.replace(later.entry, published=published, line=known.entry.line)
    return msgspec.structs.replace(later, entry=entry)

"""Records of lines that begin with a tag: RIS, EndNote's `%T`, PubMed's and Web of Science's. A dialect is one row.

The libraries for RIS drop a last record without its end and know no lines, so nothing could be told of either.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.errors import NotAListing
from core.model import Listing
from core.parsing.bibliography.own_notes import own_notes
from core.parsing.broken import Broken
from core.parsing.bytes_in import text_of
from core.parsing.dates import first_day
from core.parsing.records import Row, left_over, listing_of
from core.text.names import turned

_Tags = tuple[str, ...]


class _Dialect(NamedTuple):
    """A kind of tagged text: how its lines begin, which tag begins a record and which ends it, and the tags of each field.

    `begins` is what the text begins with; a field takes the first of its tags that says anything, `ids` and `keywords` take all.
    """

    kind: str
    begins: re.Pattern[str]
    line: re.Pattern[str]
    starts: str
    ends: str
    title: _Tags
    authors: _Tags
    published: _Tags
    abstract: _Tags
    ids: _Tags
    keywords: _Tags
    doi: _Tags = ()
    url: _Tags = ()
    notes: _Tags = ()


_DIALECTS = (
    _Dialect(
        "RIS",
        re.compile(r"(?:[^\n]{0,300}\n){0,10}?TY {1,3}- ?\w"),
        re.compile(r"([A-Z][A-Z0-9]) {1,3}-(?: (.*))?"),
        "TY", "ER",
        title=("TI", "T1", "CT", "BT"),
        authors=("AU", "A1"),
        published=("DA", "PY", "Y1"),
        abstract=("AB", "N2"),
        doi=("DO",),
        url=("UR", "LK", "L2", "L1"),
        ids=("UR", "LK", "L1", "L2", "AN", "M1", "M3", "ID", "N1", "C7"),
        keywords=("KW",),
        notes=("N1", "RN"),
    ),
    _Dialect(
        "EndNote",
        re.compile(r"%[0AT] \S"),
        re.compile(r"(%[0-9A-Z@$!&^<>\[\]?+=~()*#-])(?:[ \t]+(.*))?"),
        "%0", "",
        title=("%T",),
        authors=("%A",),
        published=("%8", "%D"),
        abstract=("%X",),
        doi=("%R",),
        url=("%U",),
        ids=("%U", "%R", "%M", "%1", "%Z"),
        keywords=("%K",),
        notes=("%Z", "%<"),
    ),
    _Dialect(
        "PubMed",
        re.compile(r"PMID- ?\d"),
        re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}-(?: (.*))?"),
        "PMID", "",
        title=("TI", "BTI"),
        authors=("FAU", "AU"),
        published=("DEP", "DP"),
        abstract=("AB",),
        ids=("LID", "AID"),
        keywords=("OT",),
    ),
    _Dialect(
        "Web of Science",
        re.compile(r"(?:(?:FN|VR) [^\n]*\n){1,2}PT \w|PT [A-Z]\nAU "),
        re.compile(r"([A-Z][A-Z0-9])(?: (.*))?"),
        "PT", "ER",
        title=("TI",),
        authors=("AF", "AU"),
        published=("PY",),
        abstract=("AB",),
        doi=("DI",),
        ids=("AR",),
        keywords=("DE",),
    ),
)  # fmt: skip
_OF_THE_FILE = frozenset(["FN", "VR", "EF"])
_ONE_EACH = frozenset(["AU", "A1", "FAU", "AF", "%A"])
"""Tags whose every line is a value of its own, so a line after them without a tag is the next value."""
_PROSE = frozenset(["%X", "%Z", "%!"])
"""EndNote's tags of several paragraphs: elsewhere a blank line ends a value."""
_STRAY = ""
_FILE_HEAD = re.compile(r"(?:Provider|Database|Content|Export Date|Source):", re.IGNORECASE)
"""What ACM, EBSCO and Scopus write above their records."""
_NOT_AN_ID = re.compile(r"\s*\[(?:doi|pii|arxiv)\]\s*$", re.IGNORECASE)


def looks_like(opening: str) -> bool:
    """Whether a text begins as one of these dialects does."""
    return _dialect(opening) is not None


def parse(data: bytes, where: str) -> Listing:
    """The papers of a tagged text, each with the line it begins on. Raises `NotAListing` where there is none."""
    text = text_of(data, where)
    dialect = _dialect(text.lstrip())
    if dialect is None:
        raise NotAListing(f"{where} is no list of tagged references, as RIS is.")
    return listing_of(_rows(text, dialect), where, dialect.kind)


def _rows(text: str, dialect: _Dialect) -> Iterator[tuple[int, Row | Broken]]:
    stray: list[tuple[int, str]] = []
    for line, record in _records(text, dialect):
        if _STRAY in record:
            stray += [] if _FILE_HEAD.match(record[_STRAY][0]) else [(line, record[_STRAY][0])]
        else:
            yield line, _row(record, dialect)
    yield from left_over(stray, dialect.kind)


def _dialect(text: str) -> _Dialect | None:
    return next((dialect for dialect in _DIALECTS if dialect.begins.match(text)), None)


def _records(text: str, dialect: _Dialect) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """Each record's values by tag, and its first line. One that is not ended ends where the next begins, or the text.

    Lines that belong to no record stand under `_STRAY`.
    """
    record: dict[str, list[list[str]]] = {}  # of each value its lines
    tag, begun, is_after_blank = "", 0, False
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        match = dialect.line.fullmatch(stripped if dialect.starts == "TY" else line.rstrip())
        if not match:
            if stripped and tag and (not is_after_blank or dialect.starts != "%0" or tag in _PROSE):
                if tag in _ONE_EACH:
                    record[tag].append([stripped])
                else:
                    record[tag][-1].append(stripped)
            elif stripped:
                yield number, {_STRAY: [stripped]}
            elif dialect.starts == "%0" and "%0" not in record:
                if record:
                    yield begun, _whole(record)
                record, tag = {}, ""
            is_after_blank = not stripped
            continue
        is_after_blank = False
        name, value = match[1], (match[2] or "").strip()
        if name in (dialect.starts, dialect.ends):
            if record:
                yield begun, _whole(record)
            record, tag = {}, ""
        if name == dialect.ends or name in _OF_THE_FILE:
            continue
        begun, tag = begun if record else number, name
        record.setdefault(name, []).append([value])
    if record:
        yield begun, _whole(record)


def _whole(record: dict[str, list[list[str]]]) -> dict[str, list[str]]:
    """A record with the lines of each value in one."""
    return {tag: [" ".join(lines).strip() for lines in values] for tag, values in record.items()}


def _row(record: dict[str, list[str]], dialect: _Dialect) -> Row:

    def first(tags: _Tags) -> list[str]:
        return next((values for tag in tags if (values := list(filter(None, record.get(tag, []))))), [])

    def every(tags: _Tags) -> list[str]:
        return [value for tag in tags for value in record.get(tag, [])]

    title = " ".join(first(dialect.title)[:1])
    return {
        "title": title.removesuffix(".") if dialect.kind == "PubMed" else title,
        "abstract": " ".join(first(dialect.abstract)),
        "authors": [turned(name) for name in first(dialect.authors)],
        "published": next(filter(None, map(first_day, every(dialect.published))), ""),
        "doi": " ".join(first(dialect.doi)[:1]),
        "url": " ".join(first(dialect.url)[:1]),
        "ids": [_NOT_AN_ID.sub("", value) for value in every(dialect.ids)],
        "keywords": [word for value in every(dialect.keywords) for word in value.split(";")],
        "own_notes": own_notes(every(dialect.notes)),
    }

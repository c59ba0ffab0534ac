"""Tables of papers as CSV or TSV: Zotero's, Scopus's, our own export, and any whose head names a title and one column more."""

import csv
import io
import re
from collections.abc import Iterator

from core.errors import NotAListing
from core.model import Listing
from core.parsing.bibliography.dates import first_day
from core.parsing.bytes_in import text_of
from core.parsing.json_in import Broken
from core.parsing.records import Row, listing_of
from core.text.names import turned

_COLUMNS = {
    "title": ("title", "article title", "document title", "paper title", "paper"),
    "authors": ("authors", "author", "author full names", "author(s)", "author names"),
    "abstract": ("abstract", "abstract note", "summary"),
    "published": ("published", "date", "publication date", "year", "publication year"),
    "doi": ("doi", "doi link"),
    "url": ("url", "link", "links", "paper url", "paper link"),
    "arxiv": ("arxiv", "arxiv id", "arxiv_id", "eprint"),
    "id": ("id",),
    "categories": ("categories", "category", "subjects"),
    "keywords": ("keywords", "author keywords", "manual tags", "tags"),
    "extra": ("extra", "archive location", "pdf", "pdf url", "pdf link"),
}
"""What tables call each field; a field is the first of its columns that says anything."""
_FIELD = {column: field for field, columns in _COLUMNS.items() for column in columns}
_SEPARATORS = ",;\t"
_FORMULA = re.compile(r"'(?=[=+\-@\t])")
"""The sign that our own export puts before what a spreadsheet would take for a formula."""
_NAMES = re.compile(r"\s*;\s*")


def looks_like(opening: str) -> bool:
    """Whether a text begins with the head of such a table."""
    return bool(_separator(opening))


def parse(data: bytes, where: str) -> Listing:
    """The papers of a table, each with the line its row begins on. Raises `NotAListing` where there is none."""
    text = text_of(data, where)
    separator = _separator(text.lstrip())
    if not separator:
        raise NotAListing(f"{where} is no table of papers: its first line names no column “title”.")
    head = _cells(text.lstrip().split("\n", 1)[0], separator)
    kind = "Zotero CSV" if "abstract note" in head else "TSV" if separator == "\t" else "CSV"
    return listing_of(_rows(text, head, separator), where, kind)


def _separator(opening: str) -> str:
    """The sign that parts the columns, where the first line is the head of a table of papers; else ''."""
    line = opening.split("\n", 1)[0][:5_000]
    for separator in _SEPARATORS:
        known = {_FIELD[cell] for cell in _cells(line, separator) if cell in _FIELD}
        if "title" in known and len(known) > 1:
            return separator
    return ""


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in line.split(separator)]


def _rows(text: str, head: list[str], separator: str) -> Iterator[tuple[int, Row | Broken]]:
    before = len(text) - len(text.lstrip())
    first = text.count("\n", 0, before) + 1
    reader = csv.reader(io.StringIO(text[before:]), delimiter=separator)
    while True:
        line = first + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Broken(f"this row cannot be read ({error})")
            continue
        if line > first and any(cell.strip() for cell in cells):
            yield (
                line,
                _row(
                    dict(
                        zip(reversed(head), reversed(cells[: len(head)] + [""] * (len(head) - len(cells))), strict=True)
                    )
                ),
            )


def _row(cells: dict[str, str]) -> Row:
    """The fields of a row by the names that `records` has for them."""

    def said(field: str) -> list[str]:
        return [_FORMULA.sub("", value, count=1) for name in _COLUMNS[field] if (value := cells.get(name, "").strip())]

    first = {field: next(iter(said(field)), "") for field in _COLUMNS}
    names = [turned(name) for name in _NAMES.split(first["authors"])] if ";" in first["authors"] else first["authors"]
    return {
        **{name: first[name] for name in ("title", "abstract", "arxiv", "doi", "url", "id")},
        "authors": [turned(names)] if isinstance(names, str) and names.count(",") == 1 else names,
        "published": next(filter(None, map(first_day, said("published"))), ""),
        "categories": _NAMES.sub(" ", first["categories"]),
        "keywords": first["keywords"],
        "ids": [*said("arxiv"), *said("url"), *(line for value in said("extra") for line in value.split("\n"))],
    }

"""Tables of papers as CSV, TSV or Markdown: Zotero's, Scopus's, our own export, and any whose head names a title and one column more.

What stands above the head, or around a table in Markdown, is skipped with its line.
"""

import csv
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from core.errors import NotAListing
from core.model import Listing
from core.parsing.bibliography.own_notes import own_notes
from core.parsing.broken import Broken
from core.parsing.bytes_in import text_of
from core.parsing.dates import first_day
from core.parsing.pages.citation import untitled, without_tag
from core.parsing.records import Row, left_over, listing_of
from core.parsing.xml.markup import without_markup
from core.text.cleaning import clean
from core.text.identifiers import find_references, reference
from core.text.names import turned

_COLUMNS = {
    "title": (
        "title", "article title", "document title", "paper title", "paper", "name", "paper name", "publication title", "item title",
        "ti", "titel", "titre", "título", "titulo", "titolo", "название", "标题", "题名", "タイトル", "제목",
    ),
    "authors": (
        "authors", "author", "author full names", "author(s)", "author names", "author/s", "af", "au", "first author", "creators",
        "autoren", "autor", "auteurs", "auteur", "autores", "autori", "autore", "авторы", "作者", "著者", "저자",
    ),
    "abstract": (
        "abstract", "abstract note", "summary", "ab", "zusammenfassung", "résumé", "resume", "resumen", "resumo", "riassunto", "摘要",
    ),
    "published": (
        "published", "date", "publication date", "date published", "publish date", "published date", "year", "publication year",
        "published year", "pubyear", "py", "jahr", "datum", "année", "annee", "año", "ano", "anno", "год", "年份", "年",
    ),
    "doi": ("doi", "doi link", "di", "doi url", "article doi"),
    "url": ("url", "link", "links", "paper url", "paper link", "article url", "articleurl", "source url", "source urls", "web link"),
    "arxiv": ("arxiv", "arxiv id", "eprint", "arxiv link", "arxiv url", "preprint"),
    "id": ("id",),
    "categories": ("categories", "category", "subjects"),
    "keywords": ("keywords", "author keywords", "manual tags", "tags", "de", "schlagwörter", "schlagworte", "mots-clés", "palabras clave"),
    "notes": ("notes", "note", "my notes", "annotation", "annotations", "notizen"),
    "extra": ("extra", "archive location", "pdf", "pdf url", "pdf link", "fulltext url", "fulltexturl"),
}  # fmt: skip
"""What tables call each field; a field is the first of its columns that says anything."""
_FIELD = {column: field for field, columns in _COLUMNS.items() for column in columns}
_SEPARATORS = ",;\t"
_MOST_BEFORE = 10
"""Lines in which a table's head is looked for."""
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*")
_BAR = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(<?([^\s()<>]+)>?(?:\s[^()]*)?\)")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_SHORT = 8
_FORMULA = re.compile(r"'(?=[=+\-@\t])")
"""The sign that our own export puts before what a spreadsheet would take for a formula."""
_NAMES = re.compile(r"\s*(?:;|\n|\||\s/\s)\s*")
_AND_OTHERS = re.compile(r",?\s+et\.?\s*al\.?\s*$", re.IGNORECASE)
_SURNAME = re.compile(r"(?:[a-z]{1,4} ){0,3}\S+")


class _Head(NamedTuple):
    """The head of a table: the number of its line from 0, the sign that parts its columns, and their names."""

    at: int
    separator: str
    cells: list[str]


def looks_like(opening: str) -> bool:
    """Whether a text begins with the head of such a table, perhaps after a few lines that are none."""
    return _head_of(opening) is not None


def parse(data: bytes, where: str) -> Listing:
    """The papers of a table, each with the line its row begins on. Raises `NotAListing` where there is none."""
    text = text_of(data, where)
    head = _head_of(text)
    if head is None:
        raise NotAListing(f"{where} is no table of papers: its first line names no column “title”.")
    kind = "Zotero CSV" if "abstract note" in head.cells else "TSV" if head.separator == "\t" else "CSV"
    return listing_of(_rows(text, head), where, kind)


def looks_like_grid(opening: str) -> bool:
    """Whether a text holds a table of Markdown whose head names a title and one column more."""
    return next(_grids(opening.split("\n")), None) is not None


def parse_grid(data: bytes, where: str) -> Listing:
    """The papers of the tables in a text of Markdown. Raises `NotAListing` where there is none."""
    lines = text_of(data, where).split("\n")
    if not looks_like_grid("\n".join(lines)):
        raise NotAListing(f"{where} holds no table of papers: none has a column “title” or “paper”.")
    return listing_of(_grid_rows(lines), where, "Markdown table")


def _grids(lines: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    """Each table: the numbers, from 0, of its head and of the first line below it, and the names of its columns."""
    for at, (line, under) in enumerate(pairwise(lines)):
        head = list(map(_column, _split(line))) if "|" in line and _RULE.fullmatch(under) else []
        if _is_head(head):
            end = at + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            yield at, end, head


def _grid_rows(lines: list[str]) -> Iterator[tuple[int, Row | Broken]]:
    rest = dict(enumerate(lines))
    for start, end, head in _grids(lines):
        for at in range(start, end):
            line = rest.pop(at)
            if at > start + 1:
                row = _row(dict(zip(head, map(_unlinked, _split(line)), strict=False)))
                yield at + 1, {**row, "ids": find_references(line)} if isinstance(row, dict) else row
    yield from left_over(((at + 1, line) for at, line in rest.items() if not line.startswith("#")), "a Markdown table")


def _split(line: str) -> list[str]:
    """The cells of a line; a bar behind a backslash parts none."""
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(line.strip().removeprefix("|").removesuffix("|"))]


def _unlinked(cell: str) -> str:
    """A cell's text: what its link shows, or where it leads where that is a button."""
    cell = clean(without_markup(_PICTURE.sub("", cell)))
    link = _LINK.search(cell)
    if not link:
        return cell.strip(" *_`")
    return link[2] if len(link[1]) < _SHORT and cell.strip() == link[0] else _LINK.sub(r"\1", cell).strip(" *_`")


def _column(cell: str) -> str:
    return " ".join(cell.strip().strip('"*_`:\ufeff ').replace("_", " ").lower().split())


def _head_of(text: str) -> _Head | None:
    for at, line in enumerate(text.split("\n", _MOST_BEFORE)[:_MOST_BEFORE]):
        for separator in _SEPARATORS:
            cells = list(map(_column, line[:5_000].split(separator)))
            if _is_head(cells):
                return _Head(at, separator, cells)
    return None


def _is_head(columns: list[str]) -> bool:
    """Whether columns of these names hold a title and one field more."""
    fields = {_FIELD[column] for column in columns if column in _FIELD}
    return "title" in fields and len(fields) > 1


def _rows(text: str, head: _Head) -> Iterator[tuple[int, Row | Broken]]:
    lines = text.split("\n", head.at)
    before = ((number, line) for number, line in enumerate(lines[: head.at], 1) if not line.lower().startswith("sep="))
    yield from left_over(before, "a table")
    first = head.at + 1
    reader = csv.reader(io.StringIO(lines[-1]), delimiter=head.separator)
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
            cells += [""] * (len(head.cells) - len(cells))
            yield line, _row(dict(zip(reversed(head.cells), reversed(cells[: len(head.cells)]), strict=True)))


def _people(names: str) -> list[str] | str:
    """The names of a cell, parted by semicolons or the like, else by commas; `Fjord, Ida` is one person."""
    if len(parts := _NAMES.split(names)) > 1:
        return [turned(name) for name in parts]
    surname, comma, given = names.partition(", ")
    is_one = comma and "," not in given and (_SURNAME.fullmatch(surname) or " " not in given.strip())
    return [turned(names)] if is_one else _AND_OTHERS.sub("", names)


def _row(cells: dict[str, str]) -> Row | Broken:

    def values(field: str) -> list[str]:
        return [_FORMULA.sub("", value, count=1) for name in _COLUMNS[field] if (value := cells.get(name, "").strip())]

    first = {field: next(iter(values(field)), "") for field in _COLUMNS}
    title = without_tag(first["title"])
    if key := reference(title):
        return Broken(untitled("this row", key))
    return {
        **{name: first[name] for name in ("abstract", "arxiv", "doi", "url", "id")},
        "title": title,
        "authors": _people(first["authors"]),
        "published": next(filter(None, map(first_day, values("published"))), ""),
        "categories": first["categories"].replace(";", " "),
        "keywords": first["keywords"],
        "own_notes": own_notes(values("notes")),
        "ids": [*values("arxiv"), *values("url"), *(line for value in values("extra") for line in value.split("\n"))],
    }

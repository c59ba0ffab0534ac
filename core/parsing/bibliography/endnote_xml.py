"""EndNote's XML (`<xml><records><record>`), which Zotero and Mendeley write too."""

import re
from collections.abc import Iterator

from core.errors import NotAListing
from core.model import Listing
from core.parsing.bibliography.own_notes import own_notes
from core.parsing.dates import first_day
from core.parsing.json_in import Broken
from core.parsing.records import Row, listing_of
from core.parsing.xml.xml_in import read_feed
from core.parsing.xml.xml_tree import Element
from core.text.names import turned

KIND = "EndNote XML"
_BEGINS = re.compile(r"(?:<\?xml[^<>]*\?>\s*)?<xml>\s*<records\b", re.IGNORECASE)
_RECORD = "record"


def looks_like(opening: str) -> bool:
    """Whether a text begins as EndNote's XML does."""
    return bool(_BEGINS.match(opening))


def parse(data: bytes, where: str) -> Listing:
    """The papers of the file, each with the line its record begins on. Raises `NotAListing` where there is none."""
    read = read_feed(data, where, (_RECORD,))
    if read.root.name not in ("xml", "records"):
        raise NotAListing(f"{where} is XML, but not EndNote's.")
    return listing_of(_rows(read.items), where, KIND)


def _rows(items: list[tuple[int, Element | Broken]]) -> Iterator[tuple[int, Row | Broken]]:
    for line, item in items:
        yield line, item if isinstance(item, Broken) else _row(item)


def _row(record: Element) -> Row:
    """The fields of a record by the names that `records` has for them."""
    dates = [*_all(record, "dates.pub-dates.date"), *_all(record, "dates.year")]
    year = next(iter(_all(record, "dates.year")), "")
    days = (first_day(text) or first_day(f"{text} {year}") for text in dates)
    ids = (
        "electronic-resource-num",
        "urls.related-urls.url",
        "urls.web-urls.url",
        "accession-num",
        "notes",
        "urls.pdf-urls.url",
    )
    return {
        "title": next(iter(_all(record, "titles.title")), ""),
        "abstract": " ".join(_all(record, "abstract")),
        "authors": [turned(name) for name in _all(record, "contributors.authors.author")],
        "published": next(filter(None, days), ""),
        "doi": next(iter(_all(record, "electronic-resource-num")), ""),
        "url": next(iter([*_all(record, "urls.related-urls.url"), *_all(record, "urls.web-urls.url")]), ""),
        "ids": [text for path in ids for text in _all(record, path)],
        "keywords": _all(record, "keywords.keyword"),
        "own_notes": own_notes([*_all(record, "research-notes"), *_all(record, "notes")]),
    }


def _all(element: Element, path: str) -> list[str]:
    """The texts of all elements that a path leads to, whatever styles are in them."""
    elements = [element]
    for name in path.split("."):
        elements = [inner for outer in elements for inner in outer.all(name)]
    return [text for element_of in elements if (text := " ".join(element_of.text().split()))]

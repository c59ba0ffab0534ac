"""EndNote's XML (`<xml><records><record>`), which Zotero and Mendeley write too."""

import re

from core.errors import NotAListing
from core.model import Listing
from core.parsing.bibliography.own_notes import own_notes
from core.parsing.broken import Broken
from core.parsing.dates import first_day
from core.parsing.records import Row, listing_of
from core.parsing.xml.xml_in import Element, read_feed
from core.text.names import turned

KIND = "EndNote XML"
_BEGINS = re.compile(r"(?:<\?xml[^<>]*\?>\s*)?<xml>\s*<records\b", re.IGNORECASE)


def looks_like(opening: str) -> bool:
    """Whether a text begins as EndNote's XML does."""
    return bool(_BEGINS.match(opening))


def parse(data: bytes, where: str) -> Listing:
    """The papers of the file, each with the line its record begins on. Raises `NotAListing` where there is none."""
    read = read_feed(data, where, ("record",))
    if read.root.name not in ("xml", "records"):
        raise NotAListing(f"{where} is XML, but not EndNote's.")
    rows = ((line, item if isinstance(item, Broken) else _row(item)) for line, item in read.items)
    return listing_of(rows, where, KIND)


def _row(record: Element) -> Row:
    years, doi, notes = _all(record, "dates.year"), _all(record, "electronic-resource-num"), _all(record, "notes")
    urls = [*_all(record, "urls.related-urls.url"), *_all(record, "urls.web-urls.url")]
    dates = [*_all(record, "dates.pub-dates.date"), *years]
    days = (first_day(text) or first_day(f"{text} {''.join(years[:1])}") for text in dates)
    return {
        "title": "".join(_all(record, "titles.title")[:1]),
        "abstract": " ".join(_all(record, "abstract")),
        "authors": [turned(name) for name in _all(record, "contributors.authors.author")],
        "published": next(filter(None, days), ""),
        "doi": "".join(doi[:1]),
        "url": "".join(urls[:1]),
        "ids": [*doi, *urls, *_all(record, "accession-num"), *notes, *_all(record, "urls.pdf-urls.url")],
        "keywords": _all(record, "keywords.keyword"),
        "own_notes": own_notes([*_all(record, "research-notes"), *notes]),
    }


def _all(element: Element, path: str) -> list[str]:
    """The texts of all elements that a path leads to, whatever styles are in them."""
    elements = [element]
    for name in path.split("."):
        elements = [inner for outer in elements for inner in outer.all(name)]
    return [text for last in elements if (text := " ".join(last.text().split()))]

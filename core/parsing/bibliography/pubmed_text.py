"""PubMed's “Abstract (text)”: numbered records of paragraphs, the citation first, then title, authors, abstract, and ids at the end."""

import re
from collections.abc import Iterator

from core.errors import NotAListing
from core.model import Listing
from core.parsing.broken import Broken
from core.parsing.bytes_in import text_of
from core.parsing.dates import first_day
from core.parsing.records import Row, listing_of
from core.text.cleaning import clean
from core.text.identifiers import find_references
from core.text.names import split_names

KIND = "PubMed abstracts"

_RECORD = re.compile(r"^(\d{1,5})\. (?=\S[^\n]{0,300}\b(?:19|20)\d\d\b)", re.MULTILINE)
_ID = re.compile(r"^PMID: \d+", re.MULTILINE)
_MARK = re.compile(r"\(\d+(?:,\s?\d+)*\)")
_AROUND = re.compile(
    r"(?:author information:|comment (?:in|on)|erratum in|update (?:in|of)|conflict of interest|©|copyright|doi:|pmc?id:|\(\d+\))",
    re.IGNORECASE,
)
_DOI = re.compile(r"^DOI: (\S+)|doi: (10\.\S+?)\.?(?:\s|$)", re.MULTILINE)


def looks_like(opening: str) -> bool:
    """Whether a text is such records."""
    return bool(_RECORD.match(opening) and _ID.search(opening) and "\n\n" in opening)


def parse(data: bytes, where: str) -> Listing:
    """The papers of the records, each with its first line. Raises `NotAListing` where there is none."""
    text = text_of(data, where)
    if not looks_like(text.lstrip()):
        raise NotAListing(f"{where} holds no abstracts of PubMed.")
    return listing_of(_rows(text), where, KIND)


def _rows(text: str) -> Iterator[tuple[int, Row | Broken]]:
    begins = [begin for begin in _RECORD.finditer(text) if begin.start() == 0 or text[: begin.start()].endswith("\n\n")]
    for begin, stop in zip(begins, [*(after.start() for after in begins[1:]), len(text)], strict=True):
        yield text.count("\n", 0, begin.start()) + 1, _row(text[begin.end() : stop])


def _row(record: str) -> Row | Broken:
    citation, *paragraphs = [clean(part) for part in re.split(r"\n\s*\n", record) if part.strip()]
    prose = [part for part in paragraphs if not _AROUND.match(part)]
    if not prose:
        return Broken("this entry has no title")
    names = _MARK.sub("", prose[1]).rstrip(".") if len(prose) > 1 else ""
    doi = _DOI.search(record)
    return {
        "title": prose[0].removesuffix("."),
        "authors": list(split_names(names)) if len(names) < 3_000 else [],
        "abstract": " ".join(prose[2:]),
        "published": first_day(citation.partition(". ")[2]),
        "doi": (doi[1] or doi[2]) if doi else "",
        "ids": find_references(citation),
    }

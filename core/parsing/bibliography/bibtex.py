"""BibTeX and BibLaTeX, as reference managers, arXiv, DBLP and our own export write it; read by `bibtexparser`.

What it cannot read is skipped with its line and the reason, also where the library passes over it without a word.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from core.errors import NotAListing
from core.model import Listing
from core.parsing.bibliography.dates import first_day
from core.parsing.bibliography.tex import without_tex
from core.parsing.bytes_in import text_of
from core.parsing.json_in import Broken
from core.parsing.records import Row, listing_of
from core.text.identifiers import arxiv_id, find_references
from core.text.names import turned

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry

KIND = "BibTeX"

_TYPE = r"@[ \t]*(?!comment\b|preamble\b|string\b)([A-Za-z][A-Za-z_-]{1,30})[ \t]*[{(][ \t]*"
_HEAD = re.compile(rf"^[ \t]*{_TYPE}", re.MULTILINE | re.IGNORECASE)
_BEGINS = re.compile(
    rf"^[ \t]*(?:{_TYPE}[^\s,={{}}()]{{0,200}}[ \t]*,|@(?:string|preamble|comment)[ \t]*[{{(])",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_BEFORE = 40  # lines that are no BibTeX before the first entry, as comments are
_LONGEST_BEFORE = 200
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_WHOLE = re.compile(r"\{[^{}]*\}")
_INHERITED = ("date", "year", "month")
"""What an entry takes from the volume that its `crossref` or `xdata` names; its own title is never the volume's."""
_VOLUMES = frozenset(["proceedings", "mvproceedings", "collection", "xdata", "set"])
_MONTHS = dict.fromkeys(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), "")
_ABBREVIATIONS = {name: name for name in _MONTHS}
_IDS = ("arxivid", "arxiv", "doi", "url", "ee", "link", "pdf", "biburl", "number", "note", "howpublished")
_VENUES = ("journal", "journaltitle", "howpublished", "volume", "publisher", "series")


class _Read(NamedTuple):
    """An entry of the text: its line, its type, key and fields as text with LaTeX."""

    line: int
    type: str
    key: str
    fields: Mapping[str, str]


def looks_like(opening: str) -> bool:
    """Whether a text begins as a file of BibTeX does, perhaps after a few lines that are none."""
    begins = _BEGINS.search(opening)
    before = opening[: begins.start()].split("\n") if begins else []
    return bool(begins) and len(before) <= _MOST_BEFORE and all(len(line) < _LONGEST_BEFORE for line in before)


def parse(data: bytes, where: str) -> Listing:
    """The papers of a BibTeX file, each with the line it begins on. Raises `NotAListing` where there is none."""
    text = text_of(data, where)
    if not _HEAD.search(text):
        raise NotAListing(f"{where} is BibTeX without an entry.")
    return listing_of(_rows(text), where, KIND)


def _rows(text: str) -> Iterator[tuple[int, Row | Broken]]:
    found = list(_entries(text))
    by_key = {one.key.lower(): one for one in found if isinstance(one, _Read)}
    for one in found:
        if isinstance(one, tuple) and not isinstance(one, _Read):
            yield one
        elif isinstance(one, _Read) and one.type in _VOLUMES:
            yield one.line, Broken("it is a volume, not a paper")
        elif isinstance(one, _Read):
            yield one.line, _row(_with_inherited(one, by_key))


def _entries(text: str) -> Iterator[_Read | tuple[int, Broken]]:
    """Every entry in the order of the text, or why it cannot be read; each head of one in the text is one of both."""
    from bibtexparser.entrypoint import parse_string  # 50 ms, and few texts are BibTeX

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it complains of is in `skipped`
    library = parse_string(text, parse_stack=[])
    strings = _ABBREVIATIONS | {block.key.lower(): block.value for block in library.strings}
    read: dict[int, _Read] = {}
    inside: set[int] = set()
    for block in library.blocks:
        entry = _entry_of(block)
        if entry is not None:
            line = (entry.start_line or 0) + 1
            fields: dict[str, str] = {}
            for field in entry.fields:
                fields.setdefault(field.key.lower(), _value(str(field.value), strings))
            read[line] = _Read(line, entry.entry_type.lower(), entry.key, fields)
            inside.update(range(line + 1, line + (entry.raw or "").count("\n") + 1))
    counted, line = 0, 1
    for head in _HEAD.finditer(text):
        line, counted = line + text.count("\n", counted, head.start()), head.start()
        if line in read:
            yield read[line]
        elif line not in inside:
            yield line, Broken(f"this @{head[1]} is not closed or not written as BibTeX is")


def _entry_of(block: "Block") -> "Entry | None":
    """The entry that a block is, or that was read in spite of a key or a field that is there twice."""
    from bibtexparser.model import DuplicateFieldKeyBlock, Entry, ParsingFailedBlock

    if isinstance(block, Entry):
        return block
    if isinstance(block, DuplicateFieldKeyBlock | ParsingFailedBlock):
        inner = block.ignore_error_block
        return inner if isinstance(inner, Entry) else None
    return None


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """A field's value: its pieces joined, without what encloses them, and `@string`s by what they stand for."""
    return "".join(_piece(piece.strip(), strings) for piece in _pieces(raw))


def _pieces(raw: str) -> Iterator[str]:
    """What the signs `#` of a value join, but for those in braces or quotes."""
    depth, is_quoted, start = 0, False, 0
    for at, sign in enumerate(raw):
        depth += (sign == "{") - (sign == "}")
        if sign == '"' and not depth:
            is_quoted = not is_quoted
        elif sign == "#" and not depth and not is_quoted:
            yield raw[start:at]
            start = at + 1
    yield raw[start:]


def _piece(piece: str, strings: Mapping[str, str]) -> str:
    if len(piece) > 1 and piece[0] + piece[-1] in ("{}", '""'):
        return piece[1:-1]
    named = strings.get(piece.lower())
    return piece if named is None else named.strip().strip('{}"')


def _with_inherited(one: _Read, by_key: Mapping[str, _Read]) -> Mapping[str, str]:
    named = (one.fields.get(link, "").lower() for link in ("crossref", "xdata"))
    volume = next((by_key[key] for key in named if key in by_key), None)
    if volume is None or any(one.fields.get(name) for name in ("date", "year")):
        return one.fields
    return {**{name: volume.fields[name] for name in _INHERITED if name in volume.fields}, **one.fields}


def _row(fields: Mapping[str, str]) -> Row:
    """The fields of an entry by the names that `records` has for them."""
    title = ": ".join(filter(None, (fields.get("title", ""), fields.get("subtitle", ""))))
    return {
        "title": without_tex(title),
        "abstract": without_tex(fields.get("abstract", "")),
        "authors": _authors(fields.get("author", "")),
        "arxiv": _arxiv(fields),
        "doi": _address(fields.get("doi", "")),
        "url": _address(fields.get("url", "") or fields.get("ee", "") or fields.get("link", "")),
        "published": first_day(fields.get("date", "")) or _day(fields),
        "categories": [fields["primaryclass"]] if fields.get("primaryclass") else [],
        "keywords": without_tex(fields.get("keywords", "") or fields.get("keyword", "")),
        "ids": [_address(fields[name]) for name in _IDS if fields.get(name)],
    }


def _arxiv(fields: Mapping[str, str]) -> str:
    """The arXiv id that an entry names as its own: its eprint, or the place where it says it was published."""
    archive = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").lower()
    eprint = arxiv_id(fields.get("eprint", "")) if archive == "arxiv" else ""
    venues = " ; ".join(_address(fields[name]).replace("abs/", "arXiv:") for name in _VENUES if fields.get(name))
    named = [key.removeprefix("arxiv:") for key in find_references(venues) if key.startswith("arxiv:")]
    return eprint or next(iter(named), "")


def _authors(text: str) -> list[str]:
    """The names in order; a name in braces is a group's and stays as it is."""
    names = []
    for name in _AND.split(_kept_whole(text)):
        name = name.replace("\0", " and ").strip()
        is_group = bool(_WHOLE.fullmatch(name)) and "\\" not in name
        names.append(without_tex(name) if is_group else _turned(without_tex(name)))
    return names


def _turned(name: str) -> str:
    """`Last, Jr, First` and `Last, First` with the given names first."""
    last, _, rest = (part.strip() for part in name.partition(","))
    suffix, comma, first = (part.strip() for part in rest.partition(","))
    return turned(f"{last}, {first}, {suffix}") if comma else turned(name)


def _kept_whole(text: str) -> str:
    """The text with every "and" in braces as a sign, because it parts no names."""
    return re.sub(r"\{[^{}]*\}", lambda group: _AND.sub("\0", group[0]), " ".join(text.split()))


def _address(text: str) -> str:
    """What an id or an address is, without the signs that LaTeX needs in it."""
    text = re.sub(r"\\url\{([^{}]*)\}", r"\1", text.strip())
    return re.sub(r"\{\\([_&%#~])\}|\\([_&%#~])", r"\1\2", text).strip("{}<> ")


def _day(fields: Mapping[str, str]) -> str:
    """The day of the fields `year`, `month` (a name or a number) and `day`."""
    year, month, day = (without_tex(fields.get(name, "")).strip() for name in ("year", "month", "day"))
    if month.isdigit():
        return first_day(f"{year}-{month}-{day}" if day else f"{year}-{month}")
    return first_day(" ".join(filter(None, (day, month, year)))) or first_day(year)

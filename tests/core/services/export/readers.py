"""What other programs read of our exports: titles, names and years by bibtexparser, rispy and citeproc."""

import csv
import io
import json
import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

import bibtexparser
import jsonschema
import rispy
from bibtexparser import middlewares
from citeproc.source.json import CiteProcJSON
from pylatexenc.latex2text import LatexNodes2Text

from core.model import Paper
from core.services.export import Format

_TEXT = {"type": "string", "minLength": 1}
_NAME = {
    "type": "object",
    "anyOf": [{"required": ["family"]}, {"required": ["literal"]}],
    "properties": dict.fromkeys(("family", "given", "non-dropping-particle", "suffix", "literal"), _TEXT),
    "additionalProperties": False,
}
_PARTS = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}
CSL = {  # what CSL 1.0.2 allows of what we write
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type", "title"],
        "properties": {
            **dict.fromkeys(("id", "title", "abstract", "publisher", "number", "DOI", "URL", "note"), _TEXT),
            "type": {"enum": ["article", "article-journal", "document"]},
            "author": {"type": "array", "items": _NAME},
            "issued": {
                "type": "object",
                "required": ["date-parts"],
                "properties": {"date-parts": {"type": "array", "items": _PARTS, "minItems": 1, "maxItems": 1}},
                "additionalProperties": False,
            },
            "categories": {"type": "array", "items": _TEXT},
        },
        "additionalProperties": False,
    },
}


FORMATS: tuple[Format, ...] = ("bibtex", "ris", "csl", "csv", "json", "md")


class Reference(NamedTuple):
    """A paper as another program has it; each name as given, particle, family, suffix, those of a group under family."""

    key: str
    title: str
    names: tuple[tuple[str, str, str, str], ...] = ()
    year: str = ""


def read(text: str, form: Format) -> list[Reference]:
    """What the tool for a format reads in an export; raises where it finds anything wrong."""
    return {"bibtex": _bibtex, "ris": _ris, "csl": _csl, "csv": _csv, "json": _json, "md": _markdown}[form](text)


def same_titles(papers: Sequence[Paper], text: str, form: Format) -> str:
    """What the tool for a format reads otherwise than these papers have it, or ''."""
    found = read(text, form)
    if not len({reference.key for reference in found}) == len(found) == len(papers):
        return f"{len(found)} papers read of {len(papers)}, or a key twice"
    quoted = "'" if form == "csv" else ""  # before what a spreadsheet takes for a formula
    pairs = [] if form == "md" else zip(papers, found, strict=True)
    wrong = (
        (paper.title, reference.title)
        for paper, reference in pairs
        if _spaced(paper.title, quoted) != _spaced(reference.title, quoted)
    )
    return "".join(f"{ours!r} is read as {theirs!r}" for ours, theirs in islice(wrong, 1))


def _spaced(text: str, quoted: str) -> str:
    return unicodedata.normalize("NFC", text.removeprefix(quoted)).strip()


def _bibtex(text: str) -> list[Reference]:
    parted = [middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    library = bibtexparser.parse_string(text, append_middleware=parted)
    assert not library.failed_blocks, library.failed_blocks[0].error
    return [
        Reference(entry.key, _plain(entry["title"]), tuple(map(_bibtex_name, entry.get("author", _Empty).value)), _value(entry, "year"))
        for entry in library.entries
    ]  # fmt: skip


class _Empty:
    value: tuple[Any, ...] = ()


def _value(entry: Any, name: str) -> str:
    return str(entry.get(name, _Empty).value or "")


def _bibtex_name(name: Any) -> tuple[str, str, str, str]:
    first, von, last, suffix = (_plain(" ".join(part)) for part in (name.first, name.von, name.last, name.jr))
    return first, von, last, suffix


def _plain(tex: str) -> str:
    text = LatexNodes2Text(math_mode="verbatim", keep_comments=True, strict_latex_spaces=True).latex_to_text(tex)
    return text.replace("ˆ", "^")  # how it reads \textasciicircum


def _ris(text: str) -> list[Reference]:
    return [
        Reference(record["id"], record["title"], tuple(map(_ris_name, record.get("authors", ()))), record.get("year", ""))
        for record in rispy.loads(text)
    ]  # fmt: skip


def _ris_name(name: str) -> tuple[str, str, str, str]:
    family, given, suffix = (*name.split(", "), "", "")[:3]
    return given, "", family, suffix


def _csl(text: str) -> list[Reference]:
    items = json.loads(text)
    jsonschema.validate(items, CSL)
    read = CiteProcJSON(items)
    assert list(read) == [item["id"] for item in items]
    return [
        Reference(
            item["id"],
            str(read[item["id"]].title),
            tuple(map(_csl_name, item.get("author", ()))),
            str(item["issued"]["date-parts"][0][0]) if "issued" in item else "",
        )
        for item in items
    ]


def _csl_name(name: dict[str, str]) -> tuple[str, str, str, str]:
    family = name.get("family", name.get("literal", ""))
    return name.get("given", ""), name.get("non-dropping-particle", ""), family, name.get("suffix", "")


def _csv(text: str) -> list[Reference]:
    return [Reference(row["id"], row["title"]) for row in csv.DictReader(io.StringIO(text))]


def _json(text: str) -> list[Reference]:
    return [Reference(row["id"], row["title"]) for row in json.loads(text)]


def _markdown(text: str) -> list[Reference]:
    return [Reference(str(number), line.removeprefix("- ")) for number, line in enumerate(text.splitlines())]

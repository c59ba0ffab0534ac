"""What other programs read of our exports: titles, names and years by bibtexparser, rispy, citeproc, markdown-it and frontmatter."""

import csv
import io
import json
import unicodedata
import zipfile
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

import bibtexparser
import frontmatter
import jsonschema
import rispy
from bibtexparser import middlewares
from citeproc.source.json import CiteProcJSON
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
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


QUOTED = "'"
"""Stands in CSV before what a spreadsheet takes for a formula."""

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


def same_titles(papers: Sequence[Paper], references: Sequence[Reference], quoted: str = "") -> str:
    """What a tool read otherwise than these papers have it, or ''; `quoted` may stand before a title."""
    if not len({reference.key for reference in references}) == len(references) == len(papers):
        return f"{len(references)} papers read of {len(papers)}, or a key twice"
    wrong = (
        (paper.title, reference.title)
        for paper, reference in zip(papers, references, strict=True)
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


_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])  # as GitHub and Obsidian have it


def _markdown(text: str) -> list[Reference]:
    (bullets,) = SyntaxTreeNode(_MARKDOWN.parse(text)).children
    assert bullets.type == "bullet_list"
    return [Reference(str(number), _titled(item)) for number, item in enumerate(bullets.children)]


def _titled(item: SyntaxTreeNode) -> str:
    """The link that a line is of, or else all of it."""
    (paragraph,) = item.children
    assert paragraph.type == "paragraph", paragraph.type
    (line,) = paragraph.children
    return _shown(line.children[0] if line.children[:1] and line.children[0].type == "link" else line)


def _shown(node: SyntaxTreeNode) -> str:
    """A line without markup, as it is shown; it may hold none but one link."""
    assert {child.type for child in node.walk(include_self=False)} <= {"text"}, node.children
    return "".join(child.content for child in node.walk(include_self=False))


def notes(data: bytes) -> dict[str, frontmatter.Post]:
    """The notes of a vault, by the names of their files."""
    vault = zipfile.ZipFile(io.BytesIO(data))
    assert vault.testzip() is None
    return {name: frontmatter.loads(vault.read(name).decode()) for name in vault.namelist()}


def noted(data: bytes) -> list[Reference]:
    """What Obsidian reads in a vault: of each note its key, and the title that its properties and its heading agree on."""
    return [_note(name, post) for name, post in notes(data).items()]


def _note(name: str, post: frontmatter.Post) -> Reference:
    heading, *_ = SyntaxTreeNode(_MARKDOWN.parse(post.content)).children
    title = str(post["title"])
    assert (heading.type, heading.tag) == ("heading", "h1"), heading.type
    assert _spaced(_shown(heading.children[0]), "") == _spaced(title, ""), heading.children[0].content
    assert post["aliases"] == [title] and name == f"@{post['citekey']}.md"
    return Reference(str(post["citekey"]), title)

"""Obsidian: a zip with a note for each paper, `@citekey.md`, whose properties are YAML."""

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence

from core.model import KeptEntry, Paper
from core.services.export.citation import date_parts, keyed, unknown, year
from core.services.export.markdown import SIGNS, escaped
from core.text.cleaning import clean
from core.text.clipping import visible

_NO_TAG = re.compile(r"[^\w/-]+")
_MARKUP = re.compile(rf"{SIGNS}|[#$^]|%(?=%)|=(?==)|:(?=:)")
"""What Obsidian takes for markup beside CommonMark: tags, mathematics, anchors, comments, highlights, inline fields."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The day of every file: a zip of the same papers is the same bytes."""

Property = str | int | bool | list[str]


def obsidian(papers: Sequence[Paper], kept: Mapping[str, KeptEntry]) -> bytes:
    """The zip, with what its person keeps of each paper."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as vault:
        for key, paper in keyed(papers):
            text = note_of(key, paper, kept.get(paper.id, KeptEntry()))
            vault.writestr(zipfile.ZipInfo(f"@{key}.md", _FIRST_DAY), text.encode("utf-8", "replace"))
    return out.getvalue()


def note_of(key: str, paper: Paper, kept: KeptEntry) -> str:
    """One note: properties, title, abstract, and what its person noted."""
    properties = "\n".join(f"{name}: {_yaml(value)}" for name, value in _properties(key, paper, kept).items() if value)
    status = f"\nread: {'true' if kept.read else 'false'}" if kept.saved else ""
    noted = "\n\n".join(("## Notes", *map(visible, kept.notes))) if kept.notes else ""
    parts = (
        f"---\n{properties}{status}\n---",
        f"# {escaped(paper.title, _MARKUP)}",
        escaped(paper.abstract, _MARKUP),
        noted,
    )
    return "\n\n".join(filter(None, parts)) + "\n"


def _properties(key: str, paper: Paper, kept: KeptEntry) -> dict[str, Property]:
    parts = date_parts(paper)
    return {
        "title": clean(paper.title),
        "aliases": [clean(paper.title)],
        "citekey": key,
        "authors": [clean(author) for author in paper.authors],
        "year": year(paper) or 0,
        "published": "-".join(f"{part:02}" for part in parts) if len(parts) == 3 else "",
        "arxiv": paper.arxiv,
        "doi": paper.doi,
        "url": paper.url,
        "code": paper.code,
        "project": paper.project,
        "categories": list(paper.categories),
        "tags": [tag for kept_tag in kept.tags if (tag := _tag(kept_tag))],
        "lists": list(kept.lists),
        "unknown": unknown(paper),
    }


def _yaml(value: Property) -> str:
    """A value as YAML: what JSON writes, without the signs that YAML does not take unwritten."""
    if isinstance(value, list):
        return f"[{', '.join(_yaml(part) for part in value)}]"
    if isinstance(value, str):
        return json.dumps(visible(value), ensure_ascii=False)
    return json.dumps(value)


def _tag(text: str) -> str:
    """A tag as Obsidian takes it: no spaces, and not of digits alone."""
    tag = _NO_TAG.sub("-", text.strip()).strip("-")
    return f"t{tag}" if tag.isdigit() else tag

"""Papers as text for other programs: BibTeX, Markdown, CSV and JSON. The JSON is what `add` and `ingest` read back."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Literal

from core.model import Paper
from core.text.cleaning import fold

Format = Literal["bibtex", "md", "csv", "json"]

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_COLUMNS = ("id", "title", "authors", "published", "categories", "url", "arxiv", "doi", "abstract")


def export(papers: Sequence[Paper], form: Format) -> str:
    """These papers in that form, each once, in their order."""
    return {"bibtex": _bibtex, "md": _markdown, "csv": _csv, "json": _json}[form](papers)


def _bibtex(papers: Sequence[Paper]) -> str:
    taken: set[str] = set()
    return "\n\n".join(_entry(paper, _key(paper, taken)) for paper in papers) + "\n"


def _entry(paper: Paper, key: str) -> str:
    fields = {
        "title": "{" + _tex(paper.title) + "}",
        "author": " and ".join(_tex(name) for name in paper.authors),
        "year": str(paper.published.year) if paper.published else "",
        "eprint": paper.arxiv,
        "archivePrefix": "arXiv" if paper.arxiv else "",
        "primaryClass": paper.categories[0] if paper.arxiv and paper.categories else "",
        "doi": _tex(paper.doi),
        "url": paper.url,
        "note": _tex(_unknown(paper)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@misc{{{key},", *lines, "}"))


def _unknown(paper: Paper) -> str:
    """What nobody told of a paper: `Authors, date and link unknown; seen on 11 Mar 2026`. '' where nothing is missing."""
    asked = (("authors", paper.authors), ("date", paper.published), ("link", paper.url))
    missing = [name for name, known in asked if not known]
    if not missing:
        return ""
    *others, last = missing
    told = f"{', '.join(others)} and {last}" if others else last
    seen = f"; seen on {paper.sightings[0].day.day} {paper.sightings[0].day:%b %Y}" if paper.sightings else ""
    return f"{told.capitalize()} unknown{seen}"


def _key(paper: Paper, taken: set[str]) -> str:
    """`vaswani2017attention`, made unique with a number; of a paper without authors two words of its title."""
    names = paper.authors[0].split() if paper.authors else []
    surname = re.sub(r"[^a-z0-9]", "", fold(names[-1])) if names else ""
    words = re.findall(r"[a-z0-9]{4,}", fold(paper.title)) or ["paper"]
    year = paper.published.year if paper.published else ""
    stem = f"{surname}{year}{''.join(words[: 1 if surname else 2])}"
    key = next(name for name in (stem, *(f"{stem}{n}" for n in range(2, len(taken) + 3))) if name not in taken)
    taken.add(key)
    return key


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)


def _markdown(papers: Sequence[Paper]) -> str:
    rows = []
    for paper in papers:
        title = re.sub(r"([\\`*_\[\]<>|])", r"\\\1", paper.title)
        named = f"[{title}](<{paper.url}>)" if paper.url else title
        rows.append(
            f"- {named}"
            + (
                f" ({', '.join(paper.authors[:3])}{' et al.' if len(paper.authors) > 3 else ''})"
                if paper.authors
                else ""
            )
        )
    return "\n".join(rows) + "\n"


def _csv(papers: Sequence[Paper]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for paper in papers:
        row = _row(paper)
        writer.writerow(
            _safe("; ".join(value) if isinstance(value, list) else value)
            for value in (row.get(name, "") for name in _COLUMNS)
        )
    return out.getvalue()


def _safe(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t")) else value


def _json(papers: Sequence[Paper]) -> str:
    return json.dumps([_row(paper) for paper in papers], ensure_ascii=False, indent=1) + "\n"


def _row(paper: Paper) -> dict[str, str | list[str]]:
    row: dict[str, str | list[str]] = {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": list(paper.authors),
        "url": paper.url,
        "arxiv": paper.arxiv,
        "doi": paper.doi,
        "published": paper.published.isoformat() if paper.published else "",
        "categories": list(paper.categories),
        "day": paper.first_day.isoformat() if paper.first_day else "",
    }
    return {name: value for name, value in row.items() if value}

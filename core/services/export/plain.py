"""Papers as CSV for spreadsheets, and as the JSON that holds all that `ingest` reads back."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

import msgspec

from core.model import KeptEntry, Paper

_COLUMNS = ("id", "title", "authors", "published", "categories", "url", "arxiv", "doi", "abstract")


def as_csv(papers: Sequence[Paper]) -> str:
    """A row a paper, and no cell that a spreadsheet takes for a formula."""
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


def as_json(papers: Sequence[Paper], kept: Mapping[str, KeptEntry] | None = None, follows: Sequence[str] = ()) -> str:
    """An array of objects, one a paper, with what its person keeps of it under `kept`; a last one for authors followed by name alone."""
    rows: list[dict[str, object]] = [{**_row(paper)} for paper in papers]
    for row in rows:
        if entry := (kept or {}).get(str(row["id"])):
            row["kept"] = msgspec.to_builtins(entry)
    rows += [{"follows": [*follows]}] if follows else []
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


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

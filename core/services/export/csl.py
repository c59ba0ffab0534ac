"""CSL JSON, which citeproc, Pandoc and Zotero read."""

import json
from collections.abc import Sequence
from typing import Any

from core.model import Paper
from core.services.export.citation import date_parts, keyed, unknown
from core.text.cleaning import clean
from core.text.names import NameParts, name_parts


def csl(papers: Sequence[Paper]) -> str:
    """An array of items, one a paper."""
    return json.dumps([_item(key, paper) for key, paper in keyed(papers)], ensure_ascii=False, indent=1) + "\n"


def _item(key: str, paper: Paper) -> dict[str, Any]:
    parts = date_parts(paper)
    item: dict[str, Any] = {
        "id": key,
        "type": "article" if paper.arxiv else "article-journal" if paper.doi else "document",
        "title": clean(paper.title),
        "author": [_name(name_parts(name)) for name in paper.authors],
        "issued": {"date-parts": [parts]} if parts else {},
        "abstract": clean(paper.abstract),
        "publisher": "arXiv" if paper.arxiv else "",
        "number": f"arXiv:{paper.arxiv}" if paper.arxiv else "",
        "DOI": paper.doi,
        "URL": paper.url,
        "categories": list(paper.categories),
        "note": unknown(paper),
    }
    return {name: value for name, value in item.items() if value}


def _name(name: NameParts) -> dict[str, str]:
    if name.group:
        return {"literal": name.group}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}

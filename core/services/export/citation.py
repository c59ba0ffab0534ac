"""What every format for reference managers asks of a paper: a key, a year, and what nobody told of it."""

import re
from collections.abc import Iterator, Sequence

from core.model import Paper
from core.text.cleaning import fold, joined
from core.text.identifiers import year_of
from core.text.names import name_parts
from core.text.source_names import known_parts, met

_WORD = re.compile(r"[a-z0-9]{4,}", re.ASCII)
_NO_KEY = re.compile(r"[^a-z0-9]", re.ASCII)


def keyed(papers: Sequence[Paper]) -> Iterator[tuple[str, Paper]]:
    """The papers, each with a key of ASCII letters and digits that no other has: `vaswani2017attention`."""
    taken: set[str] = set()
    counts: dict[str, int] = {}
    for paper in papers:
        stem = key = _stem(paper)
        while key in taken:
            counts[stem] = counts.get(stem, 1) + 1
            key = f"{stem}{counts[stem]}"
        taken.add(key)
        yield key, paper


def year(paper: Paper) -> int | None:
    """The year of publication, of the paper's id where no date is known, or None."""
    return paper.published.year if paper.published else year_of(paper.arxiv, paper.doi)


def date_parts(paper: Paper) -> list[int]:
    """Year, month and day as far as they are known."""
    if paper.published:
        return known_parts(paper.published)
    return [known] if (known := year(paper)) else []


def unknown(paper: Paper) -> str:
    """What nobody told of a paper: `Authors, date and link unknown; listed 11 Mar 2026`. '' where nothing is missing."""
    asked = (("authors", paper.authors), ("date", paper.published), ("link", paper.url))
    missing = [name for name, known in asked if not known]
    if missing == ["date"] and year(paper):
        return "Date unknown; the year is that of its id"
    if not missing:
        return ""
    return "; ".join(filter(None, (f"{joined(missing).capitalize()} unknown", met(paper.sightings))))


def _stem(paper: Paper) -> str:
    """Surname, year and a word of the title; of a paper without authors two words, of one in another script its id."""
    surname = name_parts(paper.authors[0]).key if paper.authors else ""
    surname = _NO_KEY.sub("", fold(surname))
    words = _WORD.findall(fold(paper.title))[: 1 if surname else 2]
    dated = year(paper) or ""
    if not surname and not words:
        return f"paper{dated}{_NO_KEY.sub('', paper.id.lower())[:8]}"
    return f"{surname}{dated}{''.join(words)}" if surname else f"{''.join(words)}{dated}"

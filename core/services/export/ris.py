"""RIS, which Zotero, Mendeley and EndNote read: a tag a line, an author a line, surname first."""

from collections.abc import Iterator, Sequence

from core.model import Paper
from core.services.export.citation import date_parts, keyed, unknown, year
from core.text.cleaning import clean
from core.text.names import NameParts, name_parts


def ris(papers: Sequence[Paper]) -> str:
    """One record a paper."""
    return "\n".join(_record(key, paper) for key, paper in keyed(papers))


def _record(key: str, paper: Paper) -> str:
    lines = [f"{tag}  - {value}" for tag, text in _fields(key, paper) if (value := clean(text))]
    return "\n".join((*lines, "ER  - ", ""))


def _fields(key: str, paper: Paper) -> Iterator[tuple[str, str]]:
    yield "TY", "UNPB" if paper.arxiv else "JOUR" if paper.doi else "GEN"
    yield "ID", key
    yield "TI", paper.title
    yield from (("AU", _name(name_parts(name))) for name in paper.authors)
    yield "PY", str(year(paper) or "")
    yield "DA", "/".join(f"{part:02}" for part in date_parts(paper)) if paper.published else ""
    yield "AB", paper.abstract
    yield "PB", "arXiv" if paper.arxiv else ""
    yield "AN", f"arXiv:{paper.arxiv}" if paper.arxiv else ""
    yield "DO", paper.doi
    yield "UR", paper.url
    yield from (("KW", category) for category in paper.categories)
    yield "N1", unknown(paper)


def _name(name: NameParts) -> str:
    """`van der Berg, Ludwig`, `Smith, John, Jr.`; a group, or somebody with one name, as it is."""
    return name.group or ", ".join(filter(None, (f"{name.particle} {name.family}".strip(), name.given, name.suffix)))

"""Alerts as HTML: Google Scholar's, Semantic Scholar's, Hugging Face's: each paper is a link with its title as text.

What follows up to the next such link is its line of authors and the start of its abstract.
"""

import re
from itertools import pairwise

from core.errors import NotAListing
from core.model import Entry, Listing, Skipped
from core.parsing.bytes_in import text_of
from core.parsing.pages.citation import without_tag
from core.parsing.xml.markup import without_markup
from core.text.cleaning import clean, plain
from core.text.identifiers import find_references, reference
from core.text.names import split_names
from core.text.paper_links import named_at

SOURCE = "text"
MOST_PAPERS = 2_000

_LINK = re.compile(r"<a\s(?P<tag>[^<>]{1,4000})>(?P<text>(?:(?!</?a[\s>]).){1,2000}?)</a>", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]{8,3000})", re.IGNORECASE)
_OURS = re.compile(
    r"gse_alrt_title|scholar_url\?|semanticscholar\.org/(?:paper|arxiv)|huggingface\.co/papers/\d|arxiv\.org/(?:abs|pdf)/",
    re.I,
)
_BLOCK_END = re.compile(r"</(?:div|p|tr|td|h\d|li|table)>|<br\s*/?>", re.IGNORECASE)
_AUTHORS = re.compile(r"(?P<names>.{3,300}?)\s[-–·|]\s.{0,200}")
_CUT = 3  # words that a title has at least


def looks_like(opening: str) -> bool:
    """Whether a text is HTML with links to papers whose text is a title."""
    return opening.startswith("<") and bool(_OURS.search(opening)) and bool(re.search(r"<a\s", opening, re.IGNORECASE))


def parse(data: bytes, where: str) -> Listing:
    """The papers of an alert, each once, with what it shows of their authors and abstracts.

    Raises `NotAListing` where no link in it has a paper's title for its text.
    """
    text = text_of(data, where)
    links = [found for found in _LINK.finditer(text) if _is_title(found)][: MOST_PAPERS + 1]
    if len(links) > MOST_PAPERS:
        raise NotAListing(f"{where} holds more than {MOST_PAPERS:,} papers: split it into smaller files.")
    entries: dict[str, Entry] = {}
    for found, following in pairwise([*links, None]):
        if found:
            rest = text[found.end() : following.start() if following else len(text)]
            entry = _entry(found, rest, text.count("\n", 0, found.start()) + 1, len(entries) + 1)
            entries.setdefault(entry.arxiv or entry.title, entry)
    if not entries:
        raise NotAListing(f"{where} holds no link to a paper with its title: paste the text that it shows.")
    return Listing(SOURCE, None, tuple(entries.values()), tuple[Skipped, ...](()))


def _href(link: re.Match[str]) -> str:
    found = _HREF.search(link["tag"])
    return found[1].replace("&amp;", "&") if found else ""


def _title(link: re.Match[str]) -> str:
    return plain(without_tag(clean(without_markup(link["text"]))))


def _is_title(link: re.Match[str]) -> bool:
    url = _href(link)
    known = (
        "gse_alrt_title" in link["tag"]
        or reference(url)
        or "semanticscholar.org/paper/" in url
        or "scholar_url?" in url
    )
    return bool(known) and len(_title(link).split()) >= _CUT


def _entry(link: re.Match[str], rest: str, line: int, rank: int) -> Entry:
    url = _href(link)
    shown = [clean(without_markup(part)) for part in _BLOCK_END.split(rest[:20_000])]
    shown = [part for part in shown if part]
    by = _AUTHORS.fullmatch(shown[0]) if shown else None
    names = [key for key in (reference(url), *find_references(shown[0] if by else "")) if key]
    after = shown[1:] if by else shown
    abstract = next((part for part in after[:3] if len(part) > 15), "")
    target = named_at(url)
    return Entry(
        title=_title(link),
        abstract=abstract,
        line=line,
        arxiv=next((key[6:] for key in names if key.startswith("arxiv:")), ""),
        doi=next((key[4:] for key in names if key.startswith("doi:")), ""),
        url=target if target.startswith("http") else url,
        authors=split_names(by["names"].rstrip("… ")) if by else (),
        rank=rank,
    )

r"""References as LaTeX prints them: `thebibliography` with `\bibitem`s, a `.bbl` of BibTeX or written by hand."""

import re
from collections.abc import Iterator

from core.errors import NotAListing
from core.model import Listing
from core.parsing.bibliography.tex import without_tex
from core.parsing.broken import Broken
from core.parsing.bytes_in import text_of
from core.parsing.dates import first_day
from core.parsing.pages.citation import cited
from core.parsing.records import Row, listing_of
from core.text.cleaning import clean
from core.text.identifiers import find_references
from core.text.names import split_names

KIND = "LaTeX references"

_ITEM = re.compile(r"\\bibitem\s*(?:\[(?:[^\[\]]|\{[^{}]*\})*\]\s*)?\{[^{}]*\}")
_BLOCK = re.compile(r"\\newblock\b")
_END = re.compile(r"\\end\s*\{thebibliography\}|\n\s*\n(?=\s*\\)")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?")
_COMMAND = re.compile(
    r"\\(?:em|it|bf|sl|tt|sc|natexlab|urlprefix|penalty0?|bibinfo\{[^{}]*\}|bibnamefont|bibfnamefont|emph|textit|textbf|href)\b"
)


def looks_like(opening: str) -> bool:
    """Whether a text holds printed references of LaTeX."""
    return bool(_ITEM.search(opening))


def parse(data: bytes, where: str) -> Listing:
    r"""The papers of a `thebibliography`, each with the line of its `\bibitem`. Raises `NotAListing` where there is none."""
    text = text_of(data, where)
    if not _ITEM.search(text):
        raise NotAListing(f"{where} holds no references of LaTeX.")
    return listing_of(_rows(text), where, KIND)


def _rows(text: str) -> Iterator[tuple[int, Row | Broken]]:
    items = list(_ITEM.finditer(text))
    for item, stop in zip(items, [*(after.start() for after in items[1:]), len(text)], strict=True):
        body = _COMMENT.sub("", text[item.end() : stop])
        yield text.count("\n", 0, item.start()) + 1, _row(_END.split(body, maxsplit=1)[0])


def _row(body: str) -> Row | Broken:
    """An item by its blocks (authors, title, the rest); one without blocks as a line that cites a paper."""
    blocks = [_plain(block) for block in _BLOCK.split(body)]
    whole = " ".join(blocks)
    if len(blocks) > 2:
        title, authors = blocks[1].rstrip("., "), split_names(blocks[0].rstrip("., "))
    else:
        title, authors = cited(whole)
    if not title:
        return Broken("this item has no title")
    return {
        "title": title,
        "authors": list(authors),
        "published": first_day(" ".join(re.findall(r"(?<![\d./:])(?:19|20)\d\d(?!\d|\.\d)", " ".join(blocks[2:]))[:1])),
        "ids": find_references(whole),
    }


def _plain(block: str) -> str:
    return clean(without_tex(_COMMAND.sub("", " ".join(block.split()))))

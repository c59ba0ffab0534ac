r"""arXiv's daily mail: blocks between lines of `\\`, each a header with folded fields and, but for replacements, an abstract.

The mail is read line by line and finds its feet at every rule and at every `arXiv:` after one, so damage costs one block.
"""

import re
from collections.abc import Iterator
from datetime import date

from core.errors import NotAListing
from core.model import Entry, Listing
from core.parsing.arxiv.arxiv_text import SOURCE, abstract_of, categories_of, doi_of, once_each, title_of
from core.parsing.broken import Broken, bounded, read_each
from core.parsing.bytes_in import text_of
from core.parsing.dates import written_day
from core.text import identifiers
from core.text.names import split_names

MOST_BLOCKS = 10_000
MOST_LINES = 500_000
"""Fifty for each of the most blocks; the longest real one has about as many."""


_PAPER = re.compile(r"(?:arXiv:\s?|Paper(?:\s\(\*cross-listing\*\))?:\s?)(\S{4,40})(?:\s|$)", re.IGNORECASE)
_BLOCK = re.compile(
    r"^\\{1,2}[ \t]*\n+(?:arXiv:|Paper\b)|^arXiv:\d{4}\.\d{4,5}[^\n]{0,40}\n(?:Date:|replaced with)", re.M
)
_RULE = re.compile(r"(?:-{20}|%-%-%-%-%-|%%--%%--|%%%---%%%)[-%]*\s*$")
_BACKSLASHES = re.compile(r"\\{1,2}\s*$")
_END = re.compile(r"\\{1,2}\s?\(\s?(?:https?://\S*|\S{4,40})\s*,")
_FIELD = re.compile(r"(Title|Authors?|Categories|DOI|Date):\s*(.*)", re.IGNORECASE)
_OTHER_FIELD = re.compile(r"[A-Z][A-Za-z-]{2,14}:|replaced with|(?:figures?|part) added", re.IGNORECASE)
_RECEIVED = re.compile(r"\s*received from\s.{5,60}?\sto\s+(.{8,40})")
_SENT = re.compile(r"Date:\s+(.{8,60})", re.IGNORECASE)


class _Block:
    """One paper as it is read: its header's fields, its abstract, and the field that a folded line goes on with."""

    def __init__(self, line: int, arxiv: str) -> None:
        self.line, self.arxiv = line, arxiv
        self._fields: dict[str, list[str]] = {}
        self.abstract: list[str] = []
        self._field = ""
        self._in_abstract = False

    def take(self, line: str) -> bool:
        """Read the next line; False where it is the last of the block."""
        if line.startswith("\\"):
            if _END.match(line):
                return False
            self._in_abstract = self._in_abstract or bool(_BACKSLASHES.match(line))
        elif self._in_abstract:
            self.abstract.append(line)
        elif match := _FIELD.match(line):
            self._field = match[1].lower().rstrip("s")
            self._fields.setdefault(self._field, []).append(match[2])
        elif line.startswith("  ") and self._field:
            self._fields[self._field].append(line.strip())
        elif _OTHER_FIELD.match(line):
            self._field = ""
        return True

    def field(self, name: str) -> str:
        """A field of the header, unfolded; '' without."""
        return " ".join(self._fields.get(name, ()))


def looks_like(opening: str) -> bool:
    """Whether a text begins as such a mail does, with or without its headers."""
    return bool(_BLOCK.search(opening))


def parse(data: bytes, where: str) -> Listing:
    """The papers of a mail, new, cross-listed and replaced (these without an abstract), in its order.

    The day is the last on which the mail says that papers were received, else that of its own `Date:`.
    Raises `NotAListing` where the text holds no such block.
    """
    text = text_of(data, where)
    if text.count("\n") > MOST_LINES:
        raise NotAListing(f"{where} has more than {MOST_LINES:,} lines: split it into smaller files.")
    blocks = ((block.line, block) for block in _blocks(text.split("\n")))
    entries, skipped = read_each(bounded(blocks, MOST_BLOCKS, where, "papers"), _entry, where)
    if not entries:
        raise NotAListing(
            f"{where} holds no paper: in a mail from arXiv each begins with a line like “arXiv:2401.01234”."
        )
    return Listing(SOURCE, _day(text), once_each(entries), tuple(skipped))


def _blocks(lines: list[str]) -> Iterator[_Block]:
    """The blocks, each ended by its last line, a rule, or the next block where both are lost."""
    block: _Block | None = None
    may_begin = True
    for number, line in enumerate(lines, start=1):
        match = _PAPER.match(line) if may_begin else None
        if match and (arxiv := identifiers.arxiv_id(match[1])):
            if block:
                yield block
            block, may_begin = _Block(number, arxiv), False
        elif block and ((line.startswith(("-", "%")) and _RULE.match(line)) or not block.take(line)):
            yield block
            block, may_begin = None, True
        elif line:
            may_begin = block is None or (line.startswith("\\") and bool(_BACKSLASHES.match(line)))
    if block:
        yield block


def _entry(block: _Block, line: int, rank: int) -> Entry | Broken:
    title = title_of(block.field("title"))
    if not title:
        return Broken(f"arXiv:{block.arxiv} has no title")
    return Entry(
        title=title,
        abstract=abstract_of(" ".join(block.abstract), title),
        line=line,
        arxiv=block.arxiv,
        doi=doi_of(block.field("doi")),
        authors=split_names(block.field("author")),
        categories=categories_of(block.field("categorie").split()),
        published=written_day(block.field("date")),
        rank=rank,
    )


def _day(text: str) -> date | None:
    """The day of the mailing, from the lines before the first paper."""
    block = _BLOCK.search(text)
    head = text[: block.start() if block else 0][:20_000].split("\n")
    dates = [*map(_RECEIVED.match, head), *map(_SENT.match, head)]
    return next(filter(None, (written_day(match[1]) for match in dates if match)), None)

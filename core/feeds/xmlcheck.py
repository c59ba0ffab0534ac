"""XML is checked here before any feed parser sees it: no DTD, no entities, bounded depth, entries and attributes.

What passes is well-formed and comes back as UTF-8 under a declaration of ours, so that the parser behind cannot read it
in another encoding than was checked, nor fall back to guessing. Nothing is ever resolved or fetched.
"""

import codecs
import re
from typing import NoReturn
from xml.parsers import expat

from core.errors import NotADigest

LARGEST = 20 * 1024 * 1024
"""Bytes a feed may have: ten times arXiv's largest answer of 2,000 entries."""
DEEPEST = 64
"""Elements inside each other, and the next figure: HARDENING S11."""
MOST_ENTRIES = 10_000
MOST_ELEMENTS = 500_000
"""Elements in all: fifty for each of the most entries."""
MOST_ATTRIBUTES = 256
LONGEST_ATTRIBUTE = 64 * 1024
"""Characters of one attribute's value: an address or a small picture inside it, and no more."""

LONGEST_TAG = 512 * 1024
"""Bytes of one tag or comment: expat reads an unfinished one again with each piece it is given."""

_PIECE = 256 * 1024  # an error found inside a piece is raised at its end
_MOST_BEFORE_ROOT = 1_000  # comments and instructions
_OURS = b'<?xml version="1.0" encoding="utf-8"?>\n'
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"))
_DECLARATION = re.compile(r"<\?xml(?=\s)[^<>]*?\?>")
_ENCODING = re.compile(r"\sencoding\s*=\s*([\"'])([A-Za-z0-9._:-]{1,40})\1")
# each holds ASCII as ASCII, so `<!DOCTYPE` cannot hide in it
_NARROW = re.compile(
    r"utf-?8|(us-)?ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|euc-(jp|kr)|shift_jis"
)
_CLOSED_BY = {"<!--": "-->", "<?": "?>"}
_SPACE = re.compile(r"\s*")
_QUIET_INSTRUCTIONS = frozenset({"xml-stylesheet"})  # how a browser would show the feed


def check(data: bytes, where: str) -> bytes:
    """The same document as UTF-8, fit for a feed parser; raises NotADigest, which names `where` and a line.

    Takes time and memory in proportion to the document.
    """
    if len(data) > LARGEST:
        raise NotADigest(f"{where} is larger than {LARGEST >> 20} MB: that is no feed Paperboy reads.")
    text = _decoded(data, where)
    start = len(text) - len(text.lstrip())
    declaration = _DECLARATION.match(text, start)
    start = declaration.end() if declaration else start
    _refuse_doctype(text, start, where)
    body = memoryview(text.encode())[len(text[:start].encode()) :]
    document = b"".join((_OURS, body))
    _Watch(where, text.count("\n", 0, start) - 1).read(document)
    return document


def _decoded(data: bytes, where: str) -> str:
    """The text, without BOM, in the encoding it has by its first bytes or declares."""
    shape = next((name for mark, name in (*_BOMS, *_WIDE) if data.startswith(mark)), "")
    opening = data[:1024].decode(shape or "latin-1", "ignore").lstrip("\ufeff \t\r\n")
    declaration = _DECLARATION.match(opening)
    found = _ENCODING.search(declaration[0]) if declaration else None
    declared = found[2].lower() if found else ""
    fits = declared.startswith("utf-16") if shape.startswith("utf-16") else _NARROW.fullmatch(declared)
    if declared and not fits:
        raise NotADigest(f"{where} says it is written in {declared}, which it is not, or which Paperboy does not read.")
    try:
        return data.decode(shape or declared or "utf-8").removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise NotADigest(f"{where} is not written in {shape or declared or 'utf-8'}, as it should be.") from error


def _refuse_doctype(text: str, at: int, where: str) -> None:
    """Raises NotADigest unless the first thing that is no comment and no instruction is an element."""
    for _ in range(_MOST_BEFORE_ROOT):
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        opened = next((mark for mark in _CLOSED_BY if text.startswith(mark, at)), "")
        if not opened:
            break
        closed = text.find(_CLOSED_BY[opened], at + len(opened))
        if closed < 0:
            raise NotADigest(f"{where} is cut short: it ends inside its first lines.")
        at = closed + len(_CLOSED_BY[opened])
    else:
        raise NotADigest(f"{where} opens with more than {_MOST_BEFORE_ROOT:,} comments, which no feed does.")
    if text[at : at + 14].lower() == "<!doctype html":
        raise NotADigest(f"{where} is a web page, not a feed: look there for a link to its RSS or Atom feed.")
    if text.startswith("<!", at):
        raise NotADigest(
            f"{where} brings a document type of its own (line {text.count(chr(10), 0, at) + 1}), which no feed needs."
        )
    if not text.startswith("<", at):
        raise NotADigest(f"{where} is no RSS or Atom feed: it is not XML.")


class _Watch:
    """Counts what a document holds while expat reads it, and refuses what is too much."""

    def __init__(self, where: str, lines_before: int) -> None:
        self._where = where
        self._lines_before = lines_before
        self._depth = self._elements = self._entries = 0
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.ProcessingInstructionHandler = self._instruct
        self._parser.StartDoctypeDeclHandler = self._refuse_type
        self._parser.EntityDeclHandler = self._refuse_type

    def read(self, document: bytes) -> None:
        """Raises NotADigest for a document that is not well-formed or holds too much."""
        view = memoryview(document)
        try:
            for at in range(0, len(view), _PIECE):
                self._parser.Parse(view[at : at + _PIECE], at + _PIECE >= len(view))
                if 0 <= self._parser.CurrentByteIndex < at + _PIECE - LONGEST_TAG:
                    self._refuse(f"holds a tag or comment longer than {LONGEST_TAG >> 10} KB")
        except expat.ExpatError as error:
            said = expat.errors.messages.get(error.code, "not well-formed")
            line = error.lineno + self._lines_before
            raise NotADigest(
                f"{self._where} is damaged or no feed at all: its XML breaks at line {line} ({said})."
            ) from error

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if name.rpartition(" ")[2] in ("item", "entry"):
            self._entries += 1
        if self._depth > DEEPEST:
            self._refuse(f"nests elements more than {DEEPEST} deep")
        if self._entries > MOST_ENTRIES or self._elements > MOST_ELEMENTS:
            self._refuse(f"holds more than the {MOST_ENTRIES:,} entries that Paperboy reads at once")
        if len(attributes) > MOST_ATTRIBUTES or any(len(value) > LONGEST_ATTRIBUTE for value in attributes.values()):
            self._refuse("has an element with attributes far too large")

    def _close(self, name: str) -> None:
        self._depth -= 1

    def _instruct(self, target: str, data: str) -> None:
        if target not in _QUIET_INSTRUCTIONS or self._elements:
            self._refuse("holds a processing instruction, which no feed needs")

    def _refuse_type(self, *declared: object) -> None:
        self._refuse("brings a document type of its own, which no feed needs")

    def _refuse(self, said: str) -> NoReturn:
        line = self._parser.CurrentLineNumber + self._lines_before
        raise NotADigest(f"{self._where} {said} (line {line}).")

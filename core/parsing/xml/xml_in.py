"""XML of feeds to its items, one by one, each with its line. Nothing is ever resolved or fetched: no DTD, no entities.

Depth, items and elements are bounded. Damage costs the item it stands in: the next one is found again, as in `json_in`.
Elements have the usual prefixes of their namespaces, for each feed chooses its own.
"""

import re
from collections.abc import Iterator
from html import escape
from html.entities import html5
from typing import NamedTuple
from xml.parsers import expat

from core.errors import NotAListing
from core.parsing.broken import Broken
from core.parsing.bytes_in import text_of

DEEPEST = 64
MOST_ITEMS = 10_000
MOST_ELEMENTS = 200_000
"""Elements in all: twenty for each of the most items; arXiv uses fifteen."""

_MOST_BREAKS = 100  # each costs a new start of the parser
_FOUND_AT_THE_END = frozenset(
    expat.errors.codes[code]
    for code in (expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
)
_MOST_TO_THE_END = 5  # each costs reading the whole rest
_OF_FEEDS = ("item", "entry")
_ITEM_START = r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:%s)[\s/>]"
_HEAD_END = re.compile(_ITEM_START % "|".join(_OF_FEEDS))

_OPEN, _CLOSE = "<![CDATA[", "]]>"
_LOOSE = re.compile(
    r"&(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31});|(?P<number>#(?:\d{1,10}|x[0-9A-Fa-f]{1,8}));)?|<(?![A-Za-z_/!?])|\]\]>",
)
_PROLOG = r"\s*(?:<\?xml\s[^<>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).){0,500}-->\s*)?"
_WEB_PAGE = re.compile(rf"{_PROLOG}<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_NETSCAPE = re.compile(
    rf"({_PROLOG})<!DOCTYPE\s+rss\s+PUBLIC\s+\"-//Netscape Communications//([^<>\[\]]{{0,300}})>",
    re.IGNORECASE | re.DOTALL,
)
"""The document type that RSS 0.91 names: nobody fetches it, and none of its entities is known."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST = 100_000  # signs mended in all; a document with more is beyond help
_XML_NAMES = frozenset(["amp", "apos", "gt", "lt", "quot"])
_SIGNS = {"&": "&amp;", "<": "&lt;", _CLOSE: "]]&gt;"}

_ATOM = frozenset(["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"])
_RSS = frozenset(
    ["", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://backend.userland.com/rss2"]
)
_USUAL_PREFIX = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://arxiv.org/schemas/atom": "arxiv",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://search.yahoo.com/mrss/": "media",
    **dict.fromkeys(_ATOM, "atom"),
}


class Element:
    """An XML element: its names in lower case, its own with its namespace's usual prefix where that is not the feed's own."""

    __slots__ = ("attributes", "name", "parts")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes = name, attributes
        self.parts: list[str | Element] = []

    def text(self) -> str:
        """All text in it, however deep."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.parts)

    def marked(self) -> str:
        """It as HTML: its text where that is all it holds, else its text and elements, as Atom's XHTML is written."""
        whole = any(isinstance(part, Element) for part in self.parts)
        return "".join(map(_written, self.parts)) if whole else self.text()

    def all(self, *names: str) -> Iterator["Element"]:
        """The elements of these names directly in it."""
        return (part for part in self.parts if isinstance(part, Element) and part.name in names)

    def first(self, *names: str) -> str:
        """The text of the first of these names that says anything, in the order of the names; '' without."""
        texts = (element.text().strip() for name in names for element in self.all(name))
        return next(filter(None, texts), "")


class Namespaces:
    """What the prefixes mean where the reader stands, and the names of elements in the usual prefixes."""

    def __init__(self) -> None:
        self._scopes: list[tuple[int, dict[str, str]]] = [(-1, {})]
        self._own = _RSS
        self._names: dict[str, str] = {}  # as given before in this scope

    def declare(self, depth: int, attributes: dict[str, str]) -> None:
        """Take in what an element at this depth declares."""
        declared = {
            key.partition(":")[2].lower(): uri.strip()
            for key, uri in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        if declared:
            self._scopes.append((depth, self._scopes[-1][1] | declared))
            self._names = {}

    def close(self, depth: int) -> None:
        """Forget what elements at this depth or deeper declared."""
        while self._scopes[-1][0] >= depth:
            self._scopes.pop()
            self._names = {}

    def named(self, text: str, is_root: bool = False) -> str:
        """The name of an element: bare in the feed's own namespace, else with the usual prefix, or one nobody declared."""
        if not is_root and (known := self._names.get(text)):
            return known
        prefix, _, local = text.lower().rpartition(":")
        space = self._scopes[-1][1].get(prefix, None if prefix else "")
        if is_root and local in ("feed", "rss"):
            self._own = frozenset([space or ""]) | (_RSS if local == "rss" else frozenset())
        if space is not None:
            prefix = "prism" if "prismstandard.org" in space else _USUAL_PREFIX.get(space, prefix)
        self._names[text] = local if space in self._own else f"{prefix}:{local}"
        return self._names[text]


def _written(part: str | Element) -> str:
    if isinstance(part, str):
        return escape(part, quote=False)
    return f"<{part.name}>{''.join(map(_written, part.parts))}</{part.name}>"


class Feed(NamedTuple):
    """A feed: its root without the items, and the items, each with the line on which it begins."""

    root: Element
    items: list[tuple[int, Element | Broken]]


def read_feed(data: bytes, where: str, names: tuple[str, ...] = _OF_FEEDS) -> Feed:
    """The items of an RSS or Atom document in any encoding; a `Broken` in place of one that cannot be read.

    `names` are those of the elements that are items, for XML that is no feed.

    Raises `NotAListing` for what is no XML, brings a document type, is nested deeper than 64, or has more than 10,000 items.
    """
    text = text_of(data, where)
    start = text.lstrip()[:15].lower()
    if _WEB_PAGE.match(text):
        raise NotAListing(f"{where} is a web page, not a feed: look there for a link to its RSS or Atom feed.")
    if not start.startswith("<"):
        raise NotAListing(f"{where} is not a feed: it is not XML.")
    if named := _NETSCAPE.match(text):
        text = named[1] + "\n" * named[2].count("\n") + text[named.end() :]
    before = text[: len(text) - len(text.lstrip())].count("\n")
    try:
        builder = _Builder(where, names)
        builder.parse(text.strip().encode(), before)
    except expat.ExpatError:
        builder = _Builder(where, names)
        _read_damaged(builder, mended(text.strip()).encode(), before)
    return Feed(builder.root or Element("", {}), builder.items)


def head_of(opening: str) -> str:
    """What a feed says of itself before its first item."""
    return _HEAD_END.split(opening, maxsplit=1)[0]


def _read_damaged(builder: "_Builder", document: bytes, line: int) -> None:
    """Read what is whole around each break in a document that begins after `line` lines."""
    at = to_the_end = 0
    start = re.compile((_ITEM_START % "|".join(builder.names)).encode())
    view = memoryview(document)
    for _ in range(_MOST_BREAKS):
        try:
            builder.parse(view[at:], line)
            return
        except expat.ExpatError as error:
            broken = at + builder.place(error)
            builder.give_up(error)
            to_the_end += error.code in _FOUND_AT_THE_END
        match = start.search(document, max(broken, at + 1)) if to_the_end < _MOST_TO_THE_END else None
        if not match:
            break
        line += document.count(b"\n", at, match.start())
        at = match.start()
        builder.resume(b"entry" in match[0])
    else:
        builder.items.append((line + 1, Broken("nothing from here on was read, because too much before it is broken")))
    builder.refuse_without_items()


class _Builder:
    """Turns what expat tells into elements; it can go on after a break, inside the root that it knows."""

    def __init__(self, where: str, names: tuple[str, ...]) -> None:
        self._where, self.names = where, names
        self.root: Element | None = None
        self.items: list[tuple[int, Element | Broken]] = []
        self._opened = self._item_at = 0
        self._break = ""
        self._stack: list[Element] = []
        self._namespaces = Namespaces()
        self._item = self._elements = self._line = 0
        self._parser: expat.XMLParserType

    def parse(self, document: bytes | memoryview, line: int = 0) -> None:
        """Read a document, or the rest of one after a break; raises ExpatError at the next break."""
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._say
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse_doctype
        self._line = line
        opened = b""
        if self.root is not None:
            opened = b"<rest>"
            parser.StartElementHandler = None
            parser.Parse(opened, False)
            parser.StartElementHandler = self._open
        self._opened = len(opened)
        parser.Parse(document, True)

    def place(self, error: expat.ExpatError) -> int:
        """Where to look for the next item after a break, from where reading began: behind it, or behind the open item's start."""
        behind = self._item_at + 1 if self._item and error.code in _FOUND_AT_THE_END else self._parser.ErrorByteIndex
        return max(0, behind - self._opened)

    def give_up(self, error: expat.ExpatError) -> None:
        """Leave the item that is open, and everything else that is, because of a break."""
        trouble = expat.errors.messages.get(error.code, "not well-formed")
        self._break = self._break or f"its XML breaks at line {self._line + error.lineno} ({trouble})"
        if self._item:
            begun, _ = self.items[-1]
            self.items[-1] = begun, Broken(f"its XML breaks at line {self._line + error.lineno} ({trouble})")
        self._item = 0
        self._namespaces.close(1)

    def resume(self, is_atom: bool) -> None:
        """Go on with an item: inside the root if that was seen, else inside a root that such items have."""
        self.root = self.root or Element("feed" if is_atom else "rss", {})
        self._stack = [self.root]

    def refuse_without_items(self) -> None:
        """Raises NotAListing where a break left nothing to read."""
        if not self.items:
            raise NotAListing(f"{self._where} is damaged, or not a feed at all: {self._break}.")

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._stack) >= DEEPEST:
            raise NotAListing(f"{self._where} nests elements more than {DEEPEST} deep, which no feed does.")
        if self._elements > MOST_ELEMENTS:
            raise NotAListing(f"{self._where} holds more than {MOST_ELEMENTS:,} elements: Paperboy reads no such feed.")
        if attributes:
            self._namespaces.declare(len(self._stack), attributes)
            attributes = {key.lower(): value for key, value in attributes.items()}
        element = Element(self._namespaces.named(name, is_root=self.root is None), attributes)
        if not self._stack:
            self.root = self.root or element
        elif element.name in self.names and not self._item:
            self._add_item(element)
        else:
            self._stack[-1].parts.append(element)
        self._stack.append(element)

    def _add_item(self, element: Element) -> None:
        if len(self.items) >= MOST_ITEMS:
            raise NotAListing(f"{self._where} holds more than {MOST_ITEMS:,} entries: Paperboy reads no such feed.")
        self._item, self._item_at = len(self._stack), self._parser.CurrentByteIndex
        self.items.append((self._line + self._parser.CurrentLineNumber, element))

    def _close(self, _: str) -> None:
        self._stack.pop()
        if len(self._stack) == self._item:
            self._item = 0
        self._namespaces.close(len(self._stack))

    def _say(self, text: str) -> None:
        self._stack[-1].parts.append(text)

    def _refuse_doctype(self, *_: object) -> None:
        raise NotAListing(f"{self._where} declares a document type of its own: Paperboy reads no such XML.")


def mended(text: str) -> str:
    """The document with its loose signs escaped, so that an XML parser reads on; it may still be damaged."""
    text = _FORBIDDEN.sub("", text)
    pieces: list[str] = []
    inside, room = False, _MOST
    for part in text.split(_OPEN):
        if inside:
            part, closed, after = part.partition(_CLOSE)
            pieces += [part, closed] if closed else [part]
            inside = not closed
            if inside:
                pieces.append(_OPEN)  # inside CDATA its own mark means nothing
                continue
            part = after
        if room:
            part, done = _LOOSE.subn(_escaped, part, room)
            room -= done
        pieces += [part, _OPEN]
        inside = True
    return "".join(pieces[:-1])


def _escaped(match: re.Match[str]) -> str:
    """A loose sign as XML wants it; an entity of HTML as the character it means."""
    if name := match["name"]:
        return match[0] if name in _XML_NAMES else escape(html5.get(f"{name};", match[0]), quote=False)
    if number := match["number"]:
        return match[0] if _is_allowed(int(number[2:], 16) if number[1] in "xX" else int(number[1:])) else " "
    return _SIGNS[match[0]]


def _is_allowed(code: int) -> bool:
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xDFFF < code < 0xFFFE or 0xFFFF < code < 0x110000

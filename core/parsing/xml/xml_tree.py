"""The XML of feeds: elements, and the namespaces, whose prefixes each feed chooses for itself."""

from collections.abc import Iterator
from html import escape

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

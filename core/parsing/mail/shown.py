"""What a mail shows: its lines, each with the links in it; of HTML, or of the plain text that mail programs make of it.

Gmail writes a link as its text and `<address>` on the next line, Outlook as `text<address>`, Apple Mail as `text <address>`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.parsing.xml.markup import without_markup
from core.text.cleaning import clean


class ShownLink(NamedTuple):
    """A link: the text that it shows, its address, and its tag in HTML."""

    text: str
    url: str
    tag: str = ""


class ShownLine(NamedTuple):
    """A line as it is shown, the line of the source on which it begins, and whether it begins a paragraph.

    The text is empty where plain text has an address on a line of its own.
    """

    number: int
    text: str
    links: tuple[ShownLink, ...] = ()
    is_first: bool = True


_TOKEN = re.compile(
    r"<a\s(?P<tag>[^<>]{1,8000})>(?P<text>(?:(?!</?a[\s>]).){0,2000}?)</a>"
    r"|(?P<end></?(?:div|p|tr|td|h\d|li|table|ul|ol|blockquote|section|center)\b[^<>]{0,2000}>|<br\s*/?>)",
    re.IGNORECASE | re.DOTALL,
)
_HIDES = re.compile(r"<!--|-->|<(/?)(head|style|script)\b[^<>]{0,2000}>", re.IGNORECASE)
_OFFICE = re.compile(r"</?o:p>")
"""Word's own tags, which Outlook leaves in its mails."""
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]{8,6000})\"|'([^']{8,6000})'|([^\s>\"']{8,6000}))", re.IGNORECASE)
_ADDRESSED = re.compile(r"<(https?://[^<>\s]{8,6000})>")
_BOLD = re.compile(r"(?<!\w)\*([^*\n]{1,80})\*(?!\w)")


def lines_of(text: str) -> list[ShownLine]:
    """The lines that a text shows, HTML or plain; none is without a text and a link."""
    return list(_of_html(without_hidden(text)) if is_html(text) else _of_plain(text))


def is_html(text: str) -> bool:
    """Whether a text is HTML: it begins with a tag, which no address in plain text is."""
    return bool(re.match(r"\s*<(?:!doctype|!--|[a-z][\w:-]*[\s>/])", text[:2_000], re.IGNORECASE))


def without_hidden(html: str) -> str:
    """HTML without its head, styles, scripts and comments; its lines keep their numbers."""
    pieces, at, inside = [], 0, ""
    for tag in _HIDES.finditer(html):
        name, opens = (tag[2] or "--").lower(), tag[0] == "<!--" or tag[1] == ""
        if opens and not inside:
            pieces.append(html[at : tag.start()])
            at, inside = tag.start(), name
        elif not opens and name == inside:
            pieces.append("\n" * html.count("\n", at, tag.end()))
            at, inside = tag.end(), ""
    return "".join((*pieces, html[at:]))


def _of_html(html: str) -> Iterator[ShownLine]:
    number, counted, at = 1, 0, 0
    pieces: list[str] = []
    links: list[ShownLink] = []
    begun = 0

    def line() -> Iterator[ShownLine]:
        nonlocal begun
        if shown := clean(_OFFICE.sub("", "".join(pieces))):
            yield ShownLine(begun or number, shown, tuple(links))
        pieces.clear()
        links.clear()
        begun = 0

    for token in _TOKEN.finditer(html):
        pieces.append(without_markup(html[at : token.start()]))
        number, counted, at = number + html.count("\n", counted, token.start()), token.start(), token.end()
        begun = begun or (number if "".join(pieces).strip() or token["tag"] else 0)
        if token["tag"]:
            shown = clean(without_markup(token["text"]))
            pieces.append(shown)
            links.append(ShownLink(shown, _address(token["tag"]), token["tag"]))
        elif token["end"]:
            yield from line()
    pieces.append(without_markup(html[at:]))
    yield from line()


def _address(tag: str) -> str:
    match = _HREF.search(tag)
    address = next(filter(None, match.groups()), "") if match else ""
    return address.replace("&amp;", "&").strip()


def _of_plain(text: str) -> Iterator[ShownLine]:
    is_first = True
    for number, line in enumerate(text.split("\n"), start=1):
        links, at = [], 0
        for match in _ADDRESSED.finditer(line):
            links.append(ShownLink(_plain(line[at : match.start()]), match[1]))
            at = match.end()
        shown = _plain(_ADDRESSED.sub(" ", line))
        if shown or links:
            yield ShownLine(number, shown, tuple(links), is_first)
        is_first = not (shown or links)


def _plain(text: str) -> str:
    return clean(_BOLD.sub(r"\1", text))

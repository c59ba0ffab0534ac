"""Markdown, as page-to-text programs write it, to lines of plain text that know where they link: pictures and brackets go.

A link may span lines; an address on a line of its own links the line before it, as plain exports write links. Other markup is brought
to it: Slack's `<address|text>`, Org's `[[address][text]]`, reST's, MediaWiki's, and links between notes.
"""

import re
from typing import NamedTuple

from core.text import identifiers

MOST_BRACKETS = 100_000
"""Brackets a page may have of each kind before they count as text: ten times those of the longest page seen."""

LONGEST_LINE = 50_000
"""Characters read of one line: more than twice what is kept of an abstract."""

_REFERENCE = re.compile(r"^ {0,3}\[([^\]\[\n]{1,40})\]:?[ \t]+<?(https?://[^\s>]{1,2000})>?[^\n]*$", re.MULTILINE)
_TOKEN = re.compile(
    r"!\[[^\[\]\n]{0,200}\]\([^()\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)"
    r"|\]\((?P<url>[^()\s<>]{1,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)(?:[ \t]+\"[^\"\n]{0,300}\")?\)"
    r"|\]\[(?P<ref>[^\[\]\n]{1,40})\]|(?P<open>\[)|(?P<close>\])"
)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_ADDRESS = re.compile(r"<?(https?://\S{3,2000}?)>?")
_ESCAPED_BREAK = re.compile(r"\\+(?=\s|$)")
_ESCAPED_SIGN = re.compile(r"\\([\\`*_{}\[\]()#+.!|~<>&-])")
_BOLD = re.compile(r"\*\*(?=\S)([^*]{1,400})\*\*")
_DASH = re.compile(r"(?:\[[\s-]?\]\s*)?[-–]")
_HOME = "huggingface.co/"
_NO_BRACKETS = str.maketrans("[]", "  ")
_LONGEST_LINK = 80  # lines

_SLACK = re.compile(r"<(https?://[^<>|\s]{4,2000})\|([^<>|\n]{1,500})>")
_ORG = re.compile(r"\[\[(https?://[^\[\]\s]{4,2000})\]\[([^\[\]\n]{1,500})\]\]")
_ORG_ITEM = re.compile(r"^\*+ (?:(?:TODO|DONE|NEXT|WAITING|READ|READING) )?(?=.*\[\[https?://)", re.MULTILINE)
_RST = re.compile(r"`([^`<>\n]{1,500}?)\s*<(https?://[^<>\s]{4,2000})>`__?")
_MEDIA_WIKI = re.compile(r"(?<![\[\w\]])\[(https?://[^\s\[\]<>]{4,2000})\s([^\[\]\n]{1,500})\](?!\()")
_NOTE = re.compile(r"(?<!\])\[\[([^\[\]|]{1,300})(?:\|([^\[\]]{1,300}))?\]\](?!\()")


class Span(NamedTuple):
    """A piece of a line: its text, and the address and the number of the link it is part of (0 where of none)."""

    text: str
    url: str = ""
    link: int = 0


class Line(NamedTuple):
    """A line that shows something: its number from 1, what it says, in which pieces, how deep a heading, after a gap, how far in."""

    number: int
    text: str
    spans: tuple[Span, ...]
    heading: int = 0
    gap: bool = False
    indent: int = 0

    @property
    def link(self) -> Span:
        """The link that the whole line is, or an empty span."""
        seen = [span for span in self.spans if span.text and not span.text.isspace()]
        return seen[0] if len({span.link for span in seen}) == 1 else Span("")


def lines_of(text: str) -> list[Line]:
    """The lines of a Markdown or plain text that show a letter or a digit, and lone dashes. Linear in the length."""
    if text.count("[") > MOST_BRACKETS or text.count("]") > MOST_BRACKETS:
        text = text.translate(_NO_BRACKETS)
    links = _Links(dict(_REFERENCE.findall(text)))
    lines: list[Line] = []
    gap = True
    for number, pieces in enumerate(links.read(_REFERENCE.sub("", text)), start=1):
        if not pieces:
            gap = True
            continue
        line = _line(number, pieces, gap)
        address = _ADDRESS.fullmatch(line.text)
        if (
            address
            and lines
            and not line.heading
            and (line.gap or identifiers.arxiv_id(address[1]) or _HOME in address[1])
        ):
            lines[-1] = _linked(lines[-1], address[1], number)
            gap = False
        elif any(map(str.isalnum, line.text)) or _DASH.fullmatch(line.text):
            lines.append(line)
            gap = False
    return lines


def without_note_links(text: str) -> str:
    """The text with what its links between notes (`[[note|text]]`) show; one to a citation key alone shows no title."""
    return _NOTE.sub(lambda link: link[2] or ("" if link[1].startswith("@") else link[1]), text)


def as_markdown(text: str) -> str:
    """The text with such links as `[text](address)`; its lines keep their numbers."""
    if "http" not in text:
        return text
    text = _ORG.sub(r"[\2](\1)", _ORG_ITEM.sub("- ", text))
    text = _MEDIA_WIKI.sub(r"[\2](\1)", _SLACK.sub(r"[\2](\1)", text))
    return _RST.sub(r"[\1](\2)", text)


class _Links:
    """The pieces of each line while brackets are open; a link takes those back to its own bracket."""

    def __init__(self, known: dict[str, str]) -> None:
        self._known = known
        self._lines: list[list[Span]] = []
        self._open: list[tuple[int, int]] = []  # line and piece of each bracket that may begin a link
        self._links = 0

    def read(self, text: str) -> list[list[Span]]:
        """The pieces of every line; none of an empty line."""
        empty: list[Span] = []
        for line in text.split("\n"):
            if line and not line.isspace():
                self._lines.append([])
                self._read_line(line[:LONGEST_LINE])
            else:
                self._lines.append(empty)
        return self._lines

    def _read_line(self, line: str) -> None:
        pieces, at = self._lines[-1], 0
        for token in _TOKEN.finditer(line):
            pieces.append(Span(line[at : token.start()]))
            at = token.end()
            if token["open"]:
                self._open.append((len(self._lines) - 1, len(pieces)))
                pieces.append(Span("["))
            elif token["close"]:
                pieces.append(Span("]"))
                if self._open:
                    self._open.pop()
            elif token["url"] or token["ref"]:
                self._close(token)
        pieces.append(Span(line[at:]))

    def _close(self, token: re.Match[str]) -> None:
        """End a link; one that began nowhere near, and a `][…]` that is none, are text."""
        url = token["url"] or self._known.get(token["ref"], "")
        begun, piece = self._open[-1] if self._open else (-_LONGEST_LINK, 0)
        if len(self._lines) - begun > _LONGEST_LINK or not (url or token["ref"].isdigit()):
            self._lines[-1].append(Span("" if url else token[0]))
            return
        self._open.clear()
        self._links += 1
        self._lines[begun][piece] = Span("")
        for pieces in self._lines[begun:]:
            for at in range(piece, len(pieces)):
                pieces[at] = Span(pieces[at].text, url, self._links)
            piece = 0


def _line(number: int, pieces: list[Span], gap: bool) -> Line:
    spans = [Span(_plain(span.text), span.url, span.link) for span in pieces if span.text]
    heading = _HEADING.match("".join(span.text for span in spans))
    if heading:
        spans = _without_start(spans, heading.start(2))
    text = "".join(span.text for span in spans)
    indent = len(text) - len(text.lstrip())
    return Line(number, " ".join(text.split()), tuple(spans), len(heading[1]) if heading else 0, gap, indent)


def _without_start(spans: list[Span], size: int) -> list[Span]:
    rest = []
    for span in spans:
        cut, size = min(size, len(span.text)), max(0, size - len(span.text))
        rest.append(Span(span.text[cut:], span.url, span.link))
    return [span for span in rest if span.text]


def _plain(text: str) -> str:
    """A piece of text without Markdown's escapes and emphasis."""
    if "\\" in text:
        text = _ESCAPED_SIGN.sub(r"\1", _ESCAPED_BREAK.sub("", text))
    return _BOLD.sub(r"\1", text) if "**" in text else text


def _linked(line: Line, url: str, link: int) -> Line:
    """The line as one link, unless it has one."""
    if any(span.link for span in line.spans):
        return line
    return line._replace(spans=tuple(Span(span.text, url, -link) for span in line.spans))

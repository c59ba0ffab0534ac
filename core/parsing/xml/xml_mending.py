"""Repairs of what feeds most often get wrong in XML: HTML entities, bare `&` and `<`, control characters, a stray `]]>`.

Lines stay where they are, and what is inside CDATA stays as it is. Linear.
"""

import re
from html import escape
from html.entities import html5

_OPEN, _CLOSE = "<![CDATA[", "]]>"
_LOOSE = re.compile(
    r"&(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31});|(?P<number>#(?:\d{1,10}|x[0-9A-Fa-f]{1,8}));)?|<(?![A-Za-z_/!?])|\]\]>",
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST = 100_000  # signs mended in all; a document with more is beyond help
_XML_NAMES = frozenset(["amp", "apos", "gt", "lt", "quot"])
_SIGNS = {"&": "&amp;", "<": "&lt;", _CLOSE: "]]&gt;"}


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

"""A mail, or a text quoted from one, to the listing inside it: headers, encodings and "> " marks go.

Of several parts those that hold a list are taken: HTML whose links are titles, else all plain text, else what the HTML shows.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from typing import NamedTuple

from core.errors import NotAListing
from core.parsing.bytes_in import LARGEST, codec, opening, text_of
from core.parsing.mail.alert import holds_titles
from core.parsing.mail.shown import lines_of, without_hidden

_HEADER = re.compile(
    r"(?:From |>?(?:From|To|Cc|Subject|Date|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Content-[A-Z][a-z-]+"
    r"|Reply-To|Sender|DKIM-Signature|ARC-[A-Za-z-]+|Authentication-Results|X-[\w-]+|List-[\w-]+|Precedence|User-Agent): )[^\n]*\n",
    re.IGNORECASE,
)
_ANY_HEADER = re.compile(r"^(?:From|Subject|MIME-Version|Content-Type|Message-ID): ?", re.IGNORECASE | re.MULTILINE)
_MARKS = re.compile(r"^(?:> ?)+", re.MULTILINE)
_PLAIN = re.compile(rb"\s*[A-Za-z>]")
_WEB_PAGE = re.compile(r"<(?:!doctype html|html)\b", re.IGNORECASE)
_MOST_PARTS = 200


class _Part(NamedTuple):
    """A part of a mail that is text."""

    kind: str
    text: str


def opened(data: bytes) -> bytes:
    """The listing inside a mail or a quoted text, and HTML without what it does not show, which may be longer than
    what formats are recognised by; any other bytes as they are.
    """
    if len(data) > LARGEST:
        return data
    if _is_mail(opening(data)):
        data = _body(data if _PLAIN.match(data) else _text(data).encode())
    if _WEB_PAGE.match(opening(data)):
        data = without_hidden(_text(data)).encode()
    return _unquoted(data)


def _is_mail(start: str) -> bool:
    """Whether a text begins with the headers of a mail, two at least and one that every mail has."""
    head = start.split("\n\n", 1)[0]
    return bool(_HEADER.match(start)) and len(_ANY_HEADER.findall(head)) > 1


def _body(data: bytes) -> bytes:
    try:
        parts = list(_parts(message_from_bytes(data.lstrip(), policy=policy.default)))
    except (MessageError, LookupError, ValueError, AttributeError, TypeError):
        return data  # these are what the library raises for broken headers
    alerts = [part.text for part in parts if part.kind == "text/html" and holds_titles(part.text)]
    plain = [part.text for part in parts if part.kind != "text/html" and part.text.strip()]
    if alerts or plain:
        return "\n\n".join(alerts or plain).encode("utf-8", "replace")
    shown = ("\n".join(line.text for line in lines_of(part.text)) for part in parts)
    return "\n\n".join(shown).encode("utf-8", "replace") or data


def _parts(message: EmailMessage) -> Iterator[_Part]:
    """The texts of a mail, those of mails inside it too."""
    for at, part in enumerate(message.walk()):
        if at >= _MOST_PARTS:
            return
        if part.get_content_maintype() != "text":
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            text = _decoded(payload, _charset(part))
            yield _Part(part.get_content_type(), text.replace("\r\n", "\n"))


def _decoded(payload: bytes, charset: str) -> str:
    """The text of a part; in UTF-8 where it is that, although its header names the charset of Western Europe."""
    if charset == "cp1252":
        try:
            return payload.decode()
        except UnicodeDecodeError:
            pass
    return payload.decode(charset, "replace")


def _charset(part: EmailMessage) -> str:
    name = codec(str(part.get_content_charset() or "utf-8"))
    try:
        b"".decode(name)
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


def _unquoted(data: bytes) -> bytes:
    """A text of which nearly every line is quoted, without the marks; its lines keep their numbers."""
    start = opening(data)
    lines = [line for line in start.split("\n") if line.strip()]
    quoted = sum(line.lstrip().startswith(">") for line in lines)
    if len(lines) < 3 or quoted < (0.6 if start.startswith(">") else 0.8) * len(lines):
        return data
    return _MARKS.sub("", _text(data)).encode()


def _text(data: bytes) -> str:
    try:
        return text_of(data, "")
    except NotAListing:
        return ""

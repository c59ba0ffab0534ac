"""What a host's HTTP response means: an answer, a redirect, or one of the errors of `core.feeds.trouble`.

Nothing a host says in its headers is taken at its word: lengths, tags and waiting times have limits of our own.
"""

import codecs
import re
from email.utils import parsedate_to_datetime

import httpcore2
import msgspec

from core.feeds.exchange import wire
from core.feeds.exchange.ip_rules import Target
from core.feeds.trouble import BadStatus, RetryLater, TooLarge
from core.parsing.bytes_in import DECLARED, codec
from core.text.cleaning import counted

LONGEST_WAIT = 86_400.0
"""Seconds; a host that asks for more is asked again the next day, in case it was a mistake."""

_REDIRECTS = (301, 302, 303, 307, 308)
_LONGEST_TAG = 512
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)
_MEDIA_TYPE = re.compile(r"[a-z0-9.+_-]{1,60}/[a-z0-9.+_-]{1,60}")


class Ask(msgspec.Struct, frozen=True):
    """What one fetch asks of every host it is sent to; `largest` in bytes, unpacked. `headers` are for the first host alone."""

    etag: str
    last_modified: str
    accept: str
    largest: int
    deadline: wire.Deadline
    headers: tuple[tuple[str, str], ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """A page as fetched: `url` after redirects, `data` unpacked, and empty where `not_modified`.

    `etag` and `last_modified` go into the next fetch of the same page. `media_type` ("application/atom+xml") and
    `charset` are what the host claims, lower case, or ''.
    """

    url: str
    status: int
    data: bytes
    etag: str = ""
    last_modified: str = ""
    media_type: str = ""
    charset: str = ""
    not_modified: bool = False


class PostReply(msgspec.Struct, frozen=True):
    """What a host says to what was sent to it: names of headers in lower case."""

    status: int
    headers: dict[str, str]
    data: bytes


def posted(target: Target, response: httpcore2.Response, largest: int) -> PostReply:
    """The answer to what was sent, whatever its status."""
    head = _headers(response)
    data = wire.unpacked(response.iter_stream(), head.get("content-encoding", ""), target.host, largest)
    return PostReply(response.status, head, data)


def in_utf8(answer: Answer) -> bytes:
    """The page in UTF-8 where it is not, and only the host says in which charset it is; as it came where it says so itself."""
    data = answer.data
    declared = DECLARED.match(data)
    if not answer.charset or data.startswith(_BOMS) or (declared and declared[1].lower() != b"utf-8"):
        return data
    try:
        if not answer.charset.startswith("iso-2022-"):  # all of whose bytes are ASCII
            data.decode("utf-8")
            return data
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(codec(answer.charset)).encode("utf-8")
    except (LookupError, UnicodeError, AttributeError, TypeError):  # no such charset, not one of text, or not that one
        return data


class Redirect(msgspec.Struct, frozen=True):
    """Where a host sends its visitor: as it wrote it."""

    location: str


def understand(target: Target, ask: Ask, response: httpcore2.Response, now: float) -> Answer | Redirect:
    """The answer, its body read, or the redirect; raises for every status that is neither. `now` in seconds of Unix time."""
    host, status, head = target.host, response.status, _headers(response)
    if status in _REDIRECTS:
        return Redirect(head.get("location", ""))
    if status in (429, 503):
        seconds = wait_asked(head.get("retry-after", ""), now)
        asks = (
            "does not say for how long"
            if seconds is None
            else f"asks to be tried again in {counted(round(seconds), 'second')}"
        )
        raise RetryLater(f"{host} is busy and {asks}.", seconds)
    if status == 304 and (ask.etag or ask.last_modified):
        return _answer(target, status, b"", head, ask)
    if status not in (200, 203):
        raise BadStatus(_refusal(host, status), status)
    if int(head.get("content-length") or 0) > ask.largest:  # h11 lets at most 20 digits pass, and nothing else
        raise TooLarge(wire.too_large(host, ask.largest))
    data = wire.unpacked(response.iter_stream(), head.get("content-encoding", ""), host, ask.largest)
    return _answer(target, status, data, head, ask)


def wait_asked(text: str, now: float) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date), from 1 to `LONGEST_WAIT`; None for none."""
    if text.isascii() and text.isdecimal():
        seconds = float(text[:20])
    else:
        try:
            seconds = parsedate_to_datetime(text).timestamp() - now
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
    return min(max(seconds, 1.0), LONGEST_WAIT)


def sendable(tag: str) -> str:
    """A validator (ETag or date) that may be sent back in a header, or ''."""
    return tag if tag.isascii() and tag.isprintable() and len(tag) <= _LONGEST_TAG else ""


def _answer(target: Target, status: int, data: bytes, head: dict[str, str], ask: Ask) -> Answer:
    unchanged = status == 304
    kind = head.get("content-type", "")
    media_type = kind.partition(";")[0].strip().lower()
    charset = _CHARSET.search(kind)
    return Answer(
        url=target.url,
        status=status,
        data=data,
        etag=sendable(head.get("etag", "")) or (ask.etag if unchanged else ""),
        last_modified=sendable(head.get("last-modified", "")) or (ask.last_modified if unchanged else ""),
        media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else "",
        charset=charset[1].lower() if charset else "",
        not_modified=unchanged,
    )


def _headers(response: httpcore2.Response) -> dict[str, str]:
    """Names in lower case; the values of a repeated name joined by commas."""
    head: dict[str, str] = {}
    for raw, value in response.headers:
        name = raw.decode("latin-1").lower()
        text = value.decode("utf-8", "replace")
        head[name] = f"{head[name]}, {text}" if name in head else text
    return head


def _refusal(host: str, status: int) -> str:
    if status in (404, 410):
        return f"{host} has nothing at that address ({status})."
    if status in (401, 402, 403, 407, 451):
        return f"{host} does not let Paperboy read that page ({status})."
    if status >= 500:
        return f"{host} has trouble of its own ({status})."
    return f"{host} answered with the status {status} instead of a page."

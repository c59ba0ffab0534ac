"""JSON text to its records, one by one: an array, JSON Lines or objects in a row, each with its line; hostile JSON too.

A record that is broken comes as `Broken`, and the next one is found again. Lines and nesting are bounded; NaN is None.
A value is read as the type its field needs, and as nothing where it is of another: shapes drift, and feeds lie.
"""

import json
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any
from urllib.parse import urljoin

from core.parsing.broken import Broken
from core.text.cleaning import clean

_MOST_DIGITS = 18  # of a whole number; longer ones are an attack, and Python refuses 4,300
_MOST_BROKEN = 100  # in one piece of text, since each may cost a look at the whole of it
_HALF_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_BETWEEN = re.compile(r"[\s,\[\]]*")
_IN_ARRAY = re.compile(r"[\s,]*")
_FIRST_KEY = re.compile(r'\{\s*"[^"\\\n]{1,40}"\s*:')
_LINES = re.compile(r"\s*\{[^\n]*\}[ \t]*(?:\n|$)")

_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}", re.IGNORECASE)

_DECODER = json.JSONDecoder(
    parse_int=lambda digits: int(digits) if len(digits) <= _MOST_DIGITS else None, parse_constant=lambda _: None
)


def json_records(text: str) -> Iterator[tuple[int, Any]]:
    """Every record with the line, from 1, on which it begins; a `Broken` in place of one that cannot be read."""
    text = _whole(text)
    lines = text.split("\n") if _LINES.match(text) else [text]
    for number, line in enumerate(lines, start=1):
        yield from _Scan(line, number).records()


def records_under(text: str, key: str) -> Iterator[tuple[int, Any]]:
    """The same for the records of every array that stands under this key, at any depth."""
    text = _whole(text)
    opened = re.compile(rf'(?<!\\)"{re.escape(key)}"\s*:\s*\[')
    scan = _Scan(text)
    while match := opened.search(text, scan.at):
        yield from scan.records(match.end(), closing="]")


def text_in(record: Mapping[str, Any], key: str) -> str:
    """The text under a key as it is written, '' where there is none."""
    value = record.get(key)
    return value if isinstance(value, str) else ""


def whole_in(record: Mapping[str, Any], key: str) -> int | None:
    """The whole number under a key; None for what is none, even `true` and `"12"`."""
    return whole(record.get(key))


def whole(value: object) -> int | None:
    """The value as a whole number; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isfinite(value) and abs(value) < 1e18 else None


def address_in(record: Mapping[str, Any], key: str) -> str:
    """The web address under a key, '' for anything else."""
    return address(text_in(record, key))


def address(text: str) -> str:
    """The text where it is a web address of at most 2,000 characters, else ''; line breaks in it mean nothing."""
    text = clean("".join(map(str.strip, text.splitlines())))
    return text if _ADDRESS.fullmatch(text) else ""


def joined(base: str, link: str) -> str:
    """The link as seen from the base; '' for one that is no address at all, or none."""
    try:
        return urljoin(base, link) if link else ""
    except ValueError:
        return ""


def texts_in(record: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts in the list under a key, fit to show, each once, 100 at most."""
    value = record.get(key)
    texts = (clean(part) for part in value if isinstance(part, str)) if isinstance(value, list) else ()
    return tuple(dict.fromkeys(filter(None, texts)))[:100]


def objects_in(record: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects in the list under a key."""
    value = record.get(key)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


class _Scan:
    """A walk through JSON from value to value."""

    def __init__(self, text: str, line: int = 1) -> None:
        self.at = 0
        self._text, self._line = text, line
        self._counted = self._broken = 0

    def records(self, start: int = 0, closing: str = "") -> Iterator[tuple[int, Any]]:
        """The values from `start` on, to the end of the text or to where `closing` stands between them."""
        between = _IN_ARRAY if closing else _BETWEEN
        self.at = _skip(between, self._text, start)
        while self.at < len(self._text) and self._broken < _MOST_BROKEN and self._text[self.at] != closing:
            yield self._next()
            self.at = _skip(between, self._text, self.at)

    def _next(self) -> tuple[int, Any]:
        start = self.at
        self._line, self._counted = self._line + self._text.count("\n", self._counted, start), start
        try:
            record, self.at = _DECODER.raw_decode(self._text, start)
        except RecursionError:
            self.at = len(self._text)
            return self._line, Broken("it is nested too deep, and nothing after it was read")
        except json.JSONDecodeError as error:
            self.at, self._broken = _next_object(self._text, start, error.pos), self._broken + 1
            return self._line, Broken(f"this is not valid JSON ({error.msg})")
        return self._line, record


def _whole(text: str) -> str:
    """The text without escapes of half a character: a lone surrogate passes every JSON parser, and then no encoder."""
    return _HALF_CHARACTER.sub("", text) if "\\ud" in text or "\\uD" in text else text


def _skip(between: re.Pattern[str], text: str, at: int) -> int:
    """The place of the next value: past spaces, commas and, where they part records too, the brackets of arrays."""
    match = between.match(text, at)
    return match.end() if match else at


def _next_object(text: str, start: int, broken: int) -> int:
    """Where to go on after a broken object: the next line that opens one as far from the margin, past what was read.

    Where no line does, the next object that opens with the same key, as those of one array mostly do.
    """
    margin = text[text.rfind("\n", 0, start) + 1 : start]
    indent = re.escape(margin) if not margin.strip() else r"[ \t]*"
    past = max(start, text.rfind("\n", start, broken + 1) - 1)
    if match := re.compile(rf"\n{indent}\{{").search(text, past):
        return match.end() - 1
    opened = _FIRST_KEY.match(text, start)
    again = text.find(opened[0], max(start + 1, broken)) if opened else -1
    return again if again >= 0 else len(text)

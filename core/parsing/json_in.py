"""JSON text to its records, one by one: an array, JSON Lines or objects in a row, each with its line; hostile JSON too.

A record that is broken comes as `Broken`, and the next one is found again. Lines and nesting are bounded; NaN is None.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

_MOST_DIGITS = 18  # of a whole number; longer ones are an attack, and Python refuses 4,300
_MOST_BROKEN = 100  # in one piece of text, since each may cost a look at the whole of it
_HALF_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_BETWEEN = re.compile(r"[\s,\[\]]*")
_LINES = re.compile(r"\s*\{[^\n]*\}[ \t]*(?:\n|$)")

_Decode = Callable[[str, int], tuple[Any, int]]


class Broken(msgspec.Struct, frozen=True):
    """What stands in place of a record that is no valid JSON: why."""

    why: str


def json_records(text: str) -> Iterator[tuple[int, Any]]:
    """Every record with the line, from 1, on which it begins; a `Broken` in place of one that cannot be read."""
    text = _HALF_CHARACTER.sub("", text)  # a lone surrogate passes every JSON parser, and then no encoder
    decode = json.JSONDecoder(parse_int=_integer, parse_constant=lambda _: None).raw_decode
    if not _LINES.match(text):
        yield from _scan(text, 1, decode)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        yield from _scan(line, number, decode)


def _scan(text: str, line: int, decode: _Decode) -> Iterator[tuple[int, Any]]:
    at, counted, broken = _skip(text, 0), 0, 0
    while at < len(text) and broken < _MOST_BROKEN:
        line, counted = line + text.count("\n", counted, at), at
        try:
            found, at = decode(text, at)
            yield line, found
        except RecursionError:
            yield line, Broken("it is nested too deep, and nothing after it was read")
            return
        except json.JSONDecodeError as error:
            yield line, Broken(f"this is no valid JSON ({error.msg})")
            at, broken = _next_object(text, at, error.pos), broken + 1
        at = _skip(text, at)


def _skip(text: str, at: int) -> int:
    """The place of the next value: past spaces, commas and the brackets of the array."""
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _next_object(text: str, start: int, broken: int) -> int:
    """Where to go on after a broken object: the next line that opens one as far from the margin, past what was read."""
    margin = text[text.rfind("\n", 0, start) + 1 : start]
    indent = re.escape(margin) if not margin.strip() else r"[ \t]*"
    past = max(start, text.rfind("\n", start, broken + 1) - 1)
    found = re.compile(rf"\n{indent}\{{").search(text, past)
    return found.end() - 1 if found else len(text)


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None

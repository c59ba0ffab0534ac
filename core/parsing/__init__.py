"""Bytes in, papers out: finds out which format a text has and hands it to that format's parser.

A format is one file here with `looks_like`, `parse` and `listed_day`, and one line in `_FORMATS`.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from core.model import Digest
from core.parsing import page, records
from core.parsing.bytes_in import opening


class _Format(NamedTuple):
    """What a parser offers: a cheap look at the first characters, the papers, and the day they were listed."""

    looks_like: Callable[[str], bool]
    parse: Callable[[bytes, str], Digest]
    listed_day: Callable[[bytes, str, date], date | None]


_FORMATS = (  # the most particular first; the last takes whatever is text
    _Format(records.looks_like, records.parse, records.listed_day),
    _Format(page.looks_like, page.parse, page.listed_day),
)


def parse(data: bytes, where: str) -> Digest:
    """The papers in a file, a message or an answer; `where` is its name or address, for the messages.

    Raises `NotADigest`, one sentence that begins with `where`, for anything that holds no papers.
    """
    return _format_of(data).parse(data, where)


def listed_day(data: bytes, where: str, today: date) -> date | None:
    """The day a digest is for: its own, else its year-less date line as the nearest such day not after `today`.

    `today` is the day of the first ingest. None where the text names no day. Raises as `parse` does.
    """
    return _format_of(data).listed_day(data, where, today)


def _format_of(data: bytes) -> _Format:
    start = opening(data)
    return next((known for known in _FORMATS if known.looks_like(start)), _FORMATS[-1])

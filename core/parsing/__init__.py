"""Bytes in, papers out: finds out which format a text has and hands it to that format's parser.

A format is one file here with `looks_like` and `parse`, and one line in `_FORMATS`.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from core.errors import NoPapers
from core.model import Listing
from core.parsing import biorxiv, hf_api, openreview, records
from core.parsing.arxiv import arxiv_atom, arxiv_mail, arxiv_rss
from core.parsing.bytes_in import opening
from core.parsing.dateline import day_of
from core.parsing.pages import cards_page, page
from core.parsing.xml import feed


class _Format(NamedTuple):
    """What a parser offers: a cheap look at the first characters, and the papers."""

    looks_like: Callable[[str], bool]
    parse: Callable[[bytes, str], Listing]


_FORMATS = (  # the most particular first; the last takes whatever is text
    _Format(openreview.looks_like, openreview.parse),
    _Format(hf_api.looks_like, hf_api.parse),
    _Format(biorxiv.looks_like, biorxiv.parse),
    _Format(records.looks_like, records.parse),
    _Format(arxiv_atom.looks_like, arxiv_atom.parse),
    _Format(arxiv_rss.looks_like, arxiv_rss.parse),
    _Format(feed.looks_like, feed.parse),
    _Format(arxiv_mail.looks_like, arxiv_mail.parse),
    _Format(cards_page.looks_like, cards_page.parse),
    _Format(page.looks_like, page.parse),
)


def parse(data: bytes, where: str) -> Listing:
    """The papers in a file, a message or an answer; `where` is its name or address, for the messages.

    Raises `NotAListing`, one sentence that begins with `where`, for anything that holds no papers. A source that fetches one
    format asks that format's own parser, for which a day without papers is an empty listing.
    """
    digest = _format_of(data).parse(data, where)
    if not digest.entries:
        raise NoPapers(f"{where} names no paper: perhaps none came that day.")
    return digest


def listed_day(listing: Listing, today: date) -> date | None:
    """The day a listing is of: its own, else its year-less date line as the nearest such day not after `today`.

    `today` is the day of the first ingest. None where the text names no day.
    """
    return listing.day or day_of(listing.dateline, today)


def _format_of(data: bytes) -> _Format:
    start = opening(data)
    return next((known for known in _FORMATS if known.looks_like(start)), _FORMATS[-1])

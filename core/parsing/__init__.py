"""Bytes in, papers out: finds out which format a text has and hands it to that format's parser.

A format is one file here with `looks_like` and `parse`, and one row in `_FORMATS`.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from core.errors import NoneToRead, NoPapers, NotAListing
from core.model import Listing
from core.parsing import biorxiv, hf_api, openreview, records
from core.parsing.arxiv import arxiv_atom, arxiv_mail, arxiv_rss
from core.parsing.bibliography import bbl, bibtex, endnote_xml, lists, note, pubmed_text, tables, tagged
from core.parsing.bytes_in import opening
from core.parsing.dates import day_of
from core.parsing.mail import alert, letter
from core.parsing.pages import cards_page, chat_copy, page, reading_list
from core.parsing.xml import feed


class _Format(NamedTuple):
    """What people call a format, and what its parser offers: a cheap look at the first characters, and the papers."""

    kind: str
    looks_like: Callable[[str], bool]
    parse: Callable[[bytes, str], Listing]


_FORMATS = (  # the most particular first; the last takes whatever is text
    _Format("OpenReview", openreview.looks_like, openreview.parse),
    _Format("Hugging Face", hf_api.looks_like, hf_api.parse),
    _Format("bioRxiv", biorxiv.looks_like, biorxiv.parse),
    _Format("BibTeX", bibtex.looks_like, bibtex.parse),
    _Format("Tagged references", tagged.looks_like, tagged.parse),
    _Format(pubmed_text.KIND, pubmed_text.looks_like, pubmed_text.parse),
    _Format(bbl.KIND, bbl.looks_like, bbl.parse),
    _Format("JSON", records.looks_like, records.parse),
    _Format("EndNote XML", endnote_xml.looks_like, endnote_xml.parse),
    _Format("CSV", tables.looks_like, tables.parse),
    _Format(note.KIND, note.looks_like, note.parse),
    _Format("Markdown table", tables.looks_like_grid, tables.parse_grid),
    _Format("Markdown list", lists.looks_like_markdown, lists.parse_markdown),
    _Format("arXiv Atom", arxiv_atom.looks_like, arxiv_atom.parse),
    _Format("arXiv RSS", arxiv_rss.looks_like, arxiv_rss.parse),
    _Format("Feed", feed.looks_like, feed.parse),
    _Format("Alert mail", alert.looks_like, alert.parse),
    _Format("arXiv mail", arxiv_mail.looks_like, arxiv_mail.parse),
    _Format("Copied chat", chat_copy.looks_like, chat_copy.parse),
    _Format("Page of papers", cards_page.looks_like, cards_page.parse),
    _Format("List of papers", reading_list.looks_like, reading_list.parse),
    _Format("Titles with abstracts", page.looks_like, page.parse),
)


def parse(data: bytes, where: str) -> Listing:
    """The papers in a file, a message or an answer; `where` is its name or address, for the messages.

    A format that claims a text and then refuses it hands it to the next; the first refusal is the one raised. Raises
    `NotAListing`, one sentence that begins with `where`, for anything that holds no papers. A source that fetches one
    format asks that format's own parser, for which a day without papers is an empty listing.
    """
    data = letter.opened(data)
    refusal: NotAListing | None = None
    for known in _claiming(data):
        try:
            listing = known.parse(data, where)
        except NoneToRead:
            raise
        except NotAListing as error:
            refusal = refusal or error
            continue
        if not listing.entries:
            raise NoPapers(f"{where} names no paper: perhaps none came that day.")
        return listing if listing.kind else msgspec.structs.replace(listing, kind=known.kind)
    raise refusal or NotAListing(f"{where} holds no list of papers.")


def listed_day(listing: Listing, today: date) -> date | None:
    """The day a listing is of: its own, else its year-less date line as the nearest such day not after `today`.

    `today` is the day of the first ingest. None where the text names no day.
    """
    return listing.day or day_of(listing.dateline, today)


def _claiming(data: bytes) -> Iterator[_Format]:
    """The formats that a text may have, the likeliest first: all whose beginning it has, and one at least."""
    start = opening(data)
    claimed = False
    for known in _FORMATS:
        last = known is _FORMATS[-1]
        if known.looks_like(start) or (last and not claimed):
            claimed = True
            yield known

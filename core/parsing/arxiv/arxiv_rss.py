"""arXiv's daily feeds (`rss.arxiv.org/rss|atom/cs.CL+cs.LG`): what was announced on a day, new, cross-listed or replaced.

Until 2024 they were RDF, with the id at the title's end and authors and abstracts as HTML; those are kept in many archives.

All of these are sightings of a paper. The new ones rank first, then cross-listings, then replacements of either.
"""

import re
from datetime import date

from core.errors import NotAListing
from core.model import Entry, Listing
from core.parsing.arxiv.arxiv_text import SOURCE, abstract_of, categories_of, doi_of, old_title, once_each, title_of
from core.parsing.broken import Broken, read_each
from core.parsing.dates import written_day
from core.parsing.xml.markup import without_markup
from core.parsing.xml.xml_in import Element, head_of, read_feed
from core.text import identifiers
from core.text.names import split_names

_OURS = re.compile(r"rss\.arxiv\.org/|updates on (?:the )?arXiv\.org")
_BEFORE_ABSTRACT = re.compile(r"\s*arXiv:\S{1,40}\s+Announce Type:\s*([a-z-]{1,20})\s+(?:Abstract:)?\s*", re.IGNORECASE)
_HTML = re.compile(r"</(?:a|p)>")
_OLD_ORDER = {"CROSS LISTED": "cross", "UPDATED": "replace", "UPDATED CROSS LISTED": "replace-cross"}
_ORDER = ("new", "cross", "replace", "replace-cross")


def looks_like(opening: str) -> bool:
    """Whether a text begins as one of arXiv's daily feeds does."""
    return (
        opening.startswith("<")
        and "<opml" not in opening
        and ("<arxiv:announce_type>" in opening or bool(_OURS.search(head_of(opening))))
    )


def parse(data: bytes, where: str) -> Listing:
    """The papers of a feed, each once however many categories announce it; no items (weekends, holidays) is no error.

    The day is the calendar day of `pubDate` as written, midnight in the east of the United States: a feed that still shows
    Friday's list on a Sunday is Friday's. Raises `NotAListing` where the bytes are no such feed.
    """
    feed = read_feed(data, where)
    if feed.root.name not in ("rss", "feed", "rdf:rdf"):
        raise NotAListing(f"{where} is not a feed of arXiv: that is RSS or Atom.")
    items = sorted(feed.items, key=lambda row: _order(row[1]))
    entries, skipped = read_each(items, _entry, where)
    skipped.sort(key=lambda skip: skip.line)
    if skipped and not entries:
        raise NotAListing(f"{where} holds no paper: in line {skipped[0].line}, {skipped[0].why}.")
    return Listing(SOURCE, _day(feed.root, feed.items), once_each(entries), tuple(skipped))


def _entry(item: Element, line: int, rank: int) -> Entry | Broken:
    written = old_title(item.first("title"))
    title = title_of(written.title)
    links = (element.attributes.get("href", "") or element.text() for element in item.all("link"))
    known = map(
        identifiers.arxiv_id, (item.first("guid"), item.first("id"), *links, item.attributes.get("rdf:about", ""))
    )
    arxiv = next(filter(None, known), "")
    if not arxiv or not title:
        return Broken("an item has no title" if arxiv else "an item names no arXiv paper")
    described = _html(item.first("description", "summary"))
    announced = _BEFORE_ABSTRACT.match(described)
    elements = item.all("category")
    return Entry(
        title=title,
        abstract=abstract_of(described[announced.end() :] if announced else described, title),
        line=line,
        arxiv=arxiv,
        doi=doi_of(item.first("arxiv:doi")),
        authors=split_names(_html(item.first("dc:creator", "author"))),
        categories=categories_of(
            (*(element.attributes.get("term") or element.text() for element in elements), written.category)
        ),
        rank=rank,
    )


def _html(text: str) -> str:
    """The text of what old feeds wrote as HTML; of any other, in which `<` is a sign, itself."""
    return without_markup(text) if _HTML.search(text) else text


def _order(item: Element | Broken) -> int:
    if isinstance(item, Broken):
        return 0
    kind = item.first("arxiv:announce_type")
    if not kind and (match := _BEFORE_ABSTRACT.match(item.first("description", "summary"))):
        kind = match[1]
    kind = kind or _OLD_ORDER.get(old_title(item.first("title")).announced, "")
    return _ORDER.index(kind.lower()) if kind.lower() in _ORDER else 0


def _day(root: Element, items: list[tuple[int, Element | Broken]]) -> date | None:
    """The day of announcement: the channel's, else the latest of its items; an Atom feed tells it only there."""
    channel = next(root.all("channel"), root)
    if day := written_day(channel.first("pubdate", "dc:date")):
        return day
    days = [written_day(item.first("pubdate", "published")) for _, item in items if isinstance(item, Element)]
    return max(filter(None, days), default=None)

"""An rss as a document: Atom (RFC 4287) and JSON Feed 1.1."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec

from bots.web.filters import pdf
from core.cards.views import gist_of, link
from core.model import Paper
from core.text.urls import of_web

NAMESPACE = "http://www.w3.org/2005/Atom"
VERSION = "https://jsonfeed.org/version/1.1"

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold, however it is written."""


class Entries(msgspec.Struct, frozen=True):
    """An rss: its title, its id, where it and its page are ('' for none), when it last changed, and its entries."""

    title: str
    id: str
    here: str
    page: str
    updated: datetime
    entries: Sequence["PaperEntry"]


class PaperEntry(msgspec.Struct, frozen=True):
    """A paper in an rss, and when it was first seen; in that of a digest, when it was brought."""

    id: str
    paper: Paper
    updated: datetime


def atom(rss: Entries, content: Mapping[str, str]) -> bytes:
    """An rss as a document; `content` is the HTML of each paper."""
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _text(feed, "id", rss.id)
    _text(feed, "title", rss.title)
    _text(feed, "updated", moment(rss.updated))
    _text(SubElement(feed, "author"), "name", "Paperboy")
    _text(feed, "generator", "Paperboy")
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": rss.here})
    if rss.page:
        SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": rss.page})
    for entry in rss.entries:
        _entry(SubElement(feed, "entry"), entry, content[entry.paper.id])
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _entry(element: Element, entry: PaperEntry, html: str) -> None:
    paper = entry.paper
    _text(element, "id", entry.id)
    _text(element, "title", paper.title)
    _text(element, "updated", moment(entry.updated))
    _text(element, "published", moment(entry.updated))
    if url := of_web(link(paper)):
        SubElement(element, "link", {"rel": "alternate", "href": _clean(url)})
    for url, title in ((pdf(paper), "PDF"), (of_web(paper.code), "Code"), (of_web(paper.project), "Project")):
        if url:
            SubElement(element, "link", {"rel": "related", "title": title, "href": _clean(url)})
    for name in paper.authors or ("Unknown",):
        _text(SubElement(element, "author"), "name", name)
    for category in paper.categories:
        SubElement(element, "category", {"term": _clean(category)})
    if line := gist_of(paper):
        _text(element, "summary", line)
    _text(element, "content", html, type="html")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _clean(text)


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def moment(at: datetime) -> str:
    """A moment as RFC 3339 has it, whole seconds in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def json_feed(rss: Entries, content: Mapping[str, str]) -> bytes:
    """An rss as a document; `content` is the HTML of each paper."""
    feed = {
        "version": VERSION,
        "title": rss.title,
        **({"home_page_url": rss.page} if rss.page else {}),
        "feed_url": rss.here,
        "language": "en",
        "authors": [{"name": "Paperboy"}],
        "items": [_item(entry, content[entry.paper.id]) for entry in rss.entries],
    }
    document = json.dumps(feed, ensure_ascii=False, indent=1).replace("<", "\\u003c")  # no program takes it for a page
    return document.encode("utf-8", "replace")


def _item(entry: PaperEntry, html: str) -> dict[str, Any]:
    paper = entry.paper
    item: dict[str, Any] = {
        "id": entry.id,
        "url": of_web(link(paper)),
        "title": paper.title,
        "content_html": html,
        "summary": gist_of(paper),
        "date_published": moment(entry.updated),
        "authors": [{"name": name} for name in paper.authors],
        "tags": list(paper.categories),
    }
    return {name: value for name, value in item.items() if value}


FORMS: Mapping[str, tuple[Callable[[Entries, Mapping[str, str]], bytes], str]] = {
    "atom": (atom, "application/atom+xml; charset=utf-8"),
    "json": (json_feed, "application/feed+json; charset=utf-8"),
}
"""What writes each form, and its media type."""

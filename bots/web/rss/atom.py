"""An rss as Atom, RFC 4287."""

import re
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from bots.web.filters import pdf
from bots.web.rss.entries import Entries, PaperEntry
from core.cards.views import gist_of, link
from core.text.urls import of_web

KIND = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold, however it is written."""


def atom(rss: Entries, content: dict[str, str]) -> bytes:
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

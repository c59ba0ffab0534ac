"""An rss as JSON Feed 1.1."""

import json
from collections.abc import Mapping
from typing import Any

from bots.web.rss.atom import moment
from bots.web.rss.entries import Entries, PaperEntry
from core.cards.views import gist_of, link
from core.text.urls import of_web

KIND = "application/feed+json; charset=utf-8"
VERSION = "https://jsonfeed.org/version/1.1"


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

"""OpenReview's venues, searches at Semantic Scholar and lists of feeds: fetched as sources, and read again by any worker."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from core.errors import NotAListing
from core.feeds import sources
from core.feeds.source import Bases, Fetched, Source
from core.feeds.trouble import HostUnreachable
from core.parsing import parse
from tests.factories import TODAY

RSS = """<rss version="2.0"><channel><title>Kites</title><item><title>{}</title><link>https://kites.example/{}</link>
<description>We count kites, and the wind counts us.</description></item></channel></rss>"""
LIST = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Kites">
<outline type="rss" text="A" xmlUrl="https://a.example/feed?x=1&amp;y=2"/><outline text="B" xmlUrl='https://b.example/feed'/>
<outline text="A again" xmlUrl="https://a.example/feed?x=1&amp;y=2"/><outline text="C" xmlUrl="https://c.example/feed"/>
</outline></body></opml>"""


def fetched(name: str, answers: dict[str, bytes]) -> tuple[Source, Fetched, list[str]]:
    """A source, what it fetches today from hosts with these answers, and the addresses it asked."""
    asked: list[str] = []

    def get(url: str) -> bytes:
        asked.append(url)
        host = urlsplit(url).hostname or ""
        if host not in answers:
            raise HostUnreachable(f"{host} cannot be reached.")
        return answers[host]

    source = sources.opened(name, Bases())
    reply = source.fetch(get, TODAY, TODAY)
    assert reply
    assert source.fetch(get, TODAY - timedelta(days=3), TODAY) is None
    return source, reply, asked


def test_a_list_of_feeds_brings_what_each_holds_and_names_the_one_that_is_silent() -> None:
    feeds = {
        "a.example": RSS.format("Kites that Count Waves", 1),
        "b.example": RSS.format("Slow Lanterns of the North", 2),
    }
    answers = {"lists.example": LIST.encode()} | {host: text.encode() for host, text in feeds.items()}
    source, reply, asked = fetched("opml:https://lists.example/kites.opml", answers)
    assert asked[1:] == ["https://a.example/feed?x=1&y=2", "https://b.example/feed", "https://c.example/feed"]
    listing = source.parse(reply.data, reply.where)
    assert [entry.title for entry in listing.entries] == ["Kites that Count Waves", "Slow Lanterns of the North"]
    assert [(skip.where, skip.why) for skip in listing.skipped] == [("c.example", "c.example cannot be reached.")]
    assert listing.source == "lists.example"
    assert [entry.title for entry in parse(reply.data, reply.where).entries] == [
        entry.title for entry in listing.entries
    ]


def test_a_list_that_names_no_feed_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(NotAListing, match="names no feed"):
        fetched("opml:https://lists.example/x.opml", {"lists.example": b"<opml><body/></opml>"})


def test_a_venue_of_openreview_shows_its_papers() -> None:
    note = {"id": "rJ4km2R5t7", "forum": "rJ4km2R5t7", "cdate": 1_790_000_000_000, "content": {
        "title": {"value": "Kites that Count Waves"}, "abstract": {"value": "We count waves by kites, and say so."},
        "authors": {"value": ["Ida Fjord"]}}}  # fmt: skip
    answer = json.dumps({"notes": [note], "count": 1}).encode()
    source, reply, asked = fetched("openreview:ICLR.cc/2026/Conference", {"api2.openreview.net": answer})
    assert parse_qs(urlsplit(asked[0]).query)["content.venueid"] == ["ICLR.cc/2026/Conference"]
    (entry,) = source.parse(reply.data, reply.where).entries
    assert (entry.title, entry.url) == ("Kites that Count Waves", "https://openreview.net/forum?id=rJ4km2R5t7")
    assert source.parse(b'{"notes": [], "count": 0}', "openreview.json").entries == ()


def test_a_search_at_semantic_scholar_brings_ids_citations_and_a_marked_summary() -> None:
    record = {"paperId": "a", "title": "Kites that Count Waves", "externalIds": {"ArXiv": "2611.00007"}, "citationCount": 12,
            "tldr": {"text": "Kites count."}, "authors": [{"name": "Ida Fjord"}]}  # fmt: skip
    answer = json.dumps({"total": 1, "data": [record]}).encode()
    source, reply, asked = fetched("semanticscholar:slow  kites", {"api.semanticscholar.org": answer})
    assert parse_qs(urlsplit(asked[0]).query)["query"] == ["slow kites"]
    (entry,) = source.parse(reply.data, reply.where).entries
    assert (entry.arxiv, entry.citations, entry.summary, entry.abstract) == ("2611.00007", 12, "Kites count.", "")
    assert source.label == "semanticscholar"
    assert source.parse(b'{"total": 0}', "x").entries == ()


@pytest.mark.parametrize(
    "name", ["openreview:", "openreview:ICLR", "semanticscholar: ", "opml:feeds.opml", "opml:file:///x", "kites:x"]
)
def test_what_names_no_source_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name.split(":")[0]):
        sources.opened(name, Bases())

"""Feeds end to end, with real processes: `paperboy up` against a loopback Hugging Face and a loopback arXiv that knows half."""

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from core.text.cleaning import words
from tests.bots.conftest import Cli, until
from tests.factories import abstract
from tests.fakes.feedserver import Asked, FeedServer, Line, page

TITLES = [f"{a} {b} for {c} Rivers" for a, b, c in zip(
    "Tidal Sparse Quiet Slow Bright Narrow Folded Woven Salted Hollow".split(),
    "Kites Lanterns Harbors Quarries Beacons Ledgers Pulleys Meadows Violins Orchards".split(),
    "Long Deep Cold Wide Loud Young Old Calm Wild Lost".split(),
    strict=True,
)]  # fmt: skip
KNOWN = {title: f"2611.{n:05d}" for n, title in enumerate(TITLES) if n % 2 == 0}


def answer_arxiv(asked: Asked, line: Line) -> None:
    """Atom entries for the papers of the titles asked for, as far as this arXiv knows them."""
    wanted = [words(part.replace("ti:", "")) for part in asked.query["search_query"].split(" OR ")]
    entries = [
        f"<entry><id>http://arxiv.org/abs/{arxiv}v1</id><title>{escape(title)}</title><summary>{escape(abstract(title))}</summary>"
        "<published>2026-11-18T10:00:00Z</published><updated>2026-11-18T10:00:00Z</updated>"
        '<author><name>Ada Byron</name></author><category term="cs.LG"/></entry>'
        for title, arxiv in KNOWN.items()
        if words(title) in wanted
    ]
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>q</title>{"".join(entries)}</feed>'
    page(feed.encode(), kind="application/atom+xml")(asked, line)


def answer_hf(asked: Asked, line: Line) -> None:
    """Today's list; every other day is empty."""
    paper = {"id": "2611.00099", "title": "A New Day of Kites", "summary": abstract("new"), "authors": [], "upvotes": 5}
    listed = [
        {"paper": {**paper, "publishedAt": "2026-11-18T00:00:00.000Z"}, "title": paper["title"], "numComments": 0}
    ]
    today = asked.query["date"] == datetime.now(UTC).date().isoformat()
    page(json.dumps(listed if today else []).encode(), kind="application/json")(asked, line)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        running.replies |= {
            "/api/query": answer_arxiv,
            "/api/daily_papers": answer_hf,
            "/api/papers/search": page(b"[]"),
            "/works": page(b'{"results": []}', kind="application/json"),
        }
        yield running


def test_a_new_day_arrives_by_itself_and_pasted_papers_get_their_names(tmp_path: Path, server: FeedServer) -> None:
    cli = Cli(tmp_path / "home")
    digest = tmp_path / "pasted.txt"
    digest.write_text("\n\n".join(f"{title}\n\n{abstract(title)}" for title in TITLES), encoding="utf-8")
    assert cli.json("ingest", digest)["new"] == len(TITLES)
    base = server.url("").rstrip("/")
    feeds = {"PAPERBOY_FEEDS": "hf", "PAPERBOY_HF": base, "PAPERBOY_ARXIV": base,
             "PAPERBOY_CROSSREF": base, "PAPERBOY_OPENALEX": base}  # fmt: skip
    process = cli.start("up", environ=cli.environ(**feeds))
    try:
        until(lambda: "A New Day of Kites" in cli.run("ask", "today", **feeds).stdout)
        until(
            lambda: cli.run("ask", "search author:byron limit:10", **feeds).stdout.count("arxiv.org/abs/") == len(KNOWN)
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
    for title in TITLES:
        card = cli.json("ask", f"search {title} limit:1")["cards"][0]
        assert card["title"] == f"1. {title}"
        linked = f"https://arxiv.org/abs/{KNOWN[title]}" if title in KNOWN else "https://arxiv.org/search/"
        assert card["link"].startswith(linked)

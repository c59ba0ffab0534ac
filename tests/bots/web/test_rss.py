"""Lists as Atom and JSON Feed: what a reader's library makes of them, and what votes, days and new links do to them."""

import json
from datetime import timedelta
from typing import Any

import feedparser
import jsonschema_rs
import pytest
from aiohttp.test_utils import TestClient

from core.app import Paperboy
from core.links.rights import PageRights, link_of
from core.links.signed import SignedLink, SignedLinks
from core.model import Call, Entry, Person, Place
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from tests.bots.web.conftest import URL, Opened
from tests.bots.web.test_pages import TITLES, paste, text, token
from tests.factories import ADA, NOW, TODAY, bring, call, entry

IN_A_CHANNEL = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "d1")

JSON_FEED: dict[str, Any] = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "home_page_url": {"type": "string", "pattern": "^https?://"},
        "feed_url": {"type": "string", "pattern": "^https?://"},
        "language": {"type": "string"},
        "authors": {"$ref": "#/$defs/authors"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "properties": {
                    "id": {"type": "string", "pattern": "^tag:"},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "title": {"type": "string"},
                    "content_html": {"type": "string"},
                    "summary": {"type": "string"},
                    "date_published": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                    "authors": {"$ref": "#/$defs/authors"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
    "$defs": {
        "authors": {
            "type": "array",
            "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        }
    },
}
"""JSON Feed 1.1, of what we write."""

LISTS = (
    "today",
    "day",
    "day/2026-11-20",
    "week",
    "week/2026-W47",
    "month",
    "top/week",
    "top/all",
    "search?query=kites",
)


def rss_token(app: Paperboy, name: str = "week", asked: Call = IN_A_CHANNEL) -> str:
    return app.of(SignedLinks).token(link_of(asked, "rss", name))


def path(name: str, form: str) -> str:
    where, _, query = name.partition("?")
    return f"/rss/{where}.{form}" + (f"?{query}" if query else "")


async def atom(client: TestClient, where: str) -> Any:
    answer = await client.get(where)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(await answer.read())
    assert read.bozo == 0
    return read


@pytest.mark.parametrize("name", LISTS)
async def test_each_list_is_read_by_a_readers_library(opened: Opened, app: Paperboy, record: Record, name: str) -> None:
    bring(record, *(entry(title, arxiv=f"2611.0123{n}", authors=("Ada Byron",)) for n, title in enumerate(TITLES)))
    app.of(Votes).press(call(ADA), "2611.01230", "up")
    client = await opened()
    read = await atom(client, path(name, "atom"))
    assert read.version == "atom10" and read.feed.id.startswith("tag:paperboy,2026:rss/")
    assert "2611.01230" in {found.id.rpartition("/")[2] for found in read.entries}
    assert all(found.link.startswith("https://arxiv.org/abs/") and found.updated for found in read.entries)
    (own,) = [link.href for link in read.feed.links if link.rel == "self"]
    assert own == URL + path(name, "atom")


@pytest.mark.parametrize("name", LISTS)
async def test_each_list_is_a_json_feed_with_the_same_papers(opened: Opened, record: Record, name: str) -> None:
    bring(record, *(entry(title, arxiv=f"2611.0123{n}") for n, title in enumerate(TITLES)))
    client = await opened()
    answer = await client.get(path(name, "json"))
    assert answer.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    document = json.loads(await answer.text())
    jsonschema_rs.validate(JSON_FEED, document)
    assert [item["id"] for item in document["items"]] == [
        e.id for e in (await atom(client, path(name, "atom"))).entries
    ]


async def test_pages_tell_of_their_rss(opened: Opened, record: Record) -> None:
    bring(record, *map(entry, TITLES))
    client = await opened()
    for page, name in (("/", "today"), ("/week", "week"), ("/search?query=kites", "search")):
        assert 'type="application/atom+xml" title="Paperboy: ' in (shown := await text(client, page))
        assert f'href="./rss/{name}.atom' in shown and f'href="./rss/{name}.json' in shown


async def test_a_vote_moves_no_entrys_date_and_no_id(opened: Opened, app: Paperboy, record: Record) -> None:
    bring(record, *map(entry, TITLES))
    client = await opened()
    before = {e.id: (e.updated, e.published) for e in (await atom(client, "/rss/week.atom")).entries}
    app.of(Votes).press(call(ADA, now=NOW + timedelta(days=1)), app.of(Papers).ids()[0], "up")
    after = await atom(client, "/rss/week.atom")
    assert {e.id: (e.updated, e.published) for e in after.entries} == before


async def test_a_day_that_has_just_begun_empties_no_rss(opened: Opened, record: Record) -> None:
    bring(record, *map(entry, TITLES), day=TODAY - timedelta(days=1))
    bring(record, entry("The first of today"), where="b.txt")
    read = await atom(await opened(), "/rss/today.atom")
    assert read.entries[0].title == "The first of today" and len(read.entries) == 4


async def test_an_rss_holds_at_most_fifty_papers_and_may_be_empty(opened: Opened, record: Record) -> None:
    client = await opened()
    assert (await atom(client, "/rss/today.atom")).entries == []
    bring(record, *(entry(f"Kite {n} of a long list", f"kite {n}") for n in range(70)))
    assert len((await atom(client, "/rss/week.atom")).entries) == 50


async def test_an_rss_that_did_not_change_is_not_sent_again(opened: Opened, record: Record) -> None:
    bring(record, *map(entry, TITLES))
    client = await opened()
    first = await client.get("/rss/week.atom")
    assert first.headers["ETag"].startswith('"')
    again = await client.get("/rss/week.atom", headers={"If-None-Match": f'W/"x", {first.headers["ETag"]}'})
    assert (again.status, await again.read()) == (304, b"")
    head = await client.head("/rss/week.atom")
    assert (head.status, await head.read()) == (200, b"") and head.headers["ETag"] == first.headers["ETag"]
    assert head.headers["Content-Length"] == first.headers["Content-Length"]


async def test_a_signed_rss_shows_its_one_list_and_what_its_place_may_see(
    opened: Opened, app: Paperboy, record: Record
) -> None:
    bring(record, entry(TITLES[0]))
    paste(record, "Harbor secrets of a team", "slack/T1/")
    client = await opened(pages="link")
    mine = await atom(client, f"/f/{rss_token(app)}.atom")
    theirs = Call(Person("slack", "T2", "U9"), Place("slack", "T2", "C7"), NOW, "d2")
    others = await atom(client, f"/f/{rss_token(app, 'week', theirs)}.atom")
    assert {e.title for e in mine.entries} == {TITLES[0], "Harbor secrets of a team"}
    assert [e.title for e in others.entries] == [TITLES[0]]
    assert mine.feed.id != others.feed.id


async def test_a_signed_rss_opens_no_page_and_a_pages_link_no_rss(
    opened: Opened, app: Paperboy, record: Record
) -> None:
    client = await opened(pages="link")
    assert (await client.get(f"/l/{rss_token(app)}/")).status == 404
    assert (await client.get(f"/f/{token(app)}.atom")).status == 404
    assert (await client.get("/rss/week.atom")).status == 404


async def test_the_rss_link_of_a_page_shows_the_same_list(opened: Opened, app: Paperboy, record: Record) -> None:
    bring(record, *map(entry, TITLES))
    client = await opened(pages="link")
    page = await text(client, f"/l/{token(app)}/week")
    (href,) = {part.split('"')[0] for part in page.split('href="')[1:] if part.split('"')[0].endswith(".atom")}
    assert href.startswith("../../f/")
    read = await atom(client, href.removeprefix("../.."))
    assert {e.title for e in read.entries} == set(TITLES)


async def test_a_new_link_ends_the_old_rss_and_keeps_its_id(opened: Opened, app: Paperboy, record: Record) -> None:
    client, old = await opened(pages="link"), rss_token(app)
    before = await atom(client, f"/f/{old}.atom")
    app.of(SignedLinks).end("slack/T1/C1")
    assert (await client.get(f"/f/{old}.atom")).status == 404
    assert (await atom(client, f"/f/{rss_token(app)}.atom")).feed.id == before.feed.id


@pytest.mark.parametrize(("pages", "status"), [("off", 404), ("link", 200), ("public", 200)])
async def test_pages_that_are_off_have_no_rss(opened: Opened, app: Paperboy, pages: str, status: int) -> None:
    assert (await (await opened(pages=pages)).get(f"/f/{rss_token(app)}.json")).status == status


async def test_a_host_that_a_request_names_is_in_no_address(opened: Opened, record: Record) -> None:
    bring(record, entry(TITLES[0]))
    evil = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
        "Forwarded": "host=evil.example",
    }
    client = await opened()
    for where in ("/", "/rss/week.atom", "/rss/week.json", "/nope"):
        answer = await client.get(where, headers=evil)
        assert "evil" not in await answer.text() and "evil" not in str(answer.headers)


async def test_signs_that_no_xml_may_hold_break_nothing(opened: Opened, record: Record) -> None:
    bring(
        record,
        Entry(
            "Kites \x0b\x00\ufffe and ]]> &amp; <b>",
            "Words \x1b of & an <abstract> in ]]> it",
            authors=("A\x01B",),
        ),
    )
    read = await atom(await opened(), "/rss/week.atom")
    assert len(read.entries) == 1 and "]]>" in read.entries[0].title


def test_the_rights_of_a_link_are_read_back() -> None:
    link = link_of(IN_A_CHANNEL, "rss", "search?query=kites")
    assert isinstance(link, SignedLink) and PageRights.of(link).subject == link.subject

"""What the digests of a channel brought, as its own link shows it: day by day, as an rss, by a cursor that no new post moves."""

from datetime import datetime, timedelta

import feedparser
import pytest

from core.app import Paperboy
from core.links.rights import PageRights
from core.links.signed import SignedLink, SignedLinks
from core.model import Person, Place
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Record
from core.subscriptions.model import Subscription
from tests.bots.web.conftest import Opened
from tests.bots.web.test_pages import text
from tests.factories import NOW, bring, entry

CHANNEL, OTHER = Place("slack", "T1", "C1"), Place("slack", "T1", "C2")
YESTERDAY = NOW - timedelta(days=1)


def link(app: Paperboy, place: Place = CHANNEL, listed: str = "", *, guest: bool = False) -> str:
    """A token of a channel's pages, or of the rss of one of its lists."""
    rights = PageRights(place.platform, place.team, place.channel, listed, guest)
    kind = "rss" if listed else "pages"
    return app.of(SignedLinks).token(SignedLink(kind, f"slack/T1/{place.channel}", rights.subject))


def sent(record: Record, at: datetime, *papers: str) -> None:
    """The digest brought these, the first of them last."""
    record.text.zadd(keys.sent("d1"), {paper: at.timestamp() - n for n, paper in enumerate(papers)})


@pytest.fixture
def digest(app: Paperboy, record: Record) -> Subscription:
    """A channel's digest, which brought a paper yesterday and two today."""
    made = Subscription("d1", CHANNEL, Person("slack", "T1", "U1"), "reading group", NOW)
    app.of(Subscriptions).add(made, None)
    bring(record, *(entry(f"Tidal Kites number {n}", arxiv=f"2611.{n:05d}") for n in range(1, 81)))
    sent(record, YESTERDAY, "2611.00001")
    sent(record, NOW, "2611.00002", "2611.00003")
    return made


async def test_a_channels_link_shows_what_its_digest_brought_day_by_day(
    opened: Opened, app: Paperboy, digest: Subscription
) -> None:
    client, before = await opened(pages="link"), f"/l/{link(app)}"
    assert "reading group" in await text(client, f"{before}/digests")
    said = await text(client, f"{before}/digest/d1")
    places = [said.index(word) for word in ("Friday 20 Nov", "number 2<", "number 3<", "Thursday 19 Nov", "number 1<")]
    assert places == sorted(places)


async def test_nobody_else_sees_that_there_is_a_digest(opened: Opened, app: Paperboy, digest: Subscription) -> None:
    client = await opened(pages="public")
    for path in (
        "/digests",
        "/digest/d1",
        "/rss/digest/d1.atom",
        f"/l/{link(app, OTHER)}/digest/d1",
        f"/l/{link(app, guest=True)}/digest/d1",
        f"/f/{link(app, OTHER, 'digest/d1')}.atom",
        f"/f/{link(app, listed='digest/d2')}.atom",
    ):
        answer = await client.get(path)
        assert answer.status == 404 and "reading group" not in await answer.text(), path


async def test_a_channel_without_digests_is_led_to_a_page_that_says_how_to_set_one_up(
    opened: Opened, app: Paperboy
) -> None:
    assert "digest new" in await text(await opened(pages="link"), f"/l/{link(app)}/digests")


async def test_a_feed_reader_follows_a_digest_by_when_it_brought_each_paper(
    opened: Opened, app: Paperboy, record: Record, digest: Subscription
) -> None:
    client, address = await opened(pages="link"), f"/f/{link(app, listed='digest/d1')}.atom"
    assert address.partition("/f/")[2] in await text(client, f"/l/{link(app)}/digest/d1")
    found = feedparser.parse(await text(client, address))
    assert not found.bozo and found.feed.title == "Paperboy: digest “reading group”"
    assert [one.title[-1] for one in found.entries] == ["2", "3", "1"]
    assert found.entries[2].updated == YESTERDAY.strftime("%Y-%m-%dT%H:%M:%SZ")
    sent(record, NOW + timedelta(days=1), "2611.00004")
    assert feedparser.parse(await text(client, address)).entries[0].title.endswith("number 4")


async def test_a_new_post_moves_nothing_under_who_turns_the_pages_of_a_digest(
    opened: Opened, app: Paperboy, record: Record, digest: Subscription
) -> None:
    ids = [f"2611.{n:05d}" for n in range(1, 81)]
    sent(record, NOW, *ids[:70])
    client, before = await opened(pages="link"), f"/l/{link(app)}"
    first = await text(client, f"{before}/digest/d1")
    more = first.partition('rel="next" href="')[2].partition('"')[0].partition("?")[2]
    sent(record, NOW + timedelta(hours=1), *ids[70:])
    second = await text(client, f"{before}/digest/d1?{more}")
    assert [paper for paper in ids if f"paper/{paper}" in first] == ids[:60]
    assert [paper for paper in ids if f"paper/{paper}" in second] == ids[60:70]
    assert 'rel="next"' not in second

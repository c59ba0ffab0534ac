"""Feeds added in a chat: looked at first, for those who read there, by those who may set the place up, and for nobody else."""

import pytest

from core.app import Paperboy
from core.commands.dispatch import answer
from core.feeds import sources
from core.feeds.exchange.answer import Answer
from core.feeds.fetcher import Fetcher
from core.feeds.source import Bases
from core.feeds.trouble import HostUnreachable
from core.ingest.arrivals import Arrivals
from core.model import Call, Person, Place
from core.services.feed_trial import FeedTrial
from core.services.fetching import Feeding
from core.store.papers.feeds import AddedFeeds, Feeds
from core.store.papers.papers import Papers
from tests.factories import NOW

URL = "https://kites.example/feed.xml"
ITEMS = "".join(
    f"<item><title>Kites that Count {name}</title><link>https://kites.example/{n}</link><pubDate>{n} Nov 2026 08:00:00 GMT</pubDate>"
    f"<description>We count {name} by kites.</description></item>"
    for n, name in enumerate(("Waves", "Gulls", "Ships", "Tides"), start=11)
)
RSS = f'<rss version="2.0"><channel><title>Kites</title>{ITEMS}</channel></rss>'.encode()


def look(url: str) -> bytes:
    """Only one host answers."""
    if "kites.example" not in url:
        raise HostUnreachable("silent.example cannot be reached.")
    return RSS


@pytest.fixture
def watched(app: Paperboy) -> Paperboy:
    """The app, whose looks at feeds go to that host."""
    app.of(FeedTrial).look = look
    return app


def member(team: str, refusal: str = "") -> Call:
    """A call of somebody in an open channel of a workspace."""
    return Call(
        Person("slack", team, "U1"), Place("slack", team, "C1"), NOW, f"{team}-1", open_to_all=True, refusal=refusal
    )


def said(app: Paperboy, line: str, call: Call) -> str:
    return " ".join(
        f"{card.title} {card.body} {' '.join(f'{field.name} {field.value}' for field in card.fields)}"
        for card in answer(app, line, call).cards
    )


def test_try_shows_the_three_newest_and_adds_nothing(watched: Paperboy) -> None:
    text = said(watched, f"sources try {URL}", member("T1"))
    assert "kites.example/feed.xml holds 4 papers now." in text
    assert text.index("Tides") < text.index("Ships") < text.index("Gulls")
    assert "Waves" not in text
    assert watched.of(AddedFeeds).all() == []


def test_a_feed_is_added_for_the_team_listed_there_and_removed(watched: Paperboy) -> None:
    text = said(watched, f"sources add {URL}", member("T1"))
    assert "is added. Its papers are for everybody here, and for nobody elsewhere." in text
    (feed,) = watched.of(AddedFeeds).all()
    assert (feed.feed, feed.scope) == (f"rss:{URL}", "slack/T1/")
    assert [fetch.id for fetch in watched.of(Feeds).waiting()] == [f"feed-{feed.id}"]
    assert "kites.example/feed.xml, added here" in said(watched, "sources", member("T1"))
    assert "kites.example" in said(watched, "sources list", member("T1"))
    assert "is not asked any more" in said(watched, f"sources remove {URL}", member("T1"))
    assert watched.of(AddedFeeds).all() == []


def test_a_stranger_neither_sees_nor_changes_the_feeds_of_another_team(watched: Paperboy) -> None:
    said(watched, f"sources add {URL}", member("T1"))
    (feed,) = watched.of(AddedFeeds).all()
    assert "kites" not in said(watched, "sources", member("T2"))
    for name in (URL, feed.id, "kites.example/feed.xml"):
        assert "No feed that was added here" in said(watched, f"sources remove {name}", member("T2"))
    assert watched.of(AddedFeeds).all() == [feed]


@pytest.mark.parametrize("act", ["try", "add", "remove"])
def test_who_may_not_set_the_place_up_is_told_so(watched: Paperboy, act: str) -> None:
    text = said(watched, f"sources {act} {URL}", member("T1", refusal="Only Ada may do that here."))
    assert "Only Ada may do that here." in text
    assert watched.of(AddedFeeds).all() == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("gopher://x", "names no feed"),
        ("hf", "names it in PAPERBOY_FEEDS"),
        ("https://silent.example/x", "silent.example cannot be reached."),
        ("openreview:ICLR", "names no feed"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_to_do(watched: Paperboy, typed: str, told: str) -> None:
    assert told in said(watched, f"sources add {typed}", member("T1"))
    assert watched.of(AddedFeeds).all() == []


class OneHost(Fetcher):
    """A fetcher to whom only that host answers."""

    def fetch(self, url: str, **asked: object) -> Answer:
        assert not asked.get("trusted"), "what people add is fetched as a stranger's address"
        return Answer(url, 200, look(url))


def test_what_an_added_feed_brings_is_its_teams_alone(watched: Paperboy) -> None:
    app = watched
    feeding = Feeding(app.of(Feeds), app.of(AddedFeeds), app, OneHost(agent="test"), ())
    said(watched, f"sources add {URL}", member("T1"))
    (fetch,) = watched.of(Feeds).waiting()
    assert [today.id for today in feeding.todays(NOW)] == [fetch.id]
    assert feeding.fetch_followed(fetch, sources.opened(fetch.feed, Bases()), NOW)
    for todo in watched.of(Arrivals).todo():
        watched.ingest_slice(todo.id, NOW)
    papers = watched.of(Papers).get_many(watched.of(Papers).ids()).values()
    assert {(paper.scope, paper.sightings[0].source) for paper in papers} == {("slack/T1/", "kites.example")}
    assert "Kites that Count Ships" in said(watched, "search ships", member("T1"))
    assert "Kites" not in said(watched, "search ships", member("T2"))

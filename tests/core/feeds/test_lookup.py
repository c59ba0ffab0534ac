"""A link that somebody adds, all the way: asked for, fetched by name from a real HTTP server on loopback, and known after."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from core import settings
from core.app import Paperboy
from core.bootstrap import open_by_name, open_feeding
from core.commands.dispatch import answer
from core.feeds.lookup import ByName
from core.feeds.source import Bases
from core.feeds.trouble import FetchFailed
from core.ingest.arrivals import Arrivals
from core.model import Entry
from core.services.fetching import Feeding
from core.store.engine.record import Record
from core.store.papers.feeds import fetchable
from core.store.papers.papers import Papers
from tests.core.parsing.forums import forum, review, submission
from tests.core.parsing.renderings import deal
from tests.factories import NOW, bring, call
from tests.fakes.feedserver import FeedServer, page

CARD = deal()[4]
ID = submission(CARD)["id"]
LINK = f"https://openreview.net/forum?id={ID}"


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        running.replies["/notes"] = page(forum(review(ID), submission(CARD)), kind="application/json")
        yield running


@pytest.fixture
def read(server: FeedServer) -> settings.Settings:
    base = server.url("")
    names = ("PAPERBOY_ARXIV", "PAPERBOY_BIORXIV", "PAPERBOY_OPENREVIEW")
    return settings.read({"PAPERBOY_FEEDS": "none", **dict.fromkeys(names, base)}, None)


@pytest.fixture
def feeding(app: Paperboy, read: settings.Settings) -> Feeding:
    return open_feeding(app, read)


@pytest.fixture
def by_name(read: settings.Settings, feeding: Feeding) -> ByName:
    return open_by_name(read, feeding)


def ask(app: Paperboy, line: str) -> str:
    """The titles and texts of what is answered."""
    return "\n".join(f"{card.title} {card.body}" for card in answer(app, line, call()).cards)


def do_what_waits(app: Paperboy, feeding: Feeding, by_name: ByName) -> None:
    for wanted in feeding.feeds.waiting():
        feeding.fetch_by_name(wanted, by_name, NOW)
    for todo in app.of(Arrivals).todo():
        app.ingest_slice(todo.id, NOW)


def test_a_forum_of_openreview_is_fetched_and_known_by_its_link(
    app: Paperboy, feeding: Feeding, by_name: ByName, server: FeedServer
) -> None:
    assert "waits for a worker" in ask(app, f"add {LINK}&noteId=Zz9_other1")
    do_what_waits(app, feeding, by_name)
    paper = app.of(Papers).get(app.of(Papers).known_as(f"openreview:{ID}"))
    assert paper
    assert (paper.title, paper.url, paper.sightings[0].source) == (CARD.title, LINK, "added")
    assert CARD.title in ask(app, f"add https://openreview.net/pdf?id={ID}")
    assert [(asked.path, asked.query) for asked in server.asked] == [("/notes", {"forum": ID})]
    assert feeding.feeds.waiting() == []


def test_a_forum_whose_paper_came_from_arxiv_is_that_paper(app: Paperboy, feeding: Feeding, by_name: ByName) -> None:
    bring(app.of(Record), Entry(CARD.title, CARD.text, arxiv=CARD.arxiv))
    ask(app, f"add {LINK}")
    do_what_waits(app, feeding, by_name)
    assert app.of(Papers).known_as(f"openreview:{ID}") == app.of(Papers).known_as(f"arxiv:{CARD.arxiv}") == CARD.arxiv
    assert CARD.title in ask(app, f"add {LINK}")


def test_a_forum_that_only_its_authors_may_read_is_tried_again_later(
    app: Paperboy, feeding: Feeding, by_name: ByName, server: FeedServer
) -> None:
    server.replies["/notes"] = page(b'{"name":"ForbiddenError","status":403}', status=403)
    ask(app, f"add {LINK}")
    with pytest.raises(FetchFailed):
        do_what_waits(app, feeding, by_name)
    (wanted,) = feeding.feeds.waiting()
    assert (wanted.feed, wanted.tries) == (f"name:openreview:{ID}", 1)


def test_each_name_goes_to_the_source_that_knows_it(by_name: ByName, server: FeedServer) -> None:
    server.replies |= {"/api/query": page(b"atom"), "/details/biorxiv/10.1101/x": page(b"json")}
    answers = [by_name(named) for named in ("arxiv:2401.01234", "doi:10.1101/x", f"openreview:{ID}")]
    assert [answer.where for answer in answers] == ["arXiv", "bioRxiv", "OpenReview"]
    assert [asked.path for asked in server.asked] == ["/api/query", "/details/biorxiv/10.1101/x", "/notes"]


def test_a_name_stays_one_value_of_the_address() -> None:
    asked: list[str] = []

    def call(url: str) -> bytes:
        asked.append(url)
        return b""

    ByName(call, Bases(openreview="https://mirror.example/"))("openreview:a&b=c/../#d é")
    parts = urlsplit(asked[0])
    assert (parts.hostname, parts.path, parts.fragment) == ("mirror.example", "/notes", "")
    assert parts.query == "forum=a%26b%3Dc%2F..%2F%23d%20%C3%A9"


@pytest.mark.parametrize("named", ["arxiv:2401.01234", "doi:10.1101/x", f"openreview:{ID}"])
def test_what_a_source_answers_for_is_fetchable(named: str) -> None:
    assert fetchable(named)
    assert not fetchable(named.partition(":")[2])
    assert not fetchable("doi:10.5555/x")

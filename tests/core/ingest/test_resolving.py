"""Resolve: only dedup's *same* attaches what a source knows; votes and sightings stay."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from core.app import Paperboy
from core.cards.views import NOBODY_KNOWS, NOT_YET_KNOWN, byline
from core.feeds.lookup import SOME, searches
from core.feeds.source import Bases
from core.feeds.trouble import HostUnreachable, RetryLater
from core.ingest.resolving import AT_ONCE, Resolving
from core.model import Listing
from core.scope import Origin
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.papers.unresolved import Unresolved
from core.store.votes.moving import Moves
from core.store.votes.votes import Votes
from tests.factories import NOW, TODAY, abstract, bring, call, entry
from tests.fakes.services import Services

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><title>ArXiv Query</title>
<id>http://arxiv.org/api/x</id><updated>2026-11-20T00:00:00Z</updated>{}</feed>"""

ENTRY = """<entry><id>http://arxiv.org/abs/{id}v2</id><title>{title}</title><summary>{summary}</summary>
<published>2026-11-18T10:00:00Z</published><updated>2026-11-19T10:00:00Z</updated><author><name>Ada Byron</name></author>
<category term="cs.LG"/><link href="http://arxiv.org/abs/{id}v2" rel="alternate"/></entry>"""

KITES, LAMPS = "Tidal Kites over Slow Rivers", "Lanterns that Learn to Dim"


def arxiv_knows(**known: str) -> Callable[[str], bytes]:
    """A caller for which arXiv knows these papers, by id, and Hugging Face none."""
    entries = "".join(
        ENTRY.format(id=i.removeprefix("x").replace("_", "."), title=t, summary=abstract(t)) for i, t in known.items()
    )
    return lambda url: ATOM.format(entries).encode() if "/api/query" in url else b"[]"


def resolving(app: Paperboy, caller: Callable[[str], bytes]) -> Resolving:
    return Resolving(Unresolved(app.of(Record)), lambda url, headers: caller(url), searches(Bases()))


def test_a_paper_gets_its_id_authors_link_and_date_and_keeps_its_votes(app: Paperboy) -> None:
    bring(app.of(Record), entry(KITES))
    (paper_id,) = app.of(Papers).ids()
    app.of(Votes).press(call(), paper_id, "up")
    assert resolving(app, arxiv_knows(x2611_00010=KITES)).resolve(NOW) == 1
    paper = app.of(Papers).get(paper_id)
    assert paper
    assert (paper.arxiv, paper.url, paper.authors) == ("2611.00010", "https://arxiv.org/abs/2611.00010", ("Ada Byron",))
    assert str(paper.published) == "2026-11-18"
    assert app.of(Papers).known_as("arxiv:2611.00010") == paper_id
    assert app.of(Votes).tallies([paper_id])[paper_id].up == 1
    assert list(app.of(Papers).listed_on(TODAY)) == [paper_id]
    assert Unresolved(app.of(Record)).count() == 0


def test_another_paper_of_nearly_that_title_is_not_attached(app: Paperboy) -> None:
    bring(app.of(Record), entry(KITES))
    (paper_id,) = app.of(Papers).ids()
    assert resolving(app, arxiv_knows(x2611_00010="Tidal Kites over Slow Rivers II")).resolve(NOW) == 0
    paper = app.of(Papers).get(paper_id)
    assert paper
    assert paper.arxiv == ""


def test_what_nobody_knows_is_asked_for_again_in_a_day_and_a_week_and_then_no_more(app: Paperboy) -> None:
    bring(app.of(Record), entry(KITES))
    asking, unresolved = resolving(app, arxiv_knows()), Unresolved(app.of(Record))
    for days in (0, 1, 8):
        assert len(unresolved.due(NOW + timedelta(days=days), 9)) == 1
        asking.resolve(NOW + timedelta(days=days))
        assert unresolved.due(NOW + timedelta(days=days), 9) == []
    assert unresolved.count() == 0


def test_a_silent_source_costs_no_try(app: Paperboy) -> None:
    bring(app.of(Record), entry(KITES))

    def silent(url: str) -> bytes:
        raise HostUnreachable("arxiv.example does not answer.")

    for hours in range(5):
        resolving(app, silent).resolve(NOW + timedelta(hours=hours))
    assert len(Unresolved(app.of(Record)).due(NOW + timedelta(hours=5), 9)) == 1
    assert resolving(app, arxiv_knows(x2611_00010=KITES)).resolve(NOW + timedelta(hours=5)) == 1


def test_a_source_that_asks_for_patience_is_left_alone(app: Paperboy) -> None:
    bring(app.of(Record), entry(KITES), entry(LAMPS))
    calls = []

    def busy(url: str) -> bytes:
        calls.append(url)
        raise RetryLater("arxiv.example is busy.", 60)

    resolving(app, busy).resolve(NOW)
    hosts = [urlsplit(url).hostname for url in calls]
    assert len(hosts) == len(set(hosts)) > 1
    assert Unresolved(app.of(Record)).due(NOW + timedelta(hours=1), 9) != []


def test_what_nobody_knows_says_so_and_what_is_asked_for_says_that(app: Paperboy) -> None:
    bring(app.of(Record), entry(KITES, authors=()))
    (paper_id,) = app.of(Papers).ids()
    paper = app.of(Papers).get(paper_id)
    assert paper
    assert byline(paper) == NOT_YET_KNOWN
    for days in (0, 1, 8):
        resolving(app, arxiv_knows()).resolve(NOW + timedelta(days=days))
    paper = app.of(Papers).get(paper_id)
    assert paper
    assert byline(paper) == NOBODY_KNOWS


def test_each_service_is_asked_only_for_what_none_before_it_knew(app: Paperboy) -> None:
    bring(app.of(Record), entry(KITES), entry(LAMPS))
    services = Services(
        arxiv=[entry(KITES, arxiv="2611.00010")], crossref=[entry(LAMPS, doi="10.5555/lamps", authors=("Bo Li",))]
    )
    asking = Resolving(Unresolved(app.of(Record)), services, searches(Bases()))
    assert asking.resolve(NOW) == 2
    assert services.calls == ["arxiv", "arxiv", "huggingface", "crossref"]
    papers = app.of(Papers).get_many(app.of(Papers).ids()).values()
    assert {paper.arxiv or paper.doi for paper in papers} == {"2611.00010", "10.5555/lamps"}


def test_an_id_that_another_paper_has_makes_the_two_possibly_the_same(app: Paperboy) -> None:
    bring(app.of(Record), entry(KITES, arxiv="2611.00010"))
    bring(app.of(Record), entry("Kites of the Tide on Rivers that are Slow", "something else"), where="b.txt")
    (other,) = [paper_id for paper_id in app.of(Papers).ids() if paper_id != "2611.00010"]
    unresolved = Unresolved(app.of(Record))
    (paper,) = unresolved.due(NOW, 9)
    assert unresolved.attach(paper, entry(KITES, arxiv="2611.00010"), "title 93") is False
    assert app.of(Papers).twins(other) == {"2611.00010": "title 93"}
    assert app.of(Papers).count() == 2


def test_one_job_asks_for_a_minutes_worth(app: Paperboy) -> None:
    bring(app.of(Record), *[entry(f"Kites number {n} of many winds", f"wind {n}") for n in range(AT_ONCE + 5)])
    calls: list[str] = []

    def knows_nothing(url: str) -> bytes:
        calls.append(url)
        return ATOM.format("").encode() if "/api/query" in url else b"[]"

    resolving(app, knows_nothing).resolve(NOW)
    assert len([url for url in calls if "/api/query" in url]) == AT_ONCE // SOME + AT_ONCE // (SOME // 2)
    assert len([url for url in calls if "crossref" in url]) == AT_ONCE


def test_what_a_source_knows_of_a_pasted_paper_stays_in_its_scope_until_a_feed_lists_it(app: Paperboy) -> None:
    scope = "slack/T1/"
    pasted = Listing("page", TODAY, (entry(KITES),))
    for todo in app.store_listing(b"x", "pasted text", pasted, TODAY, NOW, Origin("pasted", scope, "x")).todo:
        app.ingest_slice(todo.id, NOW)
    (paper_id,) = app.of(Papers).ids()
    app.of(Votes).press(call(), paper_id, "up")
    assert resolving(app, arxiv_knows(x2611_00010=KITES)).resolve(NOW) == 1
    assert app.of(Papers).known_as("arxiv:2611.00010") == ""
    assert app.of(Papers).known_as("arxiv:2611.00010", {"", scope}) == paper_id
    bring(app.of(Record), entry("Tidal Kites, Renamed and Told Anew", "another subject", arxiv="2611.00010"))
    app.of(Moves).carry(NOW)
    assert app.of(Papers).ids() == ["2611.00010"]
    assert app.of(Votes).tallies(["2611.00010"])["2611.00010"].up == 1

"""Pastes of several scopes, lists of feeds and answers of a paper's own source: whichever comes first, the record is the same."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from random import Random

import msgspec
import pytest

from core.ingest.arrivals import Arrivals
from core.model import Entry, Listing, Paper, Place
from core.scope import EVERYBODY, FEED, LISTED, OWN, PASTED, Origin, Viewer, as_seen, viewer_at, visible
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.kept.notes import carried
from core.store.papers.papers import Papers
from core.store.papers.submitted import Adder, Submitted
from core.store.votes.moving import Moves
from core.store.votes.votes import Votes
from tests.factories import ADA, BOB, NOW, TODAY, abstract, bring, call, entry

SCOPES = ("slack/T1/", "slack/T1/C9", "discord/77/")
ID = "2611.00010"
REAL = entry(
    "Tidal Kites over Slow Rivers",
    arxiv=ID,
    authors=("Ada Byron", "Bo Li"),
    categories=("cs.LG",),
    published=date(2026, 11, 18),
)
BY_FEED = Entry(
    title="Tidal Kites over Slow Rivers", arxiv=ID, url="https://huggingface.co/papers/2611.00010", score=40
)
FORGED = Entry(
    title="Tidal Kites over Slow Rivers, Retracted by Their Authors", arxiv=ID, abstract=abstract("zyzzyva", 30),
    authors=("Mallory",) * 9, url="https://evil.example/paper", published=date(1999, 1, 1), categories=("cs.XX",), score=10_000,
)  # fmt: skip


def come(
    record: Record,
    some: Sequence[Entry],
    origin: Origin = LISTED,
    source: str = "test",
    day: date = TODAY,
    now: datetime = NOW,
) -> list[str]:
    """Take entries in as they came; the ids of their papers."""
    digests, digest = Arrivals(record), Listing(source, day, tuple(some))
    arrived = digests.arrive(repr((source, origin, some)).encode(), "a.txt", digest, day, now, origin)
    for todo in arrived.todo:
        begun = digests.begin(todo.id, now)
        assert begun
        digests.ingest(begun, digest, lambda: now)
    Moves(record, carried).carry(now)
    return [outcome.paper_id for outcome in digests.outcomes(arrived.run)]


def pasted(scope: str) -> Origin:
    return Origin("pasted", scope, "x")


COMING: tuple[tuple[Sequence[Entry], Origin, str], ...] = (
    *(([FORGED], pasted(scope), "page") for scope in SCOPES),
    ([msgspec.structs.replace(FORGED, title=BY_FEED.title, code="https://code.example/x")], pasted(SCOPES[0]), "page"),
    ([BY_FEED], Origin(), "hf"),
    ([REAL], Origin(), "arxiv"),
    ([REAL], Origin("fetched", SCOPES[1], f"arxiv:{ID}"), "arxiv"),
    ([FORGED], Origin("pasted", "", "y"), "page"),
)


def whole(record: Record) -> dict[str, object]:
    """What a record says of its papers, and who finds what by the id."""
    papers = Papers(record)
    return {
        "papers": sorted(map(repr, papers.get_many(papers.ids()).values())),
        "known": [papers.known_as(f"arxiv:{ID}", {"", scope}) for scope in SCOPES],
        "days": papers.listed_on(TODAY),
        "score": record.text.zscore(keys.PAPERS, ID),
        "limited": papers.all_limited(),
    }


@pytest.mark.parametrize("seed", range(12))
def test_in_whatever_order_pastes_feeds_and_fetches_come_the_record_is_the_same(record: Record, seed: int) -> None:
    for some in COMING:
        come(record, *some)
    before = whole(record)
    record.text.flushdb()
    shuffled = [*COMING, *COMING[:3]]
    Random(seed).shuffle(shuffled)
    for number, some in enumerate(shuffled):
        come(record, *some)
        for stranger in (EVERYBODY, Viewer(frozenset({"", "slack/T2/"}))):
            for paper in Papers(record).get_many(Papers(record).ids()).values():
                if visible(paper, stranger):
                    text = repr(as_seen(paper, stranger))
                    forged_for_all = COMING[7] in shuffled[: number + 1]
                    assert forged_for_all or "zyzzyva" not in text
    assert whole(record) == before


def test_what_a_lower_source_says_replaces_nothing_of_a_higher_ones(record: Record) -> None:
    for some in COMING:
        come(record, *some)
    (paper,) = Papers(record).get_many(Papers(record).ids()).values()
    assert (paper.id, paper.title, paper.abstract, paper.authors) == (ID, REAL.title, REAL.abstract, REAL.authors)
    assert (paper.published, paper.url, paper.categories) == (REAL.published, f"https://arxiv.org/abs/{ID}", ("cs.LG",))
    assert paper.source_score == BY_FEED.score
    assert paper.rank == OWN


def test_what_the_terminal_adds_is_everybodys_and_ranks_as_a_paste(record: Record) -> None:
    (paper_id,) = come(record, [FORGED], Origin("pasted", "", "x"))
    assert Papers(record).kept(paper_id).paper.rank == PASTED  # type: ignore[union-attr]
    assert come(record, [BY_FEED], source="hf") == [paper_id]
    kept = Papers(record).get(paper_id)
    assert kept and (kept.title, kept.rank, kept.scope) == (BY_FEED.title, FEED, "")
    assert kept.abstract == FORGED.abstract, "a feed that gives none leaves what was pasted for everybody"


def test_votes_saves_and_posts_follow_a_paper_that_a_feed_lists(record: Record) -> None:
    words = entry("Quiet Harbors for Loud Pulleys")
    (mine,), (theirs,) = come(record, [words], pasted(SCOPES[0])), come(record, [words], pasted(SCOPES[2]))
    votes = Votes(record)
    votes.press(call(ADA), mine, "up")
    votes.press(call(BOB), mine, "up")
    votes.press(call(BOB, now=NOW + timedelta(seconds=5)), theirs, "down")
    (listed,) = come(record, [words])
    assert Papers(record).ids() == [listed]
    tally = votes.tallies([listed])[listed]
    assert (tally.up, tally.down) == (1, 1), "a person counts once, the latest side wins"
    assert votes.voted(ADA) == {listed: "up"}
    assert not record.text.exists(keys.MOVING, keys.paper(mine), keys.marks(mine), keys.marks(theirs))


def test_a_fetched_paper_is_everybodys_to_find_and_news_where_it_was_asked_for(record: Record) -> None:
    come(record, [REAL], Origin("fetched", SCOPES[0], f"arxiv:{ID}"), "arxiv")
    (paper,) = Papers(record).get_many([ID]).values()
    assert visible(paper, EVERYBODY)
    assert as_seen(paper, EVERYBODY).first_day is None
    assert as_seen(paper, viewer_at(Place("slack", "T1", "C1"))).first_day == TODAY
    later = NOW + timedelta(hours=3)
    come(record, [BY_FEED], source="hf", now=later)
    (paper,) = Papers(record).get_many([ID]).values()
    assert as_seen(paper, EVERYBODY).first_day == TODAY
    assert Papers(record).born([ID]) == {ID: later}, (
        "a digest of the same day, posted before, had no chance to bring it"
    )


def test_a_library_is_found_and_is_no_news_and_a_list_is_whatever_its_papers_age(record: Record) -> None:
    old = entry("Slow Beacons of Old", published=TODAY - timedelta(days=61))
    young = entry("Fresh Orchards", published=TODAY - timedelta(days=59))
    dated = entry("Meadows Listed Long Ago", day=date(2024, 5, 1))
    come(record, [old, young, dated], source="records")
    papers = {paper.title: paper for paper in Papers(record).get_many(Papers(record).ids()).values()}
    assert {title: paper.first_day for title, paper in papers.items()} == {
        old.title: None, young.title: TODAY, dated.title: None,
    }  # fmt: skip
    assert Papers(record).days() == [TODAY]
    assert list(Papers(record).listed_on(TODAY)) == [papers[young.title].id]
    come(record, [old], source="hf")
    assert papers[old.title].id in Papers(record).listed_on(TODAY)


def test_who_added_a_paper_is_kept_by_scope_and_forgotten_whole(record: Record) -> None:
    come(record, [REAL], Origin("fetched", SCOPES[0], f"arxiv:{ID}"), "arxiv")
    come(record, [REAL], Origin("fetched", SCOPES[2], f"arxiv:{ID}"), "arxiv")
    added = Submitted(record)
    added.put(ADA, f"arxiv:{ID}", SCOPES[0], Adder("Ada", "nlp"))
    added.put(BOB, f"arxiv:{ID}", SCOPES[2], Adder("Bob", "vision"))
    (paper,) = Papers(record).get_many([ID]).values()
    mine = as_seen(paper, Viewer(frozenset({"", SCOPES[0]})))
    assert added.adders(mine.sightings) == {(SCOPES[0], f"arxiv:{ID}"): Adder("Ada", "nlp")}
    added.erase(ADA)
    assert added.adders(mine.sightings) == {}
    assert len(added.adders(paper.sightings)) == 1


def test_a_paper_written_before_there_were_scopes_is_everybodys(record: Record) -> None:
    bring(record, REAL)
    data = msgspec.json.decode(record.text.hget(keys.paper(ID), "data"))
    for new in ("scope", "asides", "rank", "ranks"):
        data.pop(new, None)
    record.text.hset(keys.paper(ID), "data", msgspec.json.encode(data).decode())
    paper = Papers(record).get(ID)
    assert isinstance(paper, Paper)
    assert visible(paper, EVERYBODY)
    assert paper.rank == FEED


def test_many_scopes_cannot_keep_each_others_pastes_out(record: Record) -> None:
    words = entry("Quiet Harbors for Loud Pulleys")
    for number in range(80):
        come(record, [entry(words.title, f"flood {number}", authors=(f"N{number} M",))], pasted(SCOPES[0]))
    (theirs,) = come(record, [words], pasted(SCOPES[2]))
    assert come(record, [words, BY_FEED], pasted(SCOPES[2]), source="again")[0] == theirs


def test_pastes_and_a_feed_at_the_same_moment_make_one_paper_and_slip_by_none(record: Record) -> None:
    some = [entry(f"Quiet Harbors number {n}", f"harbors {n}") for n in range(60)]
    origins = [LISTED, *(pasted(scope) for scope in SCOPES)]

    def bring_all(number: int) -> None:
        mine = Record(record.url)
        try:
            come(mine, some, origins[number], source=f"s{number}")
        finally:
            mine.close()

    with ThreadPoolExecutor(len(origins)) as pool:
        list(pool.map(bring_all, range(len(origins))))
    papers = Papers(record)
    assert papers.count() == len(some)
    for paper in papers.get_many(papers.ids()).values():
        assert paper.scope == ""
        assert {seen.scope for seen in paper.sightings} == {"", *SCOPES}

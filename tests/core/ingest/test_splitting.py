"""What listings falsely merged is split again: each listing finds its own paper from then on, in whatever order and by how many."""

import threading
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.app import Paperboy
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.dedup.merging import first_seen, merge
from core.dedup.parts import Addition, unpack, with_addition, without
from core.ingest.splitting import Splitting
from core.model import Entry, Sighting
from core.store.engine import backup, keys
from core.store.engine.audit import Audit
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.papers.unresolved import Unresolved
from core.store.votes.votes import Votes
from tests.core.commands.verbs.test_moderation import operator
from tests.core.test_scope import STRANGERS, in_open, read
from tests.factories import TODAY, abstract, bring, entry

ID = "2611.00010"
KITES = entry("Tidal Kites over Northern Harbors", "kites", arxiv=ID, authors=("Ada Byron",))
TAKEN = Entry("Tidal Kites over Northern Harbors", KITES.abstract + " We also fly them at night.", summary="At night.")
ALIKE = Entry("Tidal Kites over Northern Harbors")
YESTERDAY = TODAY - timedelta(days=1)


def bring_kites(record: Record) -> None:
    bring(record, KITES, source="hf", where="a.txt")


def bring_taken(record: Record) -> None:
    bring(record, TAKEN, source="rss", where="b.txt", day=YESTERDAY)


def bring_alike(record: Record) -> None:
    bring(record, ALIKE, source="mail", where="c.txt", day=YESTERDAY)


@pytest.fixture
def merged(app: Paperboy) -> None:
    for bring_next in (bring_kites, bring_taken, bring_alike):
        bring_next(app.of(Record))
    app.of(Catalog).catch_up()
    assert app.of(Papers).ids() == [ID]


def split(app: Paperboy, number: str = "all") -> list[str]:
    before = set(app.of(Papers).ids())
    assert answer(app, f"paper split {ID} {number}", operator()).outcome == "done"
    app.of(Catalog).catch_up()
    return sorted(set(app.of(Papers).ids()) - before)


def sources_of(record: Record) -> dict[str, tuple[str, str, list[str]]]:
    papers = Papers(record).get_many(Papers(record).ids())
    return {i: (p.title, p.abstract, [seen.source for seen in p.sightings]) for i, p in papers.items()}


def papers_stored(record: Record) -> dict[str, dict[str, str]]:
    return {key: record.text.hgetall(key) for key in record.text.keys("pb:paper:*")}


@pytest.mark.usefixtures("merged")
def test_an_operator_is_shown_what_may_be_taken_out(app: Paperboy) -> None:
    reply = read(answer(app, f"paper split {ID}", operator()))
    assert "1. “Tidal Kites over Northern Harbors”" in reply
    assert "2. “Tidal Kites over Northern Harbors”" in reply
    assert "19 Nov 2026" in reply
    assert app.of(Papers).ids() == [ID]


@pytest.mark.usefixtures("merged")
def test_a_part_taken_out_is_a_paper_and_the_other_is_as_it_was_before(app: Paperboy) -> None:
    (new,) = split(app, "1")
    assert sources_of(app.of(Record)) == {
        ID: (KITES.title, KITES.abstract, ["mail", "hf"]),
        new: (TAKEN.title, TAKEN.abstract, ["rss"]),
    }
    old, taken = app.of(Papers).get(ID), app.of(Papers).get(new)
    assert old
    assert taken
    assert (old.authors, old.summary, taken.authors, taken.arxiv, taken.summary) == (
        ("Ada Byron",),
        "",
        (),
        "",
        "At night.",
    )
    assert set(app.of(Papers).listed_on(YESTERDAY)) == {ID, new}
    assert app.of(Papers).known_as(f"arxiv:{ID}") == ID
    assert "at night" in read(answer(app, "search night", operator())).lower()


@pytest.mark.usefixtures("merged")
def test_all_parts_taken_out_leave_the_days_of_the_first(app: Paperboy) -> None:
    new = split(app)
    assert len(new) == 2
    assert list(app.of(Papers).listed_on(TODAY)) == [ID]
    assert sorted(app.of(Papers).listed_on(YESTERDAY)) == new
    assert app.of(Papers).count() == 3


@pytest.mark.usefixtures("merged")
def test_votes_and_saves_stay_with_the_paper_that_keeps_the_id(app: Paperboy) -> None:
    for verb in (f"vote {ID} up", f"save {ID}"):
        answer(app, verb, in_open())
    new = split(app)
    tallies = app.of(Votes).tallies([ID, *new])
    assert [(tallies[i].up, tallies[i].saved) for i in (ID, *new)] == [(1, 1), (0, 0), (0, 0)]


@pytest.mark.usefixtures("merged")
def test_the_same_listings_find_their_own_papers_in_whatever_order(app: Paperboy) -> None:
    split(app)
    before = papers_stored(app.of(Record))
    for order in permutations((bring_kites, bring_taken, bring_alike)):
        for bring_next in order:
            bring_next(app.of(Record))
    assert papers_stored(app.of(Record)) == before


@pytest.mark.usefixtures("merged")
def test_later_listings_of_the_same_texts_go_each_to_its_own(app: Paperboy) -> None:
    split(app)
    before = sources_of(app.of(Record))
    bring(app.of(Record), ALIKE, TAKEN, KITES, source="later", where="d.txt")
    assert sources_of(app.of(Record)) == {
        i: (title, text, sorted([*sources, "later"])) if len(sources) > 1 else (title, text, [*sources, "later"])
        for i, (title, text, sources) in before.items()
    }


@pytest.mark.usefixtures("merged")
def test_two_workers_at_once_merge_nothing_again(app: Paperboy, valkey: str) -> None:
    split(app)
    stores = [Record(valkey) for _ in range(2)]

    def work(number: int) -> None:
        some = (KITES, TAKEN, ALIKE) if number else (ALIKE, TAKEN, KITES)
        bring(stores[number], *some, source=f"s{number}", where=f"{number}.txt")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert app.of(Papers).count() == 3
    assert all({"s0", "s1"} <= set(sources) for _, _, sources in sources_of(app.of(Record)).values())
    for store in stores:
        store.close()


@pytest.mark.usefixtures("merged")
def test_a_split_is_undone_by_a_merge_and_may_be_done_again(app: Paperboy) -> None:
    (new,) = split(app, "1")
    assert answer(app, f"paper merge {ID} {new}", operator()).outcome == "done"
    whole = app.of(Papers).whole(ID)
    assert whole
    assert [seen.source for seen in whole.sightings] == ["mail", "rss", "hf"]
    assert app.of(Papers).ids() == [ID]
    answer(app, f"paper split {ID}", operator())
    bring_taken(app.of(Record))
    assert sorted(app.of(Papers).ids()) == sorted([ID, new])


@pytest.mark.usefixtures("merged")
def test_a_source_that_knows_the_first_gives_the_second_nothing(app: Paperboy) -> None:
    new = split(app)
    for paper_id in new:
        paper = app.of(Papers).get(paper_id)
        assert paper
        assert not app.of(Unresolved).attach(paper, KITES, "alike")
        assert app.of(Papers).twins(paper_id) == {}
    assert app.of(Papers).twins(ID) == {}


@pytest.mark.usefixtures("merged")
def test_what_is_split_is_kept_in_a_backup(app: Paperboy, tmp_path: Path) -> None:
    split(app, "1")
    before = sources_of(app.of(Record))
    backup.write(app.of(Record), tmp_path / "copy")
    app.of(Record).text.flushdb()
    backup.restore(app.of(Record), tmp_path / "copy")
    for bring_next in (bring_alike, bring_taken, bring_kites):
        bring_next(app.of(Record))
    assert sources_of(app.of(Record)) == before
    assert len(Papers(app.of(Record)).ids()) == 2
    assert len(app.of(Splitting).parts(ID)) == 2


@pytest.mark.usefixtures("merged")
def test_a_delivery_that_comes_twice_splits_once_and_the_audit_tells_it(app: Paperboy) -> None:
    who = operator()
    for _ in range(2):
        answer(app, f"paper split {ID} 1", who)
    assert app.of(Papers).count() == 2
    (act,) = app.of(Audit).newest(9)
    assert act.verb == "paper split"
    assert ID in act.about


@pytest.mark.usefixtures("merged")
@pytest.mark.parametrize("stranger", [name for name in STRANGERS if name != "a terminal"])
def test_nobody_else_splits_anything(app: Paperboy, stranger: str) -> None:
    assert answer(app, f"paper split {ID} all", STRANGERS[stranger]()).outcome != "done"
    assert app.of(Papers).ids() == [ID]


@pytest.mark.usefixtures("merged")
def test_a_wrong_number_is_refused(app: Paperboy) -> None:
    assert "7 is not a number in that list" in read(answer(app, f"paper split {ID} 7", operator()))


def test_of_a_paper_merged_before_parts_were_kept_it_is_said(app: Paperboy) -> None:
    bring_kites(app.of(Record))
    bring_taken(app.of(Record))
    app.of(Record).text.hdel(keys.paper(ID), "parts")
    assert "an earlier version merged it" in read(answer(app, f"paper split {ID}", operator()))


def test_listings_with_one_id_are_never_kept_apart(app: Paperboy) -> None:
    for number in range(3):
        bring(
            app.of(Record),
            entry(f"Tidal Kites {number}", str(number), arxiv=ID),
            source=f"s{number}",
            where=str(number),
        )
    assert app.of(Splitting).parts(ID) == ()
    assert "There is nothing to split" in read(answer(app, f"paper split {ID}", operator()))


ENTRIES = st.builds(
    Entry,
    st.sampled_from(["Tidal Kites", "Tidal kites", "Tidal Kites: A Study"]),
    st.sampled_from(["", abstract("kites", 2), abstract("rivers", 3)]),
    arxiv=st.sampled_from(["", ID]),
    authors=st.sampled_from([(), ("Ada Byron",)]),
)
TOLD = st.builds(
    Addition,
    ENTRIES,
    st.builds(Sighting, st.sampled_from(["hf", "arxiv", "rss"]), st.just(TODAY), st.integers(1, 3)),
    st.sampled_from([1, 2, 3]),
    st.integers(0, 99).map(lambda number: f"content:{number}"),
)


@given(st.lists(TOLD, min_size=1, max_size=8))
def test_all_parts_together_are_the_paper(rows: list[Addition]) -> None:
    first, *others = rows
    paper, packed = first_seen("x", first.entry, first.sighting, first.rank), ""
    for other in others:
        new = merge(paper, other.entry, other.sighting, other.rank)
        packed = with_addition(packed, paper, other)
        paper = new
    parts = unpack(packed)
    if parts:
        assert without(paper, parts, ()) == paper

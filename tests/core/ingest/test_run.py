"""Ingest: each paper is known once, whoever ingests at the same time and however often."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import msgspec

from core.dedup import FULL
from core.ingest.arrivals import INGESTS_KEPT, Arrivals, slices
from core.model import Entry, Listing
from core.parsing import parse
from core.store.engine import keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.engine.server.connection import WirePipeline
from core.store.engine.step import Step
from core.store.papers.papers import Papers
from core.text.cleaning import squash
from tests.factories import NOUNS, NOW, TODAY, bring, entry


def kinds(record: Record, run: str) -> list[str]:
    return [outcome.kind for outcome in Arrivals(record).outcomes(run)]


def test_a_new_paper_is_known_by_its_id_and_day(record: Record) -> None:
    bring(record, entry("Tidal Attention for Long Rivers", arxiv="2611.00010", authors=("Ada Byron",)))
    paper = Papers(record).get("2611.00010")
    assert paper
    assert (paper.title, paper.url, paper.first_day) == (
        "Tidal Attention for Long Rivers",
        "https://arxiv.org/abs/2611.00010",
        TODAY,
    )
    assert list(Papers(record).listed_on(TODAY)) == ["2611.00010"]
    assert Papers(record).known_as("arxiv:2611.00010") == "2611.00010"


def test_the_same_digest_twice_changes_nothing(record: Record) -> None:
    listed = (entry("Tidal Attention for Long Rivers"), entry("Sparse Kites over Dense Fields"))
    first = bring(record, *listed)
    before = {key: record.text.dump(key) for key in record.raw.keys("pb:paper:*")}
    papers_changed = [e for page in Log(record).after("0-0") for e in page if e.kind == "paper"]
    second = bring(record, *listed)
    after = {key: record.text.dump(key) for key in record.raw.keys("pb:paper:*")}
    assert kinds(record, first.run) == ["new", "new"]
    assert kinds(record, second.run) == ["merged", "merged"]
    assert before == after
    assert papers_changed == [e for page in Log(record).after("0-0") for e in page if e.kind == "paper"]


def test_a_listing_that_somebody_brought_is_known_for_good_and_the_newest_hundred_are_in_order(record: Record) -> None:
    for number in range(INGESTS_KEPT + 2):
        bring(record, entry("Tidal Attention for Long Rivers"), where=f"{number}.txt")
    listings = record.text.keys("pb:digest:*")
    assert len(listings) == INGESTS_KEPT + 2 and {record.text.ttl(key) for key in listings} == {-1}
    assert record.text.zcard(keys.INGESTS) == INGESTS_KEPT


def test_an_item_without_a_date_that_stays_in_a_feed_is_listed_once(record: Record) -> None:
    digests, listing = Arrivals(record), Listing("rss-kites", None, (entry("Tidal Attention for Long Rivers"),))
    for day in (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)):
        for todo in digests.arrive(f"built on {day}".encode(), "a.xml", listing, day, NOW, fetched=True).todo:
            digests.ingest(todo, listing, lambda: NOW)
    (paper,) = Papers(record).get_many(Papers(record).ids()).values()
    assert [seen.day for seen in paper.sightings] == [TODAY] == Papers(record).days()
    assert not Papers(record).merges(paper.id)


def test_a_paper_listed_again_under_another_title_is_merged_with_the_reason_kept(record: Record) -> None:
    bring(record, entry("Tidal Attention for Long Rivers", "rivers"))
    run = bring(record, entry("Tidal attention for long rivers", "rivers"), where="b.txt", source="other").run
    assert kinds(record, run) == ["merged"]
    (paper_id,) = Papers(record).ids()
    paper = Papers(record).get(paper_id)
    assert paper
    assert paper.also == ("Tidal attention for long rivers",)
    assert [s.source for s in paper.sightings] == ["other", "test"]
    (merge,) = Papers(record).merges(paper_id)
    assert merge["where"] == "b.txt"
    assert merge["why"]


def test_two_arxiv_ids_stay_two_papers_whatever_else_is_equal(record: Record) -> None:
    twins = [entry("Tidal Attention for Long Rivers", "rivers", arxiv=f"2611.0001{n}") for n in range(3)]
    bring(record, *twins)
    assert sorted(Papers(record).ids()) == ["2611.00010", "2611.00011", "2611.00012"]


def test_a_hundred_copies_in_one_digest_are_one_paper(record: Record) -> None:
    run = bring(record, *[entry("Tidal Attention for Long Rivers", "rivers", line=n) for n in range(100)]).run
    assert sorted(kinds(record, run)) == ["merged"] * 99 + ["new"]
    assert Papers(record).count() == 1


def test_a_dateless_digest_keeps_the_day_of_its_first_ingest(record: Record) -> None:
    digests = Arrivals(record)
    digest = Listing("test", None, (entry("Tidal Attention for Long Rivers"),))
    for day in (date(2026, 11, 20), date(2026, 11, 25)):
        for todo in digests.arrive(b"same bytes", "a.txt", digest, day, NOW).todo:
            begun = digests.begin(todo.id, NOW)
            assert begun
            digests.ingest(begun, digest, lambda: NOW)
    (paper,) = Papers(record).get_many(Papers(record).ids()).values()
    assert [(s.day, s.read) for s in paper.sightings] == [(date(2026, 11, 20), True)]


def test_a_day_is_the_lists_where_the_list_its_date_line_or_an_entry_names_one_or_a_feed_shows_it_now(
    record: Record,
) -> None:
    item, digests = entry("Tidal Attention for Long Rivers"), Arrivals(record)
    dated, lined = Listing("dated", TODAY, (item,)), Listing("lined", None, (item,), dateline="Mar 11")
    own = Listing("own", None, (msgspec.structs.replace(item, day=TODAY),))
    for digest, fetched in ((dated, False), (lined, False), (own, False), (Listing("feed", None, (item,)), True)):
        for todo in digests.arrive(digest.source.encode(), "a.txt", digest, TODAY, NOW, fetched=fetched).todo:
            begun = digests.begin(todo.id, NOW)
            assert begun
            digests.ingest(begun, digest, lambda: NOW)
    (paper,) = Papers(record).get_many(Papers(record).ids()).values()
    assert {s.source: s.read for s in paper.sightings} == dict.fromkeys(("dated", "lined", "own", "feed"), False)


def test_four_workers_at_once_never_make_one_paper_twice(record: Record, valkey: str) -> None:
    listed = [
        entry(f"Study number {n} of {w} winds", f"{w} {n}")
        for n, w in enumerate(["east", "west", "north", "south", "polar", "trade"] * 20)
    ]
    noisy = [Entry(e.title.upper(), e.abstract[:300]) for e in listed]
    stores = [Record(valkey) for _ in range(4)]

    def work(number: int) -> None:
        some = listed if number % 2 else noisy
        bring(stores[number], *(some if number < 2 else some[::-1]), where=f"{number}.txt", source=f"s{number}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Papers(record).count() == len(listed)
    assert all(len(p.sightings) == 4 for p in Papers(record).get_many(Papers(record).ids()).values())
    for store in stores:
        store.close()


class Overtaken(Record):
    """A record in which another worker is quicker once, between what this one was told and what it writes."""

    def __init__(self, url: str, other: Callable[[], object]) -> None:
        super().__init__(url)
        self._others = [other]

    def commits(self, *steps: Step) -> WirePipeline:
        if self._others and "paper" in steps[0].event:
            self._others.pop()()
        return super().commits(*steps)


def test_what_another_worker_tells_of_a_paper_is_kept_between_two_entries_that_tell_of_it(
    record: Record, valkey: str
) -> None:
    title, about = "Tidal Attention for Long Rivers", "rivers"
    bring(record, entry(title, about))
    overtaken = Overtaken(valkey, lambda: bring(record, entry(title.upper(), about), source="other"))
    bring(overtaken, entry(f"{title}.", about), entry(title.lower(), about), source="late")
    overtaken.close()
    (paper,) = Papers(record).get_many(Papers(record).ids()).values()
    assert {seen.source for seen in paper.sightings} == {"test", "other", "late"}
    assert {paper.title, *paper.also} == {title, f"{title}.", title.upper(), title.lower()}


def test_a_paper_listed_again_far_behind_in_a_long_digest_is_one_paper(record: Record) -> None:
    listed = [entry(f"Study number {n} of winds over {NOUNS[n % len(NOUNS)]}", f"winds {n}") for n in range(90)]
    again = [Entry(item.title.upper(), item.abstract) for item in listed]
    run = bring(record, *listed, *again, *listed[:10]).run
    assert kinds(record, run) == ["new"] * 90 + ["merged"] * 100
    assert Papers(record).count() == 90


def test_a_word_that_many_papers_have_is_posted_no_further(record: Record) -> None:
    bring(record, *[entry(f"Winds {n}{n} of {n} rivers", f"winds {n}") for n in range(FULL + 150)])
    assert Papers(record).count() == FULL + 150
    assert FULL <= record.text.scard(f"{keys.words()}rivers") < FULL + 150


def test_outcomes_of_a_repeated_job_are_those_of_its_first_try(record: Record) -> None:
    digests, digest = Arrivals(record), Listing("test", TODAY, (entry("Tidal Attention"), entry("Sparse Kites")))
    arrived = digests.arrive(b"x", "a.txt", digest, TODAY, NOW)
    begun = digests.begin(arrived.todo[0].id, NOW)
    assert begun
    digests.ingest(begun, digest, lambda: NOW)
    digests.ingest(begun, digest, lambda: NOW)
    assert kinds(record, arrived.run) == ["new", "new"]
    assert digests.todo() == []


def test_a_paper_is_known_from_when_it_was_settled_and_not_from_when_its_slice_began(record: Record) -> None:
    digests, listing = Arrivals(record), Listing("test", TODAY, (entry("Tidal Attention"), entry("Sparse Kites")))
    (todo,) = digests.arrive(b"x", "a.txt", listing, TODAY, NOW).todo
    begun, settled = digests.begin(todo.id, NOW), NOW + timedelta(seconds=40)
    assert begun
    digests.ingest(begun, listing, lambda: settled)
    papers = Papers(record)
    assert set(papers.born([*papers.ids()]).values()) == {settled}


def test_a_slice_whose_worker_dies_each_time_becomes_a_dead_letter(record: Record) -> None:
    digests = Arrivals(record)
    (todo,) = digests.arrive(b"x", "a.txt", Listing("test", TODAY, (entry("Poison"),)), TODAY, NOW).todo
    starts = [digests.begin(todo.id, NOW) for _ in range(7)]
    assert [bool(start) for start in starts] == [True] * 5 + [False] * 2
    assert [dead.id for dead in digests.dead()] == [todo.id]
    assert digests.todo() == []


def test_slices_cover_every_entry_once_and_hold_a_hundred_where_there_are_as_many() -> None:
    for total in (0, 1, 99, 100, 150, 299, 300, 441, 1000, 87_000):
        cut = slices(total)
        assert [n for a, b in cut for n in range(a, b)] == list(range(total))
        assert total < 100 or all(b - a >= 100 for a, b in cut)


def test_every_key_of_the_record_has_the_prefix(record: Record) -> None:
    bring(record, entry("Tidal Attention for Long Rivers"))
    assert all(key.startswith(keys.PREFIX.encode()) for key in record.raw.keys("*"))


def test_the_three_recorded_digests_hold_413_papers_and_none_is_merged_wrongly(record: Record, shared: Path) -> None:
    outcomes = []
    for path in sorted((shared / "data/digests").glob("*.txt")):
        arrived = bring(record, *parse(path.read_bytes(), path.name).entries, where=path.name)
        outcomes += Arrivals(record).outcomes(arrived.run)
    assert len(outcomes) == 441
    assert Papers(record).count() == 413
    papers = Papers(record).get_many(Papers(record).ids())
    assert all(squash(papers[o.paper_id].title) == squash(o.title) for o in outcomes)


def test_an_entry_dated_years_ahead_is_listed_once_on_the_day_it_is_met(record: Record) -> None:
    ahead = entry("Tidal Attention for Long Rivers", day=date(2099, 1, 1))
    bring(record, ahead, day=None, where="a.xml")
    bring(record, ahead, entry("Sparse Kites over Dense Fields"), day=None, where="b.xml")
    (kept,) = [p for p in Papers(record).get_many(Papers(record).ids()).values() if p.title == ahead.title]
    assert [sighting.day for sighting in kept.sightings] == [TODAY]

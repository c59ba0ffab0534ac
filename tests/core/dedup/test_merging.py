"""A paper gains from every listing and loses nothing."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.dedup.merging import TITLES_KEPT, first_seen, merge
from core.model import Entry, Paper, Sighting
from core.scope import FEED, OWN, PASTED

days = st.dates(date(2026, 1, 1), date(2026, 1, 5))
sightings = st.builds(
    Sighting, st.sampled_from(["hf", "arxiv"]), days, st.integers(0, 9), st.none() | st.integers(0, 99)
)
entries = st.builds(
    Entry,
    title=st.sampled_from(["Tidal", "TIDAL", "Tidal:"]),
    abstract=st.sampled_from(["", "short", "a much longer abstract"]),
    arxiv=st.sampled_from(["", "2611.00001"]),
    doi=st.sampled_from(["", "10.1/x"]),
    authors=st.lists(st.sampled_from(["Ada", "Bob"]), max_size=2).map(tuple),
    categories=st.lists(st.sampled_from(["cs.LG", "cs.CL"]), max_size=2).map(tuple),
    published=st.none() | days,
)


@given(entries, sightings, st.lists(st.tuples(entries, sightings), max_size=6))
def test_nothing_known_is_lost_by_further_listings(
    first: Entry, seen: Sighting, more: list[tuple[Entry, Sighting]]
) -> None:
    paper = first_seen("x", first, seen)
    for entry, sighting in more:
        after = merge(paper, entry, sighting)
        assert len(after.abstract) >= len(paper.abstract)
        assert len(after.authors) >= len(paper.authors)
        assert after.arxiv == paper.arxiv or not paper.arxiv
        assert after.doi == paper.doi or not paper.doi
        assert set(paper.categories) <= set(after.categories)
        assert {(s.source, s.day) for s in paper.sightings} <= {(s.source, s.day) for s in after.sightings}
        assert {paper.title, *paper.also} <= {after.title, *after.also}
        assert after.id == paper.id
        paper = after


listings = st.tuples(entries, sightings, st.sampled_from([PASTED, FEED, OWN]))


@given(
    st.lists(listings, min_size=1, max_size=6, unique_by=lambda listing: (listing[1].source, listing[1].day)),
    st.randoms(),
)
def test_a_paper_is_the_same_in_whatever_order_its_listings_come(
    some: list[tuple[Entry, Sighting, int]], dice: Random
) -> None:
    def made() -> Paper:
        paper = first_seen("x", *some[0])
        for listing in some[1:]:
            paper = merge(paper, *listing)
        return paper

    before = made()
    dice.shuffle(some)
    assert made() == before


@given(listings, st.lists(listings, max_size=4))
def test_no_lower_rank_replaces_what_a_higher_one_tells(
    first: tuple[Entry, Sighting, int], more: list[tuple[Entry, Sighting, int]]
) -> None:
    entry, sighting, _ = first
    paper = merge(first_seen("x", *first), entry, sighting, OWN)
    for other, seen, _ in more:
        paper = merge(paper, other, seen, PASTED)
    assert paper.title == entry.title
    for name in ("abstract", "authors", "published"):
        assert getattr(paper, name) == getattr(entry, name) or not getattr(entry, name)


def test_a_paper_with_an_id_links_there_and_nowhere_else() -> None:
    entry = Entry("Tidal", arxiv="2611.00001", url="https://example.org/elsewhere")
    paper = first_seen("x", Entry("Tidal", url="https://example.org/first"), Sighting("hf", date(2026, 11, 20)))
    assert paper.url == "https://example.org/first"
    assert merge(paper, entry, Sighting("hf", date(2026, 11, 20)), PASTED).url == "https://arxiv.org/abs/2611.00001"


@given(entries, sightings, entries, sightings)
def test_the_same_listing_again_changes_nothing(first: Entry, seen: Sighting, entry: Entry, sighting: Sighting) -> None:
    once = merge(first_seen("x", first, seen), entry, sighting)
    assert merge(once, entry, sighting) == once


def test_one_sighting_a_source_and_day_with_the_best_rank_and_the_latest_score() -> None:
    day = date(2026, 11, 20)
    paper = first_seen("x", Entry("Tidal"), Sighting("hf", day, 7, 10))
    paper = merge(paper, Entry("Tidal"), Sighting("hf", day, 3, 12))
    paper = merge(paper, Entry("Tidal"), Sighting("hf", day, 5))
    assert paper.sightings == (Sighting("hf", day, 3, 12),)


def test_other_titles_are_bounded() -> None:
    paper = first_seen("x", Entry("Tidal"), Sighting("hf", date(2026, 11, 20)))
    for n in range(100):
        paper = merge(paper, Entry(f"Tidal {n}"), Sighting("hf", date(2026, 11, 20)))
    assert len(paper.also) == TITLES_KEPT


def test_a_paper_with_an_arxiv_id_gets_its_address() -> None:
    paper = first_seen("x", Entry("Tidal"), Sighting("hf", date(2026, 11, 20)))
    assert paper.url == ""
    assert (
        merge(paper, Entry("Tidal", arxiv="2611.00001"), Sighting("hf", date(2026, 11, 20))).url
        == "https://arxiv.org/abs/2611.00001"
    )

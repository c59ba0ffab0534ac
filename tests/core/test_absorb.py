"""A paper gains from every listing and loses nothing."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from core.absorb import TITLES_KEPT, absorb, born
from core.model import Entry, Sighting

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
    paper = born("x", first, seen)
    for entry, sighting in more:
        after = absorb(paper, entry, sighting)
        assert len(after.abstract) >= len(paper.abstract)
        assert len(after.authors) >= len(paper.authors)
        assert after.arxiv == paper.arxiv or not paper.arxiv
        assert after.doi == paper.doi or not paper.doi
        assert set(paper.categories) <= set(after.categories)
        assert {(s.source, s.day) for s in paper.sightings} <= {(s.source, s.day) for s in after.sightings}
        assert (after.title, after.id) == (paper.title, paper.id)
        paper = after


@given(entries, sightings, entries, sightings)
def test_the_same_listing_again_changes_nothing(first: Entry, seen: Sighting, entry: Entry, sighting: Sighting) -> None:
    once = absorb(born("x", first, seen), entry, sighting)
    assert absorb(once, entry, sighting) == once


def test_one_sighting_a_source_and_day_with_the_best_rank_and_the_latest_score() -> None:
    day = date(2026, 11, 20)
    paper = born("x", Entry("Tidal"), Sighting("hf", day, 7, 10))
    paper = absorb(paper, Entry("Tidal"), Sighting("hf", day, 3, 12))
    paper = absorb(paper, Entry("Tidal"), Sighting("hf", day, 5))
    assert paper.sightings == (Sighting("hf", day, 3, 12),)


def test_other_titles_are_bounded() -> None:
    paper = born("x", Entry("Tidal"), Sighting("hf", date(2026, 11, 20)))
    for n in range(100):
        paper = absorb(paper, Entry(f"Tidal {n}"), Sighting("hf", date(2026, 11, 20)))
    assert len(paper.also) == TITLES_KEPT


def test_a_paper_with_an_arxiv_id_gets_its_address() -> None:
    paper = born("x", Entry("Tidal"), Sighting("hf", date(2026, 11, 20)))
    assert paper.url == ""
    assert (
        absorb(paper, Entry("Tidal", arxiv="2611.00001"), Sighting("hf", date(2026, 11, 20))).url
        == "https://arxiv.org/abs/2611.00001"
    )

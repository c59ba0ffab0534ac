"""One order everywhere: votes, then the source's score, then its rank, then the id."""

from datetime import date

from core.model import Paper, Sighting, Tally
from core.ranking import days_of_month, days_of_week, ranked


def paper(paper_id: str, rank: int = 1, score: int = 0) -> Paper:
    return Paper(paper_id, paper_id, sightings=(Sighting("hf", date(2026, 11, 20), rank, score),))


def test_votes_come_before_the_sources_score_and_that_before_its_rank_and_id() -> None:
    papers = [paper("d", 2), paper("c", 1), paper("b", 9, 50), paper("a", 9, 5), paper("e", 1)]
    tallies = {p.id: Tally(up=int(p.id == "a")) for p in papers}
    assert [p.id for p in ranked(papers, tallies)] == ["a", "b", "c", "e", "d"]


def test_a_week_is_monday_to_sunday_across_a_year() -> None:
    days = days_of_week(date(2026, 1, 1))
    assert (days[0], days[-1], len(days)) == (date(2025, 12, 29), date(2026, 1, 4), 7)


def test_a_month_has_all_its_days_and_no_others() -> None:
    assert [len(days_of_month(date(y, m, 15))) for y, m in ((2024, 2), (2026, 2), (2026, 12), (2026, 4))] == [
        29,
        28,
        31,
        30,
    ]

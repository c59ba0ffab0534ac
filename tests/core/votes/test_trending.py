"""Trending: the order of forward-decayed sums, exact for any number of years."""

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core.model import Sighting
from core.votes.marks import BUTTON, Mark, order_of
from core.votes.trending import HALF_LIFE, WEIGHTS, Rank, heap, last, level, of_people, of_sources, ranked
from tests.factories import NOW, TODAY

DAY = timedelta(days=1)
LIFE = HALF_LIFE.total_seconds()
WHOLE_LIVES = st.integers(0, 20)
WEIGHED = st.sampled_from([8.0, -8.0, 4.0, 1.0, 0.5])


def vote(person: str, side: str, at: datetime) -> Mark:
    return Mark(person, BUTTON, "vote", side, order_of(at))  # type: ignore[arg-type]


def trends(*marks: Mark, seen: tuple[Sighting, ...] = ()) -> float:
    return level(heap(of_people(marks), HALF_LIFE), heap(of_sources(seen), HALF_LIFE))


def test_a_vote_weighs_half_as_much_a_half_life_earlier() -> None:
    new, old = vote("a", "up", NOW), [vote(p, "up", NOW - HALF_LIFE) for p in "ab"]
    assert abs(trends(new) - trends(*old)) < 1e-9
    assert trends(new) > trends(old[0])


def test_nothing_is_nought_and_what_is_voted_down_is_below_it() -> None:
    assert level(heap([], HALF_LIFE)) == 0.0
    assert trends(vote("a", "up", NOW), vote("b", "down", NOW)) == 0.0
    assert trends(vote("a", "down", NOW)) < trends(vote("b", "down", NOW - DAY)) < 0.0


def test_papers_ten_years_apart_stand_in_the_order_of_their_years() -> None:
    levels = [trends(vote("a", "up", datetime(year, 11, 20, tzinfo=UTC))) for year in range(1991, 2091, 10)]
    assert levels == sorted(levels)
    assert len(set(levels)) == 10
    assert all(0 < height < 1e6 for height in levels)


@given(st.lists(st.lists(st.tuples(WHOLE_LIVES, WEIGHED), max_size=5), min_size=2, max_size=5), st.integers(0, 7000))
def test_ten_years_and_more_change_no_order(papers: list[list[tuple[int, float]]], lives: int) -> None:
    """Later by whole half-lives every sum is greater by the same power of two, so the order is that of the exact sums."""
    exact = [sum((Fraction(weight) * 2**at for at, weight in paper), Fraction(0)) for paper in papers]
    levels = [level(heap([((at + lives) * LIFE, weight) for at, weight in paper], HALF_LIFE)) for paper in papers]
    for place in range(len(papers)):
        for other in range(len(papers)):
            assert (exact[place] > exact[other]) == (levels[place] > levels[other])


@given(st.lists(st.tuples(st.floats(0, 4e9), WEIGHED), max_size=20), st.randoms(use_true_random=False))
def test_the_same_things_have_one_level_in_whatever_order_they_are_read(
    moments: list[tuple[float, float]], dice: random.Random
) -> None:
    shuffled = dice.sample(moments, len(moments))
    assert heap(shuffled, HALF_LIFE) == heap(moments, HALF_LIFE)


@given(*[st.lists(st.tuples(WHOLE_LIVES, WEIGHED))] * 2)
def test_two_sums_together_are_the_sum_of_both(left: list[tuple[int, float]], right: list[tuple[int, float]]) -> None:
    first, second = ([(at * LIFE, weight) for at, weight in some] for some in (left, right))
    together = level(heap([*first, *second], HALF_LIFE))
    assert abs(level(heap(first, HALF_LIFE), heap(second, HALF_LIFE)) - together) < 1e-9


def test_a_person_who_votes_saves_and_shares_counts_once_for_each() -> None:
    name = ("a", BUTTON)
    marks = [
        Mark(*name, "vote", "up", order_of(NOW)),
        Mark("a", "m", "👍", "up", order_of(NOW) - 1),
        Mark(*name, "save", "save", order_of(NOW)),
        Mark(*name, "share", "share", order_of(NOW)),
        Mark("a", "m", "🔥", "gone", order_of(NOW)),
    ]
    assert sorted(weight for _, weight in of_people(marks)) == sorted(
        [WEIGHTS["up"], WEIGHTS["save"], WEIGHTS["share"]]
    )
    assert last(of_people(marks)) == NOW.timestamp()


def test_a_vote_outweighs_a_save_and_a_share_together_and_what_a_source_says() -> None:
    liked = (Sighting("hf", TODAY, 1, 1000, 50),)
    at = datetime.combine(TODAY, datetime.min.time(), UTC)
    kept = [Mark("a", BUTTON, says, says, order_of(at)) for says in ("save", "share")]  # type: ignore[arg-type]
    assert trends(vote("a", "up", at)) > trends(*kept)
    assert trends(vote("a", "up", at)) > trends(seen=liked) > trends()


def test_of_papers_nothing_else_tells_apart_the_lists_order_and_then_comments_decide() -> None:
    first, second = Sighting("hf", TODAY, 1, 5), Sighting("hf", TODAY, 2, 5)
    assert trends(seen=(first,)) > trends(seen=(second,))
    assert trends(seen=(Sighting("hf", TODAY, 2, 5, 1),)) > trends(seen=(second,))
    assert trends(seen=(Sighting("hf", TODAY, 2, 6),)) > trends(seen=(Sighting("hf", TODAY, 2, 5, 1000),))


def test_upvotes_that_are_told_again_on_the_next_day_count_once() -> None:
    again = (Sighting("hf", date(2026, 11, 19), 1, 40), Sighting("hf", TODAY, 1, 41))
    (_, _, (at, weight)) = of_sources(again)
    assert at == datetime.combine(TODAY, datetime.min.time(), UTC).timestamp()
    assert weight == of_sources((Sighting("hf", TODAY, 1, 41),))[1][1]


def test_a_source_that_says_odd_numbers_breaks_nothing() -> None:
    odd = (Sighting("x", date(1, 1, 1), 0, -5, -7), Sighting("y", date(9999, 12, 31), -3, 10**15, 10**15))
    assert trends(seen=odd) > 0


RANKS = st.builds(Rank, st.sampled_from([-3.0, 0.0, 1.5, 9.0]), st.integers(-2, 2), st.sampled_from("abcdefgh"))


def test_what_trends_comes_before_votes_and_these_before_the_id() -> None:
    ranks = [Rank(9.0, 0, "d"), Rank(2.0, 5, "c"), Rank(2.0, 1, "e"), Rank(2.0, 1, "b"), Rank(-4.0, -1, "z")]
    assert ranked("zbecd", {rank.id: rank for rank in ranks}) == ["d", "c", "e", "b", "z"]


def test_what_nothing_is_known_of_stands_between_what_is_liked_and_what_is_not() -> None:
    assert ranked("abc", {"a": Rank(-1.0, 0, "a"), "c": Rank(1.0, 0, "c")}) == ["c", "b", "a"]


@given(st.lists(RANKS, unique_by=lambda rank: rank.id), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_what_it_is_made_from(ranks: list[Rank], dice: random.Random) -> None:
    held = {rank.id: rank for rank in ranks}
    assert ranked(dice.sample(list(held), len(held)), held) == ranked(held, held)

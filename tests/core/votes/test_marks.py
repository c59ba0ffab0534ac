"""Votes are state: whatever order marks come in, a person counts once and the latest side wins."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from core.votes.marks import BUTTON, FUTURE, MICROSECOND, Mark, count, forgiven, press, sides

people = st.sampled_from(["ada", "bob", "eve"])
marks = st.builds(
    Mark,
    person=people,
    where=st.sampled_from([BUTTON, "m1", "m2"]),
    sign=st.sampled_from(["vote", "fire"]),
    side=st.sampled_from(["up", "down"]),
    order=st.integers(0, 5),
)


@given(st.lists(marks))
def test_a_person_counts_once(held: list[Mark]) -> None:
    assert sum(count(held)) == len({mark.person for mark in held})


@given(st.lists(marks), st.randoms())
def test_the_order_of_arrival_does_not_matter(held: list[Mark], random: object) -> None:
    distinct = list({(m.person, m.where, m.sign): m for m in held}.values())
    shuffled = sorted(distinct, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert sides(shuffled) == sides(distinct)


@given(st.lists(marks), people, st.sampled_from(["up", "down"]))
def test_pressing_twice_the_same_way_takes_the_vote_back(held: list[Mark], person: str, way: str) -> None:
    without = press(held, person, "none", 6)
    once = press(without, person, way, 7)  # type: ignore[arg-type]
    assert sides(once)[person] == way
    assert press(once, person, way, 8) == without  # type: ignore[arg-type]


def test_a_press_of_a_side_that_a_later_reaction_left_is_a_vote_for_it_and_takes_nothing_back() -> None:
    held = (*press((), "ada", "up", 1), Mark("ada", "m1", "👎", "down", 2))
    assert sides(held) == {"ada": "down"}
    again = press(held, "ada", "up", 3)
    assert sides(again) == {"ada": "up"}
    assert sides(press(again, "ada", "up", 4)) == {"ada": "down"}


@given(st.lists(marks), people)
def test_a_press_leaves_everybody_elses_marks_alone(held: list[Mark], person: str) -> None:
    others = [mark for mark in held if mark.person != person]
    assert [mark for mark in press(held, person, "up", 9) if mark.person != person] == others


def test_the_latest_side_wins() -> None:
    held = press(press((), "ada", "up", 1), "ada", "down", 2)
    assert count(held) == (0, 1)


@given(st.lists(marks, unique_by=lambda mark: mark.key), st.integers(0, 9), st.integers(1, 10**15))
def test_marks_from_the_future_are_moved_to_now_in_their_order(held: list[Mark], split: int, far: int) -> None:
    now = 10**15
    ahead = FUTURE // MICROSECOND + far
    given_by = {
        n: msgspec.structs.replace(m, order=now + (ahead + m.order if n > split else m.order))
        for n, m in enumerate(held)
    }
    forgave = dict(enumerate(forgiven(list(given_by.values()), now)))
    assert all(mark.order <= now + FUTURE // MICROSECOND for mark in forgave.values())
    assert [forgave[n] for n in given_by if n <= split] == [mark for n, mark in given_by.items() if n <= split]
    late = [n for n in given_by if n > split]
    place = lambda mark: (mark.order, mark.where, mark.sign)  # noqa: E731
    assert sorted(late, key=lambda n: place(given_by[n])) == sorted(late, key=lambda n: place(forgave[n]))

"""The places of a post: learned, in turns, drawn, under the floor."""

from collections import Counter

import pytest

from core.subscriptions.drafting import DRAWN_FROM, Learned, chance, draft

IDS = [f"p{n:02}" for n in range(20)]
"""In the source's order."""

UPVOTES = {paper_id: 100 - n for n, paper_id in enumerate(IDS)}
SCORES = {paper_id: float(n) for n, paper_id in enumerate(IDS)}
"""What was learned turns the order round."""


def drafted(learned: Learned, top: int = 5, refused: tuple[str, ...] = ()) -> dict[str, str]:
    placed = draft(IDS, UPVOTES, learned, top, lambda paper_id: paper_id not in refused)
    return {paper_id: how.by for paper_id, how in placed}


def test_the_learned_order_fills_all_but_one_in_five_places() -> None:
    assert list(drafted(Learned(SCORES, explores=False))) == IDS[:-6:-1]
    assert Counter(drafted(Learned(SCORES, seed="s")).values()) == {"learned": 4, "drawn": 1}
    assert Counter(drafted(Learned(SCORES, seed="s"), 10).values()) == {"learned": 8, "drawn": 2}
    assert Counter(drafted(Learned(SCORES, seed="s"), 4).values()) == {"learned": 4}


def test_in_turns_each_order_gets_half_and_a_coin_says_which_is_first() -> None:
    firsts = Counter[str]()
    for day in range(400):
        placed = drafted(Learned(SCORES, in_turns=True, explores=False, seed=f"day {day}"), 6)
        assert Counter(placed.values()) == {"learned": 3, "source": 3}
        firsts[next(iter(placed.values()))] += 1
    assert 160 < firsts["learned"] < 240


def test_what_is_drawn_is_drawn_as_often_as_its_chance_says() -> None:
    drawn, chances = Counter[str](), dict[str, float]()
    for day in range(2000):
        for paper_id, how in draft(IDS, UPVOTES, Learned(SCORES, seed=f"{day}"), 5, lambda _: True):
            if how.by == "drawn":
                drawn[paper_id] += 1
                chances[paper_id] = how.chance
                assert how.upvoted == IDS.index(paper_id) + 1
    assert len(drawn) == DRAWN_FROM and sum(chances.values()) == pytest.approx(1, abs=0.01)
    for paper_id, count in drawn.items():
        assert count / 2000 == pytest.approx(chances[paper_id], abs=0.04)


def test_the_floor_binds_learned_places_only() -> None:
    thin = drafted(Learned(SCORES, floor=18.0, seed="s"))
    assert thin == {"p19": "learned", "p18": "learned"}
    turns = drafted(Learned(SCORES, floor=19.0, in_turns=True, explores=False, seed="s"), 4)
    assert Counter(turns.values()) == {"learned": 1, "source": 2}


def test_at_least_fills_up_with_the_best_under_the_floor() -> None:
    assert list(drafted(Learned(SCORES, floor=18.0, at_least=3, seed="s"))) == ["p19", "p18", "p17"]
    assert len(drafted(Learned(SCORES, floor=99.0, at_least=9, seed="s"), 3)) == 3


def test_nothing_is_drawn_where_fewer_than_five_are_posted() -> None:
    assert "drawn" not in drafted(Learned(SCORES, floor=17.0, seed="s")).values()
    assert "drawn" in drafted(Learned(SCORES, floor=16.0, seed="s")).values()


def test_a_paper_too_like_another_leaves_its_place_to_the_next() -> None:
    assert list(drafted(Learned(SCORES, explores=False), 3, refused=("p18",))) == ["p19", "p17", "p16"]
    placed = drafted(Learned(SCORES, seed="s"), refused=tuple(IDS[:4]))
    assert list(placed.values()).count("drawn") == 1 and not placed.keys() & set(IDS[:4])


def test_the_same_seed_drafts_the_same() -> None:
    learned = Learned(SCORES, in_turns=True, seed="a day")
    assert drafted(learned, 10) == drafted(learned, 10)
    assert 0 <= chance("a", "b") < 1 and chance("a", "b") != chance("a", "c")

"""Which order people vote for: counted, tested, said."""

import random

import pytest

from core.subscriptions.drafting import By, Placed
from core.subscriptions.trial import SURE, VOTED, Trial, evidence, judged, proof, turns


def post(*picks: tuple[bool, By, int, int]) -> list[tuple[bool, Placed]]:
    return [(voted, Placed(by, learned, source, float(learned))) for voted, by, learned, source in picks]


def test_votes_are_counted_by_where_each_order_had_placed_them_and_by_who_brought_them() -> None:
    first = post((True, "learned", 1, 9), (False, "source", 8, 1), (True, "drawn", 9, 2))
    alone = post((True, "learned", 2, 7))
    trial = judged([first, alone], 5)
    assert (trial.posts, trial.voted, trial.learned, trial.source) == (2, 3, 2, 1)
    assert trial.won == (1, 0)  # a post that only one order filled compares nothing


@pytest.mark.parametrize(
    ("won", "verdict"), [((0, 0), ""), ((4, 3), ""), ((8, 0), "learned"), ((0, 8), "source"), ((30, 25), "")]
)
def test_it_is_decided_only_by_a_clear_difference(won: tuple[int, int], verdict: str) -> None:
    assert Trial(won=won).verdict == verdict


def test_looking_after_each_vote_errs_at_most_once_in_twenty() -> None:
    dice, wrong = random.Random(7), 0
    for _ in range(400):
        counts = [0, 0]
        for _ in range(200):
            counts[dice.random() < 0.5] += 1
            if evidence(*counts) >= SURE:
                wrong += 1
                break
    assert wrong / 400 <= 1 / SURE + 0.02


def test_a_floor_keeps_nine_in_ten_and_is_set_only_where_enough_were_voted_for() -> None:
    assert Trial(scores=tuple(map(float, range(VOTED - 1)))).floor is None
    assert Trial(scores=tuple(map(float, range(20)))).floor == 2.0


def test_the_proof_says_what_it_cannot_tell() -> None:
    assert proof(Trial()) == ""
    sentence = proof(Trial(posts=1, voted=3, learned=2, source=1, first=5))
    assert sentence.startswith(
        "Of the 3 papers voted for in 1 post, learning had 2 among its first 5, the source's order 1."
    )
    assert sentence.endswith("Only what was posted could be voted on.")
    assert "Learning loses here" in turns(Trial(won=(0, 9)), "source", in_turns=False)
    assert turns(Trial(), "", in_turns=False) == ""

"""What was voted for by meaning: a direction among vectors, kept beside the words."""

import numpy as np
import pytest

from core.subscriptions.learning.features import features
from core.subscriptions.learning.kept import KeptModel, Scale, packed, scores, unpacked, with_meaning
from core.subscriptions.learning.matrix import Columns, Frequencies
from core.subscriptions.learning.meaning import by_meaning, direction
from core.subscriptions.learning.meaning import packed as packed_vectors
from core.subscriptions.learning.meaning import unpacked as unpacked_vectors

AXES = np.eye(3, 8, dtype=np.float32)
KITE, ROCK, BREAD = packed_vectors(AXES)


def model() -> KeptModel:
    kept = KeptModel(b"", b"", b"", Scale(0, 1), Scale(0, 1), 3)
    return with_meaning(kept, [KITE, KITE, ROCK, BREAD], [1, 1, -1, -0.1], [0, 10, 0, 0], [ROCK, BREAD, KITE, BREAD])


def test_vectors_are_kept_in_a_byte_a_number() -> None:
    drawn = np.random.default_rng(5).normal(size=(20, 384)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    assert (unpacked_vectors(packed_vectors(drawn)) * drawn).sum(axis=1).min() > 0.999
    assert len(packed_vectors(drawn)[0]) == 512


def test_a_paper_that_means_what_was_liked_goes_before_one_that_shares_no_meaning_and_one_without_a_vector_between() -> (
    None
):
    columns = Columns.of(Frequencies())
    papers = [features("x", "")] * 3
    ranks = scores(unpacked(packed(model())), columns, papers, [0, 0, 0], [ROCK, None, KITE])
    assert ranks[2] > ranks[1] > ranks[0]


@pytest.mark.parametrize("rows", [(), [None] * 2, packed_vectors(np.eye(2, 5, dtype=np.float32))])
def test_without_vectors_or_with_those_of_another_model_words_alone_count(rows: list[str | None]) -> None:
    columns, papers = Columns.of(Frequencies()), [features("x", "")] * 2
    assert scores(model(), columns, papers, [0, 0], rows).tolist() == [0, 0]


def test_newer_votes_turn_the_direction() -> None:
    weights = np.array([1.0, 1.0, -1.0])
    way = direction(AXES, weights, np.array([0, 180, 0]))
    assert way[0] > way[1] > 0 > way[2]


def test_orders_by_words_and_by_meaning_count_alike() -> None:
    assert by_meaning(KITE, [ROCK, KITE, None]) == [1, 0, 2]
    assert by_meaning(KITE, [None, None]) == [0, 1]

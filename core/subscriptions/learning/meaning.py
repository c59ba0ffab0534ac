"""What was voted for, by meaning: a direction among the vectors that a sentence encoder made of papers, beside the words.

A logistic regression (`python -m tests.bench picks --model`): the nearness to the three nearest papers voted for gained nothing there.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.subscriptions.learning.minimum import minimum

Vectors = NDArray[np.float32]

HALF_LIFE = 180
"""Days after which what was liked counts half."""

NEGATIVES = 1000
"""So many that were not liked are learned from, the last."""

PENALTY, STEPS, TOLERANCE = 0.1, 60, 1e-4
"""Times half the square of the direction: what a long one costs; and when it is found."""

MEANING = 1.0
"""What the standard score by meaning counts beside that by words."""

FUSED = 10
"""How soon a place in an order counts less; for orders of a few dozen papers."""


def packed(vectors: Vectors) -> list[str]:
    """Vectors as text for the record, a byte a number."""
    scaled = vectors * (127 / np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12))
    return [b64encode(row.tobytes()).decode() for row in np.round(scaled).astype(np.int8)]


def unpacked(rows: Sequence[str]) -> Vectors:
    """The vectors that `packed` made this of, each of length 1."""
    vectors = np.array([np.frombuffer(b64decode(row), np.int8) for row in rows], np.float32)
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), np.float32)


def direction(vectors: Vectors, weights: NDArray[np.float64], ages: NDArray[np.int64]) -> Vectors:
    """The way from what was not liked (weights below 0) to what was, newer papers more; at least one of each."""
    kept = np.sort(np.concatenate([np.flatnonzero(weights > 0), np.flatnonzero(weights < 0)[-NEGATIVES:]]))
    rows, side = np.c_[vectors[kept], np.ones(len(kept))].astype(np.float64), np.sign(weights[kept])
    counted = np.abs(weights[kept]) * np.where(side > 0, 0.5 ** (ages[kept] / HALF_LIFE), 1)
    for is_up in (side > 0, side < 0):
        counted[is_up] *= len(kept) / 2 / counted[is_up].sum()

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = side * np.einsum("ij,j->i", rows, at)
        value = float((counted * np.logaddexp(0, -margins)).sum() + PENALTY / 2 * (at[:-1] ** 2).sum())
        slopes = -side * counted * np.exp(-np.logaddexp(0, margins))
        return value, np.einsum("ij,i->j", rows, slopes) + PENALTY * np.append(at[:-1], 0.0)

    return np.asarray(minimum(loss, np.zeros(rows.shape[1]), STEPS, TOLERANCE)[:-1], np.float32)


def by_meaning(own: str, others: Sequence[str | None]) -> list[int]:
    """The places of papers that are ordered by their words, in an order that counts their likeness to a paper's vector as much.

    Reciprocal rank fusion (Cormack 2009); a paper without a vector keeps to its words.
    """
    known = [place for place, row in enumerate(others) if row is not None]
    likeness = unpacked([row for row in others if row is not None]) @ unpacked([own])[0] if known else np.empty(0)
    meant = list(range(len(others)))
    for rank, nth in enumerate(np.argsort(-likeness, kind="stable").tolist()):
        meant[known[nth]] = known[rank]
    return sorted(
        range(len(others)), key=lambda place: (-1 / (FUSED + place) - 1 / (FUSED + meant[place]), meant[place])
    )

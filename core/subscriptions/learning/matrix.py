"""Papers as a sparse matrix: a row a paper, a column a term of its text or of its title, each block of length 1."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.subscriptions.learning.features import BUCKETS, Features, Terms

RAREST, COMMONEST, FEW = 2, 0.2, 10
"""Terms in fewer papers, or in a greater share of them, tell nothing of what a team likes; those in `FEW` do in any case."""

TITLE = 0.6
"""The weight of the title's block beside that of the whole text."""


class Frequencies:
    """In how many papers each term is, of those that were counted."""

    def __init__(self) -> None:
        self.papers, self.counts = 0, np.zeros(BUCKETS, np.int32)

    def add(self, papers: Sequence[Features]) -> None:
        """Count further papers."""
        self.papers += len(papers)
        for paper in papers:
            self.counts[paper.text.buckets] += 1


class Columns:
    """The terms that count, with the weight of each: rarer ones weigh more (smoothed inverse document frequency)."""

    def __init__(self, buckets: NDArray[np.int32], weights: NDArray[np.float32]) -> None:
        self.buckets, self.weights = buckets, weights
        self._column = np.full(BUCKETS, -1, np.int32)
        self._column[buckets] = np.arange(len(buckets), dtype=np.int32)

    @classmethod
    def of(cls, frequencies: Frequencies) -> "Columns":
        """Those of papers that were counted."""
        counts, papers = frequencies.counts, frequencies.papers
        buckets = np.flatnonzero((counts >= RAREST) & (counts <= max(COMMONEST * papers, FEW))).astype(np.int32)
        return cls(buckets, (np.log((1 + papers) / (1 + counts[buckets])) + 1).astype(np.float32))

    def places(self, buckets: NDArray[np.int32]) -> NDArray[np.int32]:
        """The columns of some buckets, -1 for one that does not count."""
        return self._column[buckets]

    def matrix(self, papers: Sequence[Features]) -> "Matrix":
        """The papers as rows."""
        text = self._block([paper.text for paper in papers])
        title = self._block([paper.title for paper in papers])
        width = len(self.buckets)
        return Matrix(
            (len(papers), 2 * width),
            np.concatenate([text.rows, title.rows]),
            np.concatenate([text.columns, title.columns + width]),
            np.concatenate([text.values, np.float32(TITLE) * title.values]),
        )

    def _block(self, texts: Sequence[Terms]) -> "Matrix":
        rows = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text.buckets) for text in texts])
        columns = self.places(np.concatenate([text.buckets for text in texts] or [np.empty(0, np.int32)]))
        values = np.concatenate([text.counts for text in texts] or [np.empty(0, np.float32)])
        kept = columns >= 0
        rows, columns = rows[kept], columns[kept]
        values = values[kept] * self.weights[columns]
        lengths = np.sqrt(np.bincount(rows, values * values, len(texts)))
        return Matrix((len(texts), len(self.buckets)), rows, columns, (values / lengths[rows]).astype(np.float32))


class Matrix(NamedTuple):
    """A sparse matrix by its coordinates."""

    shape: tuple[int, int]
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]

    def narrowed(self, kept: NDArray[np.bool_]) -> "Matrix":
        """The matrix with some of its columns only."""
        narrow = np.cumsum(kept, dtype=np.int32) - 1
        there = kept[self.columns]
        shape = self.shape[0], int(kept.sum())
        return Matrix(shape, self.rows[there], narrow[self.columns[there]], self.values[there])

    def counts(self, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many numbers each column has in some rows."""
        return np.bincount(self.columns[rows[self.rows]], minlength=self.shape[1])

    def times(self, vector: NDArray[np.floating]) -> NDArray[np.float64]:
        """The matrix times a vector of a number a column: a number a row."""
        products = self.values * vector.astype(np.float32, copy=False)[self.columns]
        return np.bincount(self.rows, products, self.shape[0]).astype(np.float64, copy=False)

    def turned_times(self, vector: NDArray[np.floating]) -> NDArray[np.float64]:
        """The transposed matrix times a vector of a number a row: a number a column."""
        products = self.values * vector.astype(np.float32, copy=False)[self.rows]
        return np.bincount(self.columns, products, self.shape[1]).astype(np.float64, copy=False)

"""What was voted for, as a linear model: logistic regression and Rocchio's mean together.

Rocchio carries the first votes and both the rest. The recipe is measured by `python -m tests.bench picks`.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from core.subscriptions.learning.features import Features
from core.subscriptions.learning.matrix import Columns, Matrix
from core.subscriptions.learning.minimum import minimum, product


class Pooled(NamedTuple):
    """A paper that may be drawn: its id, the day on which it was listed (an ordinal), its features and its upvotes."""

    id: str
    day: int
    paper: Features
    upvotes: int


class Pool:
    """Papers to draw from, the oldest first."""

    def __init__(self, papers: Iterable[Pooled]) -> None:
        self._papers = sorted(papers, key=lambda pooled: (pooled.day, pooled.id))
        self._days = np.array([pooled.day for pooled in self._papers], np.int64)
        self._lots: NDArray[np.uint32] = np.array([crc32(pooled.id.encode()) for pooled in self._papers], np.uint32)

    @property
    def papers(self) -> Sequence[Features]:
        """All of them."""
        return [pooled.paper for pooled in self._papers]

    def drawn(self, seed: str, first: int, without: Collection[str], most: int) -> list[Pooled]:
        """At most so many papers listed since a day (an ordinal), without some, the oldest first; the same for a seed."""
        start = int(np.searchsorted(self._days, first))
        order = start + np.argsort(self._lots[start:] ^ np.uint32(crc32(seed.encode())), kind="stable")
        places: list[int] = []
        for place in order.tolist():
            if len(places) >= most:
                break
            if self._papers[place].id not in without:
                places.append(place)
        return [self._papers[place] for place in sorted(places)]


class Lesson(NamedTuple):
    """A paper to learn from: the day of it (an ordinal), and how much it speaks for a taste or, below 0, against it."""

    day: int
    paper: Features
    weight: float

    @classmethod
    def unseen(cls, pooled: Pooled, weight: float) -> Self:
        """A paper that nobody saw."""
        return cls(pooled.day, pooled.paper, weight)


Numbers = NDArray[np.float64]

HALF_LIFE, ROCCHIO_HALF_LIFE = 180, 90
"""Days after which an example counts half."""

NEGATIVES, NEGATIVES_A_POSITIVE = 1000, 2
"""So many negatives are learned from, the newest: at least, and for each positive."""

QUIET = 0.2
"""What a negative counts of a week in which nothing was liked: maybe nobody looked."""

PENALTY = 0.1
"""Times half the square of the weights: what a large weight costs."""

STEPS, TOLERANCE = 60, 3e-4

SOURCE = 0.35
"""What the source's score counts beside the model's, both as standard scores. Flat from .25 to .4."""


class Examples(NamedTuple):
    """Papers that a team had before it, oldest first, each liked or not: an array or a list of one length each."""

    papers: Sequence[Features]
    days: NDArray[np.int64]
    """The day on which each came, as `date.toordinal` counts."""
    liked: NDArray[np.bool_]
    weights: NDArray[np.float64]
    """What each counts: 1 for a vote."""

    @classmethod
    def of(cls, lessons: Iterable[Lesson]) -> Self:
        """Papers in any order: liked are those that weigh above 0."""
        in_order = sorted(lessons, key=lambda lesson: lesson.day)
        weights = np.array([lesson.weight for lesson in in_order])
        days = np.array([lesson.day for lesson in in_order], np.int64)
        return cls([lesson.paper for lesson in in_order], days, weights > 0, np.abs(weights))

    def recent(self) -> Self:
        """All that were liked, and of the others the newest."""
        others = np.flatnonzero(~self.liked)
        most = max(NEGATIVES, NEGATIVES_A_POSITIVE * int(self.liked.sum()))
        kept = np.sort(np.concatenate([np.flatnonzero(self.liked), others[-most:]]))
        papers = [self.papers[i] for i in kept]
        return self._replace(papers=papers, days=self.days[kept], liked=self.liked[kept], weights=self.weights[kept])


class Model(NamedTuple):
    """Two linear functions of a paper's terms, each as a standard score among the papers that are compared."""

    columns: Columns
    logistic: Numbers
    rocchio: Numbers
    intercept: float

    def scores(self, papers: Sequence[Features]) -> Numbers:
        """How each of some papers compares with the others, in standard scores."""
        rows = self.columns.matrix(papers)
        return standard(standard(rows.times(self.logistic)) + standard(rows.times(self.rocchio)))


def fit(examples: Examples, today: int, columns: Columns, start: Model | None = None) -> Model:
    """The model of what was liked, as of a day; at least one example must be liked, and one not. `start` makes it faster.

    A regression leaves out the terms of a single paper that was not liked: half of them all, and they tell it nothing.
    """
    recent = examples.recent()
    ages = today - recent.days
    rows = columns.matrix(recent.papers)
    kept = (rows.counts(recent.liked) > 0) | (rows.counts(~recent.liked) > 1)
    begun = np.append(_begun(start, columns)[kept], start.intercept) if start else np.zeros(int(kept.sum()) + 1)
    fitted = _logistic(rows.narrowed(kept), recent.liked, _weights(recent, ages), begun)
    logistic = np.zeros(rows.shape[1])
    logistic[kept] = fitted[:-1]
    return Model(columns, logistic, _rocchio(rows, recent, ages), float(fitted[-1]))


def scores(model: Model | None, papers: Sequence[Features], upvotes: Sequence[int]) -> Numbers:
    """By what papers are ordered: the model and the source's upvotes; the upvotes alone where nothing is learned yet."""
    source = standard(np.log1p(np.asarray(upvotes, np.float64)))
    return source if model is None else model.scores(papers) + SOURCE * source


def standard(numbers: Numbers) -> Numbers:
    """The numbers with mean 0 and standard deviation 1; zeros where all are alike."""
    spread = float(numbers.std()) if len(numbers) else 0.0
    return (numbers - numbers.mean()) / spread if spread > 1e-12 else np.zeros(len(numbers))


def _weights(examples: Examples, ages: NDArray[np.int64]) -> Numbers:
    """What each example counts: newer ones more, quiet weeks less, and what was liked as much in all as what was not."""
    weeks = (examples.days - 1) // 7  # day 1 was a Monday
    quiet = ~examples.liked & ~np.isin(weeks, weeks[examples.liked])
    weights = examples.weights * 0.5 ** (ages / HALF_LIFE) * np.where(quiet, QUIET, 1)
    for side in (examples.liked, ~examples.liked):
        weights[side] *= len(ages) / 2 / weights[side].sum()
    return weights


def _rocchio(rows: Matrix, examples: Examples, ages: NDArray[np.int64]) -> Numbers:
    """The mean of what was liked, newer papers more, minus the mean of the others (Rocchio 1971)."""
    liked = np.where(examples.liked, examples.weights * 0.5 ** (ages / ROCCHIO_HALF_LIFE), 0)
    others = np.where(examples.liked, 0, examples.weights)
    return rows.turned_times(liked / liked.sum() - others / others.sum())


def _logistic(rows: Matrix, liked: NDArray[np.bool_], weights: Numbers, start: Numbers) -> Numbers:
    """The weights of the columns, and the intercept, of a penalised logistic regression."""
    side = np.where(liked, 1.0, -1.0)
    curvature = rows._replace(values=rows.values**2).turned_times(weights)
    scale = 1 / np.sqrt(PENALTY + np.append(curvature, weights.sum()) / 4)  # makes all directions about equally steep

    def loss(scaled: Numbers) -> tuple[float, Numbers]:
        at = scaled * scale
        margins = side * (rows.times(at[:-1]) + at[-1])
        small = np.exp(-np.abs(margins))
        value = product(weights, np.log1p(small) + np.maximum(-margins, 0)) + PENALTY / 2 * product(at[:-1], at[:-1])
        slopes = -side * weights * np.where(margins > 0, small, 1) / (1 + small)
        return value, np.append(rows.turned_times(slopes) + PENALTY * at[:-1], slopes.sum()) * scale

    return minimum(loss, start / scale, STEPS, TOLERANCE) * scale


def _begun(start: Model, columns: Columns) -> Numbers:
    """Another model's weights at these columns."""
    begun = np.zeros((2, len(columns.buckets)))
    places = columns.places(start.columns.buckets)
    known = places >= 0
    begun[:, places[known]] = start.logistic.reshape(2, -1)[:, known]
    return begun.ravel()

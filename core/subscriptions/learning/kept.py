"""A model as it is kept: the weights that matter, in half precision, and between what its scores lie. Small: there is one a digest."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.subscriptions.learning.features import Features
from core.subscriptions.learning.matrix import Columns
from core.subscriptions.learning.meaning import MEANING, direction
from core.subscriptions.learning.meaning import unpacked as unpacked_vectors
from core.subscriptions.learning.model import SOURCE, Model, Numbers, Pooled
from core.subscriptions.trial import Verdict

KEPT = 4000
"""Weights that are kept, of text and title together: those that move a score most."""


FARTHEST = 3.0
"""The farthest from the mean that the source's standard score may be: where all unseen papers have about as many upvotes, it would be
all that counts."""


class Scale(NamedTuple):
    """What a number's mean is and how far it lies from it, in papers that nobody chose: what a standard score is made by."""

    mean: float
    spread: float

    @classmethod
    def of(cls, numbers: Numbers) -> "Scale":
        """The scale of some numbers; one that leaves them as they are where all are alike."""
        spread = float(numbers.std()) if len(numbers) else 0.0
        return cls(float(numbers.mean()) if len(numbers) else 0.0, spread if spread > 1e-12 else 1.0)

    def standard(self, numbers: Numbers) -> Numbers:
        """The numbers in standard scores."""
        return (numbers - self.mean) / self.spread


class KeptModel(msgspec.Struct, frozen=True):
    """A model for the record: buckets (int32) and their weights (float16) for text and title; the scales of its own score and of the
    source's; `votes` are how many papers it is for. The newest `liked` papers are kept for reasons, and which of them nobody voted
    for, but somebody `named`. A paper under `floor` is not posted; None where too little is known for one. `verdict` is which order won.
    `meaning` is a direction among papers' vectors (float16) with its scale; empty where no model reads papers.
    """

    buckets: bytes
    text: bytes
    title: bytes
    score: Scale
    source: Scale
    votes: int
    liked: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    floor: float | None = None
    verdict: Verdict = ""
    meaning: bytes = b""
    meant: Scale = Scale(0.0, 1.0)


def keep(model: Model, unseen: Sequence[Pooled], votes: int) -> KeptModel:
    """A fitted model as it is kept; its scales are those of some unseen papers, with their upvotes at the source."""
    columns, rows = model.columns, model.columns.matrix([pooled.paper for pooled in unseen])
    upvotes = [pooled.upvotes for pooled in unseen]
    parts = [weights / Scale.of(rows.times(weights)).spread for weights in (model.logistic, model.rocchio)]
    text, title = np.split(parts[0] + parts[1], 2)
    moved = np.maximum(np.abs(text), np.abs(title)) * columns.weights
    kept = np.sort(np.argsort(-moved, kind="stable")[: min(KEPT, int((moved > 0).sum()))])
    halves = [part[kept].astype(np.float16) for part in (text, title)]
    whole = np.zeros((2, len(columns.buckets)))
    whole[:, kept] = halves
    return KeptModel(
        columns.buckets[kept].tobytes(),
        halves[0].tobytes(),
        halves[1].tobytes(),
        Scale.of(rows.times(whole.ravel())),
        Scale.of(np.log1p(np.asarray(upvotes, np.float64))),
        votes,
    )


def with_meaning(
    kept: KeptModel, rows: Sequence[str], weights: Sequence[float], ages: Sequence[int], unseen: Sequence[str]
) -> KeptModel:
    """A kept model with the direction of what was liked among vectors (packed; weights and days of age as in Examples), whose scale
    is that of some unseen papers' vectors.
    """
    way = direction(unpacked_vectors(rows), np.array(weights), np.array(ages, np.int64))
    halves = way.astype(np.float16)
    meant = Scale.of((unpacked_vectors(unseen) @ halves.astype(np.float32)).astype(np.float64))
    return msgspec.structs.replace(kept, meaning=halves.tobytes(), meant=meant)


def scores(
    kept: KeptModel,
    columns: Columns,
    papers: Sequence[Features],
    upvotes: Sequence[int],
    vectors: Sequence[str | None] = (),
) -> Numbers:
    """By what papers are ordered: the model's score by words, that by meaning where papers have `vectors` (packed), and .35 of
    the source's, all standard; comparable from day to day.
    """
    weights = np.zeros((2, len(columns.buckets)))
    places = columns.places(np.frombuffer(kept.buckets, np.int32))
    known = places >= 0
    for side, part in enumerate((kept.text, kept.title)):
        weights[side, places[known]] = np.frombuffer(part, np.float16)[known]
    own = kept.score.standard(columns.matrix(papers).times(weights.ravel()))
    source = kept.source.standard(np.log1p(np.asarray(upvotes, np.float64)))
    return own + MEANING * _meant(kept, vectors, len(papers)) + SOURCE * np.clip(source, -FARTHEST, FARTHEST)


def _meant(kept: KeptModel, vectors: Sequence[str | None], papers: int) -> Numbers:
    """The standard scores by meaning; 0 for a paper without a vector, or with one of another length."""
    meant, way = np.zeros(papers), np.frombuffer(kept.meaning, np.float16).astype(np.float32)
    known = [place for place, row in enumerate(vectors) if row is not None]
    if len(way) and known:
        rows = unpacked_vectors([row for row in vectors if row is not None])
        meant[known] = kept.meant.standard((rows @ way).astype(np.float64)) if rows.shape[1] == len(way) else 0.0
    return meant


def packed(kept: KeptModel) -> str:
    """A model as text for the record."""
    return b64encode(zlib.compress(msgspec.msgpack.encode(kept))).decode()


def unpacked(text: str) -> KeptModel:
    """The model that `packed` made this of."""
    return msgspec.msgpack.decode(zlib.decompress(b64decode(text)), type=KeptModel)


def packed_columns(columns: Columns) -> str:
    """Terms and their weights as text for the record."""
    steps = np.diff(columns.buckets, prepend=np.int32(0)).astype(np.uint32)
    return b64encode(zlib.compress(steps.tobytes() + columns.weights.astype(np.float16).tobytes())).decode()


def unpacked_columns(text: str) -> Columns:
    """The terms that `packed_columns` made this of."""
    held = zlib.decompress(b64decode(text))
    size = len(held) // 6
    steps: NDArray[np.uint32] = np.frombuffer(held, np.uint32, size)
    weights = np.frombuffer(held, np.float16, size, offset=4 * size)
    return Columns(np.cumsum(steps, dtype=np.int32), weights.astype(np.float32))

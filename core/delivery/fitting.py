"""Fits what subscriptions learn, from the record alone. The texts' features are kept in memory, so that one process fits many fast."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from core.catalog import Catalog
from core.delivery.examples import Example, examples_of, liked
from core.delivery.proof import trial_of
from core.model import Paper
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.models import KeptTerms, Models
from core.store.engine.log import Log, RestoreWatch
from core.store.votes.acts import Acts
from core.subscriptions.learning.features import Features, features
from core.subscriptions.learning.kept import KeptModel, keep, packed, packed_columns, unpacked_columns, with_meaning
from core.subscriptions.learning.matrix import Columns, Frequencies
from core.subscriptions.learning.model import NEGATIVES, NEGATIVES_A_POSITIVE, Examples, Lesson, Pool, Pooled, fit
from core.subscriptions.model import Subscription

UNSEEN = 0.1
"""What a paper counts against that was drawn from those that nobody saw; one voted against counts 1."""

POOL, POOL_DAYS = 10_000, timedelta(days=180)
"""The newest papers, at most so many of so many days, from which the terms are counted and the unseen drawn."""

GROWN = 1.05
"""Times as many papers as when the terms were counted, from which on they are counted again before the day is over."""

BEFORE = 30
"""Days before the first paper that somebody was for, from which on unseen ones are drawn."""

NAMED = 60
"""Papers voted for that a reason may name: the newest."""

SCALED_BY = 300
"""Unseen papers, the newest, whose scores are the scale."""


class Fitting:
    """Fits models. For one thread."""

    def __init__(self, catalog: Catalog, models: Models, acts: Acts, deliveries: Deliveries, log: Log) -> None:
        self._catalog, self._models, self._acts, self._deliveries = catalog, models, acts, deliveries
        self._watch = RestoreWatch(log)
        self._features: dict[int, Features] = {}
        self._terms: KeptTerms | None = None
        self._pool, self._vectors = Pool(()), dict[str, str]()

    def learn(self, name: str, now: datetime) -> None:
        """Fit the model of a subscription, if it learns."""
        if learner := self._models.learner(name):
            self._models.keep(learner, self._fitted(learner.subscription, now))

    def _fitted(self, subscription: Subscription, now: datetime) -> str | None:
        """A subscription's model, packed; None where nobody is for anything yet."""
        examples = examples_of(self._acts, self._models, subscription, now)
        papers = self._catalog.seen(examples, self._catalog.viewer_at(subscription.place))
        examples = {paper_id: example for paper_id, example in examples.items() if paper_id in papers}
        voices = [example.at.toordinal() for example in examples.values() if example.weight > 0]
        if not voices:
            return None
        self._prepare(now)
        most = max(NEGATIVES, NEGATIVES_A_POSITIVE * len(voices)) - (len(examples) - len(voices))
        unseen = self._pool.drawn(subscription.id, min(voices) - BEFORE, examples, max(most, 0))
        if len(examples) + len(unseen) == len(voices):  # nothing to tell from what is liked
            return None
        lessons = [
            *(Lesson(example.at.toordinal(), self._read(papers[i]), example.weight) for i, example in examples.items()),
            *(Lesson.unseen(pooled, -UNSEEN) for pooled in unseen),
        ]
        model = fit(Examples.of(lessons), now.astimezone(UTC).date().toordinal(), self._columns)
        trial = trial_of(
            self._catalog.papers, self._deliveries, self._models, subscription, examples, subscription.learns_since
        )
        newest = tuple(liked(examples)[:NAMED])
        kept = msgspec.structs.replace(
            self._with_meaning(keep(model, unseen[-SCALED_BY:], len(voices)), examples, papers, unseen, now),
            liked=newest,
            named=frozenset(i for i in newest if not examples[i].voted),
            floor=trial.floor,
            verdict=trial.verdict,
        )
        return packed(kept)

    def _with_meaning(
        self,
        kept: KeptModel,
        examples: Mapping[str, Example],
        papers: Mapping[str, Paper],
        unseen: Sequence[Pooled],
        now: datetime,
    ) -> KeptModel:
        """The model with what was voted for by meaning, as far as a model of the operator's has read these papers."""
        own = self._catalog.papers.vectors.of(papers.values())
        rows = [(own[i], example.weight, example.at.toordinal()) for i, example in examples.items() if i in own]
        drawn = [(self._vectors[pooled.id], pooled.day) for pooled in unseen if pooled.id in self._vectors]
        if not drawn or not any(weight > 0 for _, weight, _ in rows):
            return kept
        rows += [(row, -UNSEEN, day) for row, day in drawn]
        return with_meaning(kept, [row for row, _, _ in rows], [weight for _, weight, _ in rows],
                            [now.toordinal() - day for _, _, day in rows], [row for row, _ in drawn[-SCALED_BY:]])  # fmt: skip

    def _prepare(self, now: datetime) -> None:
        """Have the terms of the day, and the papers to draw from."""
        restored = self._watch.restored()
        kept, today = self._models.terms(), now.astimezone(UTC).date()
        size = self._catalog.papers.count()
        stale = kept is None or kept.day != today or size > GROWN * kept.papers
        if restored or stale or kept != self._terms:
            self._features.clear()
            self._pool = self._read_pool(now)
        if stale:
            frequencies = Frequencies()
            frequencies.add(self._pool.papers)
            kept = KeptTerms(today, size, packed_columns(Columns.of(frequencies)))
            self._models.keep_terms(kept)
        if kept and kept != self._terms:
            self._terms, self._columns = kept, unpacked_columns(kept.data)

    def _read_pool(self, now: datetime) -> Pool:
        last = now.astimezone(UTC).date()
        days = self._catalog.papers.days(last - POOL_DAYS, last)
        # words of a paper that only some may see tell nothing to others
        seen = self._catalog.seen(self._catalog.papers.listed_on(*days), self._catalog.everybody())
        dated = [(day, paper) for paper in seen.values() if (day := paper.first_day)]
        newest = sorted(dated, key=lambda row: (row[0], row[1].id))[-POOL:]
        vectors = self._catalog.papers.vectors
        self._vectors = vectors.of(paper for _, paper in newest) if vectors.model else {}
        return Pool(Pooled(paper.id, day.toordinal(), self._read(paper), paper.source_score) for day, paper in newest)

    def _read(self, paper: Paper) -> Features:
        key = hash((paper.title, paper.abstract))
        if key not in self._features:
            self._features[key] = features(paper.title, paper.abstract)
        return self._features[key]

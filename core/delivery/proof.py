"""What is said of both orders: where each had placed what was voted for, which of them wins, and what both would bring now."""

from datetime import datetime

from core.catalog import Catalog
from core.delivery.examples import examples_of
from core.delivery.learned import LearnedOrder, learned_order
from core.delivery.trial import trial_of
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.models import Models
from core.store.votes.acts import Acts
from core.subscriptions.model import Subscription
from core.subscriptions.trial import Trial, proof, turns
from core.text.cleaning import counted


class Proof:
    """How learning did for a subscription, in sentences."""

    def __init__(self, catalog: Catalog, models: Models, acts: Acts, deliveries: Deliveries) -> None:
        self._catalog, self._models, self._acts, self._deliveries = catalog, models, acts, deliveries

    def said(self, subscription: Subscription, now: datetime) -> str:
        """What was learned from how much, and how that did."""
        order = learned_order(self._models, subscription)
        if order is None:
            return "So far it learned nothing: it begins with the first vote." if subscription.learn == "on" else ""
        known = f"It learned from {counted(order.kept.votes, 'paper')}."
        return " ".join(filter(None, (known, self.of(subscription, now))))

    def of(self, subscription: Subscription, now: datetime, since: datetime | None = None) -> str:
        """How both orders did in the newest posts, or since a moment, and which wins; '' where nothing was learned or voted for."""
        order = learned_order(self._models, subscription)
        if order is None:
            return ""
        trial = self._trial(subscription, now, since)
        return " ".join(filter(None, (proof(trial), self._turns(order, self._trial(subscription, now)))))

    def loses(self, subscription: Subscription) -> bool:
        """Whether the source's order won."""
        order = learned_order(self._models, subscription)
        return order is not None and order.kept.verdict == "source"

    def _trial(self, subscription: Subscription, now: datetime, since: datetime | None = None) -> Trial:
        since = max(filter(None, (since, subscription.learns_since)), default=None)
        examples = examples_of(self._acts, self._models, subscription, now)
        return trial_of(self._catalog.papers, self._deliveries, self._models, subscription, examples, since)

    @staticmethod
    def _turns(order: LearnedOrder, trial: Trial) -> str:
        return turns(trial, order.kept.verdict, in_turns=order.in_turns)

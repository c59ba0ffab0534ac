"""How the learned order and the source's did: where each had placed what was voted for, which of them wins, and that in sentences."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from core.catalog import Catalog
from core.delivery.examples import Example, examples_of
from core.delivery.learned import learned_order
from core.store.delivery.deliveries import Body, Deliveries
from core.store.delivery.models import Models
from core.store.papers.papers import Papers
from core.store.votes.acts import Acts
from core.subscriptions.drafting import Placed
from core.subscriptions.model import Subscription
from core.subscriptions.trial import Trial, judged, proof, turns
from core.text.cleaning import counted


class Proof:
    """How learning did for a subscription, in sentences."""

    def __init__(self, catalog: Catalog, models: Models, acts: Acts, deliveries: Deliveries) -> None:
        self._catalog, self._models, self._acts, self._deliveries = catalog, models, acts, deliveries

    def sentences(self, subscription: Subscription, now: datetime) -> str:
        """What was learned from how much, and how that did."""
        order = learned_order(self._models, subscription)
        if order is None:
            return (
                f"So far it learned nothing: {self._awaited(subscription, now)}." if subscription.learn == "on" else ""
            )
        known = f"It learned from {counted(order.kept.votes, 'paper')}."
        return " ".join(filter(None, (known, self.of(subscription, now))))

    def _awaited(self, subscription: Subscription, now: datetime) -> str:
        """What a subscription needs to learn anything."""
        examples = examples_of(self._acts, self._models, subscription, now).values()
        liked = sum(example.weight > 0 for example in examples)
        if not liked:
            return "it begins with the first vote for a paper"
        if subscription.id in self._models.waiting():
            return f"{counted(liked, 'paper')} {'waits' if liked == 1 else 'wait'} for a worker"
        return "there are no other papers to compare with"

    def of(self, subscription: Subscription, now: datetime, since: datetime | None = None) -> str:
        """How both orders did in the newest posts, or since a moment, and which wins; '' where nothing was learned or voted for."""
        order = learned_order(self._models, subscription)
        if order is None:
            return ""
        examples = examples_of(self._acts, self._models, subscription, now)
        lately, whole = (self._trial(subscription, examples, start) for start in (since, None))
        return " ".join(filter(None, (proof(lately), turns(whole, order.kept.verdict, in_turns=order.in_turns))))

    def loses(self, subscription: Subscription) -> bool:
        """Whether the source's order won."""
        order = learned_order(self._models, subscription)
        return order is not None and order.kept.verdict == "source"

    def _trial(self, subscription: Subscription, examples: Mapping[str, Example], since: datetime | None) -> Trial:
        start = max(filter(None, (since, subscription.learns_since)), default=None)
        return trial_of(self._catalog.papers, self._deliveries, self._models, subscription, examples, start)


def trial_of(
    papers: Papers,
    deliveries: Deliveries,
    models: Models,
    subscription: Subscription,
    examples: Mapping[str, Example],
    since: datetime | None = None,
) -> Trial:
    """How both orders did in the newest learned posts of a subscription, or in those since a moment."""
    bodies = deliveries.bodies([name for _, name in models.posts(subscription.id)]).values()
    kept = [body for body in bodies if since is None or body.at >= since]
    renamed = papers.current(paper_id for body in kept for paper_id, _ in body.picks)
    wanted = {paper_id for paper_id, example in examples.items() if example.voted and example.weight > 0}
    return judged(
        ([(renamed.get(i, i) in wanted, placed) for i, placed in _placed(body)] for body in kept), subscription.top
    )


def _placed(body: Body) -> Iterable[tuple[str, Placed]]:
    return ((paper_id, placed) for (paper_id, _), placed in zip(body.picks, body.placed, strict=True))

"""How both orders did: what of a digest's learned posts was voted for, and where each order had placed it. Read from the record."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from core.delivery.examples import Example
from core.store.delivery.deliveries import Body, Deliveries
from core.store.delivery.models import Models
from core.store.papers.papers import Papers
from core.subscriptions.drafting import Placed
from core.subscriptions.model import Subscription
from core.subscriptions.trial import Trial, judged


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

"""What a subscription learns from: the papers that its people were for or against, that were passed over, and that nobody saw."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from math import sqrt

import msgspec

from core.store.delivery.models import Models
from core.store.votes.acts import Acts, Opinion
from core.subscriptions.model import Subscription
from core.votes.marks import EPOCH, MICROSECOND, order_of

REMEMBERED = timedelta(days=720)
"""How old a vote may be to be learned from: by then it counts a sixteenth."""

SEEN_WITHIN = timedelta(days=1)
"""A paper is passed over once it was posted for so long."""

PASSED = 0.3
"""What a paper counts that was posted and passed over; a vote against counts 1."""


class Example(msgspec.Struct, frozen=True):
    """A paper that speaks for a subscription's taste or against it: how much (above or below 0) and since when. `voted`: somebody
    voted for it, and `named`: somebody named it, so that it may stand in a reason."""

    weight: float
    at: datetime
    voted: bool = False
    named: bool = False


def examples_of(acts: Acts, models: Models, subscription: Subscription, now: datetime) -> dict[str, Example]:
    """The papers that speak for a subscription's taste or against it, by id."""
    since = max(filter(None, (now - REMEMBERED, subscription.learns_since)))
    opinions = acts.of_person(subscription.maker) if subscription.personal else acts.of_place(subscription.place)
    if (
        subscription.by_mail and subscription.maker_elsewhere
    ):  # its maker votes in a chat, and by the links in its mails
        opinions += acts.of_person(subscription.reader)
    opinions += [
        Opinion(paper_id, person, "named", order_of(named.at))
        for person, named in models.examples(subscription.id).items()
        for paper_id in named.papers
    ]
    examples = weighed(opinion for opinion in opinions if since < at_of(opinion) <= now)
    for paper_id, at in models.posted_at(subscription.place, since).items():
        if now - at >= SEEN_WITHIN:
            examples.setdefault(paper_id, Example(-PASSED, at))
    return examples


def weighed(opinions: Iterable[Opinion]) -> dict[str, Example]:
    """What people say of papers, together. Who votes often counts more, but by the square root of their votes only."""
    given = list(opinions)
    votes = Counter(opinion.person for opinion in given)
    examples = dict[str, Example]()
    for opinion in sorted(given, key=lambda item: (item.order, item.person, item.paper_id)):
        weight = (-1 if opinion.says == "down" else 1) / sqrt(votes[opinion.person])
        before = examples.get(opinion.paper_id, Example(0, EPOCH.astimezone(UTC)))
        examples[opinion.paper_id] = Example(
            before.weight + weight,
            at_of(opinion),
            before.voted or opinion.says == "up",
            before.named or opinion.says == "named",
        )
    return {paper_id: example for paper_id, example in examples.items() if abs(example.weight) > 1e-9}


def at_of(opinion: Opinion) -> datetime:
    """When a person said it."""
    return EPOCH + opinion.order * MICROSECOND


def liked(examples: Mapping[str, Example]) -> list[str]:
    """The papers that somebody voted for or named, and that more are for than against, the newest first."""
    named = [i for i, example in examples.items() if (example.voted or example.named) and example.weight > 0]
    return sorted(named, key=lambda paper_id: (examples[paper_id].at, paper_id), reverse=True)

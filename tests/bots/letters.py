"""Daily posts as outlets get them: of the papers of a record, and of made-up papers as long as real ones are."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import msgspec

from core.app import Paperboy
from core.cards.card import Card
from core.delivery.outlet import Digest
from core.model import Paper, Person, Place, Sighting, Tally
from core.services.redraw import numbered
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from core.subscriptions import wording
from core.subscriptions.model import Layout, Subscription
from core.subscriptions.wording import DigestParts
from tests.factories import NOW

IDS = tuple(f"2611.{n + 10:05d}" for n in range(8))
"""The papers of tests/bots/slack/conftest.py and its Discord twin."""

DIGEST = Subscription("ab12", Place("any"), Person("any", "", "U1"), "daily papers", NOW, zone="Europe/Paris")

LONG = " in Non-Stationary Environments with Delayed and Partially Observed Rewards"


def letter_of(app: Paperboy, count: int = 3, layout: Layout = "compact") -> Digest:
    """A post of so many papers of a record, with their abstracts inside."""
    papers, tallies = app.of(Papers).get_many(IDS[:count]), app.of(Votes).tallies(IDS[:count])
    some = tuple((papers[one], "topic: tidal") for one in IDS[:count])
    made = DigestParts("ab12-post-20261120", date(2026, 11, 20), some, 8, 1, None)
    return Digest(
        numbered(wording.daily(msgspec.structs.replace(DIGEST, layout=layout), made, tallies)),
        wording.inside(some, tallies),
    )


def daily(some: Sequence[tuple[Paper, str]], layout: Layout = "compact") -> tuple[Card, ...]:
    """A post of these picks."""
    made = parts_of(some)
    one = msgspec.structs.replace(DIGEST, layout=layout)
    return numbered(wording.daily(one, made, {paper.id: Tally() for paper, _ in some}))


def learned() -> tuple[Card, ...]:
    """The first post that was learned: a pick for each kind of reason."""
    reasons = (
        "because you voted for “Sparse Kites over many Long Harb…” and “Kites”: graph matching; 41 upvotes at the source",
        "because you named “Kites”; topic: routing",
        "outside your usual: most upvoted today, number 2; 97 upvotes at the source",
    )
    some = tuple((paper, why) for (paper, _), why in zip(picks(3), reasons, strict=True))
    parts = msgspec.structs.replace(parts_of(some), learned=True)
    return numbered(wording.daily(DIGEST, parts, {paper.id: Tally() for paper, _ in some}))


def parts_of(some: Sequence[tuple[Paper, str]]) -> DigestParts:
    """What a Friday's post of these picks is made of."""
    following = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return DigestParts("ab12-post-20261120", date(2026, 11, 20), tuple(some), 37, 9, following)


def picks(count: int, *, wordy: bool = False) -> tuple[tuple[Paper, str], ...]:
    """Papers of a day and why; `wordy`: as the longest are."""
    why = "topics: mixture of experts, routing; 3 votes here; 41 upvotes at the source" if wordy else "topic: routing"
    return tuple((_paper(n, LONG if wordy else ""), why) for n in range(1, count + 1))


def _paper(number: int, more: str) -> Paper:
    name = f"2611.{number:05d}"
    return Paper(
        name,
        f"Sparse Mixture Routing {number} at Scale{more}",
        "Load is hard. We propose a router that cuts imbalance by 38% at equal cost. It is simple.",
        authors=("Ngozi Okafor-Lindqvist", "Maximilian Lindqvist", "Ada Byron"),
        url=f"https://arxiv.org/abs/{name}",
        arxiv=name,
        published=date(2026, 11, 19),
        categories=("cs.LG", "cs.CL", "stat.ML"),
        sightings=(Sighting("hf", date(2026, 11, 20)),),
    )

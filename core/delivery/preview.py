"""What a digest's next post brings, and what it would have brought on each of the last seven days."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from core.cards.card import Button, Card
from core.cards.views import note
from core.catalog import Catalog
from core.delivery.choosing import candidates, choose
from core.delivery.planner import next_post
from core.marked import Marked
from core.store.delivery.deliveries import Body
from core.store.delivery.subscriptions import Subscriptions
from core.store.votes.votes import Votes
from core.subscriptions.model import Subscription
from core.subscriptions.pick import Picked, Window, pick
from core.subscriptions.schedule import occurrences
from core.subscriptions.wording import long_day, moment, named
from core.text.cleaning import clip

DAYS = timedelta(days=7)

TITLE = 120


def preview_cards(
    catalog: Catalog, votes: Votes, subscriptions: Subscriptions, subscription: Subscription, now: datetime
) -> Iterator[Card]:
    """The next post as it would be now, then the last seven days, the newest first."""
    body, following = choose(catalog, votes, subscriptions, subscription, now), next_post(subscription, now)
    when = f"Next, {moment(following, subscription.zone)}" if following else "Paused; now it would be"
    yield _next(catalog, subscription, body, when)
    for day, picked in reversed(list(_replayed(catalog, votes, subscription, now))):
        said = f"{len(picked.picks)} of {picked.new:,} new" if picked.new else "nothing new"
        lines = "\n".join(f"{n}. {clip(p.paper.title, TITLE)} ({p.why})" for n, p in enumerate(picked.picks, 1))
        yield Card(Marked(f"{day}: {said}"), Marked(lines), plain=f"{day}: {said}")
    yield note(f"That is what {named(subscription)} brings.", "", Button("Change it", f"digest edit {subscription.id}"))


def _next(catalog: Catalog, subscription: Subscription, body: Body, when: str) -> Card:
    papers = catalog.seen((paper_id for paper_id, _ in body.picks), catalog.viewer_at(subscription.place))
    said = f"{when}: {len(body.picks)} of {body.new:,} new so far" if body.new else f"{when}: nothing new so far"
    lines = "\n".join(
        f"{number}. {clip(papers[i].title, TITLE)} ({why})"
        for number, (i, why) in enumerate(body.picks, 1)
        if i in papers
    )
    return Card(Marked(said), Marked(lines), plain=said)


def _replayed(
    catalog: Catalog, votes: Votes, subscription: Subscription, now: datetime
) -> Iterator[tuple[str, Picked]]:
    """The posts of the last seven days as they would have been, each without what those before it had.

    Each listing counts at its own day: when it really came in says nothing of what a digest would have known.
    """
    before, posted = now - DAYS, set[str]()
    for day, at in occurrences(subscription.hours, before, now):
        span = Window(before, at)
        known = [
            msgspec.structs.replace(some, born=None)
            for some in candidates(catalog, votes, span, catalog.viewer_at(subscription.place))
            if (some.paper.first_day or at.date()) <= at.date()
        ]
        picked = pick(subscription.wants, span, known, posted, subscription.top)
        posted |= {chosen.paper.id for chosen in picked.picks}
        before = at
        yield long_day(day), picked

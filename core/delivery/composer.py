"""Composes the digest of a delivery: papers and tallies are read as they stand now."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.delivery.choosing import WEEK
from core.delivery.outlet import Digest
from core.delivery.planner import next_post
from core.model import Place
from core.services.redraw import numbered
from core.store.delivery.deliveries import Body, Delivery
from core.subscriptions import wording
from core.subscriptions.model import Subscription
from core.subscriptions.wording import Chosen, DigestParts

if TYPE_CHECKING:
    from core.app import Paperboy

LAST_TIME = timedelta(days=4)
"""How far back a footer looks for what the team chose: over a weekend."""

LOVED = 3
"""Papers of one topic or category that must have been posted before it is said that nobody voted for any."""


def write(app: "Paperboy", subscription: Subscription, delivery: Delivery, body: Body, now: datetime) -> Digest:
    """The digest of a delivery; one without cards where there is nothing to say."""
    papers = app.catalog.seen((paper_id for paper_id, _ in body.picks), app.catalog.viewer_at(subscription.place))
    picks = tuple((papers[i], why) for i, why in body.picks if i in papers)
    tallies = app.votes.tallies([paper.id for paper, _ in picks])
    made = DigestParts(
        delivery.id,
        delivery.day,
        picks,
        body.new,
        body.merged,
        next_post(subscription, now),
        _chosen(app, subscription, now),
    )
    if delivery.kind == "board":
        return Digest(numbered(wording.board(made, tallies)) if picks else ())
    if not picks:
        return Digest(wording.nothing_new(subscription, made) if subscription.quiet == "line" else ())
    return Digest(numbered(wording.daily(subscription, made, tallies)), wording.inside(picks, tallies))


def report(app: "Paperboy", subscription: Subscription, now: datetime) -> Digest:
    """The report of the week to a subscription's maker; without cards where nothing was posted."""
    ids = app.papers.renamed(app.subscriptions.sent(subscription.id, now - WEEK))
    if not ids:
        return Digest(())
    tallies = app.votes.tallies(ids)
    voted = {i for i in ids if tallies[i].up + tallies[i].down}
    discussed = sum(1 for i in ids if _discussed(app, i, subscription.place))
    unloved, drop = _unloved(app, subscription, ids, voted)
    return Digest((wording.report(subscription, len(ids), len(voted), discussed, unloved, drop),))


def notice(subscription: Subscription) -> Digest:
    """The notice to a subscription's maker that its place is gone."""
    return Digest((wording.closed(subscription),))


def _chosen(app: "Paperboy", subscription: Subscription, now: datetime) -> Chosen:
    """The papers of the last post that people are for, by votes."""
    last = app.subscriptions.last(subscription.id)
    if last is None or last < now - LAST_TIME:
        return ()
    ids = app.papers.renamed(app.subscriptions.sent(subscription.id, last - timedelta(hours=1)))
    tallies = app.votes.tallies(ids)
    liked = sorted((i for i in ids if tallies[i].net > 0), key=lambda i: (-tallies[i].net, i))
    papers = app.catalog.seen(liked, app.catalog.viewer_at(subscription.place))
    return tuple((papers[i], tallies[i]) for i in liked if i in papers)


def _unloved(app: "Paperboy", subscription: Subscription, ids: list[str], voted: set[str]) -> tuple[str, str]:
    """A category of the filter from which papers were posted and nobody voted for any, and the line that drops it."""
    papers = app.catalog.seen(ids, app.catalog.viewer_at(subscription.place))
    for name in subscription.wants.categories if len(subscription.wants.categories) > 1 else ():
        of_it = {i for i, paper in papers.items() if any(_within(cat, name) for cat in paper.categories)}
        if len(of_it) >= LOVED and not of_it & voted:
            rest = ",".join(cat for cat in subscription.wants.categories if cat != name)
            return name, f"digest edit {subscription.id} cats:{rest}"
    return "", ""


def _within(category: str, names: str) -> bool:
    return category == names or category.startswith(f"{names.removesuffix('.*')}.")


def _discussed(app: "Paperboy", paper_id: str, place: Place) -> bool:
    found = (app.threads.find(paper_id, place, open_to_all=open_to_all) for open_to_all in (False, True))
    return any(thread and thread.channel == place.channel for thread in found)

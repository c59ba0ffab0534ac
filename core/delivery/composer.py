"""Composes the digest of a delivery: papers and tallies are read as they stand now."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from core.catalog import Catalog
from core.delivery.choosing import WEEK, best_of_week, candidates, choose
from core.delivery.outlet import Digest
from core.delivery.planner import delivery_of
from core.delivery.proof import Proof
from core.delivery.reasons import JUST_NOW, standings
from core.delivery.recent import RecentPapers
from core.model import Paper, Place
from core.services.redraw import numbered
from core.store.chats.threads import Threads
from core.store.delivery.deliveries import Body, Deliveries, Delivery, DeliveryKind
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.log import Log
from core.store.kept.authors import FollowedAuthors
from core.store.papers.feeds import Feeds
from core.store.votes.acts import Acts
from core.store.votes.votes import Votes
from core.subscriptions import wording
from core.subscriptions.model import Filter, Subscription
from core.subscriptions.pick import Window, pick
from core.subscriptions.schedule import next_post
from core.subscriptions.wording import DigestParts
from core.text.cleaning import joined
from core.text.source_names import source_name
from core.votes.emoji import Rules

SILENT = timedelta(days=5)
"""How far back a notice of silence looks for what it would have brought: three working days, over a weekend."""

LOVED = 3
"""Papers of one topic or category that must have been posted before it is said that nobody voted for any."""

FIRST_LISTS = timedelta(minutes=30)
"""How long the first post of a new digest waits for the first lists at most."""

TAKEN_IN = timedelta(minutes=2)
"""Within how long after a list came its papers can be posted: workers read it in slices."""


class Composer:
    """Composes the digests of subscriptions."""

    def __init__(
        self,
        catalog: Catalog,
        votes: Votes,
        subscriptions: Subscriptions,
        threads: Threads,
        feeds: Feeds,
        deliveries: Deliveries,
        models: Models,
        acts: Acts,
        authors: FollowedAuthors,
        rules: Rules,
        log: Log,
    ) -> None:
        self._catalog, self._votes, self._subscriptions, self._threads = catalog, votes, subscriptions, threads
        self._feeds, self._deliveries, self._models, self._rules = feeds, deliveries, models, rules
        self._authors = authors
        self._recent = RecentPapers(catalog, votes, log)
        self._proof = Proof(catalog, models, acts, deliveries)

    def choose(self, subscription: Subscription, kind: DeliveryKind, now: datetime) -> Body:
        """What a delivery of a kind brings now."""
        if kind == "board":
            return best_of_week(self._catalog, self._votes, subscription, now)
        standing = standings(self._feeds, self._rules, now)
        works_on = (self._catalog, self._votes, self._subscriptions, self._models, self._authors)
        recent = self._recent if kind == "post" else None  # who asks for a post by hand has seen what came in just now
        return choose(*works_on, subscription, now, standing, recent=recent)

    def awaits_lists(self, subscription: Subscription, delivery: Delivery, body: Body, now: datetime) -> bool:
        """Whether a first post that brings nothing waits for the first lists of the feeds, at most `FIRST_LISTS`.

        Only the post of a digest that was set up just now waits: somebody is there to read it, so it never comes late in a night.
        """
        first = delivery.kind == "post" and delivery.at - subscription.made < JUST_NOW and not body.picks
        if not first or subscription.quiet == "line" or now - delivery.at >= FIRST_LISTS:
            return False
        feeds = standings(self._feeds, self._rules, now)
        return any(not (feed.failing or (feed.success and now - feed.success >= TAKEN_IN)) for feed in feeds)

    def write(self, subscription: Subscription, delivery: Delivery, body: Body, now: datetime) -> Digest:
        """The digest of a delivery; one without cards where there is nothing to say."""
        papers = self._catalog.seen(
            (paper_id for paper_id, _ in body.picks), self._catalog.viewer_at(subscription.place)
        )
        picks = tuple((papers[i], why) for i, why in body.picks if i in papers)
        tallies = self._votes.tallies([paper.id for paper, _ in picks])
        following, publish = next_post(subscription, now), subscription.publish == "yes"
        gap = f"{body.missing}; these are from {_sources(picks)}." if body.missing and picks else ""
        first = body.number == 1
        made = DigestParts(delivery.id, delivery.day, picks, body.new, body.merged, following, gap, first)
        if delivery.kind == "board":
            return Digest(wording.board(subscription, made, tallies) if picks else (), publish=publish)
        if not picks:
            return Digest(
                wording.nothing_new(made, body.thin, subscription.zone) if subscription.quiet == "line" else ()
            )
        inside = wording.inside(picks, tallies) if subscription.abstracts == "thread" else ()
        return Digest(numbered(wording.daily(subscription, made, tallies)), inside, publish)

    def report(self, subscription: Subscription, now: datetime) -> Digest:
        """The report of the week to a subscription's maker; without cards where nothing was posted."""
        ids = self._catalog.papers.renamed(self._subscriptions.sent(subscription.id, now - WEEK))
        if not ids:
            return Digest(())
        tallies = self._votes.tallies(ids)
        voted = {i for i in ids if tallies[i].up + tallies[i].down}
        discussed = sum(1 for i in ids if self._discussed(i, subscription.place))
        unloved, drop = self._unloved(subscription, ids, voted)
        learned, loses = self._proof.of(subscription, now, now - WEEK), self._proof.loses(subscription)
        card = wording.report(subscription, len(ids), len(voted), discussed, unloved, drop, learned, loses=loses)
        return Digest((card,))

    def silence(self, subscription: Subscription, now: datetime) -> Digest:
        """What a maker reads after three working days without a post: why, and what a wider filter would have brought."""
        viewer, span = self._catalog.viewer_at(subscription.place), Window(now - SILENT, now)
        posted = self._catalog.papers.renamed(self._subscriptions.posted_in(subscription.place))
        new = candidates(self._catalog, self._votes, span, viewer)
        others = [chosen.paper for chosen in pick(Filter(), span, new, posted, subscription.top).picks]
        last = self._deliveries.body(delivery_of(subscription, "post", now).id)
        return Digest((wording.silent(subscription, last.thin if last else "", others),))

    def _unloved(self, subscription: Subscription, ids: list[str], voted: set[str]) -> tuple[str, str]:
        """A category of the filter from which papers were posted and nobody voted for any, and the line that drops it."""
        papers = self._catalog.seen(ids, self._catalog.viewer_at(subscription.place))
        for name in subscription.wants.categories if len(subscription.wants.categories) > 1 else ():
            of_it = {i for i, paper in papers.items() if any(_within(cat, name) for cat in paper.categories)}
            if len(of_it) >= LOVED and not of_it & voted:
                rest = ",".join(cat for cat in subscription.wants.categories if cat != name)
                return name, f"digest edit {subscription.id} cats:{rest}"
        return "", ""

    def _discussed(self, paper_id: str, place: Place) -> bool:
        threads = (self._threads.find(paper_id, place, open_to_all=open_to_all) for open_to_all in (False, True))
        return any(thread and thread.channel == place.channel for thread in threads)


def notice(subscription: Subscription) -> Digest:
    """The notice to a subscription's maker that its place is gone."""
    return Digest((wording.closed(subscription),))


def _sources(picks: Iterable[tuple[Paper, str]]) -> str:
    """The sources that listed some papers, by their names for people."""
    return joined(list(dict.fromkeys(source_name(paper.sightings[0].source) for paper, _ in picks)))


def _within(category: str, names: str) -> bool:
    return category == names or category.startswith(f"{names.removesuffix('.*')}.")

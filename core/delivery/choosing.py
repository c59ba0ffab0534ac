"""What a delivery brings: the papers that are new to a subscription, and those of them it gets. A second call returns the same."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec

from core.catalog import Catalog
from core.delivery.learned import LearnedOrder, learned_order, reasoned, seed_of
from core.delivery.recent import RecentPapers, listed_papers
from core.model import Paper
from core.scope import Viewer
from core.store.delivery.deliveries import Body
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.kept.authors import FollowedAuthors
from core.store.votes.votes import Votes
from core.subscriptions.authors import reason
from core.subscriptions.drafting import Placed
from core.subscriptions.model import Subscription
from core.subscriptions.pick import Eligible, Pick, Picked, Window, new_of, pick
from core.subscriptions.silence import FeedStanding, missing, thin

FIRST_DAYS = 2
"""Listed days that a subscription's first post looks back to (our choice)."""

FARTHEST = timedelta(days=31)
"""How far back a post looks at most: after a long pause, last year's papers are no news."""

WEEK = timedelta(days=7)


def choose(
    catalog: Catalog,
    votes: Votes,
    subscriptions: Subscriptions,
    models: Models,
    authors: FollowedAuthors,
    subscription: Subscription,
    now: datetime,
    standing: Sequence[FeedStanding] | None = None,
    day: date | None = None,
    recent: RecentPapers | None = None,
) -> Body:
    """The picks of a subscription now; with how the feeds stand, the reason too why there are not more. `day` is that of its post,
    where it is another than now; `recent` spares reading the papers again that were read a moment ago."""
    span = window(catalog, subscriptions, subscription, now)
    posted = catalog.papers.renamed(subscriptions.posted_in(subscription.place))
    days, viewer = _days(catalog, span), catalog.viewer_at(subscription.place)
    read = recent.on(days, now) if recent else listed_papers(catalog, votes, days, now)
    listed = read.seen_by(viewer)
    order = learned_order(models, subscription)
    new = new_of(span, listed)
    learned = order.of(new, catalog.papers.vectors, seed_of(subscription, now, day)) if order else None
    picked = pick(subscription.wants, span, listed, posted, subscription.top, learned)
    picked = with_followed(catalog, authors, subscription, new, posted, picked)
    body = Body(read.at, _picks(catalog, order, subscription, picked), picked.new, picked.merged, span.after, span.days)
    if order:
        placed = tuple(chosen.placed for chosen in picked.picks if chosen.placed)
        body = msgspec.structs.replace(body, placed=placed, number=order.number)
    if standing is None:
        return body
    why = thin(picked, subscription.top, standing, subscription.zone)
    return msgspec.structs.replace(body, thin=why, missing=missing(standing, subscription.zone))


class BothOrders(msgspec.Struct, frozen=True):
    """The papers that would be posted now by what was learned, and by the source's order: each with why, and its place in both."""

    learned: tuple[tuple[Paper, str, Placed], ...]
    source: tuple[tuple[Paper, Placed], ...]


def both_orders(
    catalog: Catalog,
    votes: Votes,
    subscriptions: Subscriptions,
    models: Models,
    subscription: Subscription,
    now: datetime,
) -> BothOrders | None:
    """What both orders would bring now, without drawn places and without a floor; None where nothing was learned or nothing fits."""
    order = learned_order(models, subscription)
    if order is None:
        return None
    span = window(catalog, subscriptions, subscription, now)
    posted = catalog.papers.renamed(subscriptions.posted_in(subscription.place))
    listed = candidates(catalog, votes, span, catalog.viewer_at(subscription.place))
    learned = order.of(new_of(span, listed), catalog.papers.vectors, "")
    whole = msgspec.structs.replace(learned, explores=False, in_turns=False, floor=None)
    picks = [
        chosen for chosen in pick(subscription.wants, span, listed, posted, len(listed), whole).picks if chosen.placed
    ]
    if not picks:
        return None
    first, top = picks[: subscription.top], subscription.top
    reasons = dict(reasoned(catalog, order, subscription, first))
    by_source = sorted(
        ((chosen.paper, chosen.placed) for chosen in picks if chosen.placed), key=lambda row: row[1].source
    )
    by_votes = tuple((chosen.paper, reasons[chosen.paper.id], chosen.placed) for chosen in first if chosen.placed)
    return BothOrders(by_votes, tuple(by_source[:top]))


def _picks(
    catalog: Catalog, order: LearnedOrder | None, subscription: Subscription, picked: Picked
) -> tuple[tuple[str, str], ...]:
    if order:
        return tuple(reasoned(catalog, order, subscription, picked.picks))
    return tuple((chosen.paper.id, chosen.why) for chosen in picked.picks)


def window(catalog: Catalog, subscriptions: Subscriptions, subscription: Subscription, now: datetime) -> Window:
    """From when on a paper is new to a subscription."""
    last = subscriptions.last(subscription.id)
    if last is None or last > now:  # a clock was ahead when it posted: it begins again, and brings no paper twice
        days = catalog.news_days(FIRST_DAYS, catalog.viewer_at(subscription.place), now.astimezone(UTC).date())
        return Window(None, now, tuple(days))
    return Window(max(last, now - FARTHEST), now)


def candidates(catalog: Catalog, votes: Votes, span: Window, viewer: Viewer) -> list[Eligible]:
    """The papers listed on a window's days, as a viewer sees them, with what they are picked by."""
    return listed_papers(catalog, votes, _days(catalog, span), span.until).seen_by(viewer)


def _days(catalog: Catalog, span: Window) -> list[date]:
    if span.after is None:
        return list(span.days)
    return catalog.papers.days(span.after.astimezone(UTC).date(), span.until.astimezone(UTC).date() + timedelta(days=1))


def best_of_week(catalog: Catalog, votes: Votes, subscription: Subscription, now: datetime) -> Body:
    """The papers of the last seven days that more people are for than against, by votes."""
    ids, _ = catalog.top(now - WEEK, catalog.viewer_at(subscription.place))
    ranks = votes.scores.ranks(ids)
    liked = sorted((i for i in ids if ranks[i].net > 0), key=lambda i: (ranks[i].net, ranks[i]), reverse=True)
    return Body(now, tuple((i, "") for i in liked[: subscription.top]), len(liked))


def with_followed(
    catalog: Catalog,
    authors: FollowedAuthors,
    subscription: Subscription,
    new: Sequence[Eligible],
    posted: Collection[str],
    picked: Picked,
) -> Picked:
    """What was picked, with the new papers of followed authors before it, as many as a post holds."""
    followed = authors.of_person(subscription.maker) if subscription.personal else []
    if not followed:
        return picked
    viewer = catalog.viewer_at(subscription.place)
    known = [(author, [*catalog.seen(author.papers, viewer).values()]) for author in followed]
    others, first = {chosen.paper.id: chosen for chosen in picked.picks}, list[Pick]()
    for paper in (eligible.paper for eligible in new if eligible.paper.id not in posted):
        if why := reason(paper, known):
            chosen = others.pop(paper.id, Pick(paper, ""))
            first.append(Pick(paper, "; ".join(filter(None, (why, chosen.why))), chosen.placed))
    return msgspec.structs.replace(picked, picks=(*first, *others.values())[: subscription.top])

"""What a digest's next post brings, and what it would have brought on each of the last seven days."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from core.cards.card import Button, Card, Field
from core.cards.views import note
from core.catalog import Catalog
from core.delivery.choosing import BothOrders, both_orders, candidates, choose
from core.delivery.learned import learned_order
from core.delivery.proof import Proof
from core.model import Marked, Paper
from core.store.delivery.deliveries import Body
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.kept.authors import FollowedAuthors
from core.store.votes.votes import Votes
from core.subscriptions.model import Subscription
from core.subscriptions.pick import Picked, Window, pick
from core.subscriptions.schedule import next_post, occurrences
from core.subscriptions.silence import FeedStanding, fitting
from core.subscriptions.wording import DigestParts, daily, long_day, moment, named
from core.text.cleaning import clip

DAYS = timedelta(days=7)

BY_SOURCE = "By the source's order, the"

SHORT_TITLE, TITLES = 60, 2
"""Characters of a title in the week's card, and how many of them a day has."""


def preview_cards(
    catalog: Catalog,
    votes: Votes,
    subscriptions: Subscriptions,
    models: Models,
    authors: FollowedAuthors,
    proof: Proof,
    standing: Sequence[FeedStanding],
    subscription: Subscription,
    now: datetime,
) -> Iterator[Card]:
    """The next post as it would be now, in its own form, then the last seven days in one card, the newest first."""
    following = next_post(subscription, now)
    day = (following or now).astimezone(ZoneInfo(subscription.zone)).date()
    body = choose(catalog, votes, subscriptions, models, authors, subscription, now, standing, day)
    when = f"Next, {moment(following, subscription.zone)}" if following else "Paused; now it would be"
    title = f"{when}: {len(body.picks)} of {body.new:,} new so far" if body.new else f"{when}: nothing new so far"
    yield note(title, body.thin)
    yield from _post(catalog, votes, subscription, body, following or now)
    learns = learned_order(models, subscription) is not None
    if orders := both_orders(catalog, votes, subscriptions, models, subscription, now):
        yield _side_by_side(orders)
    if learns:
        yield _proven(proof, subscription, now)
    yield _week(list(_replayed(catalog, votes, subscription, now)), learns=learns)
    if not body.picks:
        yield note(
            f"That is what {named(subscription)} brings.", "", Button("Change it", f"digest edit {subscription.id}")
        )


def _post(catalog: Catalog, votes: Votes, subscription: Subscription, body: Body, at: datetime) -> tuple[Card, ...]:
    """The cards of a post at its hour; none where it has no pick."""
    papers = catalog.seen((paper_id for paper_id, _ in body.picks), catalog.viewer_at(subscription.place))
    picks = tuple((papers[i], why) for i, why in body.picks if i in papers)
    day = at.astimezone(ZoneInfo(subscription.zone)).date()
    first = body.number == 1
    made = DigestParts("", day, picks, body.new, body.merged, next_post(subscription, at), learned=first)
    return daily(subscription, made, votes.tallies([paper.id for paper, _ in picks])) if picks else ()


def _side_by_side(orders: BothOrders) -> Card:
    """Both orders, a line for each place: what each brings there, what moved and why."""
    title, lines = "By what is voted for, and by the source's order:", list[Field]()
    for place, ((paper, why, placed), (other, moved)) in enumerate(zip(orders.learned, orders.source, strict=True), 1):
        learned = f"{_short(paper)} (source's {placed.source}; {why})"
        lines.append(Field(str(place), f"{learned} | {_short(other)} (learned {moved.learned})"))
    plain = " ".join((title, *(f"{line.name}. {line.value}." for line in lines)))
    return Card(Marked(title), fields=tuple(lines), plain=plain)


def _proven(proof: Proof, subscription: Subscription, now: datetime) -> Card:
    """How both orders did so far, and a way out where learning loses."""
    off = Button("Switch learning off", f"digest learn off name:{subscription.id}")
    return note("How learning does", proof.sentences(subscription, now), *([off] if proof.loses(subscription) else []))


def _short(paper: Paper) -> str:
    return f"“{clip(paper.title, SHORT_TITLE)}”"


def _week(days: Sequence[tuple[date, Picked]], *, learns: bool) -> Card:
    """What each day would have brought, a line each: by the source's order, for what was learned since did not know those days."""
    lines = tuple(Field(long_day(day), _told(picked)) for day, picked in reversed(days))
    title = f"{BY_SOURCE if learns else 'The'} last seven days would have brought:"
    title = title if lines else "No post was due in the last seven days."
    return Card(
        Marked(title), fields=lines, plain=" ".join((title, *(f"{line.name}: {line.value}." for line in lines)))
    )


def _told(picked: Picked) -> str:
    """How many of how many, and the first titles."""
    count = fitting(picked) if picked.new else "nothing new was listed"
    titles = [f"“{clip(chosen.paper.title, SHORT_TITLE)}”" for chosen in picked.picks[:TITLES]]
    more = len(picked.picks) - len(titles)
    return f"{count}. {', '.join(titles)}{f' and {more} more' if more else ''}" if titles else count


def _replayed(
    catalog: Catalog, votes: Votes, subscription: Subscription, now: datetime
) -> Iterator[tuple[date, Picked]]:
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
        yield day, picked

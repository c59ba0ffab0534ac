"""What a digest posts, as commands: its next post, and one without waiting for the hour."""

from collections.abc import Iterator
from hashlib import blake2b

from core.app import Paperboy
from core.cards.card import Card
from core.cards.views import note
from core.catalog import Catalog
from core.commands.table import command
from core.commands.verbs.digests.access import DigestTeller, audit_of, barred, find, may_post, may_set, unchecked
from core.commands.verbs.digests.settings import Name
from core.delivery.planner import delivery_of
from core.delivery.preview import preview_cards
from core.delivery.proof import Proof
from core.delivery.reasons import standings
from core.model import Call
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.audit import audited
from core.store.engine.record import Record
from core.store.kept.authors import FollowedAuthors
from core.store.papers.feeds import Feeds
from core.store.votes.acts import Acts
from core.store.votes.votes import Votes
from core.subscriptions.schedule import next_post
from core.subscriptions.wording import moment, named
from core.votes.emoji import Rules


@command(private=True, group="digest", posts=True)
def preview(
    app: Paperboy,
    catalog: Catalog,
    votes: Votes,
    subscriptions: Subscriptions,
    models: Models,
    authors: FollowedAuthors,
    acts: Acts,
    deliveries: Deliveries,
    feeds: Feeds,
    rules: Rules,
    call: Call,
    name: Name = "",
) -> Iterator[Card]:
    """Show a digest's next post, and what it would have posted in the last seven days."""
    digest = find(subscriptions, call, name)
    if why := barred(call, digest.place):
        yield note(f"{named(digest)} is not posted.", why)
    elif not digest.paused and (muted := app.call(DigestTeller, call).muted(digest)):
        yield note(muted)
    standing = standings(feeds, rules, call.now)
    proof = Proof(catalog, models, acts, deliveries)
    yield from preview_cards(catalog, votes, subscriptions, models, authors, proof, standing, digest, call.now)


@command(private=True, group="digest", configures=True, changes=True)
def now(
    app: Paperboy,
    subscriptions: Subscriptions,
    deliveries: Deliveries,
    record: Record,
    call: Call,
    name: Name = "",
) -> Iterator[Card]:
    """Post what is new now, without waiting for the hour."""
    digest = find(subscriptions, call, name)
    may_set(call, digest)
    may_post(call, digest)
    teller = app.call(DigestTeller, call)
    if not teller.brings(digest):
        nxt = next_post(digest, call.now)
        yield note(
            f"Nothing new for {named(digest)} since its last post.", f"Next: {moment(nxt, digest.zone)}." if nxt else ""
        )
        return
    slot = delivery_of(digest, "now", call.now, blake2b(call.delivery.encode(), digest_size=4).hexdigest())
    record.commit(audited(deliveries.opening(slot), audit_of(call, "digest now", digest)))
    title = teller.held_back(digest) or f"{named(digest)} posts what is new now."
    yield note(title, unchecked(call, digest).strip())

"""Kill switches for what Paperboy posts by itself, and the papers behind a post."""

from collections.abc import Iterator
from typing import Annotated, Literal

from core.cards.card import Button, Card
from core.cards.views import note
from core.catalog import Catalog
from core.commands.options import Limit, Page
from core.commands.pages import paper_page
from core.commands.rights import may_run, may_set_up
from core.commands.table import ONE, command
from core.commands.verbs.digests.access import barred
from core.delivery.choosing import candidates
from core.errors import NoSuchTitle, NotFound
from core.model import Call
from core.scope import moderated
from core.store.chats.mutes import Mutes
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.audit import act_of, setting_of
from core.store.votes.votes import Votes
from core.subscriptions.model import Filter
from core.subscriptions.pick import Window, pick
from core.votes.emoji import Rules

Switch = Annotated[Literal["on", "off"], "on: post no digests; off: post them again"]
Where = Annotated[Literal["here", "all"], "here, or all: every channel"]

ALL_NEW = 10_000


@command(
    private=True,
    configures=True,
    changes=True,
    example="mute on here",
    formerly={"unmute": "mute off", "mute here": "mute on here", "mute all": "mute on all"},
)
def mute(mutes: Mutes, rules: Rules, call: Call, switch: Switch = "on", where: Where = "here") -> Iterator[Card]:
    """Stop posting digests here, or post them again."""
    may_set_up(call)
    if where == "all":
        may_run(rules, call, "mute all channels")
    muted, verb = switch == "on", "mute" if switch == "on" else "unmute"
    was_muted = mutes.has(call.place)
    act = act_of(call, verb, where) if where == "all" else setting_of(call, verb, where)
    mutes.set(None if where == "all" else call.place, muted=muted, delivery=call.delivery, act=act)
    if muted:
        place = "this channel" if where == "here" else "any channel"
        yield note(f"I post no digests in {place} now.", "", Button("Unmute", f"mute off {where}"))
    else:
        yield _unmuted(mutes, call, where) if was_muted or where == "all" else note("This channel is not muted.")


def _unmuted(mutes: Mutes, call: Call, where: str) -> Card:
    if where == "all":
        return note("I post digests again, but in channels that are muted themselves.")
    still = " All channels are still muted." if mutes.all() else ""
    if why := barred(call, call.place):
        return note(f"This channel is no longer muted.{still}", why)
    return note(f"I post digests again here.{still}")


@command(private=True, menu=False, example="see-all 1fe71e05c0-post-2026-11-20")
def see_all(
    catalog: Catalog,
    votes: Votes,
    subscriptions: Subscriptions,
    deliveries: Deliveries,
    call: Call,
    post: Annotated[str, "the id of a digest's post", ONE],
    limit: Limit = 5,
    page: Page = 1,
) -> Iterator[Card]:
    """List all papers that were new when a digest was posted."""
    subscription = subscriptions.get(post.partition("-")[0])
    if subscription and moderated(subscription.place) != moderated(call.place):
        raise NotFound("That post was made elsewhere. Look at a day's list here instead, such as: today 2026-11-20")
    body = deliveries.body(post)
    if body is None:
        raise NoSuchTitle(
            "I no longer keep what was new in that post. Look at a day's list instead, such as: today 2026-11-20"
        )
    span = Window(body.after, body.at, body.days)
    listed = candidates(catalog, votes, span, catalog.viewer_of(call))
    papers = [picked.paper for picked in pick(Filter(), span, listed, (), ALL_NEW).picks]
    yield from paper_page(votes, papers, page, limit, f"see-all {post}", "were new then")

"""What a person finds at home, as a reader: what is new on what they follow, their digests, list and searches."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from core.app import Paperboy
from core.cards.card import Button, Card, Field
from core.cards.views import note, paper_card
from core.catalog import Catalog
from core.commands.table import command
from core.commands.verbs.digests.access import NO_SENDER, DigestTeller, elsewhere
from core.commands.verbs.kept.shelf import on_list
from core.commands.verbs.lists import top_papers
from core.delivery.planner import when
from core.model import Call, Marked, Paper, Person
from core.scope import Viewer
from core.services.status import feeds_status
from core.store.chats.searches import Searches
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.queue import DeliveryQueue
from core.store.papers.feeds import Feeds
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.subscriptions.filters import reasons
from core.subscriptions.model import Filter, Subscription
from core.subscriptions.options import say_filter
from core.subscriptions.wording import named
from core.text.cleaning import clip, counted
from core.votes.emoji import Rules

SHOWN = 3
"""Papers that are shown."""

DIGESTS_SHOWN = 4

LABEL, TITLE = 30, 120
"""Characters of a search on its button, and of a saved paper's title."""

Wanted = Sequence[tuple[Paper, str]]
"""Papers, and why somebody wants each."""


@command(private=True, menu=False, rights=True)
def home(
    app: Paperboy,
    catalog: Catalog,
    votes: Votes,
    shelf: Shelf,
    feeds: Feeds,
    searches: Searches,
    subscriptions: Subscriptions,
    delivery_queue: DeliveryQueue,
    rules: Rules,
    call: Call,
) -> Iterator[Card]:
    """Show what is new for you, your digests, your list and your last searches."""
    today = call.now.date()
    viewer = catalog.viewer_of(call)
    new = catalog.listed(catalog.papers.days(today - dt.timedelta(days=1), today), viewer)
    mine = subscriptions.of_person(call.person)
    wanted = _wanted(catalog, viewer, new, mine)
    yield note(
        f"{counted(len(new), 'paper')} listed since yesterday"
        + (f", {len(wanted):,} on what you follow" if wanted else ""),
        "",
        Button("Search papers", "search"),
        Button("Show today's papers", "today"),
        Button("Show the top papers", "top week"),
    )
    yield _follows(app.call(DigestTeller, call), delivery_queue, call, mine)
    yield _yours(catalog, votes, shelf, viewer, call.person)
    if recent := searches.recent(call.person):
        yield note("Search again", "", *(Button(clip(line.removeprefix("search "), LABEL), line) for line in recent))
    yield from (
        _shown(votes, wanted[:SHOWN], "For you, since yesterday") if wanted else _on_top(catalog, votes, viewer, today)
    )
    if not call.refusal and not call.direct:
        yield note(f"Feeds: {feeds_status(feeds, rules)}", "", Button("See all feeds", "sources"))
    yield note("Everything Paperboy can do", "", Button("Show help", "help"))


def _wanted(catalog: Catalog, viewer: Viewer, ids: Sequence[str], mine: Sequence[Subscription]) -> Wanted:
    """Those of some papers that a person's digests ask for by name, each with the first reason; the order stays."""
    filters = [digest.wants for digest in mine if digest.wants != Filter()]
    papers = catalog.seen(ids, viewer) if filters else {}
    matches = (
        (paper, [why for wants in filters if (why := reasons(wants, paper)) is not None]) for paper in papers.values()
    )
    return [(paper, "; ".join(whys[0])) for paper, whys in matches if whys]


def _on_top(catalog: Catalog, votes: Votes, viewer: Viewer, today: dt.date) -> Iterator[Card]:
    if papers := top_papers(catalog, viewer, today, "week", SHOWN):
        yield from _shown(votes, [(paper, "") for paper in papers], "Top of the week")
    else:
        yield note("Nothing was listed this week.", "", Button("Show all time", "top all"))


def _shown(votes: Votes, papers: Wanted, title: str) -> Iterator[Card]:
    tallies = votes.tallies(paper.id for paper, _ in papers)
    yield note(title)
    for number, (paper, why) in enumerate(papers, 1):
        yield paper_card(paper, tallies[paper.id], why, number=number)


def _follows(teller: DigestTeller, delivery_queue: DeliveryQueue, call: Call, mine: Sequence[Subscription]) -> Card:
    """What a person set up, what it is about, when it posts next, and what became of its last post."""
    if not mine:
        advice = (
            "Name your topics and an hour, and I send you the day's papers;"
            " /papers digest new in a channel posts them there."
        )
        return note("You follow nothing yet", advice, Button("Send me the day's papers", "digest new"))
    shown = mine[:DIGESTS_SHOWN]
    called = {digest.id: f"{named(digest)} {elsewhere(digest, call.place)}".rstrip() for digest in shown}
    lines = []
    for digest in shown:
        last, held = teller.last_post(digest)
        coming = f"{called[digest.id]}{say_filter(digest.wants)}: {when(digest, call.now)}."
        lines.append(" ".join(filter(None, (coming, last, held if held != NO_SENDER else ""))))
    if len(mine) > len(shown):
        lines.append(f"and {len(mine) - len(shown)} more")
    if not delivery_queue.workers():
        lines.append(NO_SENDER)
    names = Counter(digest.name for digest in shown)
    changes = (
        Button(f"Change {called[digest.id] if names[digest.name] > 1 else named(digest)}", f"digest edit {digest.id}")
        for digest in shown
    )
    return note("What you follow", "\n".join(lines), *changes, Button("See your digests", "digest list"))


def _yours(catalog: Catalog, votes: Votes, shelf: Shelf, viewer: Viewer, person: Person) -> Card:
    saved, voted = on_list(catalog, shelf, viewer, person), len(votes.voted(person))
    unread = sum(not row.read for _, row in saved)
    listed = counted(len(saved), "paper") + (f", {unread:,} unread" if unread else "")
    fields = [Field("your list", listed), Field("your votes", f"on {counted(voted, 'paper')}")]
    if saved:
        fields.insert(1, Field("last saved", clip(saved[0][0].title, TITLE)))
    return Card(
        Marked("Yours"),
        fields=tuple(fields),
        buttons=(
            Button("See your list", "saved"),
            *((Button("See what is unread", "saved show:unread"),) if unread else ()),
            Button("See your votes", "votes"),
        ),
        plain=f"You saved {counted(len(saved), 'paper')} and voted on {counted(voted, 'paper')}.",
    )

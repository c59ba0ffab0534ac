"""The feeds: how each is doing."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from core.cards.card import Button, Card, Field, Redraw
from core.cards.views import note
from core.catalog import Catalog
from core.commands.table import command
from core.feeds.habits import habit_of
from core.model import Call, Marked
from core.scope import EVERYBODY, Viewer
from core.store.papers.feeds import AddedFeed, AddedFeeds, Feeds, Health
from core.store.queue import Queue
from core.text.cleaning import counted, papers_in_words
from core.text.source_names import feed_name
from core.votes.emoji import Rules

DAYS = 7

NO_WORKER = "Nothing is fetched until the person who runs Paperboy starts a worker, as “paperboy up” does."
"""What stands beside hours that pass without anybody asking."""


@command(private=True, programs=True, formerly={"sources list": "sources"})
def sources(
    catalog: Catalog, feeds: Feeds, added: AddedFeeds, queue: Queue, rules: Rules, call: Call
) -> Iterator[Card | Redraw]:
    """Show each feed: whether it works, when Paperboy asks it next, and its papers of the last week."""
    own = added.of(*catalog.viewer_of(call).scopes)
    if not rules.feeds and not own:
        ways = "Name some in PAPERBOY_FEEDS, or add one: sources add https://example.org/papers.xml"
        yield note("No feed is switched on.", ways, Button("Show today's papers", "today"))
        return
    papers = papers_by_source(catalog, call.now, catalog.viewer_of(call))
    fields = [
        Field(
            feed_name(name),
            f"{health_in_words(feeds.health(name), papers[label(name)], call.now)}; {asked_next(feeds, name, call.now)}",
        )
        for name in rules.feeds
    ]
    fields += [
        Field(f"{feed_name(added_feed.feed)}, added here", _added_in_words(feeds, papers, added_feed, call.now))
        for added_feed in own
    ]
    names = (*rules.feeds, *(added_feed.fetch(call.now).id for added_feed in own))
    bad = [name for name in names if feeds.health(name).failing]
    title = f"{counted(len(names), 'feed')}, {f'{len(bad)} failing' if bad else 'none failing'}"
    idle = "" if queue.workers() else NO_WORKER
    plain = " ".join((f"{title}.", *(f"{f.name}: {f.value}." for f in fields), idle)).strip()
    yield Card(Marked(title), Marked(idle), fields=tuple(fields), plain=plain)


def _added_in_words(feeds: Feeds, papers: Counter[str], feed: AddedFeed, now: datetime) -> str:
    """A feed that people added, in words."""
    words = health_in_words(feeds.health(feed.fetch(now).id), papers[label(feed.feed)], now)
    return f"{words}; to take it away: sources remove {feed.id}"


def health_in_words(health: Health, papers: int, now: datetime) -> str:
    """A feed in words."""
    parts = [
        f"{papers_in_words(papers)} in {DAYS} days",
        f"last success {_when(health.success)}" if health.success else "no success yet",
    ]
    if health.error:
        parts.append(f"failing since {_when(health.failing or now)}: {health.error.rstrip('.')}")
    return "; ".join(parts)


def asked_next(feeds: Feeds, name: str, now: datetime) -> str:
    """When a feed is asked again, which earlier days wait, and whether it can look back at all."""
    habit, waiting = habit_of(name), [fetch for fetch in feeds.waiting() if fetch.feed == name]
    today = habit.today(now)
    tick = feeds.next_tick(now)
    if habit.announces and (today in feeds.settled(name) or not habit.lists(today)):
        tick = feeds.next_tick(habit.begins(today).astimezone(now.tzinfo))
    due = min([tick, *(fetch.due.astimezone(now.tzinfo) for fetch in waiting)])
    parts = [f"next asked {_when(due)}" if due > now else "due now"]
    if earlier := sorted(fetch.day for fetch in waiting if fetch.day < today):
        days = counted(len(earlier), "earlier day")
        parts.append(f"{days} still to fetch, the first {earlier[0].day} {earlier[0]:%b}")
    if not habit.looks_back:
        parts.append("it has no past days: Paperboy misses what comes and goes while it is off")
    return "; ".join(parts)


def papers_by_source(catalog: Catalog, now: datetime, viewer: Viewer = EVERYBODY) -> Counter[str]:
    """How many papers each source listed in the last days, of those that may be seen where somebody asks."""
    days = catalog.papers.days(now.date() - timedelta(days=DAYS - 1), now.date())
    papers = catalog.seen(catalog.papers.listed_on(*days), viewer).values()
    return Counter(source for paper in papers for source in {s.source for s in paper.sightings if s.day in days})


def label(name: str) -> str:
    """The source that a feed's sightings name."""
    kind, _, rest = name.partition(":")
    return urlsplit(rest).hostname or "rss" if kind in ("rss", "opml") else kind


def _when(at: datetime) -> str:
    return f"{at.day} {at:%b %H:%M}"

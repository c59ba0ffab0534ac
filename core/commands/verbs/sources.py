"""The feeds: how each is doing; and those that people add where they are, whose papers are for those of that place."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from core.cards.card import Button, Card, Field
from core.cards.views import note
from core.catalog import Catalog
from core.commands.rights import may_set_up, runs
from core.commands.table import command
from core.errors import BadInput, CannotBeDone, NoSuchTitle, NotAListing
from core.feeds.habits import habit_of
from core.feeds.source import Bases
from core.feeds.sources import FILES, opened
from core.feeds.trouble import FetchFailed
from core.model import Call, Entry, Listing, Marked
from core.scope import EVERYBODY, Viewer, scope_of
from core.services.feed_trial import FeedTrial
from core.store.engine.audit import act_of
from core.store.engine.queue import Queue
from core.store.papers.feeds import MOST, AddedFeed, AddedFeeds, Feeds, Health
from core.text.cleaning import clip, counted
from core.text.source_names import feed_name, short_day
from core.votes.emoji import Rules

DAYS = 7

NO_WORKER = "Nothing is fetched until the person who runs Paperboy starts a worker, as “paperboy up” does."
"""What stands beside hours that pass without anybody asking."""


@command(private=True, programs=True, formerly={"sources list": "sources"})
def sources(
    catalog: Catalog, feeds: Feeds, added: AddedFeeds, queue: Queue, rules: Rules, call: Call
) -> Iterator[Card]:
    """Show each feed: whether it works, when Paperboy asks it next, and its papers of the last week."""
    viewer = catalog.viewer_of(call)
    own = added.of(*viewer.scopes)
    if not rules.feeds and not own:
        ways = "Name some in PAPERBOY_FEEDS, or add one: sources add https://example.org/papers.xml"
        yield note("No feed is switched on.", ways, Button("Show today's papers", "today"))
        return
    papers = papers_by_source(catalog, call.now, viewer)
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
        f"{counted(papers, 'paper')} in {DAYS} days",
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


NEWEST = 3
"""Entries shown of a feed before it is added."""

_TAKEN = ("rss", "opml", "openreview", "semanticscholar")
_WAYS = (
    "Give the address of an RSS or Atom feed, arxiv:cs.CL, openreview:ICLR.cc/2026/Conference,"
    " semanticscholar:some words, or opml: with the address of a list of feeds."
)

FeedName = Annotated[str, "a feed's address, or a name such as arxiv:cs.CL"]


@command(
    private=True,
    group="sources",
    menu=False,
    raw=True,
    rights=True,
    example="sources try https://example.org/papers.xml",
)
def try_(trial: FeedTrial, rules: Rules, call: Call, feed: FeedName) -> Iterator[Card]:
    """Show the three newest papers of a feed before you add it."""
    may_set_up(call)
    name = feed_of(feed)
    listing = _looked(trial, rules, call, name)
    count = f"{feed_name(name)} holds {counted(len(listing.entries), 'paper')} now."
    yield note(count, _newest(listing), Button("Add this feed", f"sources add {name}"))


@command(
    private=True, group="sources", menu=False, raw=True, changes=True, rights=True,
    example="sources add https://example.org/papers.xml",
)  # fmt: skip
def add(
    trial: FeedTrial, added: AddedFeeds, feeds: Feeds, queue: Queue, rules: Rules, call: Call, feed: FeedName
) -> Iterator[Card]:
    """Add a feed for those who read here."""
    may_set_up(call)
    name, scope = feed_of(feed), _scope(rules, call)
    if name in rules.feeds:
        raise CannotBeDone(f"{feed_name(name)} is switched on for everybody already.")
    own = added.of(scope)
    if len(own) >= MOST and name not in (feed_here.feed for feed_here in own):
        raise CannotBeDone(f"There are {MOST} added feeds here, which is the most: remove one first.")
    listing = _looked(trial, rules, call, name)
    new = AddedFeed(name, scope, call.now)
    added.add(new, act_of(call, "sources add", feed_name(name)))
    fetch = new.fetch(call.now)
    feeds.ask(fetch)
    queue.wake("fetch", fetch.id)
    title = f"{feed_name(name)} is added. {_who(rules, call, scope)}"
    yield note(title, _newest(listing), Button("Take it away again", f"sources remove {new.id}"))


@command(
    private=True,
    group="sources",
    menu=False,
    raw=True,
    changes=True,
    rights=True,
    example="sources remove a1b2c3d4e5f6",
)
def remove(added: AddedFeeds, rules: Rules, call: Call, feed: FeedName) -> Iterator[Card]:
    """Take away a feed that was added here; the papers that it brought stay."""
    may_set_up(call)
    typed = feed.strip().strip("<>")
    here = added.of(scope_of(call), *([""] if runs(rules, call) else []))
    named = (kept for kept in here if typed in (kept.id, kept.feed, kept.feed.partition(":")[2], feed_name(kept.feed)))
    kept = next(named, None)
    if kept is None:
        raise NoSuchTitle(f"No feed that was added here is called “{clip(typed, 80)}”: “sources” lists them.")
    added.remove(kept, act_of(call, "sources remove", feed_name(kept.feed)))
    title = f"{feed_name(kept.feed)} is not asked any more. The papers that it brought stay."
    yield note(title, "", Button("Add it again", f"sources add {kept.feed}"))


def feed_of(typed: str) -> str:
    """The feed that somebody means, by the name that a setting would have for it. Raises BadInput."""
    text = typed.strip().strip("<>").strip()
    kind, _, rest = text.partition(":")
    if kind in ("http", "https"):
        text = f"{'opml' if rest.split('?')[0].endswith('.opml') else 'rss'}:{text}"
    elif kind == "arxiv" and rest:
        text = f"rss:{Bases().arxiv_feeds}/rss/{rest.strip()}"
    elif kind in FILES and kind not in _TAKEN:
        raise BadInput(
            f"{feed_name(text)} is a feed for everybody: the person who runs Paperboy names it in PAPERBOY_FEEDS."
        )
    try:
        return opened(text, Bases()).name
    except ValueError:
        raise BadInput(f"“{clip(typed.strip(), 80)}” names no feed. {_WAYS}") from None


def _scope(rules: Rules, call: Call) -> str:
    """Whose papers a feed brings that is added here: everybody's where the operator adds it, else those of the place."""
    return "" if runs(rules, call) else scope_of(call)


def _who(rules: Rules, call: Call, scope: str) -> str:
    if not scope:
        return "Its papers are for everybody."
    if scope.endswith("/"):
        return "Its papers are for everybody here, and for nobody elsewhere."
    return "Its papers are for those of this place, and for nobody elsewhere."


def _looked(trial: FeedTrial, rules: Rules, call: Call, name: str) -> Listing:
    """What a feed holds now. Raises CannotBeDone with the reason where it cannot be read."""
    try:
        return trial.listing(name, call.now.date(), rules.contact)
    except (FetchFailed, NotAListing) as error:
        raise CannotBeDone(f"{feed_name(name)} cannot be read, so it is not added. {error}") from error


def _newest(listing: Listing) -> str:
    """The newest papers of a feed, one a line."""
    newest = sorted(listing.entries, key=lambda entry: entry.published or date.min, reverse=True)[:NEWEST]
    return "\n".join(map(_line, newest)) or "It holds no paper now."


def _line(entry: Entry) -> str:
    people = f"{entry.authors[0]} and others" if len(entry.authors) > 1 else "".join(entry.authors)
    day = short_day(entry.published) if entry.published else ""
    return " · ".join(filter(None, (clip(entry.title, 200), clip(people, 60), day)))

"""What `status` tells: papers, record, queue, workers, bots, last ingests and index, each as a figure and in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from core.catalog import Catalog
from core.host.clock import Clock
from core.ingest.arrivals import Arrivals
from core.scope import EVERYBODY, Viewer, concerns
from core.store.chats.heartbeats import Heartbeats, Running
from core.store.chats.mutes import Mutes
from core.store.delivery.deliveries import Deliveries, DeliveryKind, Ended, Standing
from core.store.delivery.subscriptions import Subscriptions
from core.store.embedded.paths import last_cut, room_warning
from core.store.engine.backups import Backups
from core.store.engine.queue import DeliveryQueue, Queue
from core.store.engine.record import Record
from core.store.engine.steering import Steering
from core.store.papers.feeds import Feeds, Fetch
from core.subscriptions.model import Subscription
from core.subscriptions.schedule import soonest
from core.subscriptions.wording import moment, named
from core.text.cleaning import counted
from core.text.source_names import feed_name
from core.votes.emoji import Rules

FAILED_SHOWN = 3
"""Posts given up that are named."""

POSTS: Mapping[DeliveryKind, str] = {
    "post": "the day's post",
    "now": "a post that somebody asked for",
    "board": "the week's best",
    "report": "the weekly report to its maker",
    "notice": "the notice to the maker",
    "silence": "the notice of three days without a post",
}
"""The kinds of posts in words."""

STATES: Mapping[Standing, str] = {
    "pending": "waiting",
    "sending": "being sent",
    "posted": "being finished",
    "done": "sent",
    "quiet": "with nothing to say",
    "skipped": "skipped",
    "unsure": "perhaps sent",
    "dead": "given up",
}
"""How a post stands, in words."""


class StatusReader(msgspec.Struct, frozen=True):
    """Who reads the status: what they may see, and whether they run this Paperboy, for only they read of its host and of all teams."""

    viewer: Viewer = EVERYBODY
    operator: bool = True


OPERATOR = StatusReader()

FOR_THE_OPERATOR = frozenset(
    {"record", "queue", "bots", "dead", "last ingests", "posts", "clock", "backup", "cut", "disk"}
)
"""Figures of the host, of its processes and of all teams together."""


class StatusLine(msgspec.Struct, frozen=True):
    """One figure of the status: its stable name, its value, how it reads, and whether somebody must do something about it."""

    name: str
    value: int | str
    words: str
    fault: bool = False


def feeds_status(feeds: Feeds, rules: Rules) -> str:
    """How the feeds are doing, in a line."""
    if not rules.feeds:
        return "none switched on"
    healths = {feed_name(name): feeds.health(name) for name in rules.feeds}
    failing = [f"{name} is failing: {health.error}" for name, health in healths.items() if health.failing]
    unasked = [name for name, health in healths.items() if not (health.failing or health.success)]
    parts = [*failing, *([f"{', '.join(unasked)}: no answer yet"] if unasked else [])]
    return "; ".join(parts) or f"{', '.join(healths)}: none failing"


def bot_status(bot: Running) -> str:
    """A bot in words: when its platform last spoke to it, or since when it has given no sign."""
    name, process = bot.platform.capitalize(), f"(process {bot.process})"
    if bot.late:
        return f"the bot for {name} gave its last sign {bot.unseen:.0f} s ago and may have ended {process}"
    if bot.silent is None:
        return f"{name} has sent nothing to the bot that started {bot.ran:.0f} s ago {process}"
    if bot.deaf:
        return f"{name} has sent the bot nothing for {bot.silent:.0f} s {process}"
    lacks = f"; it has not granted the scope {', '.join(bot.lacks)}, and what needs that waits" if bot.lacks else ""
    return f"{name} sent the bot something {bot.silent:.0f} s ago {process}{lacks}"


def count_alive(bots: Iterable[Running]) -> int:
    """How many bots run for all that is known."""
    return sum(not bot.late for bot in bots)


def _of_record(catalog: Catalog, record: Record, reader: StatusReader) -> list[StatusLine]:
    count = catalog.papers.count() if reader.operator else catalog.count(reader.viewer)
    version = record.server()
    return [
        StatusLine("papers", count, f"{count:,}"),
        StatusLine("record", version, f"{version}, {record.memory() / 1e6:.0f} MB in use"),
    ]


def _of_ingest(arrivals: Arrivals, queue: Queue, heartbeats: Heartbeats, reader: StatusReader) -> list[StatusLine]:
    waiting, running = len(arrivals.todo()), heartbeats.running()
    dead = len(arrivals.dead()) + queue.failed()
    none = "none running; “paperboy up” starts those whose tokens are set"
    return [
        StatusLine("queue", waiting, f"{counted(waiting, 'part')} of lists to read" if waiting else "nothing waits"),
        _processes("workers", queue.workers(), reader),
        StatusLine(
            "bots", count_alive(running), "; ".join(map(bot_status, running)) or none, any(bot.deaf for bot in running)
        ),
        StatusLine("dead", dead, f"{counted(dead, 'job')} given up" if dead else "no job was given up", bool(dead)),
    ]


def _processes(name: str, count: int, reader: StatusReader) -> StatusLine:
    """Whether processes of a kind run, and for the operator how many."""
    if reader.operator:
        sentence = f"{count} running" if count else "none running; “paperboy up” starts one"
        return StatusLine(name, count, sentence, not count)
    none = "none running; the person who runs Paperboy starts one with “paperboy up”"
    return StatusLine(name, min(count, 1), "running" if count else none)


def _of_listings(arrivals: Arrivals, catalog: Catalog, feeds: Feeds, rules: Rules) -> list[StatusLine]:
    last, days = arrivals.last(), catalog.news_days(1, EVERYBODY)
    newest = days[-1].isoformat() if days else ""
    return [
        StatusLine("last ingests", len(last), "; ".join(last) or "none yet"),
        StatusLine("newest list", newest, newest or "none yet"),
        StatusLine(
            "feeds",
            len(rules.feeds),
            feeds_status(feeds, rules),
            any(feeds.health(name).failing for name in rules.feeds),
        ),
    ]


def _of_fetches(feeds: Feeds, rules: Rules, reader: StatusReader) -> list[StatusLine]:
    """The papers that people asked for by their links: which wait and until when, which were given up and why."""
    waiting, failed = [fetch for fetch in feeds.waiting() if fetch.named], feeds.given_up()
    zone = rules.zone or "UTC"

    def again(fetch: Fetch) -> str:
        return (
            f"{fetch.error} Paperboy tries again on {moment(fetch.due, zone)} ({zone})." if fetch.error else "waiting"
        )

    return [
        _fetches("papers to fetch", waiting, reader, again),
        _fetches("papers given up", failed, reader, lambda fetch: fetch.error),
    ]


def _fetches(name: str, fetches: Sequence[Fetch], reader: StatusReader, standing: Callable[[Fetch], str]) -> StatusLine:
    """How many, and how the first stand that a reader may see; what others asked for is no business of theirs."""
    mine = [fetch for fetch in fetches if fetch.origin.scope in reader.viewer.scopes]
    failures = "; ".join(
        f"{fetch.named.partition(':')[2]}: {standing(fetch).rstrip('.')}" for fetch in mine[:FAILED_SHOWN]
    )
    count = len(fetches if reader.operator else mine)
    return StatusLine(name, count, f"{count or 'none'}; {failures}" if failures else str(count or "none"))


def _of_digests(
    subscriptions: Subscriptions,
    deliveries: Deliveries,
    mutes: Mutes,
    queue: DeliveryQueue,
    clock: Clock,
    reader: StatusReader,
) -> list[StatusLine]:
    """The digests that concern a reader: how many, which comes next, how their posts stand, and what was given up and why."""
    digests = {
        digest.id: digest for digest in subscriptions.all() if reader.operator or concerns(digest.place, reader.viewer)
    }
    count, nxt = len(digests), ""
    if coming := soonest(digests.values(), clock.now()):
        digest, at = coming
        nxt = f"; next: {named(digest)}, {moment(at, digest.zone)}"
    states = deliveries.counts()
    failed = [ended for ended in deliveries.failed() if reader.operator or ended.delivery.subscription in digests]
    why = "; ".join(f"{_post(digests, ended)}: {ended.why}" for ended in failed[:FAILED_SHOWN])
    shown = ", ".join(f"{number} {STATES[state]}" for state, number in sorted(states.items())) or "none yet"
    muted = [StatusLine("muted", 1, "all channels: no digest is posted")] if mutes.all() else []
    return [
        StatusLine("digests", count, f"{count}{nxt}" if count else "none yet"),
        StatusLine("posts", sum(states.values()), shown),
        StatusLine("posts given up", len(failed), why or "none", bool(failed)),
        _processes("senders", queue.workers(), reader),
        *muted,
    ]


def _post(digests: Mapping[str, Subscription], ended: Ended) -> str:
    subscription = digests.get(ended.delivery.subscription)
    of = f" of {named(subscription)}" if subscription else ""
    return f"{POSTS[ended.delivery.kind]}{of} on {ended.delivery.day}, {STATES[ended.state]}"


def _of_clock(steering: Steering) -> list[StatusLine]:
    """That the clocks are apart, where they are."""
    steering.measure()
    apart = round(steering.ahead.total_seconds())
    return [StatusLine("clock", apart, steering.warning, fault=True)] if steering.warning else []


def _of_backups(backups: Backups, clock: Clock, home: Path) -> list[StatusLine]:
    """How the backups stand, and whether the server cut the end of its own file off."""
    warning = backups.warning(clock.now())
    shown = StatusLine("backup", backups.kept, warning or backups.newest(), bool(warning))
    cut = last_cut(home / "record")
    lost = f"an unfinished change was cut off the end of {cut}; nobody was told that it was done"
    return [*([shown] if backups.kept else []), *([StatusLine("cut", 1, lost)] if cut else [])]


def _of_disk(home: Path) -> list[StatusLine]:
    """That the disk is full, or nearly so, where it is."""
    warning = room_warning(home)
    return [StatusLine("disk", 1, warning, fault=True)] if warning else []


def _of_index(catalog: Catalog, reader: StatusReader) -> list[StatusLine]:
    count, level = len(catalog.index), "catching up" if catalog.behind() else "up to date"
    return [StatusLine("index", count, f"{counted(count, 'paper')}, {level}" if reader.operator else level)]


PARTS: tuple[Callable[..., list[StatusLine]], ...] = (
    _of_record, _of_ingest, _of_listings, _of_fetches, _of_digests, _of_clock, _of_backups, _of_disk, _of_index,
)  # fmt: skip
"""What makes the figures, in their order; each function is called with the collaborators that it names, and the StatusReader."""

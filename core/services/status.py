"""What `status` tells: papers, record, queue, workers, bots, last ingests and index, each as a figure and in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from core.scope import EVERYBODY, Viewer
from core.store.chats.heartbeats import Running
from core.store.delivery.deliveries import DeliveryKind, Ended, State
from core.store.embedded.paths import last_cut
from core.store.papers.feeds import Fetch
from core.subscriptions.wording import moment, named
from core.text.cleaning import counted, papers_in_words
from core.text.source_names import feed_name

if TYPE_CHECKING:
    from core.app import Paperboy


FAILED_SHOWN = 3
"""Posts given up that are named."""

POSTS: Mapping[DeliveryKind, str] = {
    "post": "the day's post",
    "now": "a post that somebody asked for",
    "board": "the week's best",
    "report": "the weekly report to its maker",
    "notice": "the notice to the maker",
}
"""The kinds of posts in words."""

STATES: Mapping[State, str] = {
    "pending": "waiting",
    "sending": "being sent",
    "posted": "being finished",
    "done": "sent",
    "skipped": "skipped",
    "unsure": "perhaps sent",
    "dead": "given up",
}
"""How a post stands, in words."""


class StatusLine(msgspec.Struct, frozen=True):
    """One figure of the status: its stable name, its value, and how it reads."""

    name: str
    value: int | str
    said: str


def feeds_status(app: "Paperboy") -> str:
    """How the feeds are doing, in a line."""
    failing = [
        f"{feed_name(name)} is failing: {health.error}"
        for name in app.sources
        if (health := app.feeds.health(name)).failing
    ]
    if not app.sources:
        return "none switched on"
    return "; ".join(failing) or f"{', '.join(map(feed_name, app.sources))}: none failing"


def bot_status(bot: Running) -> str:
    """A bot that runs, in words: when its platform last spoke to it."""
    name, process = bot.platform.capitalize(), f"(process {bot.process})"
    if bot.silent is None:
        return f"{name} has sent nothing to the bot that started {bot.ran:.0f} s ago {process}"
    if bot.deaf:
        return f"{name} has sent the bot nothing for {bot.silent:.0f} s {process}"
    return f"{name} sent the bot something {bot.silent:.0f} s ago {process}"


def _bots_told(app: "Paperboy") -> StatusLine:
    running = app.heartbeats.running()
    none = "none running; “paperboy up” starts those whose tokens are set"
    return StatusLine("bots", len(running), "; ".join(map(bot_status, running)) or none)


def status_of(app: "Paperboy", viewer: Viewer = EVERYBODY) -> list[StatusLine]:
    """The figures of a running Paperboy; only of what a viewer may see is anything named."""
    papers, waiting, workers = app.papers.count(), len(app.arrivals.todo()), app.queue.workers()
    dead, failed, version = len(app.arrivals.dead()), app.queue.failed(), app.record.server()
    behind = app.catalog.behind()
    days = app.catalog.news_days(1, EVERYBODY)
    last = app.arrivals.last()
    return [
        StatusLine("papers", papers, f"{papers:,}"),
        StatusLine("record", version, f"{version}, {app.record.memory() / 1e6:.0f} MB in use"),
        StatusLine("queue", waiting, f"{counted(waiting, 'part')} of lists to read" if waiting else "nothing waits"),
        StatusLine("workers", workers, f"{workers} running" if workers else "none running; “paperboy up” starts one"),
        _bots_told(app),
        StatusLine(
            "dead",
            dead + failed,
            f"{counted(dead + failed, 'job')} given up" if dead + failed else "no job was given up",
        ),
        StatusLine("last ingests", len(last), "; ".join(last) or "none yet"),
        StatusLine("newest list", days[-1].isoformat() if days else "", days[-1].isoformat() if days else "none yet"),
        StatusLine("feeds", len(app.sources), feeds_status(app)),
        *_fetches_told(app, viewer),
        *_rounds_told(app),
        *_clock(app),
        *_kept(app),
        StatusLine(
            "index",
            len(app.catalog.index),
            f"{papers_in_words(len(app.catalog.index))}, {'catching up' if behind else 'up to date'}",
        ),
    ]


def _fetches_told(app: "Paperboy", viewer: Viewer) -> list[StatusLine]:
    """The papers that people asked for by their links: which wait and until when, which were given up and why."""
    waiting, failed = [fetch for fetch in app.feeds.waiting() if fetch.named], app.feeds.given_up()
    zone = app.rules.zone or "UTC"

    def again(fetch: Fetch) -> str:
        return (
            f"{fetch.error} Paperboy tries again on {moment(fetch.due, zone)} ({zone})." if fetch.error else "waiting"
        )

    return [
        StatusLine("papers to fetch", len(waiting), _fetches_said(waiting, viewer, again)),
        StatusLine("papers given up", len(failed), _fetches_said(failed, viewer, lambda fetch: fetch.error)),
    ]


def _fetches_said(fetches: Sequence[Fetch], viewer: Viewer, standing: Callable[[Fetch], str]) -> str:
    """How many, and how the first stand that a viewer may see; what others asked for is no business of theirs."""
    mine = [fetch for fetch in fetches if fetch.origin.scope in viewer.scopes]
    told = "; ".join(f"{fetch.named.partition(':')[2]}: {standing(fetch)}" for fetch in mine[:FAILED_SHOWN])
    count = str(len(fetches) or "none")
    return f"{count}; {told}" if told else count


def _clock(app: "Paperboy") -> list[StatusLine]:
    """That the clocks are apart, where they are."""
    app.keep_time()
    warning = app.steering.warning if app.steering else ""
    return [StatusLine("clock", round(app.steering.ahead.total_seconds()), warning)] if app.steering and warning else []


def _kept(app: "Paperboy") -> list[StatusLine]:
    """How the backups stand, and whether the server cut the end of its file off."""
    shown = StatusLine("backup", app.backups.kept, app.backups.warning(app.clock.now()) or app.backups.newest())
    cut = last_cut(app.home / "record")
    lost = f"an unfinished change was cut off the end of {cut}; nobody was told that it was done"
    return [*([shown] if app.backups.kept else []), *([StatusLine("cut", 1, lost)] if cut else [])]


def _post(app: "Paperboy", ended: Ended) -> str:
    one = app.subscriptions.get(ended.delivery.subscription)
    of = f" of {named(one)}" if one else ""
    return f"{POSTS[ended.delivery.kind]}{of} on {ended.delivery.day}, {STATES[ended.state]}"


def _rounds_told(app: "Paperboy") -> list[StatusLine]:
    """The digests: how many, which comes next, how their posts stand, and what was given up and why."""
    count, following = app.subscriptions.count(), app.subscriptions.soonest()
    nxt = f"; next: {named(following[0])}, {moment(following[1], following[0].zone)}" if following else ""
    states = app.deliveries.counts()
    failed = app.deliveries.failed()
    why = "; ".join(f"{_post(app, one)}: {one.why}" for one in failed[:FAILED_SHOWN])
    shown = ", ".join(f"{number} {STATES[state]}" for state, number in sorted(states.items())) or "none yet"
    muted = [StatusLine("muted", 1, "all channels: no digest is posted")] if app.mutes.all() else []
    senders = app.delivery_queue.workers()
    return [
        StatusLine("digests", count, f"{count}{nxt}" if count else "none yet"),
        StatusLine("posts", sum(states.values()), shown),
        StatusLine("posts given up", len(failed), why or "none"),
        StatusLine("senders", senders, f"{senders} running" if senders else "none running; “paperboy up” starts one"),
        *muted,
    ]

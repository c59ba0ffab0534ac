"""The commands `dead list` and `dead retry`: what Paperboy gave up, each with its name, its reason, and a way to take it up again.

Posts, papers that somebody named, slices of digests, events and jobs.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import click
from rich.text import Text

from bots.cli import output
from bots.terminal import render, session
from core.app import Paperboy
from core.errors import NotFound
from core.ingest.arrivals import DEATHS, Arrivals, Slice
from core.services.dead_letters import DeadLetters
from core.services.status import POSTS, STATES
from core.store.chats.inbox import TRIES, Event
from core.store.delivery.deliveries import Deliveries, Delivery
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.queue import DeliveryQueue, Failure, Queue
from core.store.papers.feeds import Feeds, Fetch
from core.subscriptions.model import Subscription
from core.subscriptions.wording import named
from core.text.cleaning import clip

EVERYTHING = "all"
"""The name that stands for everything that was given up."""

LONGEST = 300
"""Letters of a reason that are shown."""

MEANWHILE = "Somebody else retried it already."


@click.group()
def dead() -> None:
    """List or retry what Paperboy gave up."""


@dead.command("list")
@output.JSON
def list_(as_json: bool) -> None:
    """Show what was given up.

    These are posts, papers, lists, events and jobs.
    """
    read = session.read_settings()
    with session.opened(read) as app:
        failures = everything(app, session.now(app, read))
    if as_json:
        click.echo(output.written({"dead": [failure.shape() for failure in failures]}))
        return
    out = render.console()
    for failure in failures:
        render.line(out, Text(render.safe(failure.line())))
    end = "Retry one with: paperboy dead retry NAME; all of them with: paperboy dead retry all"
    render.line(out, Text(end if failures else "Nothing was given up.", "dim"))


@dead.command()
@click.argument("name")
def retry(name: str) -> None:
    """Retry what has this NAME, or all.

    Paperboy looks for a post that may be out before it sends it again.
    """
    read = session.read_settings()
    with session.opened(read) as app:
        lines = take_up(app, name, session.now(app, read))
    for line in lines or ["Nothing was given up."]:
        render.line(render.console(), Text(render.safe(line)))


@dataclass(frozen=True)
class GivenUp:
    """One thing that was given up: a name to retry it by, what it is, since when (aware, if known), why, and what takes it up."""

    name: str
    what: str
    at: datetime | None
    why: str
    again: Callable[[], str]

    def shape(self) -> dict[str, Any]:
        """Its JSON shape; `when` is a date and time with its offset, or empty: {"name", "what", "when", "why"}"""
        when = self.at.isoformat(timespec="seconds") if self.at else ""
        return {"name": self.name, "what": self.what, "when": when, "why": self.why}

    def line(self) -> str:
        """It in one line."""
        when = f", {self.at:%d %b %Y %H:%M}" if self.at else ""
        return f"{self.name}: {self.what}{when}: {self.why}"


def everything(app: Paperboy, now: datetime) -> list[GivenUp]:
    """All that was given up, posts first. `now` is aware; times are shown in its zone."""
    letters = app.call(DeadLetters)
    return [
        *_posts(app.of(Deliveries), app.of(Subscriptions), now),
        *_fetches(app.of(Feeds), app.of(Queue), now),
        *_slices(letters, app.of(Arrivals), app.of(Queue), now),
        *_events(letters, now),
        *_jobs((app.of(Queue), app.of(DeliveryQueue)), now),
    ]


def take_up(app: Paperboy, name: str, now: datetime) -> list[str]:
    """Take up again what has this name, or all; a line for each on what happens now. Raises NotFound."""
    meant = [failure for failure in everything(app, now) if name in (failure.name, EVERYTHING)]
    if not meant and name != EVERYTHING:
        raise NotFound(f"Nothing that was given up is called “{clip(name, 80)}”: `paperboy dead list` has the names.")
    return [f"{failure.name}: {failure.again()}" for failure in meant]


def _posts(deliveries: Deliveries, subscriptions: Subscriptions, now: datetime) -> Iterator[GivenUp]:
    for ended in deliveries.failed():
        delivery = ended.delivery
        digest = subscriptions.get(delivery.subscription)
        of = f" of {named(digest)} in {digest.place.platform} {digest.place.channel}".rstrip() if digest else ""
        what = f"{POSTS[delivery.kind]}{of}, {STATES[ended.state]}"
        again = partial(_post_again, deliveries, delivery, digest, now)
        yield GivenUp(delivery.id, what, _local(delivery.at, now), _in_a_line(ended.why), again)


def _post_again(deliveries: Deliveries, delivery: Delivery, subscription: Subscription | None, now: datetime) -> str:
    """An unsure post is looked for first: its delivery goes back to `sending`, where a message may be out."""
    if subscription and subscription.paused and delivery.kind != "notice":
        return f"Not retried: its digest is paused. Resume that first with “digest resume {subscription.id}”."
    if not deliveries.retry(delivery.id, now):
        return MEANWHILE
    stands = deliveries.read(delivery.id)
    if stands and stands.state == "pending":
        return "It never went out. The next sender posts it, however late."
    return "The next sender looks for it, and posts it if it is not there, however late."


def _fetches(feeds: Feeds, queue: Queue, now: datetime) -> Iterator[GivenUp]:
    for fetch in feeds.given_up():
        what = f"the paper {fetch.named.partition(':')[2]}, which somebody asked for"
        again = partial(_fetch_again, feeds, queue, fetch, now)
        yield GivenUp(fetch.id, what, _local(fetch.due, now), _in_a_line(fetch.error), again)


def _fetch_again(feeds: Feeds, queue: Queue, fetch: Fetch, now: datetime) -> str:
    if not feeds.retry(fetch, now):
        return MEANWHILE
    queue.wake("fetch", fetch.id)
    return "The next worker asks its source again; the person who asked reads what comes of it."


def _slices(letters: DeadLetters, arrivals: Arrivals, queue: Queue, now: datetime) -> Iterator[GivenUp]:
    for todo in arrivals.dead():
        what = f"entries {todo.start + 1} to {todo.stop} of {todo.where}"
        why = f"its worker died {DEATHS} times"
        again = partial(_slice_again, letters, arrivals, queue, todo, now)
        yield GivenUp(todo.id, what, _local(todo.at, now), why, again)


def _slice_again(letters: DeadLetters, arrivals: Arrivals, queue: Queue, todo: Slice, now: datetime) -> str:
    if arrivals.bytes_of(todo) is None:
        letters.drop_slice(todo)
        return f"Its text is no longer kept, so I forget it: ingest {todo.where} again."
    if not letters.retry_slice(todo, now):
        return MEANWHILE
    queue.wake("ingest", todo.id)
    return f"The next worker reads it again, up to {DEATHS} times."


def _events(letters: DeadLetters, now: datetime) -> Iterator[GivenUp]:
    for event in letters.events():
        name, why = f"{event.platform}/{event.id}", f"it was tried {TRIES - 1} times and never finished"
        again = partial(_event_again, letters, event)
        yield GivenUp(name, f"an event of {event.platform}", _local(event.at, now), why, again)


def _event_again(letters: DeadLetters, event: Event) -> str:
    if not letters.retry_event(event):
        return MEANWHILE
    return f"The {event.platform} bot retries it within half a minute, if it runs."


def _jobs(queues: Iterable[Queue], now: datetime) -> Iterator[GivenUp]:
    for queue in queues:
        for job in queue.failures():
            what, at = f"a job of the queue {queue.name}: {_in_a_line(job.what)}", job.at and _local(job.at, now)
            yield GivenUp(job.id, what, at, _in_a_line(job.why), partial(_job_again, queue, job))


def _job_again(queue: Queue, job: Failure) -> str:
    return f"It waits in the queue {queue.name} again." if queue.retry(job.id) else MEANWHILE


def _local(at: datetime, now: datetime) -> datetime:
    return at.astimezone(now.tzinfo)


def _in_a_line(text: str) -> str:
    return clip(" ".join(text.split()), LONGEST)

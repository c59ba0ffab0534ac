"""The schedule: one table of ticks. It only wakes; what is due stands in the record, so any number of schedulers do no harm.

A tick's turn is taken in the record together with what it asks for. A missed one is caught up at the next start.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec

from core.errors import PaperboyError
from core.store.papers.feeds import Fetch
from workers.jobs import LEARN, SOON, Work

LOOK_SECONDS = 5
"""How often the table is looked at (DESIGN: at most 5)."""

LEARN_SECONDS, FITS_IN_LINE = 15, 500
"""How often what changed is learned; and how many jobs may stand in line then: two workers fit so many meanwhile."""

log = logging.getLogger("paperboy")


class Tick(msgspec.Struct, frozen=True):
    """A row of the table: how often, what it does once its turn is taken, and what it asks to be fetched, if anything.

    `off_hour`: its turns begin at the offset of this installation, and not with the hour.
    """

    name: str
    every: timedelta
    then: Callable[[Work, datetime], object]
    asks_for: Callable[[Work, datetime], list[Fetch]] = lambda work, now: []
    off_hour: bool = False


def _wake_fetches(work: Work, now: datetime) -> None:
    """Wake every fetch that is due and does not wait in line."""
    due = [fetch for fetch in work.feeding.feeds.waiting() if fetch.due <= now]
    waiting = work.queue.waiting() if due else set()
    for fetch in due:
        if fetch.id not in waiting:
            work.queue.wake("fetch", fetch.id)


def _go_to_feeds(work: Work, now: datetime) -> None:
    """Wake the fetches of today's lists, and note which feeds have none."""
    _wake_fetches(work, now)
    work.feeding.note_days_off(now)


def _sweep(work: Work, now: datetime) -> None:
    """Wake what stands still: fetches, questions to addresses, lines to ask a model for, papers to read, and
    papers to ask for."""
    _wake_fetches(work, now)
    for request in work.mailboxes.requests():
        if request.state == "unsent":
            work.delivery_queue.wake("confirm", request.id)
    waiting, minute = work.queue.waiting(), f"{now.astimezone(UTC):%Y%m%d%H%M}"
    if work.summariser.due(now) and not any(job.startswith("summarise-") for job in waiting):
        work.queue.wake("summarise", f"summarise-{minute}")
    if work.reading and work.reading.due(now) and not any(job.startswith("read-") for job in waiting):
        work.queue.wake("read_papers", f"read-{minute}")
    if work.resolving.unresolved.due(now, 1):
        work.queue.wake("resolve", f"resolve-{minute}")


def _wake_planner(work: Work, now: datetime) -> None:
    """Wake the planner where an hour comes soon; senders look for themselves what is due."""
    queue = work.delivery_queue
    if work.subscriptions.any_due(now + SOON) and not any(job.startswith("plan-") for job in queue.waiting()):
        queue.wake("plan", f"plan-{int(now.timestamp()) // LOOK_SECONDS}")


def _wake_learning(work: Work, now: datetime) -> None:
    """Wake the fits of what changed, as many as keep the line short: slices of listings wait in it too."""
    queue, jobs = work.queue, [f"{LEARN}{learner}" for learner in work.models.waiting()]
    waiting = queue.waiting() if jobs else set()
    for job in [job for job in jobs if job not in waiting][: max(0, FITS_IN_LINE - len(waiting))]:
        queue.wake("learn", job)


TICKS = (
    Tick("rounds", timedelta(seconds=LOOK_SECONDS), _wake_planner),
    Tick("today's lists", timedelta(hours=1), _go_to_feeds, lambda work, now: work.feeding.todays(now), off_hour=True),
    Tick(
        "lists that move", timedelta(days=1), _wake_fetches, lambda work, now: work.feeding.earlier(now), off_hour=True
    ),
    Tick("learning", timedelta(seconds=LEARN_SECONDS), _wake_learning),
    Tick("sweep", timedelta(minutes=1), _sweep),
)


def run(work: Work, stop: threading.Event) -> None:
    """Look at the table until told to stop."""
    while not stop.is_set():
        try:
            tick(work, work.now())
        except PaperboyError as error:
            log.warning("%s", error)
        except Exception:
            log.exception("a tick failed")
        stop.wait(LOOK_SECONDS)


def tick(work: Work, now: datetime) -> list[str]:
    """Take every turn that has come; returns the names of the ticks taken by this call."""
    taken = []
    for row in TICKS:
        begun = now.timestamp() - (work.feeding.feeds.offset() if row.off_hour else 0)
        turn = str(int(begun // row.every.total_seconds()))
        if work.feeding.feeds.take_tick(row.name, turn, partial(row.asks_for, work, now)):
            taken.append(row.name)
            row.then(work, now)
    return taken

"""`python -m workers ingest|deliver|schedule`: one process each. A worker listens on one queue: on two, RQ loses jobs."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bots.shared.start import leave
from core import settings
from core.app import Paperboy, open_app
from core.catalog import Catalog
from core.errors import PaperboyError
from core.host import logs
from core.host.collector import spare_what_stays
from core.store.engine.queue import DeliveryQueue, Queue
from workers import jobs, schedule
from workers.listening import listen
from workers.posting import Posting

FOLLOW_SECONDS = 0.1
POST_SECONDS = 0.2
TEND_SECONDS = 15
REST_SECONDS = 120
"""Seconds without a new paper after which the index is at rest, and may be written again."""
REST, LONGEST_REST = 2, 1.0
"""How much longer than it took a chore rests at least, up to so many seconds: the index is not written all the time while much comes in."""

PATIENCE = 5.0
"""Seconds a chore may take to end; one that waits for a silent record ends with the process."""


def main() -> None:
    """Run the worker named on the command line until a signal stops it."""
    run = WORKERS.get(" ".join(sys.argv[1:]))
    if run is None:
        sys.exit(f"Name the worker to run: python -m workers {'|'.join(WORKERS)}")
    try:
        read = settings.read(os.environ, Path(".env"))
        logs.begin(read.log, read.log_form)
        logging.getLogger("httpcore2").setLevel(
            logging.INFO
        )  # at debug it logs headers, and a redirect may hold a token
        run(read)
    except PaperboyError as error:
        leave(error)


def ingest(read: settings.Settings) -> None:
    """Do the jobs of the queue until a signal comes; the running one is finished first."""
    app = open_app(read)
    os.nice(10)  # after joining: an embedded server started here must not inherit it
    app.warm()
    spare_what_stays()
    jobs.use(jobs.Work(app, read))
    chores = (
        (FOLLOW_SECONDS, lambda: app.catch_up(keep=True)),
        (TEND_SECONDS, lambda: app.tend(app.now())),
        (REST_SECONDS, app.of(Catalog).compact),
    )
    _work(app, app.of(Queue), chores)


def deliver(read: settings.Settings) -> None:
    """Post what is due, until a signal comes; a post that was begun is finished first."""
    app = open_app(read)
    jobs.use(work := jobs.Work(app, read))
    posting = Posting(work)
    try:
        _work(app, app.of(DeliveryQueue), ((POST_SECONDS, posting.look),), posting.close)
    finally:
        work.outlets.close()


def _work(
    app: Paperboy,
    queue: Queue,
    chores: Sequence[tuple[float, Callable[[], object]]],
    end: Callable[[], object] = lambda: None,
) -> None:
    """Do a queue's jobs and these chores until a signal comes; `end` finishes what the chores began."""
    stop = threading.Event()
    threads = [threading.Thread(target=_every, args=(stop, *chore), daemon=True) for chore in chores]
    for thread in threads:
        thread.start()
    try:
        listen(queue, stop)
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
        end()
        app.close()


def keep_schedule(read: settings.Settings) -> None:
    """Wake what is due until a signal comes."""
    app = open_app(read)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        schedule.run(jobs.Work(app, read), stop)
    finally:
        app.close()


WORKERS = {"ingest": ingest, "deliver": deliver, "schedule": keep_schedule}


def _every(
    stop: threading.Event, seconds: float, do: Callable[[], object], clock: Callable[[], float] = time.monotonic
) -> None:
    """Do a chore again and again; one that fails is logged and tried again."""
    pause = seconds
    while not stop.wait(pause):
        begun = clock()
        try:
            do()
        except PaperboyError as error:
            logging.getLogger("paperboy").warning("%s", error)
        except Exception:
            logging.getLogger("paperboy").exception("a chore failed")
        pause = max(seconds, min(LONGEST_REST, REST * (clock() - begun)))


if __name__ == "__main__":
    main()

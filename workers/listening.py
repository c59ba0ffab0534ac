"""Listening at a queue for as long as the process lives: RQ's own worker ends for good when its server is silent for a while."""

import logging
import signal
import threading
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import rq
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

from core.errors import RecordDown
from core.host.logs import working
from core.store.engine.queue import WORK, AllowedJob, Queue, spoken

WORKER_TTL = 20
"""Seconds after which a worker that gives no sign counts as dead (RQ adds 60)."""

PAUSE = 2.0
"""Seconds before the next try at a server that did not answer."""

log = logging.getLogger("paperboy")


class ListeningWorker(SimpleWorker):
    """RQ's worker, which notes that it was asked to end, and takes no commands over a channel: nobody sends any."""

    max_connection_wait_time = PAUSE
    asked: threading.Event

    def perform_job(self, job: Job, queue: rq.Queue) -> bool:
        """Do a job; what is logged meanwhile bears the id of what asked for it, else the job's own."""
        with working(str(job.meta.get(WORK) or job.id)):
            return super().perform_job(job, queue)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """End after the running job."""
        self.asked.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def subscribe(self) -> None:
        """Nothing: the thread that listens to a channel dies of a silent server."""


def listen(queue: Queue, asked: threading.Event) -> None:
    """Do the jobs of a queue until a signal comes, which sets `asked`; the running one is finished first."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        asked.set()
        raise StopRequested

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)  # RQ's worker hears them only once it has reached its server
    with suppress(StopRequested):  # a signal between two workers
        while not asked.is_set():
            with suppress(RecordDown), spoken():
                _made(queue, asked).work(logging_level="WARNING")
            if not asked.is_set():
                log.warning("The queue (Redis or Valkey) did not answer; the worker tries again in %.0f s.", PAUSE)
                asked.wait(PAUSE)


def _made(queue: Queue, asked: threading.Event) -> ListeningWorker:
    """A worker of the queue, for whose making RQ asks the server."""
    worker = ListeningWorker(
        [queue.listened()],
        connection=queue.connection,
        job_class=AllowedJob,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        job_monitoring_interval=1,
        maintenance_interval=5,
        log_job_description=False,
    )
    worker.asked = asked
    return worker

"""The queue: RQ with JSON, an allow-list of functions, and Retry on every job. A job is a wake-up that names work in the record.

There is one queue per worker process; job ids are given, and nothing in a job is executable.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
import redis
import rq
from redis.backoff import ExponentialBackoff
from redis.retry import Retry
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from core.errors import RecordDown
from core.host.logs import work
from core.store.engine.server.connection import open_client

ALLOWED = frozenset(
    f"workers.jobs.{job}"
    for job in ("ingest", "fetch", "resolve", "plan", "learn", "confirm", "summarise", "read_papers")
)
"""The only functions a job may name; anything else in the queue is refused, and kept with the reason."""

FORMER = frozenset({"workers.jobs.deliver"})
"""The functions that jobs of an earlier Paperboy name and nobody needs any more: senders look in the record what is due."""

TIMEOUT = 300
"""Seconds one job may take; a slice of 300 papers takes one or two."""

RETRY = 3

WORK = "work"
"""The field of a job's `meta` that holds the id of what asked for it, for the log."""

KEPT = 60
"""Seconds for which RQ keeps a worker's row after the next sign of it was due."""

SILENCE = 15
"""Seconds without an answer after which the server counts as silent: the 5 that a worker waits for a job, and 10 more."""


class Refused(Exception):
    """A job that names anything but an allowed function, or brings an object or callback: forged, or from another version."""


class AllowedJob(Job):
    """A job that runs allowed functions only; callbacks and webhooks in its hash are never looked at.

    JSON alone does not stop execution: a forged hash naming `os.system` ran under RQ's own Job class.
    """

    @property
    def func(self) -> Callable[..., Any] | None:
        """The function, which does nothing where another does its work now; raises Refused unless it is on the list."""
        if self.func_name in FORMER and not self.instance:
            return lambda *_: None
        if self.func_name not in ALLOWED or self.instance:
            raise Refused(
                f"{self.func_name} is no job of this Paperboy: another version left it, or somebody forged it"
            )
        allowed: Callable[..., Any] | None = super().func
        return allowed

    @property
    def success_callback(self) -> None:
        """None: a job hash cannot name a callback here."""
        return

    failure_callback = success_callback
    stopped_callback = success_callback

    def send_webhooks(self, status: Any, *, exc_string: str | None = None) -> None:
        """Nothing: a job hash cannot name an address here."""


class Failure(msgspec.Struct, frozen=True):
    """A job that failed for good: its id, what it was for, when it ended (aware; None where nobody knows), and the error's last line."""

    id: str
    what: str
    at: datetime | None
    why: str


@contextmanager
def spoken() -> Iterator[None]:
    """Turns an error between us and the server into RecordDown: for code that uses RQ itself."""
    try:
        yield
    except redis.RedisError as gone:
        raise RecordDown(
            "Paperboy's queue (Redis or Valkey) does not answer. Nothing stored is lost; try again in a moment."
        ) from gone


class Queue:
    """One named queue on the record's server."""

    def __init__(self, url: str, name: str) -> None:
        self.name = name
        self.connection = open_client(
            url,
            socket_timeout=SILENCE,
            socket_connect_timeout=SILENCE,
            # A command whose answer did not come may have been done: sent again, it would queue a job twice.
            retry=Retry(ExponentialBackoff(cap=0.5, base=0.02), retries=8, supported_errors=(redis.ConnectionError,)),
        )
        self._rq = rq.Queue(
            name, connection=self.connection, job_class=AllowedJob, serializer=JSONSerializer, default_timeout=TIMEOUT
        )

    def wake(self, job: str, todo_id: str) -> None:
        """Queue `workers.jobs.<job>` for one piece of work; raises RecordDown."""
        with spoken():
            self._rq.enqueue_call(
                f"workers.jobs.{job}",
                args=[todo_id],
                job_id=todo_id,
                retry=rq.Retry(max=RETRY),
                description=f"{job} {todo_id}",
                meta={WORK: work()} if work() else None,
                result_ttl=0,
                failure_ttl=7 * 86_400,
            )

    def waiting(self) -> set[str]:
        """The ids of the jobs that wait in line."""
        with spoken():
            return set(self._rq.get_job_ids())

    def workers(self) -> int:
        """How many workers listen, as far as their heartbeats tell: one that was killed counts for 20 s more, and at a job for 300."""
        with spoken(), self.connection.pipeline(transaction=False) as asked:
            for worker in rq.Worker.all_keys(queue=self._rq):
                asked.ttl(worker)
            return sum(left > KEPT for left in asked.execute())

    def failed(self) -> int:
        """How many jobs failed for good in the last week."""
        with spoken():
            return len(self._rq.failed_job_registry)

    def failures(self) -> list[Failure]:
        """The jobs that failed for good and were not woken again since, the newest first."""
        with spoken():
            ids = self._rq.failed_job_registry.get_job_ids(desc=True)
            jobs = AllowedJob.fetch_many(ids, self.connection, JSONSerializer)
            return [_failure(job) for job in jobs if job and job.get_status(refresh=False) == JobStatus.FAILED]

    def retry(self, job_id: str) -> bool:
        """Queue a job again that failed for good; False where it is not there any more."""
        with spoken():
            try:
                self._rq.failed_job_registry.requeue(job_id)
            except (NoSuchJobError, InvalidJobOperation):
                return False
            return True

    def listened(self) -> rq.Queue:
        """The RQ queue, for a worker."""
        return self._rq


class DeliveryQueue(Queue):
    """The queue of the senders: planning, and questions to addresses. What is due they look up in the record themselves."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "deliver")


def _failure(job: Job) -> Failure:
    result = job.latest_result()
    lines = ((result.exc_string if result else None) or "").strip().splitlines()
    return Failure(job.id, job.description or "a job", job.ended_at, lines[-1] if lines else "it left no reason")

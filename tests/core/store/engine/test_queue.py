"""The queue runs what is on the list and nothing else, whatever somebody writes into Redis."""

import json
import pickle
from pathlib import Path

import pytest
from rq.job import Job
from rq.serializers import JSONSerializer

from core.errors import RecordDown
from core.store.engine.queue import AllowedJob, Queue
from workers.listening import WORKER_TTL, ListeningWorker


def work_off(queue: Queue) -> None:
    """Run everything that waits, as the real worker would."""
    ListeningWorker(
        [queue.listened()], connection=queue.connection, job_class=AllowedJob, serializer=JSONSerializer
    ).work(burst=True, logging_level="CRITICAL")


def forge(queue: Queue, job_id: str, **fields: object) -> None:
    """Put a job hash into the queue by hand, as somebody with access to Redis could."""
    common = {"origin": queue.name, "status": "queued", "created_at": "2026-11-20T09:00:00.000000Z"}
    queue.connection.hset(f"rq:job:{job_id}", mapping={**common, **fields})
    queue.connection.rpush(f"rq:queue:{queue.name}", job_id)


def call(name: str, *args: str) -> bytes:
    return json.dumps([name, None, list(args), {}]).encode()


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("kind", ["os.system", "callback", "webhook", "instance", "pickle", "garbage"])
def test_a_forged_job_does_not_run(valkey: str, tmp_path: Path, kind: str) -> None:
    queue, canary = Queue(valkey, "ingest"), tmp_path / "ran"
    touch = f"touch {canary}"
    forged: dict[str, dict[str, object]] = {
        "os.system": {"data": call("os.system", touch)},
        "callback": {
            "data": call("os.system", "true"),
            "failure_callback_name": "os.system",
            "success_callback_name": "os.system",
        },
        "webhook": {
            "data": call("os.getcwd"),
            "webhooks": json.dumps([{"url": f"file://{canary}", "job_status": "failed"}]),
        },
        "instance": {"data": json.dumps(["ingest", "os", [], {}]).encode()},
        "pickle": {"data": pickle.dumps(("os.system", None, (touch,), {}))},
        "garbage": {"data": b"\x00\xff not a job"},
    }
    forge(queue, f"forged-{kind.replace('.', '-')}", **forged[kind])
    work_off(queue)
    assert not canary.exists()
    assert queue.failed() == 1


@pytest.mark.usefixtures("record")
def test_a_job_carries_an_id_and_nothing_executable(valkey: str) -> None:
    queue = Queue(valkey, "ingest")
    queue.wake("ingest", "run-0")
    job = Job.fetch("run-0", connection=queue.connection, serializer=JSONSerializer)
    assert (job.func_name, job.args, job.description) == ("workers.jobs.ingest", ["run-0"], "ingest run-0")
    assert job.retries_left == 3
    assert queue.waiting() == {"run-0"}


def test_a_queue_that_does_not_answer_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redis.retry.sleep", lambda seconds: None)
    with pytest.raises(RecordDown, match="does not answer"):
        Queue("redis://127.0.0.1:1", "ingest").wake("ingest", "x")


@pytest.mark.usefixtures("record")
def test_a_worker_is_counted_while_it_lives_and_for_20_seconds_after_its_last_sign(valkey: str) -> None:
    queue = Queue(valkey, "ingest")
    assert queue.workers() == 0
    worker = ListeningWorker([queue.listened()], connection=queue.connection, worker_ttl=WORKER_TTL)
    worker.register_birth()  # type: ignore[no-untyped-call]
    assert queue.workers() == 1
    left = queue.connection.ttl(worker.key)
    queue.connection.expire(worker.key, left - WORKER_TTL - 1)  # so much later, without a sign
    assert queue.workers() == 0
    worker.heartbeat()
    assert queue.workers() == 1

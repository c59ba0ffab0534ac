"""What is logged bears the id of its event or job, in tasks, threads and jobs that begin there; for people or as JSON."""

import asyncio
import io
import json
import logging
import threading

import pytest
from rq.serializers import JSONSerializer

from core.host.logs import JsonLine, TextLine, work, working
from core.store.engine.queue import AllowedJob, Queue
from core.store.engine.record import Record
from workers.listening import ListeningWorker


def line(formatter: logging.Formatter, error: bool = False) -> str:
    """What is written of one warning."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    log = logging.Logger("paperboy")
    log.addHandler(handler)
    try:
        if error:
            raise ValueError("no\nkites")
        log.warning("%d papers “wait”", 3)
    except ValueError:
        log.exception("it failed")
    return out.getvalue()


def test_a_line_for_people_ends_with_the_id_where_there_is_one() -> None:
    assert line(TextLine("%(name)s %(message)s")) == "paperboy 3 papers “wait”\n"
    with working("Ev1"):
        assert line(TextLine("%(name)s %(message)s")) == "paperboy 3 papers “wait” [Ev1]\n"


def test_json_is_one_line_with_the_error_in_it() -> None:
    with working("Ev1"):
        row = json.loads(line(JsonLine()))
        failed = line(JsonLine(), error=True)
    assert row.pop("at").endswith("+00:00")
    assert row == {"level": "warning", "logger": "paperboy", "work": "Ev1", "message": "3 papers “wait”"}
    assert failed.count("\n") == 1 and "ValueError: no\nkites" in json.loads(failed)["error"]


def test_an_id_stays_through_what_is_done_inside_and_ends_with_it() -> None:
    with working("Ev1"):
        with working("job-1"):
            assert work() == "Ev1"
        assert work() == "Ev1"
    with pytest.raises(ZeroDivisionError), working("Ev2"):
        _ = 1 / 0
    assert work() == ""


async def test_two_events_at_once_keep_their_own_ids_in_tasks_and_threads() -> None:
    both = threading.Barrier(2)

    def called() -> str:
        both.wait(60)
        return work()

    async def event(name: str) -> str:
        with working(name):
            return await asyncio.create_task(asyncio.to_thread(called))

    assert await asyncio.gather(event("Ev1"), event("Ev2")) == ["Ev1", "Ev2"]


@pytest.mark.parametrize(("asked_in", "seen"), [("Ev1", "Ev1"), ("", "job-1")])
def test_a_job_bears_the_id_of_the_event_that_asked_for_it_else_its_own(
    record: Record, monkeypatch: pytest.MonkeyPatch, asked_in: str, seen: str
) -> None:
    ids = list[str]()
    monkeypatch.setattr("workers.jobs.ingest", lambda todo: ids.append(work()))
    queue = Queue(record.url, "test-logs")
    with working(asked_in):
        queue.wake("ingest", "job-1")
    worker = ListeningWorker(
        [queue.listened()], connection=queue.connection, job_class=AllowedJob, serializer=JSONSerializer
    )
    worker.asked = threading.Event()
    worker.work(burst=True, logging_level="ERROR")
    assert ids == [seen]

"""Who watches the service learns whether its process, its record, its index and a worker are there, and its figures."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bots.web.timing import EDGES, Lag, Times
from core.app import Paperboy
from core.catalog import Catalog
from core.errors import RecordDown
from core.store.engine.record import Record
from tests.bots.web.conftest import Opened
from tests.factories import bring, entry


async def test_without_a_worker_it_is_alive_and_not_ready(opened: Opened) -> None:
    client = await opened()
    answer = await client.get("/readyz")
    assert (answer.status, await answer.text()) == (503, "database: ok\nindex: ok\nworkers: none\n")


async def test_with_a_worker_it_is_ready(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Paperboy, "workers", lambda _: 1)
    answer = await (await opened()).get("/readyz")
    assert (answer.status, await answer.text()) == (200, "database: ok\nindex: ok\nworkers: 1\n")


async def test_a_record_that_does_not_answer_is_not_ready_and_the_process_lives(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_: object) -> int:
        raise RecordDown("The record does not answer.")

    monkeypatch.setattr(Paperboy, "workers", down)
    client = await opened()
    assert (await client.get("/readyz")).status == 503 and (await client.get("/healthz")).status == 200


def test_the_index_is_behind_since_it_was_first_seen_so(app: Paperboy, record: Record) -> None:
    now = [100.0]
    lag = Lag(app.of(Catalog), lambda: now[0])
    app.catch_up()
    assert lag.seconds() == 0.0
    bring(record, entry("Tidal kites"))
    assert lag.seconds() == 0.0
    now[0] += 61.0
    assert lag.seconds() == 61.0
    app.catch_up()
    assert lag.seconds() == 0.0


async def test_the_figures_are_read_by_prometheus(opened: Opened, record: Record) -> None:
    bring(record, entry("Tidal kites"), entry("Sparse lanterns"))
    client = await opened()
    await client.get("/week")
    answer = await client.get("/metrics")
    found = {family.name: family.samples for family in text_string_to_metric_families(await answer.text())}
    assert [sample.value for sample in found["paperboy_papers"]] == [2.0]
    assert {
        "paperboy_queue_jobs",
        "paperboy_deliveries",
        "paperboy_feed_age_seconds",
        "paperboy_processes",
    } <= found.keys()
    counts = {s.labels["address"]: s.value for s in found["paperboy_answer_seconds"] if s.name.endswith("_count")}
    assert counts == {"/week": 1.0}


async def test_the_figures_are_not_for_who_comes_through_a_proxy(opened: Opened) -> None:
    answer = await (await opened()).get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status == 404


def test_an_answer_is_counted_in_the_bucket_that_holds_it() -> None:
    times = Times()
    for seconds in (0.001, 0.005, 0.006, 100.0):
        times.note("/", seconds)
    counts, total = times.read()["/"]
    assert (counts[0], counts[1], counts[len(EDGES)]) == (2, 1, 1) and total == pytest.approx(100.012)

"""A record that Sentinels watch: the same promises, whichever server is the primary at the moment."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from redis import Redis

from core.errors import RecordDown, UnfitServer
from core.store.chats.inbox import Event, Inbox
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.engine.server.replication import checked
from core.store.engine.server.requirements import check
from core.store.engine.step import Step
from tests.sentinels import Replicated, replicated

EVENT = Event("e1", "slack", {"type": "x"}, datetime(2026, 11, 30, tzinfo=UTC))


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicated]:
    with replicated(tmp_path_factory.mktemp("s")) as running:
        yield running


@pytest.fixture
def record(servers: Replicated) -> Iterator[Record]:
    record = Record(servers.url)
    record.prepare(copy=lambda: None)
    yield record
    record.close()


def refusal(url: str, wait: float = 2.0) -> str:
    with pytest.raises(UnfitServer) as refused:
        check(url, accepted=False, wait=wait)
    return str(refused.value)


def test_the_primary_of_sentinels_can_be_used(servers: Replicated) -> None:
    check(servers.url, accepted=False)


def test_what_is_wrong_with_an_address_of_sentinels_is_named(servers: Replicated) -> None:
    sentinel, server = servers.watching[0], servers.ports[0]
    assert "watch no server of that name (they watch paperboy)" in refusal(servers.url + "x")
    assert "none of the Sentinels can be asked: nothing listens there" in refusal("redis+sentinel://127.0.0.1:1/x")
    assert "one of the Sentinels that its address names is none" in refusal(f"redis+sentinel://127.0.0.1:{server}/x")
    assert "it is a Sentinel; name it as in redis+sentinel://" in refusal(f"redis://127.0.0.1:{sentinel}")


def test_doctor_says_what_watches_and_follows_the_record(servers: Replicated, record: Record) -> None:
    with Redis(port=servers.primary()) as primary:
        primary.config_set("min-replicas-to-write", 1)
        findings = list(checked(servers.url, record.text))
        primary.config_set("min-replicas-to-write", 0)
    assert [state for state, _ in findings] == ["ok", "ok", "ok"]
    assert "3 of 3 Sentinels in REDIS_URL answer" in findings[0][1] and "2 replicas follow" in findings[1][1]


def test_doctor_says_what_a_takeover_would_lose(servers: Replicated, record: Record) -> None:
    primary = servers.primary()
    (replica, *_) = (port for port in servers.ports if port != primary)
    with Redis(port=replica) as weak:
        weak.config_set("appendonly", "no")
        findings = dict(reversed(finding) for finding in checked(servers.url + "?socket_timeout=5", record.text))
        plain = dict(reversed(finding) for finding in checked(f"redis://127.0.0.1:{primary}", record.text))
        weak.config_set("appendonly", "yes")
    failed = [sentence for sentence, state in findings.items() if state == "fail"]
    assert len(failed) == 1 and f"the replica 127.0.0.1:{replica} may take over: it keeps no log" in failed[0]
    warned = [sentence for sentence, state in plain.items() if state == "warn"]
    assert "name its Sentinels in REDIS_URL" in warned[0] and "min-replicas-to-write is 0" in warned[1]


def test_what_no_replica_holds_is_not_acknowledged_nor_is_its_copy(
    servers: Replicated, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.engine.record.CONFIRMED_WITHIN", 200)
    replicas = [servers.process(port) for port in servers.ports if port != servers.primary()]
    for replica in replicas:
        replica.send_signal(signal.SIGSTOP)
    try:
        for _ in range(2):
            with pytest.raises(RecordDown, match="No replica"):
                Inbox(record).receive(EVENT)
    finally:
        for replica in replicas:
            replica.send_signal(signal.SIGCONT)
    assert Inbox(record).receive(EVENT) is False


def test_a_lost_connection_comes_back_where_the_sentinels_say(servers: Replicated, record: Record) -> None:
    pool = record.text.connection_pool
    connection = pool.get_connection()
    connection.disconnect()
    before, connection.port = connection.port, 1
    connection.send_command("PING")
    assert connection.read_response() == "PONG" and connection.port == before == servers.primary()
    pool.release(connection)


def test_a_server_that_takes_no_writes_any_more_is_left_until_one_does(servers: Replicated, record: Record) -> None:
    lines = record.text.client_id()
    with Redis(port=servers.primary()) as primary:
        primary.config_set("min-replicas-to-write", 3)
        threading.Timer(0.2, primary.config_set, ("min-replicas-to-write", 0)).start()
        record.text.set("pb:x", "1")
    assert record.text.client_id() != lines


def test_after_a_failover_the_record_and_the_queue_go_on_with_what_was_acknowledged(
    servers: Replicated, record: Record
) -> None:
    queue, primary = Queue(servers.url, "ingest"), servers.primary()
    queue.wake("ingest", "first")
    record.commit(Step("x").write("HSET", "pb:y", "before", "1"))
    servers.process(primary).kill()
    insist(lambda: record.commit(Step("x").write("HSET", "pb:y", "after", "1")))
    insist(lambda: queue.wake("ingest", "second"))
    assert servers.primary() != primary
    assert record.text.hkeys("pb:y") == ["before", "after"] and queue.waiting() == {"first", "second"}


def insist(action: Callable[[], object], seconds: float = 30) -> None:
    """Do something until the record does not refuse it: any other error is one too many."""
    until = time.monotonic() + seconds
    while True:
        try:
            action()
            return
        except RecordDown:
            assert time.monotonic() < until

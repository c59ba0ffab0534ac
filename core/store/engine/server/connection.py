"""The connection: redis-py, with every failure to reach the record turned into RecordDown, one sentence a person can read.

Where Sentinels watch the server, each new connection asks them for the primary, and one to a server that is none any more is given up.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha1
from types import TracebackType
from typing import Any, Self

import redis
from redis.backoff import ExponentialBackoff
from redis.client import Pipeline
from redis.connection import SSLConnection, parse_url
from redis.driver_info import DriverInfo
from redis.retry import Retry
from redis.sentinel import SentinelManagedConnection

from core.errors import RecordDown
from core.store.engine.server.address import sentinels_of
from core.store.engine.server.refusals import reason_of
from core.store.engine.server.sentinels import open_sentinels

TIMEOUT = 10
"""Seconds to wait for one answer; a frozen server held redis-py's default for 30."""

DEMOTED = ("NOREPLICAS", "UNBLOCKED", "MASTERDOWN")
"""How the answers of a server begin that is no primary any more, or whose replicas are gone to another (READONLY is redis-py's to know)."""

LOST = (redis.ConnectionError, redis.TimeoutError, redis.exceptions.NoScriptError)
"""What makes a line execute again all that it has sent without an answer."""


@contextmanager
def _spoken() -> Iterator[None]:
    try:
        yield
    except (redis.ConnectionError, redis.TimeoutError) as gone:
        raise RecordDown(
            "Paperboy's database (Redis or Valkey) does not answer. Nothing stored is lost; try again in a moment."
        ) from gone
    except redis.OutOfMemoryError as full:
        raise RecordDown(
            "Paperboy's database is full (maxmemory). Nothing stored is lost; give it more memory, then try again."
        ) from full
    except redis.ReadOnlyError as stuck:
        raise RecordDown(
            "Paperboy's database takes no writes at the moment. Nothing stored is lost; try again in a moment."
        ) from stuck
    except redis.exceptions.NoPermissionError as refused:
        raise RecordDown(
            f"The database refuses Paperboy: {reason_of(refused)}. Nothing stored is lost; change that user's rights, then try again."
        ) from refused
    except redis.ResponseError as refused:
        if str(refused).startswith(("MISCONF", "OOM", "LOADING", "MASTERDOWN", "NOREPLICAS")):
            raise RecordDown(
                "Paperboy's database cannot write to its disk or is loading. Nothing stored is lost; try again in a moment."
            ) from refused
        raise


class Wire(redis.Redis):
    """A Redis client whose every call may raise RecordDown."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command; raises RecordDown when the record cannot be reached or refuses writes."""
        with _spoken():
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]

    def pipeline(self, transaction: bool = False, shard_hint: str | None = None) -> "WirePipeline":
        """A pipeline of commands, not a transaction: what must be atomic is one step."""
        return WirePipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


class WirePipeline(Pipeline):
    """A pipeline whose execution may raise RecordDown. It is executed once."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._sent: set[str] = set()  # the scripts whose text is in it

    def run(self, script: str, names: Sequence[str], *args: str | int) -> None:
        """Queue a call of a Lua script on the keys `names`. The first call sends its text, the others its hash: so the server has it,
        even a new one, and is not asked first whether it has, as redis-py asks it.
        """
        if script in self._sent:
            self.evalsha(_hash_of(script), len(names), *names, *args)
        else:
            self.eval(script, len(names), *names, *args)
            self._sent.add(script)

    def send(self, connection: Any) -> None:
        """Send what was queued on a connection, at once. Raises redis.ConnectionError or redis.TimeoutError."""
        if self.command_stack:
            packed = connection.pack_commands([args for args, _ in self.command_stack])
            connection.send_packed_command([b"".join(packed)], check_health=False)  # a PING's answer would come between

    def answers(self, connection: Any) -> list[Any]:
        """The answers to what was sent on a connection. Raises redis.ConnectionError or redis.TimeoutError where it is lost,
        redis.exceptions.NoScriptError, and RecordDown where the server refuses writes.
        """
        answers: list[Any] = []
        for args, options in self.command_stack:
            try:
                answers.append(self.parse_response(connection, args[0], **options))  # type: ignore[no-untyped-call]
            except redis.ResponseError as refused:
                answers.append(refused)
        for answer in answers:
            if isinstance(answer, redis.exceptions.NoScriptError):
                raise answer
        with _spoken():
            self.raise_first_error(self.command_stack, answers)  # type: ignore[no-untyped-call]
        return answers

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Send what was queued; raises RecordDown when the record cannot be reached or refuses writes."""
        with _spoken():
            try:
                return list(super().execute(raise_on_error))
            except redis.exceptions.NoScriptError as restarted:  # between the scripts' loading and their call
                raise redis.ConnectionError("restarted") from restarted


@cache
def _hash_of(script: str) -> str:
    """By what a server names a script that it has."""
    return sha1(script.encode(), usedforsecurity=False).hexdigest()


class PrimaryConnection(SentinelManagedConnection):
    """A connection to the primary, wherever the Sentinels say that it is."""

    def connect_check_health(self, check_health: bool = True, retry_socket_connect: bool = True) -> None:
        """Connect, unless it is; redis-py 8.1 itself would go back where a lost connection led (its issue 3874)."""
        if not self._sock:
            self.host, self.port = self.connection_pool.get_master_address()
        super().connect_check_health(check_health, retry_socket_connect)

    def _connect_retry(self) -> None:
        self.connect_check_health(self.connection_pool.check_connection, retry_socket_connect=False)

    def read_response(self, *args: Any, **options: Any) -> Any:
        """One answer; raises redis.ConnectionError where the server is the primary no more, so that the next try asks the Sentinels."""
        try:
            return super().read_response(*args, **options)
        except redis.ResponseError as refused:
            if not str(refused).startswith(DEMOTED):
                raise
            self.disconnect()  # type: ignore[no-untyped-call]
            raise redis.ConnectionError("the primary is another server now") from refused


class PrimaryTLSConnection(PrimaryConnection, SSLConnection):
    """The same by TLS."""


@cache
def _driver() -> DriverInfo:
    """What a connection says it is; redis-py looks its version up on the disk for each one, which takes a millisecond."""
    return DriverInfo()


def connect(url: str, *, text: bool = True) -> redis.Redis:
    """A client for `url` (redis://, rediss://, unix:// or redis+sentinel://); answers are str where `text`, else bytes."""
    return open_client(
        url,
        Wire,
        decode_responses=text,
        socket_timeout=TIMEOUT,
        socket_connect_timeout=TIMEOUT,
        health_check_interval=30,
        driver_info=_driver(),
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.02), retries=8),
        retry_on_error=[redis.ConnectionError, redis.TimeoutError],
    )


def open_client(url: str, kind: type[redis.Redis] = redis.Redis, **options: Any) -> redis.Redis:
    """A client of this kind for the server of an address, or for the primary that its Sentinels know."""
    address = sentinels_of(url)
    if address is None:
        return kind.from_url(url, **options)
    of_server = parse_url(address.server)  # type: ignore[no-untyped-call]
    secured = of_server.pop("connection_class", None) is not None
    del of_server["host"]
    client: redis.Redis = open_sentinels(address).master_for(  # type: ignore[no-untyped-call]
        address.name,
        redis_class=kind,
        connection_class=PrimaryTLSConnection if secured else PrimaryConnection,
        **{**options, **of_server},
    )
    return client


class SendingLine:
    """Sends pipelines, and gives their answers in that order. What has no answer when the connection is lost is executed again,
    in that order too: so it must be fit for that, as each step is.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._pool = client.connection_pool
        self._connection: Any = None
        self._unanswered: deque[WirePipeline] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._unanswered:
            self._lose()
        self._leave()

    def send(self, pipe: WirePipeline) -> None:
        """Send what was queued."""
        try:
            if self._connection is None and not self._unanswered:
                self._connection = self._pool.get_connection()
            if self._connection is not None:
                pipe.send(self._connection)
        except LOST:
            self._lose()
        self._unanswered.append(pipe)

    def answers(self) -> list[Any]:
        """The answers to what was sent first of all that has none yet. Raises RecordDown."""
        pipe = self._unanswered.popleft()
        if self._connection is not None:
            try:
                return pipe.answers(self._connection)
            except LOST:
                self._lose()
        return pipe.execute()

    def _lose(self) -> None:
        if self._connection is not None:
            self._connection.disconnect()
        self._leave()

    def _leave(self) -> None:
        if self._connection is not None:
            self._pool.release(self._connection)
            self._connection = None

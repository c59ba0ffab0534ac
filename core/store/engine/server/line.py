"""A line: one connection on which commands are on their way while their sender works on, without a thread.

A thread that waits for a server beside one that computes has to get Python's lock back for each piece that it sends or reads,
up to 5 ms each time.
"""

from collections import deque
from types import TracebackType
from typing import Any, Self

import redis

from core.store.engine.server.connection import WirePipeline

LOST = (redis.ConnectionError, redis.TimeoutError, redis.exceptions.NoScriptError)
"""What makes a line execute again all that it has sent without an answer."""


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

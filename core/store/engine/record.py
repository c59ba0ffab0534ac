"""The record itself: a connection, the schema number it carries, and `commit`, the only way in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from core.errors import RecordTooNew
from core.store.engine import keys
from core.store.engine.connection import connect
from core.store.engine.step import LUA, Step
from core.votes.trending import HALF_LIFE

SCHEMA = 1
"""The shape of the record this program writes; raise it together with an entry in MIGRATIONS."""

Migration = Callable[["Record"], None]

MIGRATIONS: Mapping[int, Migration] = {}
"""Schema number to the function that brings a record from it to the next; each may run twice."""


class Record:
    """Redis or Valkey at `url`. Every call may raise RecordDown. `half_life` is that of its trending scores."""

    def __init__(self, url: str, half_life: timedelta = HALF_LIFE) -> None:
        self.url, self.half_life = url, half_life
        self.text: Any = connect(url)  # redis-py types every answer as a union of all it might be
        self.raw: Any = connect(url, text=False)

    def commit(self, *steps: Step) -> list[bool]:
        """Commit each step, whole or not at all; False where what it was decided on has changed since."""
        pipe = self.text.pipeline()
        for step in steps:
            pipe.run(LUA, [keys.LOG], *step.argv())
        return [answer == 0 for answer in pipe.execute()]

    def prepare(
        self, copy: Callable[[], object], migrations: Mapping[int, Migration] = MIGRATIONS, schema: int = SCHEMA
    ) -> None:
        """Make the record fit for this program: an empty one gets the number, an older one is upgraded after a `copy`.

        Raises RecordTooNew where a newer program wrote it.
        """
        self.text.set(keys.SCHEMA, schema, nx=True)
        found = int(self.text.get(keys.SCHEMA) or 0)
        if found > schema:
            raise RecordTooNew(
                f"This record was written by a newer Paperboy (schema {found}; this one reads {schema}). Update Paperboy, then start again."
            )
        if found < schema:
            copy()
        for number in range(found, schema):
            migrations[number](self)
            self.text.set(keys.SCHEMA, number + 1)

    def position(self) -> str:
        """The id of the newest log entry, '0-0' before the first."""
        newest: Sequence[tuple[str, dict[str, str]]] = self.text.xrevrange(keys.LOG, count=1)
        return newest[0][0] if newest else "0-0"

    def time(self) -> datetime:
        """The server's clock (UTC)."""
        seconds, micros = self.text.time()
        return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micros)

    def server(self) -> str:
        """Which server this is: `Valkey 9.1.2` or `Redis 8.0.1`."""
        facts = self.text.info("server")
        return f"Valkey {facts['valkey_version']}" if "valkey_version" in facts else f"Redis {facts['redis_version']}"

    def memory(self) -> int:
        """Bytes of memory the server uses."""
        return int(self.text.info("memory")["used_memory"])

    def close(self) -> None:
        """Give the connections back."""
        self.text.close()
        self.raw.close()

"""The record itself: a connection, the schema number it carries, and `commit`, the only way in."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from core.errors import RecordDown, RecordTooNew
from core.store.engine import keys
from core.store.engine.server.address import sentinels_of
from core.store.engine.server.connection import SendingLine, WirePipeline, connect
from core.store.engine.step import LUA, Step
from core.votes.trending import HALF_LIFE

CONFIRMED_WITHIN = 2000
"""Milliseconds that a replica may take to hold a change: Slack waits three seconds for an answer."""

FEW, UNHURRIED = 20, 8000
"""Steps of which somebody may wait for the end, and milliseconds that a replica may take for more, such as a slice of a listing."""

SCHEMA = 1
"""The shape of the record this program writes; raise it together with an entry in MIGRATIONS."""

Name = TypeVar("Name", bound=Hashable)

Migration = Callable[["Record"], None]

MIGRATIONS: Mapping[int, Migration] = {}
"""Schema number to the function that brings a record from it to the next; each may run twice."""


class Record:
    """Redis or Valkey at `url`. Every call may raise RecordDown. `half_life` is that of its trending scores."""

    def __init__(self, url: str, half_life: timedelta = HALF_LIFE) -> None:
        self.url, self.half_life = url, half_life
        self.text: Any = connect(url)  # redis-py types every answer as a union of all it might be
        self.raw: Any = connect(url, text=False)
        self._replicated = sentinels_of(url) is not None

    def commit(self, *steps: Step) -> list[bool]:
        """Commit each step, whole or not at all; False where what it was decided on has changed since."""
        return self.committed(self.commits(*steps).execute())

    def commit_once(self, step: Step, delivery: str, subject: str = "") -> bool:
        """Commit a step that a delivery (for one of several subjects) does once: True too where it did so before."""
        return self.commit(step.once(delivery, subject))[0] or self.has_done(delivery, subject)

    def has_done(self, delivery: str, subject: str = "") -> bool:
        """Whether a delivery did what it does (for one of several subjects) before; '' is none, and never did."""
        return bool(delivery and self.text.exists(keys.press(delivery, subject)))

    def commits(self, *steps: Step) -> WirePipeline:
        """What is to be sent so that each step is committed, and a replica holds it."""
        pipe: WirePipeline = self.text.pipeline()
        for step in steps:
            pipe.run(LUA, [keys.LOG], *step.argv())
        if self._replicated:
            # WAIT waits for what its own connection wrote, and a step that was done before writes nothing
            pipe.set(keys.CONFIRMED, "1")
            pipe.wait(1, CONFIRMED_WITHIN if len(steps) <= FEW else UNHURRIED)
        return pipe

    def committed(self, answers: Sequence[Any]) -> list[bool]:
        """Which of the steps were committed, by the answers. Raises RecordDown where no replica holds them: a primary that is cut
        off may lose what it alone has.
        """
        if not self._replicated:
            return [answer == 0 for answer in answers]
        *outcomes, _, replicas = answers
        if not replicas:
            self.text.connection_pool.disconnect(inuse_connections=False)  # the primary may be another by now
            raise RecordDown(
                "No replica of Paperboy's database confirmed the change in time, so it may be lost. Please try again in a moment."
            )
        return [answer == 0 for answer in outcomes]

    def confirm(self) -> None:
        """Wait until a replica holds all that was written so far; without Sentinels it does nothing. Raises RecordDown."""
        if self._replicated:
            self.commit()

    def line(self) -> SendingLine:
        """A line to the server, which answers text."""
        return SendingLine(self.text)

    def ask_each(self, names: Iterable[Name], ask: Callable[[Any, Name], object]) -> dict[Name, Any]:
        """What the server answers to the command that `ask` puts into a pipeline for each of these names, sent together."""
        each, pipe = list(dict.fromkeys(names)), self.text.pipeline()
        for name in each:
            ask(pipe, name)
        return dict(zip(each, pipe.execute(), strict=True))

    def prepare(
        self, copy: Callable[[], object], migrations: Mapping[int, Migration] = MIGRATIONS, schema: int = SCHEMA
    ) -> None:
        """Make the record fit for this program: an empty one gets the number, an older one is upgraded after a `copy`.

        Raises RecordTooNew where a newer program wrote it.
        """
        self.text.set(keys.SCHEMA, schema, nx=True)
        written = int(self.text.get(keys.SCHEMA) or 0)
        if written > schema:
            raise RecordTooNew(
                f"This record was written by a newer Paperboy (schema {written}; this one reads {schema})."
                " Update Paperboy, then start again."
            )
        if written < schema:
            copy()
        for number in range(written, schema):
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


class Keeper:
    """Keeps one kind of thing in a record: the base of all that do."""

    def __init__(self, record: Record) -> None:
        self._record = record

    @property
    def _text(self) -> Any:
        """The record's connection, which answers text."""
        return self._record.text

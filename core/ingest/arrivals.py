"""Listings on their way in: their bytes, the slices still to do, and what became of every entry.

RQ is only a wake-up. What is to do stands in the record (`pb:todo`) until it is done, so a lost or killed job is found again.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from uuid import uuid4
from zlib import compress, decompress

import msgspec

from core.ingest.batch import Batch, Outcome
from core.ingest.keeping import Bringer
from core.ingest.run import take
from core.model import Listing, Skipped
from core.scope import LISTED, Origin
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.text.cleaning import clean
from core.text.source_names import source_name

SLICE = 200
"""Entries one job ingests; never under 100 where a listing has that many, because a job costs 6 ms to run."""

BLOB_TTL = 7 * 86_400
"""Seconds the bytes of a listing outlive its last slice's start; a slice that is still to do gives them another week."""

LISTING_TTL = 60 * 86_400
"""Seconds for which a fetched listing is known by its bytes after it last came."""

INGESTS_KEPT = 100
"""Listings, the newest, that are kept in order: status names three that everybody may know of."""

UNNAMED = frozenset(("hf-page", "text"))
"""Sources of which no feed brings anything: what they listed came as a file or as a text, which names itself."""

DEATHS = 5
"""Times a slice is started, and its worker dies, before it is put among the dead letters."""


class Slice(msgspec.Struct, frozen=True):
    """A slice of a listing still to ingest: entries `start` to `stop`, when it was queued or last started, and how often started.

    `bringer` is who keeps what it says beside its papers, None for nobody.
    """

    id: str
    run: str
    content: str
    where: str
    start: int
    stop: int
    at: datetime
    starts: int = 0
    origin: Origin = Origin()
    bringer: Bringer | None = None


class Arrived(msgspec.Struct, frozen=True):
    """A listing that is stored: the run that ingests it, the kind of its text, its entries and what could not be read."""

    run: str
    where: str
    entries: int
    skipped: tuple[Skipped, ...]
    todo: tuple[Slice, ...]
    kind: str = ""


class Arrivals(Keeper):
    """The arrivals of a record."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._todo, self._dead = Table(record, keys.TODO, Slice), Table(record, keys.DEAD, Slice)

    def arrive(
        self,
        data: bytes,
        where: str,
        digest: Listing,
        listed: date,
        now: datetime,
        origin: Origin = LISTED,
        bringer: Bringer | None = None,
        *,
        fetched: bool = False,
    ) -> Arrived:
        """Store a listing's bytes and its slices; a listing without a day keeps the day of its first ingest.

        `listed` is the day it stands for if it was never seen before. One that was `fetched` is forgotten `LISTING_TTL` after it last
        came: a source changes its lists by the hour. One that somebody brought never is.
        """
        where = clean(where)
        content, run = content_of(data, origin.text_scope), uuid4().hex[:12]
        total = len(digest.entries)
        todo = tuple(
            Slice(f"{run}-{a}", run, content, where, a, b, now, origin=origin, bringer=bringer)
            for a, b in slices(total)
        )
        step = self._known(content, digest, where, listed, now, origin.scope, fetched=fetched)
        step.note("HSET", keys.run(run), "total", f"{total} {origin.scope} {digest.kind}".strip()).note(
            "EXPIRE", keys.run(run), keys.RUN_TTL
        )
        # in Base64, for no value in the record's files may look like a command of theirs
        step.note("SET", keys.blob(content), b64encode(compress(data, 1)).decode(), "EX", BLOB_TTL)
        for slice_ in todo:
            step.note("HSET", keys.TODO, slice_.id, slice_)
        self._record.commit(step)
        return Arrived(run, where, total, digest.skipped, todo, digest.kind)

    def _known(
        self, content: str, digest: Listing, where: str, listed: date, now: datetime, scope: str, *, fetched: bool
    ) -> Step:
        """A step that keeps the facts of a listing as they were when it first came."""
        step = Step("digest", content)
        facts = {
            "day": listed.isoformat(),
            "source": digest.source,
            "where": where,
            "at": now.isoformat(),
            "scope": scope,
            "read": "" if fetched or digest.day or digest.dateline else "1",
        }
        for field, value in facts.items():
            step.write("HSETNX", keys.digest(content), field, value)
        step.note(*(("EXPIRE", keys.digest(content), LISTING_TTL) if fetched else ("PERSIST", keys.digest(content))))
        step.write("ZADD", keys.INGESTS, now.timestamp(), content)
        return step.write("ZREMRANGEBYRANK", keys.INGESTS, 0, -1 - INGESTS_KEPT)

    def bytes_of(self, todo: Slice) -> bytes | None:
        """The bytes a slice is cut from; None where they are gone."""
        packed = self._text.get(keys.blob(todo.content))
        return decompress(b64decode(packed)) if packed is not None else None

    def todo(self, *ids: str) -> list[Slice]:
        """These slices as far as they are still to do; all that are, when none is named."""
        rows = self._todo.get_many(ids) if ids else self._todo.all()
        return sorted(rows.values(), key=lambda todo: (todo.at, todo.run, todo.start))

    def ingest(
        self, todo: Slice, digest: Listing, clock: Callable[[], datetime], then: Callable[[], object] = lambda: None
    ) -> None:
        """Do one slice, and `then` what comes of it, and take it off the list; doing it again changes nothing."""
        entries = digest.entries[todo.start : todo.stop]
        first = self._text.hmget(keys.digest(todo.content), "source", "day", "read")  # as it first came
        source, day, read = first[0], date.fromisoformat(first[1]), bool(first[2])
        latest = todo.at.date() + timedelta(days=1)  # a source may have tomorrow already
        batch = Batch(
            todo.content, source, todo.where, day, latest, todo.at, todo.run, todo.start, entries, todo.origin, read
        )
        take(self._record, batch, clock)
        then()
        self._text.hdel(keys.TODO, todo.id)

    def begin(self, todo_id: str, now: datetime) -> Slice | None:
        """Count a start of a slice, and keep its bytes for another week. None where the slice is done already; after `DEATHS` starts
        it becomes a dead letter.
        """
        row = self._text.hget(keys.TODO, todo_id)
        if not row:
            return None
        todo = msgspec.json.decode(row, type=Slice)
        again = msgspec.structs.replace(todo, at=now, starts=todo.starts + 1)
        step = Step("begin").expect(keys.TODO, todo.id, row)  # as it is written, by whichever Paperboy
        if again.starts > DEATHS:
            step.note("HDEL", keys.TODO, todo.id).note("HSET", keys.DEAD, todo.id, again)
        else:
            step.note("HSET", keys.TODO, todo.id, again).note("EXPIRE", keys.blob(todo.content), BLOB_TTL)
        return again if self._record.commit(step)[0] and again.starts <= DEATHS else None

    def outcomes(self, run: str) -> list[Outcome]:
        """What became of the entries of a run so far, in the order of the listing."""
        rows = self._text.hgetall(keys.run(run))
        numbered = sorted((int(n), row) for n, row in rows.items() if n.isdigit())
        return [msgspec.json.decode(row, type=Outcome) for _, row in numbered]

    def outcomes_of(self, todo: Slice) -> dict[int, Outcome]:
        """What became of the entries of a slice, by their numbers."""
        numbers = range(todo.start, todo.stop)
        rows = self._text.hmget(keys.run(todo.run), list(map(str, numbers))) if numbers else []
        return {n: msgspec.json.decode(row, type=Outcome) for n, row in zip(numbers, rows, strict=True) if row}

    def total(self, run: str) -> int:
        """How many entries a run has; 0 where it is not known any more."""
        return int(self._facts(run)[0] or 0)

    def scope(self, run: str) -> str:
        """Whose news a run brings."""
        return self._facts(run)[1]

    def kind(self, run: str) -> str:
        """What people call the format of the text that a run is of; '' where an earlier Paperboy began the run."""
        return self._facts(run)[2]

    def _facts(self, run: str) -> tuple[str, str, str]:
        """The number of entries of a run, its scope, which holds no space, and the kind of its text."""
        total, _, rest = str(self._text.hget(keys.run(run), "total") or "").partition(" ")
        scope, _, kind = rest.partition(" ")
        return total, scope, kind

    def settled(self, run: str) -> int:
        """How many entries of a run are settled."""
        return self.settled_of([run])[run]

    def settled_of(self, runs: Sequence[str]) -> dict[str, int]:
        """How many entries of each of these runs are settled."""
        pipe = self._text.pipeline()
        for run in runs:
            pipe.hlen(keys.run(run))
        return {run: max(0, int(size) - 1) for run, size in zip(runs, pipe.execute() if runs else (), strict=True)}

    def is_settled(self, run: str) -> bool:
        """Whether nothing of a run is to do any more, nor put aside. What became of some entries may be lost by then: it is kept for
        two days, and a backup may hold less of it than was done.
        """
        pipe = self._text.pipeline(transaction=True)  # a slice may be put aside between two looks
        slices = [name for names in pipe.hkeys(keys.TODO).hkeys(keys.DEAD).execute() for name in names]
        return not any(name.startswith(f"{run}-") for name in slices)

    def last(self, count: int = 3) -> list[str]:
        """The listings ingested last: what, from which source, on which day."""
        lines = []
        for content, at in self._text.zrevrange(keys.INGESTS, 0, count - 1, withscores=True):
            facts = self._text.hgetall(keys.digest(content))
            if facts.get("scope"):  # what was added in a chat is no business of others
                continue
            source = facts.get("source", "")
            named = "" if source in UNNAMED else f" ({source_name(source)})"
            lines.append(f"{facts.get('where', '')}{named} on {datetime.fromtimestamp(at, UTC):%d %b %Y %H:%M} UTC")
        return lines

    def dead(self) -> list[Slice]:
        """The slices that were given up, the one that died last first."""
        return sorted(self._dead.all().values(), key=lambda todo: todo.at, reverse=True)


def content_of(data: bytes, scope: str) -> str:
    """The name of a listing's bytes: a hash. The same bytes pasted in two scopes are two listings."""
    return blake2b(
        data, digest_size=16, person=blake2b(scope.encode(), digest_size=16).digest() if scope else b""
    ).hexdigest()


def slices(total: int) -> list[tuple[int, int]]:
    """A listing's entries cut into even slices of 100 to about 300, or one where there are fewer."""
    parts = max(1, round(total / SLICE))
    edges = [round(total * part / parts) for part in range(parts + 1)]
    return list(pairwise(edges))

"""One file that holds the whole record: written while others write, checked before it is trusted, restored in one step.

The file is a row for each key, then a summary and a checksum, packed. A key may change while it is written: the log, read last, holds
every change since the start, and each is an absolute write, so replaying it over what was read gives the record as it stood at the end.
What is to do is noted beside the log, so it is read at one moment with it: of a day that is in by the log, no list is fetched again.
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from core.errors import BadBackup, RecordTooNew
from core.host.durable import make_folder, replacing
from core.store.engine import keys
from core.store.engine.log import order
from core.store.engine.record import SCHEMA, Record

TO_DO = (
    keys.TODO, keys.DEAD, keys.INBOX, keys.DEAD_EVENTS, keys.TICKS, keys.TAGS, keys.FETCHES, keys.UNFETCHED, keys.FOLLOWS, keys.HISTORIES,
)  # fmt: skip
"""The hashes of what is to do, of what was given up, and of what need not be asked for again."""

AFTER_LOG = (keys.blob, keys.run, keys.fetched)
"""The keys of bytes that are to do, and of what became of them: read after the log, so that it is there of all that is done by the log."""

PORTION = 500
"""Keys read or written in one round trip."""

COPIES_KEPT = 5
"""Copies of each kind, the newest, that stay beside the record."""

STAGING = "pb-restore:"

SWAP = """
for _, key in ipairs(redis.call('KEYS', 'pb:*')) do redis.call('DEL', key) end
for _, key in ipairs(redis.call('KEYS', 'pb-restore:*')) do redis.call('RENAME', key, 'pb:' .. string.sub(key, 12)) end
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
  redis.call('ZUNIONSTORE', ARGV[2] .. string.sub(key, #ARGV[1] + 1), 1, key)
end
"""
"""Puts what is staged in the place of the record. Its messages still show what the record held before, so all of them are stale."""

MAGIC = b"paperboy backup 1\n"
LONGEST = 1 << 30
"""Bytes one key's value may take in a file; more means the file is damaged."""


class PackedKey(msgspec.Struct, array_like=True):
    """One key: its name, type, when it expires (Unix milliseconds, 0 for never) and its value."""

    key: bytes
    kind: str
    expires: int
    value: Any


class Summary(msgspec.Struct, frozen=True):
    """What a backup holds: when it was made, its schema, keys, papers, and the log id it reaches back to."""

    at: datetime
    schema: int
    keys: int
    papers: int
    log: str


def check(source: Path) -> Summary:
    """Read a backup to its end and vouch for it; raises BadBackup, or RecordTooNew where a newer Paperboy wrote it."""
    summary, count = None, 0
    for item in items(source):
        if isinstance(item, Summary):
            summary = item
        else:
            count += 1
    if summary is None or summary.keys != count:
        raise BadBackup(f"{source.name} is cut short: it was not restored, and nothing was changed.")
    if summary.schema > SCHEMA:
        raise RecordTooNew(
            f"{source.name} was written by a newer Paperboy (schema {summary.schema}; this one reads {SCHEMA}). Update Paperboy first."
        )
    return summary


def commands(source: Path) -> Iterator[list[bytes]]:
    """The commands that make an empty server what a backup holds. Raises BadBackup."""
    events: list[tuple[bytes, Any]] = []
    for item in items(source):
        if isinstance(item, Summary):
            since = order(item.log)
        else:
            yield from writes(item)
            events = item.value if item.key == keys.LOG.encode() else events
    for event_id, fields in events:
        if order(event_id.decode()) > since:
            for write in json.loads(fields[b"do"]):
                yield [str(part).encode() for part in write]


def newest_good(folders: Iterable[Path]) -> tuple[Path, Summary] | None:
    """The newest backup in these folders that is whole and that this Paperboy reads, and what it holds."""
    files = [file for folder in folders for file in folder.glob("*.pb")]
    for file in sorted(files, key=lambda file: file.stat().st_mtime, reverse=True):
        with suppress(BadBackup, RecordTooNew):
            return file, check(file)
    return None


def writes(row: PackedKey) -> Iterator[list[bytes]]:
    """The commands that make a key what it was; none for one that went while the file was written."""
    if not row.value and row.kind != "string":
        return
    match row.kind:
        case "hash":
            yield [b"HSET", row.key, *chain.from_iterable(row.value.items())]
        case "set":
            yield [b"SADD", row.key, *row.value]
        case "zset":
            yield [b"ZADD", row.key, *chain.from_iterable((repr(score).encode(), name) for name, score in row.value)]
        case "list":
            yield [b"RPUSH", row.key, *row.value]
        case "stream":
            for event_id, fields in row.value:
                yield [b"XADD", row.key, event_id, *chain.from_iterable(fields.items())]
        case _:
            yield [b"SET", row.key, row.value]
    if row.expires:
        yield [b"PEXPIREAT", row.key, b"%d" % row.expires]


def put(out: gzip.GzipFile, digest: Any, item: bytes) -> None:
    for piece in (len(item).to_bytes(4, "big"), item):
        out.write(piece)
        digest.update(piece)


def items(source: Path) -> Iterator[PackedKey | Summary]:
    """What a file holds, to the summary at its end; raises BadBackup where it is not whole."""
    damaged = BadBackup(f"{source.name} is damaged or cut short: it was not restored, and nothing was changed.")
    digest = sha256()
    try:
        with source.open("rb") as raw:
            if raw.read(len(MAGIC)) != MAGIC:
                raise BadBackup(f"{source.name} is not a Paperboy backup. Make one with: paperboy backup FILE")
            with gzip.GzipFile(fileobj=raw, mode="rb") as out:
                while True:
                    item = _take(out, digest)
                    if item.startswith(b"END"):
                        summary = msgspec.json.decode(item[3:], type=Summary)
                        if out.read() != digest.digest():
                            raise damaged
                        yield summary
                        return
                    yield msgspec.msgpack.decode(item, type=PackedKey)
    except FileNotFoundError:
        raise BadBackup(f"There is no file {source}.") from None
    except IsADirectoryError:
        raise BadBackup(f"{source} is a folder: name a backup in it.") from None
    except PermissionError as error:
        raise BadBackup(f"{source} cannot be read: {error.strerror}.") from None
    except (OSError, EOFError, zlib.error, msgspec.DecodeError, ValueError) as error:
        raise damaged from error


def _take(out: BinaryIO | gzip.GzipFile, digest: Any) -> bytes:
    head = out.read(4)
    size = int.from_bytes(head, "big")
    if len(head) < 4 or size > LONGEST:
        raise EOFError
    item = out.read(size)
    if len(item) < size:
        raise EOFError
    digest.update(head)
    digest.update(item)
    return item


def write(record: Record, target: Path) -> Summary:
    """Write the whole record to `target`, which is complete or as it was. Raises OSError where the disk refuses."""
    at, since = record.time(), record.position()
    count, digest = 0, sha256()
    with replacing(target) as raw:
        raw.write(MAGIC)
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=3, mtime=0) as out:
            for row in _rows(record):
                put(out, digest, msgspec.msgpack.encode(row))
                count += 1
            summary = Summary(at, SCHEMA, count, int(record.text.zcard(keys.PAPERS)), since)
            put(out, digest, b"END" + msgspec.json.encode(summary))
            out.write(digest.digest())
    return summary


def restore(record: Record, source: Path) -> Summary:
    """Make the record what a backup holds, in one step at the end. Raises BadBackup before anything is changed."""
    summary = check(source)
    for key in record.raw.scan_iter(match=f"{STAGING}*", count=2000):
        record.raw.delete(key)
    rows: list[PackedKey] = []
    for item in items(source):
        if isinstance(item, PackedKey):
            rows.append(item)
        if len(rows) >= PORTION or isinstance(item, Summary):
            _stage(record, rows)
            rows.clear()
    _replay(record, summary.log)
    record.raw.delete(STAGING + keys.EPOCH.removeprefix(keys.PREFIX))
    record.raw.eval(SWAP, 0, keys.posts(""), keys.stale(""))
    record.confirm()
    return summary


def keep_copy(record: Record, folder: Path, why: str) -> Path:
    """A backup beside the record, before something is done to it that cannot be undone; of each kind the newest are kept."""
    make_folder(folder)
    target = folder / f"before-{why}-{record.time():%Y%m%dT%H%M%S.%f}.pb"
    write(record, target)
    for old in sorted(folder.glob(f"before-{why}-*.pb"))[:-COPIES_KEPT]:
        old.unlink(missing_ok=True)
    return target


def _rows(record: Record) -> Iterator[PackedKey]:
    """Every key of the record: what is to do and the log at one moment after all others, then its bytes and what became of it."""
    later, together = tuple(key("").encode() for key in AFTER_LOG), {key.encode() for key in (*TO_DO, keys.LOG)}
    others = record.raw.scan_iter(match=f"{keys.PREFIX}*", count=2000)
    yield from _in_portions(record, (key for key in others if key not in together and not key.startswith(later)))
    yield from _read_together(record)
    for key in AFTER_LOG:
        yield from _in_portions(record, record.raw.scan_iter(match=key("*"), count=2000))


def _in_portions(record: Record, names: Iterable[bytes]) -> Iterator[PackedKey]:
    portion: list[bytes] = []
    for key in names:
        portion.append(key)
        if len(portion) >= PORTION:
            yield from _read(record, portion)
            portion = []
    yield from _read(record, portion)


def _read_together(record: Record) -> Iterator[PackedKey]:
    pipe = record.raw.pipeline(transaction=True)
    for key in TO_DO:
        pipe.hgetall(key)
    pipe.xrange(keys.LOG)
    for key, value in zip((*TO_DO, keys.LOG), pipe.execute(), strict=True):
        if value:
            yield PackedKey(key.encode(), "stream" if key == keys.LOG else "hash", 0, value)


def _read(record: Record, portion: list[bytes]) -> Iterator[PackedKey]:
    pipe = record.raw.pipeline()
    for key in portion:
        pipe.type(key)
        pipe.pexpiretime(key)
    facts = pipe.execute()
    kinds = [(key, kind.decode(), max(0, ttl)) for key, kind, ttl in zip(portion, facts[::2], facts[1::2], strict=True)]
    for key, kind, _ in kinds:
        match kind:
            case "hash":
                pipe.hgetall(key)
            case "set":
                pipe.smembers(key)
            case "zset":
                pipe.zrange(key, 0, -1, withscores=True)
            case "list":
                pipe.lrange(key, 0, -1)
            case _:
                pipe.get(key)
    for (key, kind, expires), value in zip(kinds, pipe.execute(), strict=True):
        if kind != "none" and value is not None:
            yield PackedKey(key, kind, expires, list(value) if kind == "set" else value)


def _stage(record: Record, rows: list[PackedKey]) -> None:
    pipe = record.raw.pipeline()
    for row in rows:
        for verb, key, *rest in writes(row):
            pipe.execute_command(verb, STAGING.encode() + key.removeprefix(keys.PREFIX.encode()), *rest)
    pipe.execute()


def _replay(record: Record, since: str) -> None:
    """Apply the changes that the file's own log holds after `since` to what is staged."""
    log = STAGING + keys.LOG.removeprefix(keys.PREFIX)
    for _, fields in record.text.xrange(log, f"({since}", "+"):
        pipe = record.text.pipeline()
        for command, key, *rest in json.loads(fields["do"]):
            pipe.execute_command(command, STAGING + key.removeprefix(keys.PREFIX), *rest)
        pipe.execute()

"""One file that holds the whole record: written while others write, checked before it is trusted, restored in one step.

A key may change while the file is written. The log, read last, holds every change since the start, and each change is an absolute
write: replaying it over what was read gives the record as it stood at the end, exactly.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from core.durable import make_folder, replacing
from core.errors import BadBackup, RecordTooNew
from core.store import keys
from core.store.record import SCHEMA, Record

MAGIC = b"paperboy backup 1\n"
PORTION = 500
"""Keys read or written in one round trip."""

LONGEST = 1 << 30
"""Bytes one key's value may take in a file; more means the file is damaged."""

STAGING = "pb-restore:"

SWAP = """
for _, key in ipairs(redis.call('KEYS', 'pb:*')) do redis.call('DEL', key) end
for _, key in ipairs(redis.call('KEYS', 'pb-restore:*')) do redis.call('RENAME', key, 'pb:' .. string.sub(key, 12)) end
"""


class Row(msgspec.Struct, array_like=True):
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


def write(record: Record, target: Path) -> Summary:
    """Write the whole record to `target`, which is complete or as it was. Raises OSError where the disk refuses."""
    at, since = datetime.now(UTC), record.position()
    count, digest = 0, sha256()
    with replacing(target) as raw:
        raw.write(MAGIC)
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=3, mtime=0) as out:
            for row in _rows(record):
                _put(out, digest, msgspec.msgpack.encode(row))
                count += 1
            summary = Summary(at, SCHEMA, count, int(record.text.zcard(keys.PAPERS)), since)
            _put(out, digest, b"END" + msgspec.json.encode(summary))
            out.write(digest.digest())
    return summary


def check(source: Path) -> Summary:
    """Read a backup to its end and vouch for it; raises BadBackup, or RecordTooNew where a newer Paperboy wrote it."""
    summary, count = None, 0
    for item in _items(source):
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


def restore(record: Record, source: Path) -> Summary:
    """Make the record what a backup holds, in one step at the end. Raises BadBackup before anything is changed."""
    summary = check(source)
    _drop_staging(record)
    rows: list[Row] = []
    for item in _items(source):
        if isinstance(item, Row):
            rows.append(item)
        if len(rows) >= PORTION or isinstance(item, Summary):
            _stage(record, rows)
            rows.clear()
    _replay(record, summary.log)
    record.raw.delete(STAGING + keys.EPOCH.removeprefix(keys.PREFIX))
    record.raw.eval(SWAP, 0)
    return summary


def keep_copy(record: Record, folder: Path, why: str) -> Path:
    """A backup beside the record, before something is done to it that cannot be undone."""
    make_folder(folder)
    target = folder / f"before-{why}-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}.pb"
    write(record, target)
    return target


def _rows(record: Record) -> Iterator[Row]:
    """Every key of the record, the log last."""
    portion: list[bytes] = []
    for key in record.raw.scan_iter(match=f"{keys.PREFIX}*", count=2000):
        if key == keys.LOG.encode():
            continue
        portion.append(key)
        if len(portion) >= PORTION:
            yield from _read(record, portion)
            portion = []
    yield from _read(record, portion)
    yield from _read(record, [keys.LOG.encode()])


def _read(record: Record, portion: list[bytes]) -> Iterator[Row]:
    pipe = record.raw.pipeline()
    for key in portion:
        pipe.type(key)
        pipe.pexpiretime(key)
    facts = pipe.execute() if portion else []
    found = [(key, kind.decode(), max(0, ttl)) for key, kind, ttl in zip(portion, facts[::2], facts[1::2], strict=True)]
    for key, kind, _ in found:
        match kind:
            case "hash":
                pipe.hgetall(key)
            case "set":
                pipe.smembers(key)
            case "zset":
                pipe.zrange(key, 0, -1, withscores=True)
            case "stream":
                pipe.xrange(key)
            case _:
                pipe.get(key)
    for (key, kind, expires), value in zip(found, pipe.execute() if found else [], strict=True):
        if kind != "none" and value is not None:
            yield Row(key, kind, expires, list(value) if kind == "set" else value)


def _put(out: gzip.GzipFile, digest: Any, item: bytes) -> None:
    for piece in (len(item).to_bytes(4, "big"), item):
        out.write(piece)
        digest.update(piece)


def _items(source: Path) -> Iterator[Row | Summary]:
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
                    yield msgspec.msgpack.decode(item, type=Row)
    except FileNotFoundError:
        raise BadBackup(f"There is no file {source}.") from None
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


def _stage(record: Record, rows: list[Row]) -> None:
    pipe = record.raw.pipeline()
    for row in rows:
        key = STAGING.encode() + row.key.removeprefix(keys.PREFIX.encode())
        match row.kind:
            case "hash":
                pipe.hset(key, mapping=row.value)
            case "set":
                pipe.sadd(key, *row.value)
            case "zset":
                pipe.zadd(key, dict(row.value))
            case "stream":
                for event_id, fields in row.value:
                    pipe.xadd(key, fields, id=event_id)
            case _:
                pipe.set(key, row.value)
        if row.expires:
            pipe.pexpireat(key, row.expires)
    if rows:
        pipe.execute()


def _replay(record: Record, since: str) -> None:
    """Apply the changes that the file's own log holds after `since` to what is staged."""
    log = STAGING + keys.LOG.removeprefix(keys.PREFIX)
    for _, fields in record.text.xrange(log, f"({since}", "+"):
        pipe = record.text.pipeline()
        for command, key, *rest in json.loads(fields["do"]):
            pipe.execute_command(command, STAGING + key.removeprefix(keys.PREFIX), *rest)
        pipe.execute()


def _drop_staging(record: Record) -> None:
    for key in record.raw.scan_iter(match=f"{STAGING}*", count=2000):
        record.raw.delete(key)

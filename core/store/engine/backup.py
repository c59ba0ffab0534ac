"""One file that holds the whole record: written while others write, checked before it is trusted, restored in one step.

A key may change while the file is written. The log, read last, holds every change since the start, and each change is an absolute
write: replaying it over what was read gives the record as it stood at the end, exactly.
"""

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from core.host.durable import make_folder, replacing
from core.store.engine import keys, pack
from core.store.engine.pack import PackedKey, Summary
from core.store.engine.record import SCHEMA, Record

PORTION = 500
"""Keys read or written in one round trip."""

COPIES_KEPT = 5
"""Copies of each kind, the newest, that stay beside the record."""

STAGING = "pb-restore:"

SWAP = """
for _, key in ipairs(redis.call('KEYS', 'pb:*')) do redis.call('DEL', key) end
for _, key in ipairs(redis.call('KEYS', 'pb-restore:*')) do redis.call('RENAME', key, 'pb:' .. string.sub(key, 12)) end
"""


def write(record: Record, target: Path) -> Summary:
    """Write the whole record to `target`, which is complete or as it was. Raises OSError where the disk refuses."""
    at, since = record.time(), record.position()
    count, digest = 0, sha256()
    with replacing(target) as raw:
        raw.write(pack.MAGIC)
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=3, mtime=0) as out:
            for row in _rows(record):
                pack.put(out, digest, msgspec.msgpack.encode(row))
                count += 1
            summary = Summary(at, SCHEMA, count, int(record.text.zcard(keys.PAPERS)), since)
            pack.put(out, digest, b"END" + msgspec.json.encode(summary))
            out.write(digest.digest())
    return summary


def restore(record: Record, source: Path) -> Summary:
    """Make the record what a backup holds, in one step at the end. Raises BadBackup before anything is changed."""
    summary = pack.check(source)
    _drop_staging(record)
    rows: list[PackedKey] = []
    for item in pack.items(source):
        if isinstance(item, PackedKey):
            rows.append(item)
        if len(rows) >= PORTION or isinstance(item, Summary):
            _stage(record, rows)
            rows.clear()
    _replay(record, summary.log)
    record.raw.delete(STAGING + keys.EPOCH.removeprefix(keys.PREFIX))
    record.raw.eval(SWAP, 0)
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
            case "stream":
                pipe.xrange(key)
            case _:
                pipe.get(key)
    for (key, kind, expires), value in zip(kinds, pipe.execute(), strict=True):
        if kind != "none" and value is not None:
            yield PackedKey(key, kind, expires, list(value) if kind == "set" else value)


def _stage(record: Record, rows: list[PackedKey]) -> None:
    pipe = record.raw.pipeline()
    for row in rows:
        for verb, key, *rest in pack.writes(row):
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


def _drop_staging(record: Record) -> None:
    for key in record.raw.scan_iter(match=f"{STAGING}*", count=2000):
        record.raw.delete(key)

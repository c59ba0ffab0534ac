"""The file of a backup: a row for each key, then a summary and a checksum, packed; read to its end before it is trusted."""

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
from core.store.engine import keys
from core.store.engine.log import order
from core.store.engine.record import SCHEMA

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
    """The commands that make a key what it was."""
    match row.kind:
        case "hash":
            yield [b"HSET", row.key, *chain.from_iterable(row.value.items())]
        case "set":
            yield [b"SADD", row.key, *row.value]
        case "zset":
            yield [b"ZADD", row.key, *chain.from_iterable((repr(score).encode(), name) for name, score in row.value)]
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

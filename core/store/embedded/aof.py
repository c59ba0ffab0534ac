"""The files of the embedded record: which there are, what can be read of them, and where they are damaged.

They hold plain commands, so that what surrounds a damage is read. A step (MULTI to EXEC) that is broken is left out whole.
"""

import os
import re
from collections.abc import Iterator, Sequence
from mmap import mmap
from pathlib import Path
from typing import NamedTuple

FOLDER = "appendonlydir"
"""The folder, beside the server's log, of the files that hold the data."""

MANIFEST = "appendonly.aof.manifest"

Command = Sequence[bytes]
Buffer = bytes | mmap

VERBS = frozenset(
    b"""APPEND COPY DECR DECRBY DEL EXEC EXPIRE EXPIREAT FLUSHALL FLUSHDB GETDEL GETEX GETSET HDEL HINCRBY
    HINCRBYFLOAT HMSET HSET HSETNX INCR INCRBY INCRBYFLOAT LINSERT LMOVE LPOP LPUSH LREM LSET LTRIM MOVE MSET MULTI PERSIST
    PEXPIRE PEXPIREAT PSETEX RENAME RENAMENX RPOP RPOPLPUSH RPUSH RPUSHX SADD SDIFFSTORE SELECT SET SETEX SETNX SETRANGE
    SINTERSTORE SMOVE SPOP SREM SUNIONSTORE UNLINK XACK XADD XCLAIM XDEL XGROUP XSETID XTRIM ZADD ZINCRBY ZPOPMAX ZPOPMIN
    ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZUNIONSTORE""".split()
)
"""The commands a server writes into its file; anything else in the place of one is damage."""

MOST_ARGUMENTS, LONGEST_HEAD = 1 << 24, 16


class Damage(NamedTuple):
    """Bytes that cannot be read, with the rest of the step they stand in."""

    file: str
    start: int
    end: int


class Parts(NamedTuple):
    """The files that make up the record, oldest first: the base, if there is one, and what was appended to it.

    `dumped`: the base is the server's binary dump, which is not read here. `listed`: the manifest tells which files there are.
    """

    base: Path | None
    appended: tuple[Path, ...]
    missing: tuple[str, ...]
    dumped: bool
    listed: bool


def parts(folder: Path) -> Parts:
    """The files by the manifest; by their names, where it is missing or damaged itself."""
    listed = named = _manifest(folder)
    if named is None:
        named = sorted((path.name for path in folder.glob("appendonly.aof.*")), key=number)
        bases = [name for name in named if ".base." in name]
        named = [*bases[-1:], *(name for name in named if ".incr." in name)]
    base = next((folder / name for name in named if ".base." in name), None)
    appended = tuple(folder / name for name in named if ".incr." in name)
    missing = tuple(name for name in named if not (folder / name).is_file())
    dumped = base is not None and base.name not in missing and _is_dump(base)
    return Parts(base, appended, missing, dumped, listed is not None)


def lacks_manifest(folder: Path) -> bool:
    """Whether there is data without a manifest: a server would begin with nothing, and say nothing."""
    return not (folder / MANIFEST).exists() and any(path.stat().st_size for path in folder.glob("appendonly.aof.*.aof"))


def cut_zeros(folder: Path) -> tuple[Path, int] | None:
    """Cut the zeros that a power cut leaves where a file had grown, and was not written; the file and its length then, or None.

    Each command ends with a line end, so no zero at the end is data. The server takes care of half a command.
    """
    files = parts(folder)
    if not files.appended or files.missing:
        return None
    with files.appended[-1].open("r+b") as file:
        size = length = file.seek(0, 2)
        while length:
            start = max(0, length - (1 << 16))
            file.seek(start)
            piece = file.read(length - start).rstrip(b"\0")
            length = start + len(piece)
            if piece:
                break
        if length == size:
            return None
        file.truncate(length)
        os.fsync(file.fileno())
    return files.appended[-1], length


def read(file: str, data: Buffer, *, stepwise: bool = True) -> Iterator[tuple[Command, ...] | Damage]:
    """The steps and single commands of a file in their order, and the damage between them. A base knows no steps."""
    damage: Damage | None = None
    for item in _Reading(file, data, stepwise).run():
        if isinstance(item, Damage):
            if damage and damage.end == item.start:
                item = item._replace(start=damage.start)
            elif damage:
                yield damage
            damage = item
            continue
        if damage:
            yield damage
            damage = None
        yield item
    if damage:
        yield damage


class _Reading:
    """`step` holds the commands since MULTI; `orphans` those after damage, until it is clear whether their step is broken."""

    def __init__(self, file: str, data: Buffer, stepwise: bool) -> None:
        self._file, self._data, self._stepwise = file, data, stepwise
        self._step: list[Command] | None = None
        self._orphans: list[Command] | None = None
        self._begun = 0

    def run(self) -> Iterator[tuple[Command, ...] | Damage]:
        at = 0
        while at < len(self._data):
            if whole := _command(self._data, at):
                command, end = whole
                yield from self._take(command, at, end)
            else:
                end = _next_command(self._data, at)
                yield from self._broken(at, end)
            at = end
        yield from ((orphan,) for orphan in self._orphans or ())
        if self._step is not None:
            yield Damage(self._file, self._begun, at)

    def _broken(self, start: int, end: int) -> Iterator[tuple[Command, ...] | Damage]:
        yield Damage(self._file, self._begun if self._step is not None or self._orphans else start, end)
        self._step, self._orphans, self._begun = None, [] if self._stepwise else None, end

    def _take(self, command: Command, at: int, end: int) -> Iterator[tuple[Command, ...] | Damage]:
        verb = command[0].upper()
        if verb == b"MULTI":
            yield from ((orphan,) for orphan in self._orphans or ())
            if self._step is not None:
                yield Damage(self._file, self._begun, at)
            self._step, self._orphans, self._begun = [], None, at
        elif verb == b"EXEC":
            if self._step is None:
                yield Damage(self._file, at if self._orphans is None else self._begun, end)
            elif self._step:
                yield tuple(self._step)
            self._step = self._orphans = None
        elif self._step is not None:
            self._step.append(command)
        elif self._orphans is not None:
            self._orphans.append(command)
        else:
            yield (command,)


def encode(command: Command) -> bytes:
    """A command as the file holds it."""
    return b"*%d\r\n%b" % (len(command), b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in command))


def _command(data: Buffer, at: int) -> tuple[Command, int] | None:
    """The command at a place and where it ends; None where there is none that is whole."""
    head = _number_after(b"*", data, at)
    if head is None or not 0 < head[0] < MOST_ARGUMENTS:
        return None
    count, at = head
    command = []
    for _ in range(count):
        head = _number_after(b"$", data, at)
        if head is None:
            return None
        size, start = head
        at = start + size + 2
        if data[at - 2 : at] != b"\r\n":
            return None
        command.append(bytes(data[start : start + size]))
    return (command, at) if _is_sound(command) else None


def _is_sound(command: Command) -> bool:
    """Whether a command is one of a server's. No key and no text of ours holds a zero; one is where the disk lost a piece."""
    ours = command[1:2] and command[1].startswith(b"pb:")
    return command[0].upper() in VERBS and not any(b"\0" in part for part in (command if ours else command[:2]))


def _number_after(mark: bytes, data: Buffer, at: int) -> tuple[int, int] | None:
    """The number in a head like `$12` and where its line ends."""
    end = data.find(b"\r\n", at, at + LONGEST_HEAD)
    if end < 0 or data[at : at + 1] != mark or not data[at + 1 : end].isdigit():
        return None
    return int(data[at + 1 : end]), end + 2


def _next_command(data: Buffer, at: int) -> int:
    """Where the next whole command begins after a place; the end of the file where there is none."""
    while (at := data.find(b"*", at + 1)) >= 0:
        if _command(data, at) is not None:
            return at
    return len(data)


def _manifest(folder: Path) -> list[str] | None:
    """The names in the manifest, bases before what was appended; None where it cannot be read."""
    try:
        text = (folder / MANIFEST).read_text("ascii")
    except (OSError, ValueError):
        return None
    rows = [
        re.fullmatch(r"file (appendonly\.aof\.\d+\.\w+\.\w+) seq \d+ type ([bhi])\b.*", row)
        for row in text.splitlines()
    ]
    if not rows or not all(rows):
        return None
    return [row[1] for kind in "bi" for row in rows if row and row[2] == kind]


def number(name: str) -> int:
    """The number in the name of a file, 0 without one."""
    match = re.search(r"\.(\d+)\.", name)
    return int(match[1]) if match else 0


def _is_dump(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(5) in (b"REDIS", b"VALKE")

"""What a home and its server hold, measured again and again; and what of it grows with days, and not with papers."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import linear_regression
from typing import NamedTuple

import msgspec

from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.upkeep import TAIL

AGE = """
local moved, page = tonumber(ARGV[1]), redis.call('SCAN', ARGV[2], 'COUNT', 5000)
for _, key in ipairs(page[2]) do
  local left = redis.call('PTTL', key)
  if left >= 0 and left <= moved then redis.call('DEL', key) elseif left >= 0 then redis.call('PEXPIRE', key, left - moved) end
end
return page[1]
"""
"""Moves the expiry of every key, as if the server's clock had run on with the campaign's."""

SPACES = """
local page, rows = redis.call('SCAN', ARGV[1], 'COUNT', 5000), {}
local sizes = {hash = 'HLEN', set = 'SCARD', zset = 'ZCARD', stream = 'XLEN', list = 'LLEN'}
for _, key in ipairs(page[2]) do
  local name = string.match(key, '^pb:([^:]+)') or string.match(key, '^(rq:[^:]+)') or key
  local size = sizes[redis.call('TYPE', key).ok]
  local row = rows[name] or {0, 0, 0}
  rows[name] = {row[1] + 1, row[2] + (size and redis.call(size, key) or 1), row[3] + (redis.call('MEMORY', 'USAGE', key) or 0)}
end
return {page[1], cjson.encode(rows)}
"""

SHARE = 0.1
"""The part of a key space's growth that may come of days instead of papers: measurements scatter by less."""

LEAST = 0.2
"""Rows a day, not of papers, from which growth is a fault."""

SETTLED = 100
"""Days after which what is kept for a while has come as far as it goes."""

_DEED = "what people did: as many votes, saved papers and posts a day in either half"

BY_DAY: Mapping[str, str] = {
    "days": "one row for each day on which papers were listed: what people look back through",
    "day": "the same, with that day's papers",
    "audit": "what admins did, whenever they do it: cut to the newest 10,000",
    "notes": "what people wrote: here one note a day",
    "notes-by": "the same, by who wrote it",
    "sent": "a row for each paper that a digest brought: as many a day in either half, and never more than there are papers",
    "posted-in": "the same, by channel",
    **dict.fromkeys(("acts", "marks", "net", "saved", "savers", "tallies", "voted"), _DEED),
}
"""What may grow without papers, and why."""


class Sample(msgspec.Struct):
    """What there is on a day: papers, and sizes in bytes (`log` in rows)."""

    day: int
    papers: int
    sizes: dict[str, int]


class SpaceSample(msgspec.Struct):
    """The key spaces on a day, each with its keys, its rows (members of its keys) and its bytes."""

    day: int
    papers: int
    rows: dict[str, tuple[int, int, int]]


class Growth(NamedTuple):
    """How a key space grows: rows a day in either half of a run, and without those that papers bring."""

    space: str
    first: float
    second: float
    without_papers: float


def age(record: Record, moved: timedelta) -> None:
    """Let the server's keys grow older by so much; leases of deliveries too."""
    at: bytes = b"0"
    while True:
        at = record.raw.eval(AGE, 0, int(moved.total_seconds() * 1000), at)
        if at == b"0":
            break
    for delivery in record.text.zrange(keys.SLOTS_OPEN, 0, -1):
        record.text.hset(keys.delivery(delivery), "until", 0)
    record.text.zunionstore(keys.SLOTS_OPEN, {keys.SLOTS_OPEN: 0})


def sizes(record: Record, home: Path) -> dict[str, int]:
    """What the server and the home hold, in bytes; of the log the rows too."""
    parts = {
        "index": "index",
        "snapshots": "snapshots",
        "backups": "backups",
        "copies": "copies",
        "aof": "record/appendonlydir",
    }
    return {
        "memory": record.memory(),
        **{name: size_of(home / folder) for name, folder in parts.items()},
        "logs": sum(file.stat().st_size for file in (*home.glob("*.log*"), *(home / "record").glob("*.log*"))),
        "home": size_of(home),
        "process": resident(),
        "log": int(record.text.xlen(keys.LOG)),
    }


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except FileNotFoundError:  # a file of an index that is merged, or of a log that is rewritten
            continue
    return total


def resident() -> int:
    """The bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def spaces(record: Record) -> dict[str, tuple[int, int, int]]:
    """The key spaces of a server: keys, rows and bytes of each."""
    total: dict[str, Counter[int]] = {}
    at: bytes = b"0"
    while True:
        at, page = record.raw.eval(SPACES, 0, at)
        for name, row in json.loads(page).items() if page != b"{}" else ():
            total.setdefault(name, Counter()).update(dict(enumerate(row)))
        if at == b"0":
            return {name: (row[0], row[1], row[2]) for name, row in sorted(total.items())}


def growths(samples: Sequence[SpaceSample], days: int) -> Iterator[Growth]:
    """How each key space grows in either half of a run, in the second of which fewer papers come."""
    early = [one for one in samples if SETTLED <= one.day <= days / 2]
    late = [one for one in samples if days / 2 + SETTLED <= one.day <= days]
    if min(len(early), len(late)) < 3:
        return
    before, after = (linear_regression([s.day for s in half], [s.papers for s in half]).slope for half in (early, late))
    for name in sorted({name for sample in samples for name in sample.rows}):
        first, second = (
            linear_regression([s.day for s in half], [s.rows.get(name, (0, 0, 0))[1] for s in half]).slope
            for half in (early, late)
        )
        yield Growth(name, first, second, (second * before - first * after) / (before - after))


def faults(samples: Sequence[Sample], held: Sequence[SpaceSample], days: int) -> Iterator[str]:
    """What grows with days, and is not meant to."""
    for sample in samples:
        if sample.sizes["log"] > TAIL + sample.papers // 4 + sample.papers // 10 + 1000:
            yield f"day {sample.day}: the log holds {sample.sizes['log']:,} changes with {sample.papers:,} papers"
            break
    for growth in growths(held, days):
        most = max(LEAST, SHARE * max(growth.first, growth.second))
        if growth.without_papers > most and growth.space not in BY_DAY:
            yield (
                f"{growth.space} grows by {growth.without_papers:.2f} rows a day without papers"
                f" ({growth.first:.2f} a day in the first half, {growth.second:.2f} in the second)"
            )

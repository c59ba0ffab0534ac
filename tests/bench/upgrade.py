"""`python -m tests.bench upgrade`: the backup that 0.1.0 wrote, grown to very many papers, brought in and upgraded by this Paperboy.

No schema has changed since 0.1.0, so a change that gives every paper a field stands in for one. Seconds are those of the CPU, ours and the
server's: one works while the other waits, so a quiet core needs as long.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from core.app import Paperboy, open_app
from core.settings import read
from core.store.engine import backup, keys
from core.store.engine.record import SCHEMA, Record
from core.store.papers.papers import Papers
from tests.bench.corpus import synthetic
from tests.bench.record import bring
from tests.conftest import SHARED

RELEASED = Path(__file__).parents[1] / "core" / "store" / "engine" / "backup-0.1.0.pb"
OLDER = SCHEMA - 1
MOST = 500
"""Papers that one round trip reads or changes."""

KEPT = ("marks", "saved", "notes", "followed", "subscriptions", "due")
"""What people did, beside the papers: the keys that begin so must be as they were."""


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench upgrade", description=__doc__)
    parser.add_argument("--papers", type=int, default=92_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--grown", type=Path, help="the grown backup: it is written there, or taken from there")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    figures = measure(asked.papers, asked.seed, asked.grown)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:16} {value}" for name, value in figures.items()))


def measure(papers: int, seed: int, grown: Path | None = None) -> dict[str, Any]:
    """The seconds of each step, and what was lost by them."""
    with tempfile.TemporaryDirectory() as folder:
        file = grown or Path(folder) / "older.pb"
        if not file.exists():
            _grow(Path(folder) / "old", file, papers, seed)
        before = dict(_told_by(file))
        app = open_app(read({"PAPERBOY_HOME": f"{folder}/new"}, None))
        record, spent = app.of(Record), dict[str, float]()
        for name, step in (
            ("restore_s", lambda: backup.restore(record, file)),
            ("upgrade_s", lambda: _upgrade(record, Path(folder) / "new" / "copies")),
            ("index_s", lambda: app.catch_up(keep=True)),
        ):
            begun = _cpu(record)
            step()
            spent[name] = round(_cpu(record) - begun, 1)
        assert int(record.text.get(keys.SCHEMA)) == SCHEMA and len(before) > papers, "nothing was upgraded"
        after = _told(app)
        lost = sum(after.get(name) != told for name, told in before.items())
        figures = {"papers": app.paper_count(), **spent, "whole_s": round(sum(spent.values()), 1), "lost": lost}
        app.close()
        return figures


def _grow(home: Path, file: Path, papers: int, seed: int) -> None:
    """Write a backup of the released one's record with so many papers."""
    app = open_app(read({"PAPERBOY_HOME": str(home)}, None))
    app.of(Record).text.config_set("appendfsync", "no")
    backup.restore(app.of(Record), RELEASED)
    bring(app, synthetic(papers - app.paper_count(), seed, SHARED)[0])
    app.of(Record).text.set(keys.SCHEMA, OLDER)
    backup.write(app.of(Record), file)
    app.close()


def _upgrade(record: Record, copies: Path) -> None:
    record.prepare(lambda: backup.keep_copy(record, copies, "upgrade"), {OLDER: _with_a_field}, SCHEMA)


def _with_a_field(record: Record) -> None:
    """A change that touches every paper, and may run twice."""
    names = Papers(record).ids()
    for first in range(0, len(names), MOST):
        pipe = record.text.pipeline()
        for name in names[first : first + MOST]:
            pipe.hset(keys.paper(name), "changed", 1)
        pipe.execute()


def _told_by(file: Path) -> Iterator[tuple[str, bytes]]:
    """The print of each paper in a backup, and of each key that holds what people did."""
    for row in backup.items(file):
        name = row.key.decode().removeprefix(keys.PREFIX) if isinstance(row, backup.PackedKey) else ""
        if isinstance(row, backup.PackedKey) and name.startswith("paper:"):
            yield name.removeprefix("paper:"), _print(row.value[b"data"])
        elif isinstance(row, backup.PackedKey) and name.startswith(KEPT):
            yield row.key.decode(), _print(repr(_sorted(row.value)).encode())


def _told(app: Paperboy) -> dict[str, bytes]:
    """The same of a record."""
    record, told = app.of(Record), dict[str, bytes]()
    names = app.of(Papers).ids()
    for first in range(0, len(names), MOST):
        some = names[first : first + MOST]
        pipe = record.raw.pipeline()
        for name in some:
            pipe.hget(keys.paper(name), "data")
        told |= {name: _print(data) for name, data in zip(some, pipe.execute(), strict=True)}
    for key in sorted(record.raw.scan_iter(match=f"{keys.PREFIX}*", count=5000)):
        if key.decode().removeprefix(keys.PREFIX).startswith(KEPT):
            told[key.decode()] = _print(repr(_sorted(_held(record, key))).encode())
    return told


def _held(record: Record, key: bytes) -> Any:
    match record.raw.type(key):
        case b"hash":
            return record.raw.hgetall(key)
        case b"set":
            return record.raw.smembers(key)
        case _:
            return record.raw.zrange(key, 0, -1, withscores=True)


def _sorted(value: Any) -> list[Any]:
    """What a key holds, in an order of its own, whichever way it was read."""
    rows = value.items() if isinstance(value, dict) else value
    return sorted(list(row) if isinstance(row, tuple) else row for row in rows)


def _print(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()


def _cpu(record: Record) -> float:
    """Seconds of CPU that this process and the server have used."""
    server = record.text.info("cpu")
    return time.process_time() + float(server["used_cpu_user"]) + float(server["used_cpu_sys"])

"""Upkeep: snapshots of the record in a file, and the log trimmed below the newest."""

from pathlib import Path

from core.store import backup, keys
from core.store.log import Log
from core.store.record import Record

TAIL = 20_000
"""Changes the log may hold before a snapshot is due, beside a quarter of the papers: a snapshot costs in proportion to them."""


class Upkeep:
    """The snapshots of a record, kept in `folder`; the newest one and the log after it rebuild the record."""

    def __init__(self, record: Record, log: Log, folder: Path) -> None:
        self._record, self._log, self._folder = record, log, folder

    def due(self) -> bool:
        """Whether the log has grown past its due."""
        return len(self._log) > TAIL + int(self._record.text.zcard(keys.PAPERS)) // 4

    def snapshot(self) -> Path:
        """Write a snapshot, trim the log below it, and drop older ones."""
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / f"{self._record.position()}.pb"
        summary = backup.write(self._record, target)
        self._record.text.hset(keys.SNAPSHOT, mapping={"at": summary.log, "file": target.name})
        self._log.trim(summary.log)
        for old in self._folder.glob("*.pb"):
            if old != target:
                old.unlink(missing_ok=True)
        return target

    def renew(self) -> None:
        """Replace a snapshot that holds what was erased, and have the server rewrite its own file."""
        if any(self._folder.glob("*.pb")):
            self.snapshot()
        self._record.text.bgrewriteaof()

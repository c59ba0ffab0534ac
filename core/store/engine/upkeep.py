"""Upkeep: snapshots of the record in a file, and the log trimmed below the newest."""

import logging
import time
from pathlib import Path

from redis.exceptions import NoPermissionError, ResponseError

from core.errors import RecordDown
from core.host.durable import make_folder
from core.store.engine import backup, keys
from core.store.engine.log import Log, order, seconds_between
from core.store.engine.record import Keeper, Record

log = logging.getLogger("paperboy")

TAIL = 12_000
"""Changes the log may hold before a snapshot is due, beside a quarter of the papers: a snapshot costs in proportion to them."""

WAITED_FOR = 3600
"""Seconds that an index may stand behind and still find the log from there on; one further behind reads the whole record."""

LOOKS, BETWEEN_LOOKS = 100, 0.1
"""How often, and after how many seconds, a rewrite of the server's file is waited for before the next begins."""


class Upkeep(Keeper):
    """The snapshots of a record, kept in `folder`; the newest one and the log after it rebuild the record."""

    def __init__(self, record: Record, log: Log, folder: Path) -> None:
        super().__init__(record)
        self._log, self._folder = log, folder

    def due(self) -> bool:
        """Whether the log has grown past its due."""
        return len(self._log) > TAIL + int(self._text.zcard(keys.PAPERS)) // 4

    def snapshot(self, followed: str = "") -> Path:
        """Write a snapshot, trim the log below it, and drop older ones. What comes after the position `followed`, at which an index
        stands, stays in the log: else that index would have to read the whole record.
        """
        make_folder(self._folder)
        target = self._folder / f"{self._record.position()}.pb"
        summary = backup.write(self._record, target)
        cut = self._cut(summary.log, followed)
        self._text.hset(keys.SNAPSHOT, mapping={"at": cut, "file": target.name})
        self._log.trim(cut)
        for old in self._folder.glob("*.pb"):
            if old != target:
                old.unlink(missing_ok=True)
        return target

    def _cut(self, at: str, followed: str) -> str:
        """The log id below which nothing is needed any more."""
        epoch, _, stands = followed.partition(":")
        near = stands and epoch == self._log.epoch() and seconds_between(followed, f"{epoch}:{at}") <= WAITED_FOR
        return min(at, stands, key=order) if near else at

    def renew(self, followed: str = "") -> None:
        """Put a snapshot in place of those that hold what was erased, and have the server rewrite its own file."""
        # the log has lost what was erased: without a snapshot under it, nothing could be replayed
        self.snapshot(followed)
        self._log.repack()
        self._rewrite()

    def _rewrite(self) -> None:
        """Have the server rewrite its file. A rewrite that already runs may have read what was erased since, so it is waited for first."""
        for _ in range(LOOKS):
            if not self._text.info("persistence").get("aof_rewrite_in_progress"):
                try:
                    self._text.bgrewriteaof()
                    return
                except ResponseError as refused:
                    if "in progress" not in str(refused):  # else somebody was first
                        break
                except RecordDown as refused:
                    if not isinstance(refused.__cause__, NoPermissionError):
                        raise
                    break
            time.sleep(BETWEEN_LOOKS)
        log.warning("The server did not rewrite its file: what was erased stays in it until it does so by itself.")

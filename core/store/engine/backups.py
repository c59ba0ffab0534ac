"""The backups that Paperboy makes by itself: one a day of each record, on whichever machine tends it first.

What a person has erased must not stay in them: from then on older ones are removed, on every machine that keeps some.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from core.host.durable import make_folder
from core.store.engine import backup, keys
from core.store.engine.once import Once
from core.store.engine.record import Keeper, Record

EVERY = timedelta(days=1)
LATE = timedelta(days=2)
"""From this age on the newest backup is too old."""

AGAIN_SECONDS = 1800
"""Until a backup that failed is tried again."""

NAMED = "%Y%m%dT%H%M%SZ"


class Made(msgspec.Struct, frozen=True):
    """How the backups stand: when the last was made and where, why the last attempt failed, and when somebody was last erased."""

    at: datetime | None = None
    file: str = ""
    error: str = ""
    erased: datetime | None = None


class Backups(Keeper):
    """The daily backups of a record, kept in `folder`: the newest `kept` of them; none are made where that is 0."""

    def __init__(self, record: Record, folder: Path, kept: int) -> None:
        super().__init__(record)
        self._folder, self.kept = folder, kept
        self._once = Once(record)

    def made(self) -> Made:
        """How the backups stand."""
        row = self._text.get(keys.BACKUP)
        return msgspec.json.decode(row, type=Made) if row else Made()

    def tend(self, now: datetime) -> None:
        """Make the day's backup, unless it was made, and remove what is not kept. Raises RecordDown."""
        made = self.made()
        fresh = made.at and made.at <= now < made.at + EVERY and (made.erased is None or made.erased <= made.at)
        held = self._text.zcard(keys.PAPERS)  # one of an empty record would push out those of a lost one
        if self.kept and held and not fresh and self._once.first("backup", AGAIN_SECONDS):
            self._write(now, made)
        self._clear(self.made())

    def erased(self, now: datetime) -> None:
        """Somebody's data were erased: no backup from before may be kept, and a new one is made at once."""
        self._keep(msgspec.structs.replace(self.made(), erased=now.astimezone(UTC)))
        self._once.release("backup")
        self.tend(now)

    def newest(self) -> str:
        """Which backup is the newest, in words."""
        made = self.made()
        if not made.at:
            return "none yet: “paperboy up” makes one a day"
        return f"the newest is of {made.at:%d %b %Y, %H:%M} UTC: {made.file}"

    def warning(self, now: datetime) -> str:
        """What is wrong with the backups, in a sentence; '' where nothing is."""
        made = self.made()
        if not self.kept:
            return ""
        if made.error:
            return f"the last backup failed: {made.error}. Paperboy tries again every half hour."
        if made.at and now - made.at >= LATE:
            return f"the newest backup is of {made.at:%d %b %Y}: “paperboy up” makes one a day."
        return ""

    def _write(self, now: datetime, made: Made) -> None:
        target = self._folder / f"{now.astimezone(UTC):{NAMED}}.pb"
        try:
            make_folder(self._folder)
            backup.write(self._record, target)
        except OSError as error:
            self._keep(msgspec.structs.replace(made, error=f"{error.strerror or error} ({self._folder})"))
            return
        self._keep(msgspec.structs.replace(made, at=now, file=str(target), error=""))
        self._once.release("backup")

    def _clear(self, made: Made) -> None:
        """Remove the oldest beyond those kept, and those from before somebody was erased, once there is a newer one."""
        files = sorted(self._folder.glob("*T*Z.pb"), reverse=True)
        whole = made.erased is not None and made.at is not None and made.at >= made.erased
        limit = f"{made.erased:{NAMED}}" if whole else ""
        for number, file in enumerate(files):
            if number >= max(self.kept, 1) or file.stem < limit:
                file.unlink(missing_ok=True)

    def _keep(self, made: Made) -> None:
        self._text.set(keys.BACKUP, msgspec.json.encode(made))

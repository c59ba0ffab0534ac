"""The record's clock as a process knows it: the host's own, corrected by how far it was ahead when last measured.

Everything that shares a record decides by this one clock: a post that one machine plans and another claims is due for both.
"""

from datetime import timedelta

from core.errors import RecordDown
from core.host.clock import SYSTEM, Clock
from core.store.engine.record import Record
from core.text.cleaning import counted

APART = timedelta(seconds=5)
"""How far two clocks may be apart before it is said."""


class Steering:
    """Keeps a process's clock in step with the record's; with no record it is the host's own.

    Raises RecordDown where the record does not answer at the start.
    """

    def __init__(self, record: Record | None, host: Clock = SYSTEM) -> None:
        self._record, self._host = record, host
        self.ahead = self._measured()
        """How far the host's clock is ahead of the record's; negative where it is behind."""
        self.clock = Clock(lambda: host.now() - self.ahead, host.monotonic)

    @property
    def warning(self) -> str:
        """How far the two clocks are apart, in a sentence; '' while that is within `APART`."""
        if abs(self.ahead) <= APART:
            return ""
        side = "ahead of" if self.ahead > timedelta() else "behind"
        return (
            f"this machine's clock is {_span(abs(self.ahead))} {side} the database's."
            " Posts follow the database's clock; correct the one that is wrong."
        )

    def measure(self) -> None:
        """Measure again; while the record does not answer, what was measured before holds."""
        try:
            self.ahead = self._measured()
        except RecordDown:
            return

    def _measured(self) -> timedelta:
        if self._record is None:
            return timedelta()
        asked = self._host.now()
        at = self._record.time()
        return asked + (self._host.now() - asked) / 2 - at


def _span(time: timedelta) -> str:
    for unit, name in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute")):
        if time >= 2 * unit:
            return counted(round(time / unit), name)
    return counted(round(time.total_seconds()), "second")

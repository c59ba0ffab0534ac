"""Whose turn it is to call a site, for all workers of a record: one call at a time, a pause after each, longer ones where it asks.

The record's own clock decides, because the workers' may differ.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.engine.table import Table

HOLD = 15.0
"""Seconds a turn is kept for its call: a fetch takes 10 at most (HARDENING S10), and a worker that dies gives nothing back."""

LONGEST = 86_400.0
"""Seconds of the longest pause; a turn further away than that was written by a clock that was wrong, and is free."""

LOOK = 0.05
"""Seconds after which a turn that another has taken is looked at again."""

PAUSES = (60.0, 300.0, 900.0, 1800.0, 3600.0)
"""Seconds a site is left alone that does not say how long, the first time in a row, the second, and so on."""


class Turn(msgspec.Struct, frozen=True):
    """When a site may be called again, in seconds of Unix time; how often in a row it has refused; whether it is being called."""

    free: float
    refusals: int = 0
    held: bool = False


class Turns(Keeper):
    """The turns of a record; `now` is by default the record's own clock."""

    def __init__(self, record: Record, now: Callable[[], datetime] | None = None) -> None:
        super().__init__(record)
        self._now = now or record.time

    def wait(self, site: str) -> float:
        """Seconds until a site may be called, or should be looked at again because its call ends; 0.0 where it may be called now."""
        turn = self._read(site)
        left = self._left(turn)
        return min(left, LOOK) if turn and turn.held else left

    def take(self, site: str) -> Turn | None:
        """Take the turn for one call, to give back or to pause with; None while it is another's, or too early."""
        before = self._read(site)
        if self._left(before):
            return None
        mine = Turn(self._time() + HOLD, before.refusals if before else 0, held=True)
        return mine if self._write(site, before, mine) else None

    def give_back(self, site: str, mine: Turn, seconds: float) -> None:
        """The call is over; the next may begin in so many seconds."""
        self._write(site, mine, Turn(self._time() + seconds))

    def pause(self, site: str, mine: Turn, seconds: float | None) -> float:
        """The site refused: leave it alone for the seconds it named, or for longer each time; returns for how long."""
        unsaid = PAUSES[min(mine.refusals, len(PAUSES) - 1)]
        wait = min(unsaid if seconds is None else seconds, LONGEST)
        self._write(site, mine, Turn(self._time() + wait, mine.refusals + 1))
        return wait

    def _left(self, turn: Turn | None) -> float:
        left = turn.free - self._time() if turn else 0.0
        return left if 0.0 < left <= LONGEST else 0.0

    def _time(self) -> float:
        return self._now().timestamp()

    def _read(self, site: str) -> Turn | None:
        return Table(self._record, keys.TURNS, Turn).get(site)

    def _write(self, site: str, before: Turn | None, after: Turn) -> bool:
        step = Step("turn", site).expect(keys.TURNS, site, before or "")
        return self._record.commit(step.note("HSET", keys.TURNS, site, after))[0]

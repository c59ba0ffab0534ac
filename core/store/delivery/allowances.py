"""The limits of platforms, shared by all senders of a record: at most so many calls in any so many seconds.

Each limit keeps the times of its latest calls, so that no window of it ever holds more, wherever it begins. The time is handed in.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from core.store.engine import keys
from core.store.engine.record import Keeper, Record

LUA = Path(__file__).with_suffix(".lua").read_text(encoding="utf-8")


class Allowance(msgspec.Struct, frozen=True):
    """At most `most` calls in any `seconds`; all who name it alike share it."""

    name: str
    most: int
    seconds: float


class Allowances(Keeper):
    """The limits of a record. What is kept of them expires."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._script = record.text.register_script(LUA)

    def take(self, limits: Sequence[Allowance], now: datetime) -> float:
        """Take a call of each of some limits, or of none: returns the seconds until one is left in all, 0.0 where it was taken."""
        return int(self._call("take", limits, now)) / 1000

    def left(self, limits: Sequence[Allowance], now: datetime) -> list[int]:
        """How many calls of each of some limits are left now."""
        return list(self._call("left", limits, now)) if limits else []

    def _call(self, act: str, limits: Sequence[Allowance], now: datetime) -> Any:
        sizes = (size for limit in limits for size in (limit.most, int(limit.seconds * 1000)))
        names = [keys.allowance(limit.name) for limit in limits]
        return self._script(keys=names, args=[act, int(now.timestamp() * 1000), *sizes])

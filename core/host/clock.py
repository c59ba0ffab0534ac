"""The clock that is handed in: what asks for the time is given one, so that a test hands in another day or a host just booted."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple


def _now() -> datetime:
    return datetime.now(UTC)


class Clock(NamedTuple):
    """`now` returns the time (aware, UTC); `monotonic` returns seconds that only grow, from an unknown start: 0 is a time too."""

    now: Callable[[], datetime] = _now
    monotonic: Callable[[], float] = time.monotonic


SYSTEM = Clock()
"""The machine's own clock: what a process is handed when it starts."""

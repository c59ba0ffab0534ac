"""Gaps: times in which reactions may have been missed, each closed by a look at the messages whose reactions count.

A look goes over all messages that are still known, thirty days, the newest first; after a short gap over two days only (a
socket renewed, the record away for a moment), and the day's look covers the rest.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from core.errors import RecordDown
from core.store.chats.posts import KEPT

RECENT = timedelta(days=2)
"""How far back a look goes after a short gap."""

DAY_SECONDS = 86_400.0
AGAIN_SECONDS, LONGEST_SECONDS = 10.0, 3600.0
"""Until a look that failed is taken again; twice as long each time, up to an hour."""

log = logging.getLogger("paperboy")


class Gap:
    """Whether reactions may have been missed since the last look. It stays until a look has seen everything."""

    def __init__(self) -> None:
        self._noted, self._short = asyncio.Event(), True
        self._daily: float | None = None

    def set(self, *, short: bool = False) -> None:
        """Note a gap; `short`: it began just now and is over."""
        self._noted.set()
        self._short = self._short and short

    def is_set(self) -> bool:
        """Whether a look is due."""
        return self._noted.is_set()

    async def wait(self) -> timedelta:
        """Wait for a gap, or until the day's look is due; returns how far back to look, and takes the gap for seen."""
        clock = asyncio.get_running_loop().time
        daily = clock() + DAY_SECONDS if self._daily is None else self._daily
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(daily):
                await self._noted.wait()
        short = self._short and self._noted.is_set() and clock() < daily
        self._noted.clear()
        self._short = True
        self._daily = daily if short else clock() + DAY_SECONDS
        return RECENT if short else KEPT


async def mend_always(gap: Gap, look: Callable[[timedelta], Awaitable[object]]) -> None:
    """Look after every gap, and daily, until cancelled. `look` notes the gap again where it could not see everything."""
    pause = AGAIN_SECONDS
    while True:
        back = await gap.wait()
        try:
            await look(back)
        except RecordDown as down:
            log.warning("%s", down)
            gap.set()
        except Exception:
            log.exception("a look at the reactions failed")
            gap.set()
        if gap.is_set():
            await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_SECONDS) if gap.is_set() else AGAIN_SECONDS

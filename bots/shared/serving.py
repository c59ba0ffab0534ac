"""A bot at work: what it does again and again beside answering, until a signal stops it."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable

from bots.shared.chores import follow, keep_time
from bots.shared.effects import sweep_always
from bots.shared.histories import ReadPage, read_always
from bots.shared.session import BaseSession
from bots.shared.surfaces import Open, tell_always
from bots.shared.watching import Watcher

DRAIN_SECONDS = 5.0
"""How long what was begun may take to be finished after a signal; a supervisor waits ten."""


def stop_signal() -> asyncio.Event:
    """Is set once a signal asks the process to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


@contextlib.asynccontextmanager
async def at_work(
    session: BaseSession,
    watcher: Watcher,
    open_surface: Open,
    read_page: ReadPage,
    sweep: Callable[[], Awaitable[object]],
    *more: Awaitable[None],
) -> AsyncIterator[None]:
    """Do the chores of every bot and its platform's own for as long as the context lasts."""
    works = (
        sweep_always(sweep),
        follow(session.catalog),
        keep_time(session.app),
        tell_always(session, open_surface),
        watcher.redraw_always(),
        watcher.reconcile_always(),
        watcher.notice_restores_always(),
        read_always(session, read_page),
        session.hearing.beat_always(),
        *more,
    )
    chores = [asyncio.ensure_future(work) for work in works]
    try:
        yield
    finally:
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)

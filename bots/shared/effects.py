"""What the inbox holds takes effect once: an event leaves it when it is done, and what fails for a while comes again."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from bots.shared.changes import noted
from bots.shared.chores import always
from bots.shared.errors import CallFailed
from bots.shared.session import BaseSession
from core.cards.card import Reply
from core.errors import WAITS, ErrorKind, RecordDown
from core.host.logs import working
from core.store.chats.inbox import Event

LATE = timedelta(seconds=60)
"""How long an event may wait before it is taken up again: the process that had it has died."""

SWEEP_SECONDS = 30.0
"""From one look at what waits to the next."""

log = logging.getLogger("paperboy")


class NotYet(Exception):
    """What an event needs is not there yet: it comes again."""


async def finish(session: BaseSession, event: Event, effect: Awaitable[object]) -> None:
    """Wait for an event's effect and take it out of the inbox; what fails for a while stays there and comes again."""
    with working(event.id):
        await _finish(session, event, effect)


async def _finish(session: BaseSession, event: Event, effect: Awaitable[object]) -> None:
    try:
        await effect
    except CallFailed as failed:
        if failed.kind in WAITS:
            log.warning("an event waits: %s", failed)
            return
        if failed.kind is ErrorKind.UNGRANTED:
            log.warning("an event waits until the operator grants what it needs: %s", failed)
            await session.do(session.inbox.rest, event, session.clock.now())
            return
    except RecordDown as down:
        log.warning("an event waits: %s", down)
        return
    except NotYet:
        return
    except Exception:
        log.exception("event %s", event.id)
    await session.notes.done(event)


async def sweep_always(sweep: Callable[[], Awaitable[object]]) -> None:
    """Sweep again and again, until cancelled."""
    await always(sweep, SWEEP_SECONDS, "a sweep")


async def sweep(session: BaseSession, handle: Callable[[Event], Awaitable[object]]) -> None:
    """Take up again the events that nobody finished in time. Raises RecordDown."""
    now = session.clock.now()
    for event in await session.do(session.inbox.waiting, session.platform, now - LATE):
        if again := await session.do(session.inbox.begin, event, now):
            await handle(again)


async def carry_out(
    change: Awaitable[object],
    tell: Callable[[Reply], Awaitable[object]] | None,
    calm: Callable[[Exception], Awaitable[None]],
) -> None:
    """Wait for a recorded change; a person who waits for it reads that it was noted, or what went wrong.

    Raises RecordDown and CallFailed where it is to be done again later.
    """
    try:
        await change
    except RecordDown:
        if tell:
            with suppress(CallFailed):
                await tell(Reply((noted(),)))
        raise
    except CallFailed as failed:
        if failed.kind in WAITS:
            raise
        await calm(failed)
    except Exception as error:
        await calm(error)

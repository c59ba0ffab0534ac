"""Events: changes and links, each recorded before anything is done, leave the inbox when they have had their effect."""

import logging
from datetime import timedelta

from bots.discord import inbound
from bots.discord.handlers import changing, links
from bots.discord.handlers.surfaces import Surface
from bots.discord.session import Session
from bots.shared.changes import Change, change_of
from bots.shared.chores import always
from bots.shared.errors import CallFailed
from core.errors import WAITS, RecordDown
from core.store.chats.inbox import Event

LATE = timedelta(seconds=60)
"""How long an event may wait before it is taken up again: the process that had it has died."""


log = logging.getLogger("paperboy")


async def handle(session: Session, event: Event, surface: Surface | None = None, change: Change | None = None) -> None:
    """Give one event its effect and take it out of the inbox; what fails for a while stays there and comes again.

    `surface` is where a change was asked for, and `change` what was asked for, while that is known.
    """
    try:
        if change := change or change_of(event):
            await changing.carry_out(session, change, surface)
        else:
            await links.shared(session, event.body)
    except CallFailed as failed:
        if failed.kind in WAITS:
            log.warning("an event waits: %s", failed)
            return
    except RecordDown as down:
        log.warning("an event waits: %s", down)
        return
    except links.NotYet:
        return
    except Exception:
        log.exception("event %s", event.id)
    await session.notes.done(event)


async def sweep(session: Session) -> None:
    """Take up again the events that nobody finished."""
    now = session.clock.now()
    for event in await session.do(session.inbox.waiting, inbound.PLATFORM, now - LATE):
        if again := await session.do(session.inbox.begin, event, now):
            await handle(session, again)


async def sweep_always(session: Session, seconds: float = 30.0) -> None:
    """Sweep again and again, until cancelled."""
    await always(lambda: sweep(session), seconds, "a sweep")

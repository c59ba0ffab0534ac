"""Events: changes and links, each recorded before anything is done, leave the inbox when they have had their effect."""

import logging
from functools import partial

from bots.discord.handlers import changing, links
from bots.discord.handlers.surfaces import Surface
from bots.discord.session import Session
from bots.shared import effects
from bots.shared.changes import Change, change_of
from core.store.chats.inbox import Event

log = logging.getLogger("paperboy")


async def handle(session: Session, event: Event, surface: Surface | None = None, change: Change | None = None) -> None:
    """Give one event its effect and take it out of the inbox; what fails for a while stays there and comes again.

    `surface` is where a change was asked for, and `change` what was asked for, while that is known.
    """
    await effects.finish(session, event, _effect(session, event, surface, change))


async def _effect(session: Session, event: Event, surface: Surface | None, change: Change | None) -> None:
    if change := change or change_of(event):
        await changing.carry_out(session, change, surface)
    else:
        await links.shared(session, event.body)


async def sweep(session: Session) -> None:
    """Take up again the events that nobody finished."""
    await effects.sweep(session, partial(handle, session))

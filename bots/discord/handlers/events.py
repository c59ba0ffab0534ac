"""Events: changes and links, each recorded before anything is done, leave the inbox when they have had their effect."""

from functools import partial

from bots.discord.handlers import links
from bots.discord.handlers.surfaces import later
from bots.discord.session import Session
from bots.shared.effects import Effects


def effects(session: Session) -> Effects:
    """What events do, and changes that were recorded as such."""
    return Effects(session, partial(later, session), lambda event: links.shared(session, event.body))


async def sweep(session: Session) -> None:
    """Take up again the events that nobody finished."""
    await effects(session).sweep()

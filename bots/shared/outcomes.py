"""Tells people what became of slow work that they asked for. Who asked stands in the record, so that no restart leaves them waiting."""

import asyncio
from collections.abc import Awaitable, Callable

from bots.shared.chores import always
from bots.shared.session import BaseSession
from core.commands.outcomes import SlowOutcome, outcome_of
from core.store.chats.follows import Asker

LOOK_SECONDS = 1.0

Tell = Callable[[Asker, SlowOutcome], Awaitable[bool]]
"""Tells somebody, or gives it up for good; False where that is to be tried again later."""


async def tell_always(session: BaseSession, tell: Tell) -> None:
    """Look again and again for outcomes that somebody of a platform is to hear, until cancelled."""
    await always(lambda: tell_all(session, tell), LOOK_SECONDS, "telling outcomes")


async def tell_all(session: BaseSession, tell: Tell) -> None:
    """Tell all who are to hear something now."""
    for asker, outcome in await session.do(_to_tell, session):
        await asyncio.shield(session.start(_told(session, asker, outcome, tell)))


def key(asker: Asker, outcome: SlowOutcome) -> str:
    """The key of an outcome: each is sent to an asker once."""
    return f"{asker.call.delivery}-{asker.follow.id}-{outcome.state}".replace(" ", "-")


def _to_tell(session: BaseSession) -> list[tuple[Asker, SlowOutcome]]:
    """Whom to tell what: an asker hears each state once."""
    askers = session.follows.waiting(session.platform, session.clock.now())
    stands = ((asker, session.app.call(outcome_of, asker.call, follow=asker.follow)) for asker in askers)
    return [(asker, outcome) for asker, outcome in stands if outcome and outcome.state != asker.last]


async def _told(session: BaseSession, asker: Asker, outcome: SlowOutcome, tell: Tell) -> None:
    follows = session.follows
    begun = await session.do(follows.begin, asker, session.clock.now())
    if begun is None or not await tell(begun, outcome):
        return
    if outcome.state == "came":
        await session.do(follows.done, begun)
    else:
        await session.do(follows.heard, begun, outcome.state, session.clock.now())

"""Tells people what became of slow work that they asked for. Who asked stands in the record, so that no restart leaves them waiting."""

import asyncio
from collections.abc import Callable

import msgspec

from bots.shared.chores import always
from bots.shared.errors import CallFailed
from bots.shared.session import BaseSession
from bots.shared.surfaces import BaseSurface, tell_calmly
from core.commands.outcomes import SlowOutcome, outcome_of
from core.errors import WAITS
from core.store.chats.follows import Asker

LOOK_SECONDS = 1.0

Open = Callable[[Asker, SlowOutcome], BaseSurface | None]
"""Where somebody hears an outcome: the asker's call has a delivery of its own by then. None where that is over."""


async def tell_always(session: BaseSession, open_surface: Open) -> None:
    """Look again and again for outcomes that somebody of a platform is to hear, until cancelled."""
    await always(lambda: tell_all(session, open_surface), LOOK_SECONDS, "telling outcomes")


async def tell_all(session: BaseSession, open_surface: Open) -> None:
    """Tell all who are to hear something now."""
    for asker, outcome in await session.do(_to_tell, session):
        await asyncio.shield(session.start(_tell(session, asker, outcome, open_surface)))


def _to_tell(session: BaseSession) -> list[tuple[Asker, SlowOutcome]]:
    """Whom to tell what: an asker hears each state once."""
    askers = session.follows.waiting(session.platform, session.clock.now())
    stands = ((asker, session.app.call(outcome_of, asker.call, follow=asker.follow)) for asker in askers)
    return [(asker, outcome) for asker, outcome in stands if outcome and outcome.state != asker.last]


async def _tell(session: BaseSession, asker: Asker, outcome: SlowOutcome, open_surface: Open) -> None:
    follows = session.follows
    begun = await session.do(follows.begin, asker, session.clock.now())
    if begun is None:
        return
    key = f"{begun.call.delivery}-{begun.follow.id}-{outcome.state}".replace(" ", "-")  # each is sent to an asker once
    named = msgspec.structs.replace(begun, call=msgspec.structs.replace(begun.call, delivery=key))
    if not await _taken(open_surface(named, outcome), outcome):
        return
    if outcome.state == "came":
        await session.do(follows.done, begun)
    else:
        await session.do(follows.heard, begun, outcome.state, session.clock.now())


async def _taken(surface: BaseSurface | None, outcome: SlowOutcome) -> bool:
    """Tell an outcome, or give it up for good; False where that is to be tried again later."""
    if surface:
        try:
            await surface.tell(outcome.reply, outcome.line)
        except CallFailed as failed:
            if failed.kind in WAITS:
                return False
            await tell_calmly(surface, failed)
        except Exception as error:
            await tell_calmly(surface, error)
    return True

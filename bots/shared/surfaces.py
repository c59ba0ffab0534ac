"""Where somebody asked for something, and so where its answer goes; how it is shown there, and what went wrong or becomes of slow work.

Who waits for slow work stands in the record, so that no restart leaves them waiting.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from secrets import token_hex
from typing import TypeVar

import msgspec

from bots.shared.chores import always
from bots.shared.errors import CallFailed
from bots.shared.session import BaseSession
from core.cards.card import Card, Discussion, Reply
from core.cards.views import calm, note
from core.commands.grammar import Given
from core.commands.outcomes import SlowOutcome, outcome_of
from core.errors import WAITS, BadCommand, ErrorKind
from core.model import Call, Follow
from core.store.chats.follows import Asker

LOOK_SECONDS = 1.0
"""From one look for outcomes of slow work to the next."""

log = logging.getLogger("paperboy")


class BaseSurface(ABC):
    """A message, a list, a modal: `typed` where there is none of ours, for a line was typed.

    `manages`: the platform says that the person may set up where it acts. `silent`: after these nothing more can be told there.
    """

    typed, manages = False, False
    silent = frozenset({ErrorKind.TEAM_DEAD})
    session: BaseSession
    call: Call

    @property
    @abstractmethod
    def own(self) -> bool:
        """Whether only this person sees it, so that turning its page disturbs nobody."""

    @property
    @abstractmethod
    def back(self) -> dict[str, str]:
        """What is needed to answer later."""

    @abstractmethod
    async def refusal(self) -> Card | None:
        """What a person reads who may not use us there; None: they may."""

    @abstractmethod
    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> None:
        """Answer; with `replace` in place of what was there. Raises CallFailed."""

    @abstractmethod
    async def redraw(self, cards: Sequence[Card]) -> None:
        """Redraw the papers that changed. Raises CallFailed."""

    @abstractmethod
    async def refuse(self) -> None:
        """Say that what the person did could not be noted; asks nothing of the record. Raises CallFailed."""

    @abstractmethod
    async def discuss(self, discussion: Discussion) -> Reply:
        """Open a paper's thread, once; returns what leads to it. Raises CallFailed."""

    @abstractmethod
    def regret(self, failed: CallFailed) -> Card | None:
        """What a person reads of a failed call in place of its reference; None: there are no better words."""


S = TypeVar("S", bound=BaseSurface)


async def serve(surface: S, act: Callable[[S], Awaitable[object]]) -> None:
    """Have `act` answer somebody. People read that we do not serve them, what is wrong with their words, or that it failed."""
    try:
        if refusal := await surface.refusal():
            await surface.tell(Reply((refusal,)), "")
        else:
            await act(surface)
    except BadCommand as wrong:
        await surface.tell(Reply((note(str(wrong)),)), "")
    except Exception as error:
        await tell_calmly(surface, error)


async def answer(surface: BaseSurface, given: Given) -> None:
    """Answer a line that waits for nothing. Raises CallFailed, RecordDown."""
    await show(surface, await surface.session.answer(given, surface.call, manages=surface.manages), given)


async def show(surface: BaseSurface, reply: Reply, given: Given) -> None:
    """Show an answer: in place of the page that it turns, redrawn in its paper's card, or as a message. Raises CallFailed, RecordDown."""
    if given.turns and surface.own and not surface.typed:
        await surface.tell(reply, given.line, replace=True)
        return
    if reply.redraws and not surface.typed:
        await surface.redraw(reply.redraws)
    if surface.typed or not reply.redrawn:
        await tell(surface, await surface.discuss(reply.discussion) if reply.discussion else reply, given.line)


async def tell(surface: BaseSurface, reply: Reply, line: str) -> None:
    """Tell an answer, and keep who is to hear what becomes of the slow work it began. Raises CallFailed, RecordDown."""
    await surface.tell(reply, line)
    await follow(surface, reply.follows)


async def follow(surface: BaseSurface, follows: Sequence[Follow]) -> None:
    """Keep who is to hear what becomes of slow work. Raises RecordDown."""
    session = surface.session
    call = await session.with_zone(surface.call) if follows else surface.call
    for item in follows:
        await session.do(session.follows.put, item, call, surface.back)


async def tell_calmly(surface: BaseSurface, error: Exception) -> None:
    """Log what went wrong under a reference, and tell the person that, if the platform lets us."""
    reference, failed = token_hex(2), error if isinstance(error, CallFailed) else None
    log.error("reference %s", reference, exc_info=error)
    if failed and failed.kind in surface.silent:
        return
    words = surface.regret(failed) if failed else None
    try:
        await surface.tell(Reply((words or calm(reference),)), "")
    except CallFailed as again:
        log.warning("%s", again)


Open = Callable[[Asker, SlowOutcome], BaseSurface | None]
"""Where somebody hears an outcome: the asker's call has a delivery of its own by then. None where that is over."""


async def tell_always(session: BaseSession, open_surface: Open) -> None:
    """Look again and again for outcomes that somebody of a platform is to hear, until cancelled."""
    await always(lambda: tell_all(session, open_surface), LOOK_SECONDS, "telling outcomes")


async def tell_all(session: BaseSession, open_surface: Open) -> None:
    """Tell all who are to hear something now."""
    for asker, outcome in await session.do(_to_hear, session):
        await asyncio.shield(session.start(_hear(session, asker, outcome, open_surface)))


def _to_hear(session: BaseSession) -> list[tuple[Asker, SlowOutcome]]:
    """Whom to tell what: an asker hears each state once."""
    askers = session.follows.waiting(session.platform, session.clock.now())
    stands = ((asker, session.app.call(outcome_of, asker.call, follow=asker.follow)) for asker in askers)
    return [(asker, outcome) for asker, outcome in stands if outcome and outcome.state != asker.last]


async def _hear(session: BaseSession, asker: Asker, outcome: SlowOutcome, open_surface: Open) -> None:
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

"""What the inbox holds takes effect once: an event leaves it when it is done, and what fails for a while comes again."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from bots.shared.changes import Change, Noted, change_of, noted
from bots.shared.chores import always
from bots.shared.errors import CallFailed, NoFile
from bots.shared.session import BaseSession
from bots.shared.surfaces import BaseSurface, show, tell, tell_calmly
from core.cards.card import Reply
from core.cards.views import expired
from core.commands.dispatch import answer_file
from core.commands.grammar import Given
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


class Effects:
    """What events do. `later` is where a change is answered of which nobody knows any more where it was asked for, `happen` what
    another event does.
    """

    def __init__(
        self, session: BaseSession, later: Callable[[Change], BaseSurface], happen: Callable[[Event], Awaitable[None]]
    ) -> None:
        self._session, self._later, self._happen = session, later, happen

    async def take(
        self, change: Change, surface: BaseSurface, acknowledge: Callable[[], Awaitable[object]] | None = None
    ) -> None:
        """Record a change, acknowledge it then, and carry it out; or say that it could not be noted."""
        change, outcome = await self.note(change)
        if acknowledge:
            await acknowledge()
        if outcome is Noted.FRESH:
            surface.call = change.call
            await self._session.start(self.handle(change.event, surface, change))
        elif outcome is Noted.NOT:
            await self._session.start(_refuse(surface))

    async def note(self, change: Change) -> tuple[Change, Noted]:
        """Write a change into the inbox; one that lands too late is carried out all the same, and its person told."""
        return await self._session.notes.take(change, lambda late: self.handle(late.event, change=late))

    async def handle(self, event: Event, surface: BaseSurface | None = None, change: Change | None = None) -> None:
        """Give one event its effect and take it out of the inbox; what fails for a while stays there and comes again.

        `surface` is where a change was asked for, and `change` what was asked for, while that is known.
        """
        with working(event.id):
            change = change or change_of(event)
            effect = _carry_out(change, surface, surface or self._later(change)) if change else self._happen(event)
            await _finish(self._session, event, effect)

    async def sweep(self) -> None:
        """Take up again the events that nobody finished in time. Raises RecordDown."""
        session, now = self._session, self._session.clock.now()
        for event in await session.do(session.inbox.waiting, session.platform, now - LATE):
            if again := await session.do(session.inbox.begin, event, now):
                await self.handle(again)


async def sweep_always(sweep: Callable[[], Awaitable[object]]) -> None:
    """Sweep again and again, until cancelled."""
    await always(sweep, SWEEP_SECONDS, "a sweep")


async def _refuse(surface: BaseSurface) -> None:
    try:
        await surface.refuse()
    except CallFailed as failed:
        log.warning("%s", failed)


async def _finish(session: BaseSession, event: Event, effect: Awaitable[None]) -> None:
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


async def _carry_out(change: Change, asked_at: BaseSurface | None, surface: BaseSurface) -> None:
    """Do a recorded change and show it; a person who waits for it where they asked reads that it was noted, or what went wrong.

    Raises RecordDown and CallFailed where it is to be done again later.
    """
    try:
        await _do(change, surface)
    except RecordDown:
        if asked_at:
            with suppress(CallFailed):
                await asked_at.tell(Reply((noted(),)), "")
        raise
    except CallFailed as failed:
        if failed.kind in WAITS:
            raise
        await tell_calmly(surface, failed)
    except Exception as error:
        await tell_calmly(surface, error)


async def _do(change: Change, surface: BaseSurface) -> None:
    session = surface.session
    surface.call = await session.known(surface.call)
    if change.papers:
        await tell(surface, await session.save(change.papers, surface.call), "")
    elif change.files:
        await _add(change, surface)
    elif given := change.given or (change.line if isinstance(change.line, Given) else await session.read(change.line)):
        if given.row and given.row.sets_up:
            surface.call = await session.settled(surface.call)
        reply = await session.answer(given, surface.call, recorded=True, manages=change.manages)
        await show(surface, reply, given)
    else:
        await surface.tell(Reply((expired(),)), "")


async def _add(change: Change, surface: BaseSurface) -> None:
    """Queue the papers in files; one that the platform does not hand out stops no other. Raises CallFailed, RecordDown, NoFile."""
    session = surface.session
    missing: NoFile | None = None
    for file in change.files:
        try:
            data = await session.fetch(file)
        except NoFile as error:
            missing = error
        else:
            await tell(surface, await session.do(answer_file, session.app, data, file.name, surface.call), "add")
    if missing:
        raise missing

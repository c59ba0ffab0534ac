"""The intake of commands, presses, forms and shortcuts: a change is written to the record before it is acknowledged to Slack.

Slack delivers a press or a form once: if it could not be recorded, its person reads so.
"""

import logging
from collections.abc import Coroutine
from typing import Any

from slack_bolt.async_app import AsyncAck

from bots.shared.changes import Change, Noted, noted
from bots.shared.errors import CallFailed
from bots.slack import inbound
from bots.slack.handlers import changing, files
from bots.slack.handlers.answering import Body, show
from bots.slack.handlers.events import handle
from bots.slack.handlers.forms import address_form, digest_form, note_form, search_form
from bots.slack.handlers.forms.opening import InPlace, not_noted_beside
from bots.slack.handlers.home import in_place, modal
from bots.slack.handlers.surfaces import Surface, surface_of, tell_calmly
from bots.slack.session import Session
from core.cards.card import Reply
from core.cards.views import no_papers_linked, not_for_you
from core.commands.grammar import Given
from core.model import Call
from core.subscriptions.wording import saving

log = logging.getLogger("paperboy")


async def take(session: Session, ack: AsyncAck, change: Change, surface: Surface) -> None:
    """Record a change, acknowledge it then, and carry it out; or say that it could not be noted."""
    change, what = await _note(session, change)
    await ack()
    if what is Noted.FRESH:
        surface.call = change.call
        await session.start(handle(session, change.event, surface, change))
    elif what is Noted.NOT:
        await session.start(_refuse(surface))


async def take_form(session: Session, ack: AsyncAck, body: dict[str, Any], sent: tuple[Change, Surface]) -> None:
    """Record what a sent form changes; one that could not be noted stays open, as it was filled in."""
    began = session.clock.monotonic()
    change, surface = sent
    change, what = await _note(session, change)
    surface.call = change.call
    if what is Noted.NOT:
        await ack(response_action="errors", errors=not_noted_beside(body))
    elif what is Noted.COPY or not isinstance(surface, InPlace):
        await ack()
    if what is not Noted.FRESH:
        return
    work = handle(session, change.event, surface, change)
    if isinstance(surface, InPlace):
        spent = session.clock.monotonic() - began
        await in_place(session, ack, body, _filled(session, surface, work), saving(), spent)
    else:
        await session.start(work)


async def _note(session: Session, change: Change) -> tuple[Change, Noted]:
    """Write a change into the inbox; one that lands too late is carried out all the same, and its person told."""
    return await session.notes.take(change, lambda late: handle(session, late.event, change=late))


async def _filled(session: Session, surface: InPlace, work: Coroutine[Any, Any, None]) -> dict[str, object]:
    """The modal with a form's answer, once it is carried out; it is noted where that has to wait."""
    await session.start(work)
    return surface.view or modal(session, Reply((noted(),)), "")


async def _refuse(surface: Surface) -> None:
    try:
        await surface.refuse()
    except CallFailed as failed:
        log.warning("%s", failed)


async def command(session: Session, body: Body, given: Given) -> None:
    """Answer a slash command."""
    call = inbound.of_command(body, session.clock.now())
    surface = surface_of(session, body, call)
    try:
        if not session.people.may_use(call.person.team):
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), given.line)
        elif not await _open_form(session, body, call, given):
            await show(session, surface, await session.answer(given, call), given)
    except Exception as error:
        await tell_calmly(surface, error)


async def press(session: Session, body: Body, given: Given) -> None:
    """Do what a button or a menu's entry says: a command line typed for the person who pressed it."""
    call = inbound.of_interaction(body, session.clock.now())
    if not session.people.may_use(call.person.team):
        return
    surface = surface_of(session, body, call)
    try:
        if search_form.asked(given):
            await search_form.open_form(session, body)
        elif not await _open_form(session, body, call, given):
            await show(session, surface, await session.answer(given, call), given)
    except Exception as error:
        await tell_calmly(surface, error)


async def _open_form(session: Session, body: Body, call: Call, given: Given) -> bool:
    """Open the form that a line asks for; False where it asks for none. Raises CallFailed."""
    for form in (digest_form, note_form, address_form):
        if await form.open_form(session, body, call, given):
            return True
    return False


async def save_papers(session: Session, ack: AsyncAck, body: dict[str, Any]) -> None:
    """Take the shortcut that saves every paper which a message links to."""
    await _take_shortcut(session, ack, body, changing.saved(session, body))


async def add_papers(session: Session, ack: AsyncAck, body: dict[str, Any]) -> None:
    """Take the shortcut that adds the papers in a message's text or files."""
    await _take_shortcut(session, ack, body, files.added(session, body))


async def _take_shortcut(session: Session, ack: AsyncAck, body: dict[str, Any], change: Change | None) -> None:
    if change:
        await take(session, ack, change, surface_of(session, body, change.call))
    else:
        await ack()
        await session.start(_no_papers(session, body))


async def _no_papers(session: Session, body: Body) -> None:
    """Say that a message holds no papers, or that the person who asks may not use us."""
    surface = surface_of(session, body, inbound.of_interaction(body, session.clock.now()))
    card = no_papers_linked() if session.people.may_use(surface.call.person.team) else not_for_you(inbound.TEAM)
    try:
        await surface.tell(Reply((card,)), "")
    except Exception as error:
        await tell_calmly(surface, error)

"""The intake of commands, presses, forms and shortcuts: a change is written to the record before it is acknowledged to Slack.

Slack delivers a press or a form once: if it could not be recorded, its person reads so.
"""

from collections.abc import Coroutine, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck

from bots.shared.changes import Change, Noted, SentFile, noted
from bots.shared.surfaces import answer, serve
from bots.slack import inbound
from bots.slack.handlers import changing
from bots.slack.handlers.events import effects
from bots.slack.handlers.forms import address_form, digest_form, note_form, search_form
from bots.slack.handlers.forms.opening import InPlace, not_noted_beside
from bots.slack.handlers.home import in_place, modal
from bots.slack.handlers.surfaces import Surface, surface_of
from bots.slack.inbound import response_url
from bots.slack.session import Session
from core.cards.card import Reply
from core.cards.views import no_papers_linked
from core.commands.grammar import Given
from core.model import Call
from core.subscriptions.wording import saving

Body = Mapping[str, Any]


async def take_form(session: Session, ack: AsyncAck, body: dict[str, Any], sent: tuple[Change, Surface]) -> None:
    """Record what a sent form changes; one that could not be noted stays open, as it was filled in."""
    began = session.clock.monotonic()
    change, surface = sent
    change, outcome = await effects(session).note(change)
    surface.call = change.call
    if outcome is Noted.NOT:
        await ack(response_action="errors", errors=not_noted_beside(body))
    elif outcome is Noted.COPY or not isinstance(surface, InPlace):
        await ack()
    if outcome is not Noted.FRESH:
        return
    work = effects(session).handle(change.event, surface, change)
    if isinstance(surface, InPlace):
        spent = session.clock.monotonic() - began
        await in_place(session, ack, body, _filled(session, surface, work), saving(), spent)
    else:
        await session.start(work)


async def _filled(session: Session, surface: InPlace, work: Coroutine[Any, Any, None]) -> dict[str, object]:
    """The modal with a form's answer, once it is carried out; it is noted where that has to wait."""
    await session.start(work)
    return surface.view or modal(session, Reply((noted(),)), "")


async def command(session: Session, body: Body, given: Given) -> None:
    """Answer a slash command."""
    call = inbound.of_command(body, session.clock.now())
    await serve(surface_of(session, body, call), partial(_answer, body, given))


async def press(session: Session, body: Body, given: Given) -> None:
    """Do what a button or a menu's entry says: a command line typed for the person who pressed it."""
    call = inbound.of_interaction(body, session.clock.now())
    if session.people.may_use(call.person.team):
        await serve(surface_of(session, body, call), partial(_answer, body, given))


async def _answer(body: Body, given: Given, surface: Surface) -> None:
    if not await _open_form(surface.session, body, surface.call, given):
        await answer(surface, given)


async def _open_form(session: Session, body: Body, call: Call, given: Given) -> bool:
    """Open the form that a line asks for; False where it asks for none. Raises CallFailed."""
    for form in (digest_form, note_form, address_form, search_form):
        if await form.open_form(session, body, call, given):
            return True
    return False


async def save_papers(session: Session, ack: AsyncAck, body: dict[str, Any]) -> None:
    """Take the shortcut that saves every paper which a message links to."""
    await _take_shortcut(session, ack, body, changing.saved(session, body))


async def add_papers(session: Session, ack: AsyncAck, body: dict[str, Any]) -> None:
    """Take the shortcut that adds the papers in a message's text or files."""
    await _take_shortcut(session, ack, body, _added(session, body))


async def _take_shortcut(session: Session, ack: AsyncAck, body: dict[str, Any], change: Change | None) -> None:
    if change:
        await effects(session).take(change, surface_of(session, body, change.call), ack)
    else:
        await ack()
        await session.start(_no_papers(session, body))


async def _no_papers(session: Session, body: Body) -> None:
    """Say that a message holds no papers, or that the person who asks may not use us."""
    surface = surface_of(session, body, inbound.of_interaction(body, session.clock.now()))
    await serve(surface, lambda surface: surface.tell(Reply((no_papers_linked(),)), ""))


def _added(session: Session, body: Body) -> Change | None:
    """What the shortcut that adds a message's papers changes; None where it holds nothing, or for a stranger."""
    call, message = inbound.of_interaction(body, session.clock.now()), body.get("message") or {}
    files = tuple(_file(file) for file in message.get("files") or () if isinstance(file, Mapping))
    text = inbound.typed(message.get("text"))
    if not session.people.may_use(call.person.team) or not (files or text):
        return None
    return Change(call, "" if files else f"add {text}", files=files, back={"response_url": response_url(body)})


def _file(file: Mapping[str, Any]) -> SentFile:
    url = file.get("url_private_download") or file.get("url_private") or ""
    return SentFile(str(url), str(file.get("name") or "file"))

"""Commands, buttons and menus that only read or open a form, acknowledged at once; and how what they ask for is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bots.slack import inbound
from bots.slack.handlers import digest_form, search_form, talk
from bots.slack.handlers.surfaces import Surface, surface_of, tell_calmly
from bots.slack.render.message import Attachment
from bots.slack.session import Session
from core.cards.card import Reply
from core.cards.views import not_for_you
from core.commands.grammar import Given
from core.model import Call, Follow

Body = Mapping[str, Any]


async def command(session: Session, body: Body, given: Given) -> None:
    """Answer a slash command."""
    call = inbound.of_command(body, session.clock.now())
    surface = surface_of(session, body, call)
    try:
        if call.person.team not in session.teams:
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), given.line)
        elif not await digest_form.open_form(session, body, call, given):
            await show(session, surface, await session.answer(given, call), given)
    except Exception as error:
        await tell_calmly(surface, error)


async def press(session: Session, body: Body, given: Given) -> None:
    """Do what a button or a menu's entry says: a command line typed for the person who pressed it."""
    call = inbound.of_interaction(body, session.clock.now())
    if call.person.team not in session.teams:
        return
    surface = surface_of(session, body, call)
    try:
        if given.form == search_form.FORM:
            await search_form.open_form(session, body)
        elif not await digest_form.open_form(session, body, call, given):
            await show(session, surface, await session.answer(given, call), given)
    except Exception as error:
        await tell_calmly(surface, error)


async def show(session: Session, surface: Surface, reply: Reply, given: Given) -> None:
    """Show an answer: in place of the page that it turns, redrawn in its paper's card, or as a message. Raises CallFailed."""
    if given.turns and surface.own and not surface.typed:
        await surface.tell(reply, given.line, replace=True)
        return
    if reply.redraws and not surface.typed:
        await surface.redraw(reply.redraws)
    if surface.typed or not reply.redraws or reply.private:
        await _tell(session, surface, reply, given.line)


async def _tell(session: Session, surface: Surface, reply: Reply, line: str) -> None:
    if reply.discussion:
        reply = await talk.discuss(session, surface.call, reply.discussion)
    payload = await surface.tell(reply, line)
    if payload.file:
        await upload(session, surface.call, payload.file)
    await follow(session, surface, reply.follows)


async def follow(session: Session, surface: Surface, follows: Sequence[Follow]) -> None:
    """Keep who is to hear what becomes of slow work. Raises RecordDown."""
    call = surface.call
    if follows:
        call = msgspec.structs.replace(call, zone=await session.people.zone(call.person))
    for one in follows:
        await session.do(session.follows.put, one, call, surface.back)


async def upload(session: Session, call: Call, file: Attachment) -> None:
    """Give somebody a file in the direct message with them; a channel sees nothing of it."""
    opened = await session.send.call("conversations.open", {"users": call.person.id})
    await session.send.client.files_upload_v2(
        channel=opened["channel"]["id"], content=file.text, filename=file.name, title=file.name
    )

"""Commands, buttons and menus that only read or open a form, acknowledged at once; and how what they ask for is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bots.slack import inbound
from bots.slack.handlers import digest_form, search_form, talk
from bots.slack.handlers.surfaces import Surface, surface_of, tell_calmly
from bots.slack.render.message import File
from bots.slack.session import Desk
from core.cards.card import Reply
from core.cards.views import not_for_you
from core.model import Call, Follow
from core.services.redraw import turns

Body = Mapping[str, Any]


async def command(desk: Desk, body: Body) -> None:
    """Answer a slash command."""
    call, line = inbound.of_command(body, desk.clock.now()), inbound.typed(body.get("text"))
    surface = surface_of(desk, body, call)
    try:
        if call.person.team not in desk.teams:
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), line)
        elif not await digest_form.open_form(desk, body, call, line):
            await show(desk, surface, await desk.answer(line, call), line)
    except Exception as error:
        await tell_calmly(surface, error)


async def press(desk: Desk, body: Body, said: str) -> None:
    """Do what a button or a menu's entry says: a command line typed for whoever pressed it."""
    call = inbound.of_interaction(body, desk.clock.now())
    if call.person.team not in desk.teams:
        return
    surface = surface_of(desk, body, call)
    try:
        if said == "search":
            await search_form.open_form(desk, body)
        elif not await digest_form.open_form(desk, body, call, said):
            await show(desk, surface, await desk.answer(said, call), said)
    except Exception as error:
        await tell_calmly(surface, error)


async def show(desk: Desk, surface: Surface, reply: Reply, line: str) -> None:
    """Show an answer: in place of the page that it turns, drawn anew where its paper stands, or told. Raises CallFailed."""
    if turns(line) and surface.own and not surface.typed:
        await surface.tell(reply, line, replace=True)
        return
    if reply.redraws and not surface.typed:
        await surface.redraw(reply.redraws)
    if surface.typed or not reply.redraws or reply.private:
        await _tell(desk, surface, reply, line)


async def _tell(desk: Desk, surface: Surface, reply: Reply, line: str) -> None:
    if reply.discussion:
        reply = await talk.discuss(desk, surface.call, reply.discussion)
    payload = await surface.tell(reply, line)
    if payload.file:
        await upload(desk, surface.call, payload.file)
    await follow(desk, surface, reply.follows)


async def follow(desk: Desk, surface: Surface, follows: Sequence[Follow]) -> None:
    """Keep who is to hear what becomes of slow work. Raises RecordDown."""
    call = surface.call
    if follows:
        call = msgspec.structs.replace(call, zone=await desk.people.zone(call.person))
    for one in follows:
        await desk.do(desk.app.follows.put, one, call, surface.back)


async def upload(desk: Desk, call: Call, file: File) -> None:
    """Give somebody a file in the direct message with them; a channel sees nothing of it."""
    opened = await desk.send.call("conversations.open", {"users": call.person.id})
    await desk.send.client.files_upload_v2(
        channel=opened["channel"]["id"], content=file.text, filename=file.name, title=file.name
    )

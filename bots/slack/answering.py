"""Commands, buttons and menus: acknowledged at once, answered by the core, and what changed is drawn anew where it stands."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bots.slack import digest_form, hear, search_form, talk
from bots.slack.desk import Desk
from bots.slack.render import File
from bots.slack.surfaces import Surface, surface_of, tell_calmly
from core.cards import Follow, Reply
from core.model import Call
from core.redrawing import turns
from core.views import expired, not_for_you

LOOKS, BETWEEN_LOOKS = 120, 1.0
"""How often, and after how many seconds, an intake is looked at."""

Body = Mapping[str, Any]


async def command(desk: Desk, body: Body) -> None:
    """Answer a slash command."""
    call, line = hear.of_command(body, desk.clock.now()), hear.typed(body.get("text"))
    surface = surface_of(desk, body, call)
    try:
        if call.person.team not in desk.teams:
            await surface.tell(Reply((not_for_you(hear.TEAM),)), line)
        elif not await digest_form.open_form(desk, body, call, line):
            await _tell(desk, surface, call, await desk.answer(line, call), line)
    except Exception as error:
        await tell_calmly(surface, error)


async def set_digest(desk: Desk, body: Body) -> None:
    """Do what a sent form of a digest says, and tell the person where they opened it."""
    surface, line = digest_form.sent(desk, body)
    try:
        await surface.tell(await desk.answer(line, surface.call), line)
    except Exception as error:
        await tell_calmly(surface, error)


async def press(desk: Desk, body: Body, said: str) -> None:
    """Do what a button or a menu's entry says: a command line typed for whoever pressed it."""
    call = hear.of_interaction(body, desk.clock.now())
    if call.person.team not in desk.teams:
        return
    surface = surface_of(desk, body, call)
    try:
        await _pressed(desk, surface, call, await desk.line(said))
    except Exception as error:
        await tell_calmly(surface, error)


async def _pressed(desk: Desk, surface: Surface, call: Call, line: str) -> None:
    if not line:
        await surface.tell(Reply((expired(),)), "")
    elif line == "search":
        await search_form.open_form(desk, surface.body)
    elif await digest_form.open_form(desk, surface.body, call, line):
        return
    elif turns(line) and surface.own:
        await surface.tell(await desk.answer(line, call), line, replace=True)
    else:
        call = await digest_form.at_home(desk, call) if digest_form.sets_up(line) else call
        reply = await desk.answer(line, call)
        if reply.redraws:
            await surface.redraw(reply.redraws)
        if not reply.redraws or reply.private:
            await _tell(desk, surface, call, reply, line)


async def _tell(desk: Desk, surface: Surface, call: Call, reply: Reply, line: str) -> None:
    if reply.discussion:
        reply = await talk.discuss(desk, call, reply.discussion)
    payload = await surface.tell(reply, line)
    if payload.file:
        await upload(desk, call, payload.file)
    await follow(desk, surface, call, reply)


async def follow(desk: Desk, surface: Surface, call: Call, reply: Reply) -> None:
    """Tell what became of an intake, once it is settled; where that takes long, its button tells. Raises CallFailed."""
    if reply.follow and await settled(desk, reply.follow):
        line = f"added {reply.follow.run}"
        await surface.tell(await desk.answer(line, call), line)


async def settled(desk: Desk, follow: Follow) -> bool:
    """Wait for an intake; False where it takes too long."""
    for _ in range(LOOKS):
        await asyncio.sleep(BETWEEN_LOOKS)
        if await desk.do(desk.app.digests.is_settled, follow.run):
            return True
    return False


async def upload(desk: Desk, call: Call, file: File) -> None:
    """Give somebody a file in the direct message with them; a channel sees nothing of it."""
    opened = await desk.send.call("conversations.open", {"users": call.person.id})
    await desk.send.client.files_upload_v2(
        channel=opened["channel"]["id"], content=file.text, filename=file.name, title=file.name
    )

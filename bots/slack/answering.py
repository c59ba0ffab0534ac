"""Commands, buttons and menus: acknowledged at once, answered by the core, and what changed is drawn anew where it stands."""

import asyncio
import logging
import re
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from bots.slack import hear, search_form, talk
from bots.slack.desk import Desk
from bots.slack.render import File
from bots.slack.send import CallFailed
from bots.slack.surfaces import Surface, surface_of
from core.cards import Follow, Reply
from core.model import Call
from core.views import calm, expired, not_for_you

TURNS = re.compile(r" page:\d+$")
"""Ends the line of a button that turns the pages of a list: its answer takes the list's place."""

LOOKS, BETWEEN_LOOKS = 120, 1.0
"""How often, and after how many seconds, an intake is looked at."""

Body = Mapping[str, Any]
log = logging.getLogger("paperboy")


async def command(desk: Desk, body: Body) -> None:
    """Answer a slash command."""
    call, line = hear.of_command(body), hear.typed(body.get("text"))
    surface = surface_of(desk, body, call)
    try:
        if call.person.team not in desk.teams:
            await surface.tell(Reply((not_for_you(),)), line)
        else:
            await _tell(desk, surface, call, await desk.answer(line, call), line)
    except Exception as error:
        await tell_calmly(surface, error)


async def press(desk: Desk, body: Body, said: str) -> None:
    """Do what a button or a menu's entry says: a command line typed for whoever pressed it."""
    call = hear.of_interaction(body)
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
    elif TURNS.search(line) and surface.own:
        await surface.tell(await desk.answer(line, call), line, replace=True)
    else:
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


async def tell_calmly(surface: Surface, error: Exception) -> None:
    """Log what went wrong under a reference, and tell the person that, if Slack lets us."""
    reference = token_hex(2)
    log.error("reference %s", reference, exc_info=error)
    if not isinstance(error, CallFailed):
        try:
            await surface.tell(Reply((calm(reference),)), "")
        except CallFailed as failed:
            log.warning("%s", failed)

"""Commands, buttons and menus: a first sign within three seconds, answered by the core, and what changed is drawn anew."""

import asyncio
from collections.abc import Mapping

import discord

from bots.discord import hear, search_form, talk
from bots.discord.desk import Desk
from bots.discord.hear import Interaction
from bots.discord.surfaces import Surface, Typed, acknowledge, surface_of, tell_calmly
from bots.discord.tree import line_of
from core.cards import Follow, Reply
from core.commands import Given, Verb, answer_file
from core.commands.grammar import checked
from core.errors import BadInput
from core.model import Call
from core.parsing.bytes_in import LARGEST
from core.redrawing import turns
from core.views import expired, not_for_you

LOOKS, BETWEEN_LOOKS = 120, 1.0
"""How often, and after how many seconds, an intake is looked at: well within an interaction's fifteen minutes."""


async def command(
    desk: Desk, interaction: Interaction, verb: Verb, said: Mapping[str, str], file: discord.Attachment | None
) -> None:
    """Answer a slash command. It is parsed first, so that a refusal is seen by nobody else."""
    line, call = line_of(verb, said), hear.of_interaction(interaction, desk.clock.now())
    given: Given | str
    try:
        given = Given(verb.name, checked(verb, dict(said)) if said or not file else {}, line)
    except BadInput:
        given = line  # the core refuses it in its own words
    private = verb.private or isinstance(given, str)
    if not await acknowledge(desk, interaction, thinking=True, private=private):
        return
    surface = Typed(desk, interaction, call, private=private)
    try:
        if not await desk.people.may_use(interaction):
            await surface.tell(Reply((not_for_you(hear.TEAM),)), line)
        elif file:
            await _tell(desk, surface, await _added(desk, file, call), line)
        else:
            await _tell(desk, surface, await desk.answer(given, call, interaction), line)
    except Exception as error:
        await tell_calmly(surface, error)


async def press(desk: Desk, interaction: Interaction, said: str) -> None:
    """Do what a button or a menu's entry says: a command line typed for whoever pressed it."""
    if said == "search":
        await search_form.open_form(desk, interaction)
        return
    if not await acknowledge(desk, interaction):
        return
    call = hear.of_interaction(interaction, desk.clock.now())
    surface = surface_of(desk, interaction, call)
    try:
        if await desk.people.may_use(interaction):
            await _pressed(desk, surface, await desk.line(said))
        else:
            await surface.tell(Reply((not_for_you(hear.TEAM),)), "")
    except Exception as error:
        await tell_calmly(surface, error)


async def _pressed(desk: Desk, surface: Surface, line: str) -> None:
    if not line:
        await surface.tell(Reply((expired(),)), "")
        return
    reply = await desk.answer(line, surface.call, surface.interaction)
    if turns(line) and surface.own:
        await surface.tell(reply, line, replace=True)
        return
    if reply.redraws:
        await surface.redraw(reply.redraws)
    if not reply.redraws or reply.private:
        await _tell(desk, surface, reply, line)


async def _tell(desk: Desk, surface: Surface, reply: Reply, line: str) -> None:
    if reply.discussion:
        reply = await talk.discuss(desk, surface, reply.discussion)
    await surface.tell(reply, line)
    await follow(desk, surface, reply)


async def follow(desk: Desk, surface: Surface, reply: Reply) -> None:
    """Tell what became of an intake, once it is settled; where that takes long, its button tells. Raises CallFailed."""
    if reply.follow and await settled(desk, reply.follow):
        line = f"added {reply.follow.run}"
        await surface.tell(await desk.answer(line, surface.call), line)


async def settled(desk: Desk, follow: Follow) -> bool:
    """Wait for an intake; False where it takes too long."""
    for _ in range(LOOKS):
        await asyncio.sleep(BETWEEN_LOOKS)
        if await desk.do(desk.app.digests.is_settled, follow.run):
            return True
    return False


async def _added(desk: Desk, file: discord.Attachment, call: Call) -> Reply:
    """Queue the papers of an attached file; one that is too large is not fetched, and the core says so."""
    too_large = file.size > LARGEST
    data = b"\0" * (LARGEST + 1) if too_large else await desk.send.call("file", file.read)
    return await desk.do(answer_file, desk.app, data, file.filename, call)

"""The gate: a first sign within three seconds, which shows nothing done; what changes something is recorded before it is done.

Discord has no acknowledgement of its own for what arrived, so what a person sees as done is the answer, and that comes last.
"""

import logging
from collections.abc import Mapping

import discord

from bots.discord import inbound
from bots.discord.api import CallFailed
from bots.discord.handlers import answering, changing, search_form, shortcuts
from bots.discord.handlers.events import handle
from bots.discord.handlers.surfaces import Surface, Typed, acknowledge, surface_of, tell_calmly
from bots.discord.inbound import Interaction
from bots.discord.session import Desk
from bots.discord.setup.tree import line_of
from bots.shared.changes import Change, Noted
from core.cards.card import Reply
from core.cards.views import no_papers_linked, not_for_you
from core.commands.grammar import Given, checked
from core.commands.table import Verb
from core.errors import BadInput, RecordDown

log = logging.getLogger("paperboy")


async def command(
    desk: Desk, interaction: Interaction, verb: Verb, said: Mapping[str, str], file: discord.Attachment | None
) -> None:
    """Take a slash command. It is parsed first, so that a refusal is seen by nobody else."""
    line, call = line_of(verb, said), inbound.of_interaction(interaction, desk.clock.now())
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
        if not await desk.people.may_use(interaction.guild_id, interaction.user.id):
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), line)
        elif change := changing.typed(desk, interaction, given, file):
            await take(desk, change, surface)
        else:
            reply = await desk.answer(given, call, manages=inbound.manages(interaction))
            await answering.show(desk, surface, reply, line)
    except Exception as error:
        await tell_calmly(surface, error)


async def press(desk: Desk, interaction: Interaction, said: str) -> None:
    """Take what a button or a menu's entry says: a command line typed for whoever pressed it."""
    if search_form.opens(line := await _opened(desk, said)):
        await search_form.open_form(desk, interaction, line)
        return
    if not await acknowledge(desk, interaction):
        return
    call = inbound.of_interaction(interaction, desk.clock.now())
    surface = surface_of(desk, interaction, call)
    try:
        if not await desk.people.may_use(interaction.guild_id, interaction.user.id):
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), "")
        elif change := changing.pressed(desk, interaction, said):
            await take(desk, change, surface)
        else:
            reply = await desk.answer(said, call, manages=inbound.manages(interaction))
            await answering.show(desk, surface, reply, said)
    except Exception as error:
        await tell_calmly(surface, error)


async def _opened(desk: Desk, said: str) -> str:
    """What a button carries, as far as it may open a form, which has to be the first answer to a press."""
    try:
        return await desk.line(said)
    except RecordDown:
        return said


async def save_papers(desk: Desk, interaction: Interaction, message: discord.Message) -> None:
    """Take the menu that saves every paper which a message shows or links to."""
    if not await acknowledge(desk, interaction, thinking=True, private=True):
        return
    surface = Typed(desk, interaction, inbound.of_interaction(interaction, desk.clock.now()), private=True)
    try:
        if not await desk.people.may_use(interaction.guild_id, interaction.user.id):
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), "")
        elif change := changing.saved(desk, interaction, message):
            await take(desk, change, surface)
        else:
            await surface.tell(Reply((no_papers_linked(),)), "")
        await shortcuts.adopt_links(desk, surface.call, message)
    except Exception as error:
        await tell_calmly(surface, error)


async def take(desk: Desk, change: Change, surface: Surface) -> None:
    """Record a change and carry it out; or say that it could not be noted."""
    change, what = await desk.notes.take(change, lambda late: handle(desk, late.event))
    if what is Noted.FRESH:
        surface.call = change.call
        await handle(desk, change.event, surface)
    elif what is Noted.NOT:
        try:
            await surface.refuse()
        except CallFailed as failed:
            log.warning("%s", failed)

"""The gate: a first sign within three seconds, which shows nothing done; what changes something is recorded before it is done.

Discord has no acknowledgement of its own for what arrived, so what a person sees as done is the answer, and that comes last.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping

import discord
import msgspec

from bots.discord import inbound
from bots.discord.api import acknowledge
from bots.discord.handlers import answering, changing, shortcuts
from bots.discord.handlers.events import handle
from bots.discord.handlers.forms import address_form, note_form, search_form
from bots.discord.handlers.surfaces import Surface, Typed, surface_of, tell_calmly
from bots.discord.inbound import Interaction
from bots.discord.render.whispers import asked_in
from bots.discord.session import Session
from bots.discord.setup.tree import line_of
from bots.shared.changes import Change, Noted
from bots.shared.errors import CallFailed
from bots.shared.lines import pressed
from core.cards.card import Reply
from core.cards.views import no_papers_linked, not_for_you, note, out_of_sight
from core.commands.grammar import Given, Misread, checked, names_options, read
from core.commands.table import Verb
from core.errors import BadCommand, BadInput, RecordDown

Sent = Callable[[Session, Interaction], Awaitable[tuple[Given, Surface, int]]]
"""Reads a sent form: the call that it is, where that is answered, and the room in which it acts, 0 for where it was opened."""

log = logging.getLogger("paperboy")


async def command(
    session: Session, interaction: Interaction, verb: Verb, options: Mapping[str, str], file: discord.Attachment | None
) -> None:
    """Take a slash command. It is parsed first, so that a refusal is seen by nobody else."""
    line, call = line_of(verb, options), inbound.of_interaction(interaction, session.clock.now())
    try:
        given = Given(verb.name, checked(verb, dict(options)) if options or not file else {}, line)
    except BadInput:
        given = read(line)  # the core refuses it in its own words
    if verb.options and names_options(verb, options.get(verb.options[0].name, "")):
        given = read(
            line
        )  # `author:Levine` in its first field is what it is in a typed line, and on the list's buttons
    if await note_form.open_form(session, interaction, given) or await address_form.open_form(
        session, interaction, given
    ):
        return
    private = verb.private or isinstance(given, Misread)
    if not await acknowledge(session.send, interaction, thinking=True, private=private):
        return
    surface = Typed(session, interaction, call, private=private)
    try:
        if not await session.people.may_use(interaction.guild_id, interaction.user.id):
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), line)
        elif change := changing.typed(session, interaction, given, file):
            await take(session, change, surface)
        else:
            reply = await session.answer(given, call, manages=inbound.manages(interaction))
            await answering.show(session, surface, reply, given)
    except Exception as error:
        await tell_calmly(surface, error)


async def press(session: Session, interaction: Interaction, text: str) -> None:
    """Take what a button or a menu's entry says: a command line typed for the person who pressed it."""
    room, text = asked_in(text)
    line = pressed(text)
    if (filled := search_form.asked(line, await _opened(session, text))) is not None:
        await search_form.open_form(session, interaction, *filled, room)
        return
    if await note_form.open_form(session, interaction, line, room):
        return
    if await address_form.open_form(session, interaction, line):
        return
    if not await acknowledge(session.send, interaction):
        return
    call = inbound.of_interaction(interaction, session.clock.now())
    surface = surface_of(session, interaction, call)
    surface.manages = inbound.manages(interaction)
    try:
        if not await session.people.may_use(interaction.guild_id, interaction.user.id):
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), "")
        elif room and not await _gone_to(session, surface, room):
            await surface.tell(Reply((out_of_sight(),)), "")
        elif change := changing.pressed(surface, line):
            await take(session, change, surface)
        elif isinstance(line, Given):
            reply = await session.answer(line, surface.call, manages=surface.manages)
            await answering.show(session, surface, reply, line)
    except Exception as error:
        await tell_calmly(surface, error)


async def take_form(session: Session, interaction: Interaction, sent: Sent) -> None:
    """Take what a sent form changes; what is wrong with it is said privately."""
    if not await acknowledge(session.send, interaction, thinking=True, private=True):
        return
    surface: Surface = Typed(
        session, interaction, inbound.of_interaction(interaction, session.clock.now()), private=True
    )
    try:
        given, surface, room = await sent(session, interaction)
        surface.manages = inbound.manages(interaction)
        if not await session.people.may_use(interaction.guild_id, interaction.user.id):
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), "")
        elif room and not await _gone_to(session, surface, room):
            await surface.tell(Reply((out_of_sight(),)), "")
        elif change := changing.typed(session, interaction, given, None):
            await take(session, msgspec.structs.replace(change, call=surface.call), surface)
    except BadCommand as wrong:
        await surface.tell(Reply((note(str(wrong)),)), "")
    except Exception as error:
        await tell_calmly(surface, error)


async def _gone_to(session: Session, surface: Surface, room: int) -> bool:
    """Have a press act in a channel or thread; False where its person does not see that, or no more. Raises HTTPException."""
    there = await session.people.guilds.call_in(room, surface.interaction, surface.call.now)
    if there:
        (surface.call, surface.manages), surface.room = there, room
    return there is not None


async def _opened(session: Session, text: str) -> str:
    """What a button carries, as far as it may open a form, which has to be the first answer to a press."""
    try:
        return await session.line(text)
    except RecordDown:
        return text


async def save_papers(session: Session, interaction: Interaction, message: discord.Message) -> None:
    """Take the menu that saves every paper which a message shows or links to."""
    if not await acknowledge(session.send, interaction, thinking=True, private=True):
        return
    surface = Typed(session, interaction, inbound.of_interaction(interaction, session.clock.now()), private=True)
    try:
        if not await session.people.may_use(interaction.guild_id, interaction.user.id):
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), "")
        elif change := changing.saved(session, interaction, message):
            await take(session, change, surface)
        else:
            await surface.tell(Reply((no_papers_linked(),)), "")
        await shortcuts.adopt_links(session, surface.call, message)
    except Exception as error:
        await tell_calmly(surface, error)


async def take(session: Session, change: Change, surface: Surface) -> None:
    """Record a change and carry it out; or say that it could not be noted."""
    change, what = await session.notes.take(change, lambda late: handle(session, late.event, change=late))
    if what is Noted.FRESH:
        surface.call = change.call
        await handle(session, change.event, surface, change)
    elif what is Noted.NOT:
        try:
            await surface.refuse()
        except CallFailed as failed:
            log.warning("%s", failed)

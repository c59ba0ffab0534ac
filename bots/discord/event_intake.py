"""The gate: a first sign within three seconds, which shows nothing done; what changes something is recorded before it is done.

Discord has no acknowledgement of its own for what arrived, so what a person sees as done is the answer, and that comes last.
"""

from collections.abc import Awaitable, Callable, Mapping

import discord

from bots.discord.api import acknowledge
from bots.discord.handlers import changing, links
from bots.discord.handlers.events import effects
from bots.discord.handlers.forms import address_form, note_form, search_form
from bots.discord.handlers.surfaces import Surface, Typed, go_to, open_typed, surface_of
from bots.discord.inbound import Interaction
from bots.discord.render.whispers import asked_in
from bots.discord.session import Session
from bots.discord.setup.tree import line_of
from bots.shared.render.lines import pressed
from bots.shared.surfaces import answer, serve
from core.cards.card import Reply
from core.cards.views import no_papers_linked
from core.commands.grammar import Given, Misread, checked, names_options, read
from core.commands.table import Verb
from core.errors import BadInput

Sent = Callable[[Session, Interaction], Awaitable[tuple[Given, int]]]
"""Reads a sent form: the call that it is, and the room in which it acts, 0 for where it was opened. Raises BadCommand, RecordDown."""


async def command(
    session: Session, interaction: Interaction, verb: Verb, options: Mapping[str, str], file: discord.Attachment | None
) -> None:
    """Take a slash command. It is parsed first, so that a refusal is seen by nobody else."""
    line = line_of(verb, options)
    try:
        given = Given(verb.name, checked(verb, dict(options)) if options or not file else {}, line)
    except BadInput:
        given = read(line)  # the core refuses it in its own words
    if verb.options and names_options(verb, options.get(verb.options[0].name, "")):
        given = read(
            line
        )  # `author:Levine` in its first field is what it is in a typed line, and on the list's buttons
    if await _open_form(session, interaction, given):
        return

    async def act(surface: Surface) -> None:
        if change := changing.typed(surface, given, file):
            await effects(session).take(change, surface)
        else:
            await answer(surface, given)

    private = verb.private or isinstance(given, Misread)
    if surface := await open_typed(session, interaction, private=private):
        await serve(surface, act)


async def press(session: Session, interaction: Interaction, text: str) -> None:
    """Take what a button or a menu's entry says: a command line typed for the person who pressed it."""
    room, text = asked_in(text)
    line = pressed(text)
    if await search_form.open_form(session, interaction, line, room) or (
        isinstance(line, Given) and await _open_form(session, interaction, line, room)
    ):
        return
    if not await acknowledge(session.send, interaction):
        return

    async def act(surface: Surface) -> None:
        if not await go_to(surface, room):
            return
        if change := changing.pressed(surface, line):
            await effects(session).take(change, surface)
        elif isinstance(line, Given):
            await answer(surface, line)

    await serve(surface_of(session, interaction), act)


async def take_form(session: Session, interaction: Interaction, sent: Sent) -> None:
    """Take what a sent form changes; what is wrong with it is said privately."""

    async def act(surface: Typed) -> None:
        given, room = await sent(session, interaction)
        if await go_to(surface, room) and (change := changing.typed(surface, given)):
            await effects(session).take(change, surface)

    if surface := await open_typed(session, interaction):
        await serve(surface, act)


async def save_papers(session: Session, interaction: Interaction, message: discord.Message) -> None:
    """Take the menu that saves every paper which a message shows or links to."""

    async def act(surface: Typed) -> None:
        if change := changing.saved(surface, message):
            await effects(session).take(change, surface)
        else:
            await surface.tell(Reply((no_papers_linked(),)), "")
        await links.adopt_links(session, surface.call, message)

    if surface := await open_typed(session, interaction):
        await serve(surface, act)


async def _open_form(session: Session, interaction: Interaction, given: Given, room: int = 0) -> bool:
    """Open the form that a line asks for, as the first answer to it; False where it asks for none. Raises RecordDown."""
    return await note_form.open_form(session, interaction, given, room) or await address_form.open_form(
        session, interaction, given
    )

"""The gate: a first sign within three seconds, which shows nothing done; what changes something is recorded before it is done.

Discord has no acknowledgement of its own for what arrived, so what a person sees as done is the answer, and that comes last.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import discord

from bots.discord import inbound
from bots.discord.handlers import changing
from bots.discord.handlers.events import effects
from bots.discord.handlers.forms import address_form, note_form, search_form
from bots.discord.handlers.forms.opening import kept_in
from bots.discord.handlers.messages import links_in, message_of, shown_in
from bots.discord.handlers.reactions import watcher
from bots.discord.handlers.surfaces import Surface, surface_of
from bots.discord.inbound import Interaction
from bots.discord.render.whispers import asked_in
from bots.discord.session import Session
from bots.discord.setup.tree import line_of
from bots.shared.render.lines import pressed
from bots.shared.session import MOST_AT_ONCE
from bots.shared.surfaces import answer, serve, tell
from core.cards.card import Reply
from core.cards.views import no_papers_linked
from core.commands.dispatch import perform
from core.commands.grammar import Given, Misread, checked, names_options, read
from core.commands.table import Verb
from core.errors import BadInput
from core.model import Call
from core.services.posted_links import Link, LinkedMessage
from core.services.redraw import cards_of
from core.store.papers.feeds import fetchable

Sent = Callable[[Session, Interaction], Awaitable[Given]]
"""Reads a sent form: the call that it is. Raises BadCommand, RecordDown."""


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
    if surface := await surface_of(session, interaction, private=private):
        await serve(surface, act)


async def press(session: Session, interaction: Interaction, text: str) -> None:
    """Take what a button or a menu's entry says: a command line typed for the person who pressed it."""
    room, text = asked_in(text)
    line = pressed(text)
    if await search_form.open_form(session, interaction, line, room) or (
        isinstance(line, Given) and await _open_form(session, interaction, line, room)
    ):
        return

    async def act(surface: Surface) -> None:
        if change := changing.pressed(surface, line):
            await effects(session).take(change, surface)
        elif isinstance(line, Given):
            await answer(surface, line)

    if surface := await surface_of(session, interaction, room=room, placeholder=False):
        await serve(surface, act)


async def take_form(session: Session, interaction: Interaction, sent: Sent) -> None:
    """Take what a sent form changes; what is wrong with it is said privately."""

    async def act(surface: Surface) -> None:
        if change := changing.typed(surface, await sent(session, interaction)):
            await effects(session).take(change, surface)

    if surface := await surface_of(session, interaction, room=asked_in(kept_in(interaction)).room):
        await serve(surface, act)


async def save_papers(session: Session, interaction: Interaction, message: discord.Message) -> None:
    """Take the menu that saves every paper which a message shows or links to."""

    async def act(surface: Surface) -> None:
        if change := changing.saved(surface, message):
            await effects(session).take(change, surface)
        else:
            await surface.tell(Reply((no_papers_linked(),)), "")
        await _adopt_links(session, surface.call, message)

    if surface := await surface_of(session, interaction):
        await serve(surface, act)


async def find_papers(session: Session, interaction: Interaction, message: discord.Message) -> None:
    """Show the papers that a message links to, with where each was posted before."""
    if surface := await surface_of(session, interaction):
        await serve(surface, partial(_find_papers, session, message))


async def _adopt_links(session: Session, call: Call, message: discord.Message) -> None:
    """Let reactions under somebody's message with one link count for its paper, once it is known. Raises CallFailed."""
    links, linked = links_in(message), message_of(message)
    if len(links) == 1 and fetchable(links[0].reference):
        await session.awaited(links[0], call, linked)
    await watcher(session).adopt(inbound.room_of(call.place), links, call, linked)


async def _find_papers(session: Session, message: discord.Message, surface: Surface) -> None:
    call, links = surface.call, links_in(message)
    posted = message_of(message)
    if links and not message.author.bot:
        await session.do(session.links.keep, links, inbound.of_message(message), posted)
    replies = [await session.do(_card_of, session, link, call, posted) for link in links[:MOST_AT_ONCE]]
    shown = await session.do(
        cards_of, session.catalog, session.votes, session.posts, shown_in(message)[:MOST_AT_ONCE], call.place
    )
    cards = (*(card for reply in replies for card in reply.cards), *(card for card in shown if not card.withheld))
    follows = tuple(item for reply in replies for item in reply.follows)
    await tell(surface, Reply(cards or (no_papers_linked(),), follows=follows), "")
    await _adopt_links(session, call, message)


def _card_of(session: Session, link: Link, call: Call, posted: LinkedMessage) -> Reply:
    """The card of a link; its paper is fetched where nobody here knows it."""
    if card := session.links.card(link, call, posted):
        return Reply((card,))
    return session.links.fetching(link, call) or perform(session.app, f"show {link.reference}", call)


async def _open_form(session: Session, interaction: Interaction, given: Given, room: int = 0) -> bool:
    """Open the form that a line asks for, as the first answer to it; False where it asks for none. Raises RecordDown."""
    return await note_form.open_form(session, interaction, given, room) or await address_form.open_form(
        session, interaction, given
    )

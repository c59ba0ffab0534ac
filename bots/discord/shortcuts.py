"""Message menus: save every paper of a message, or see them as cards with where each was posted before."""

import asyncio
from collections.abc import Awaitable, Callable

import discord

from bots.discord import hear
from bots.discord.desk import Desk
from bots.discord.hear import Interaction
from bots.discord.knowing import known, links_in, shown_in
from bots.discord.links import adopt, message_of
from bots.discord.surfaces import Surface, Typed, acknowledge, tell_calmly
from core import unfurling
from core.cards import Reply
from core.model import Call
from core.redrawing import cards_of
from core.unfurling import Link
from core.views import no_papers_linked, not_all_saved, not_for_you

MOST = 10
"""Papers of one message that are taken at once."""

Act = Callable[[Desk, Surface, discord.Message], Awaitable[None]]


async def save_papers(desk: Desk, interaction: Interaction, message: discord.Message) -> None:
    """Save every paper that a message shows or links to; one nobody knows yet is fetched first."""
    await _calmly(desk, interaction, message, _save_papers)


async def find_papers(desk: Desk, interaction: Interaction, message: discord.Message) -> None:
    """Show the papers that a message links to, with where each was posted before."""
    await _calmly(desk, interaction, message, _find_papers)


async def _calmly(desk: Desk, interaction: Interaction, message: discord.Message, act: Act) -> None:
    if not await acknowledge(desk, interaction, thinking=True, private=True):
        return
    surface = Typed(desk, interaction, hear.of_interaction(interaction, desk.clock.now()), private=True)
    try:
        if await desk.people.may_use(interaction):
            await act(desk, surface, message)
        else:
            await surface.tell(Reply((not_for_you(hear.TEAM),)), "")
    except Exception as error:
        await tell_calmly(surface, error)


async def _save_papers(desk: Desk, surface: Surface, message: discord.Message) -> None:
    call, links = surface.call, links_in(message)
    shown = shown_in(message)
    named = [*shown, *await asyncio.gather(*(_named(desk, link, call) for link in links[:MOST]))]
    replies = [await desk.answer(f"save {one}", call) for one in dict.fromkeys(named[:MOST])]
    cards = tuple(card for reply in replies for card in reply.cards) or (no_papers_linked(),)
    many = len(shown) + len(links)
    more = (not_all_saved(MOST, many),) if many > MOST else ()
    await surface.tell(Reply((*cards, *more)), "")
    await adopt(desk, links, call, message_of(message))


async def _find_papers(desk: Desk, surface: Surface, message: discord.Message) -> None:
    call, links = surface.call, links_in(message)
    posted = message_of(message)
    if links and not message.author.bot:
        await desk.do(unfurling.keep, desk.app, links, hear.of_message(message), posted)
    await asyncio.gather(*(known(desk, link, call) for link in links[:MOST]))
    found = [await desk.do(unfurling.card, desk.app, link, call, posted) for link in links[:MOST]]
    shown = await desk.do(cards_of, desk.app, shown_in(message)[:MOST])
    cards = (*(card for card in found if card), *shown)
    await surface.tell(Reply(cards or (no_papers_linked(),)), "")
    await adopt(desk, links, call, posted)


async def _named(desk: Desk, link: Link, call: Call) -> str:
    """What `save` takes: a paper's id, or its bare name, which it refuses in words."""
    bare = link.reference if link.reference.startswith("openreview:") else link.reference.partition(":")[2]
    return await known(desk, link, call) or bare

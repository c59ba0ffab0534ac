"""Message menus: save every paper of a message, or see them as cards with where each was posted before."""

import asyncio
from collections.abc import Sequence

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


async def find_papers(desk: Desk, interaction: Interaction, message: discord.Message) -> None:
    """Show the papers that a message links to, with where each was posted before."""
    if not await acknowledge(desk, interaction, thinking=True, private=True):
        return
    surface = Typed(desk, interaction, hear.of_interaction(interaction, desk.clock.now()), private=True)
    try:
        if await desk.people.may_use(interaction.guild_id, interaction.user.id):
            await _find_papers(desk, surface, message)
        else:
            await surface.tell(Reply((not_for_you(hear.TEAM),)), "")
    except Exception as error:
        await tell_calmly(surface, error)


def named_in(message: discord.Message) -> tuple[str, ...]:
    """The papers that a message shows, by id, and those that it links to, by reference; each once."""
    return tuple(dict.fromkeys((*shown_in(message), *(link.reference for link in links_in(message)))))


async def save_papers(desk: Desk, surface: Surface, named: Sequence[str]) -> None:
    """Save papers by id or reference; one that nobody knows yet is fetched first. Raises CallFailed, RecordDown."""
    ids = await asyncio.gather(*(_known(desk, one, surface.call) for one in named[:MOST]))
    replies = [await desk.answer(f"save {one}", surface.call, recorded=True) for one in dict.fromkeys(ids)]
    more = (not_all_saved(MOST, len(named)),) if len(named) > MOST else ()
    await surface.tell(Reply((*(card for reply in replies for card in reply.cards), *more)), "")


async def adopt_links(desk: Desk, call: Call, message: discord.Message) -> None:
    """Let reactions under somebody's message count for its paper, now that it is known. Raises CallFailed."""
    await adopt(desk, links_in(message), call, message_of(message))


async def _find_papers(desk: Desk, surface: Surface, message: discord.Message) -> None:
    call, links = surface.call, links_in(message)
    posted = message_of(message)
    if links and not message.author.bot:
        await desk.do(unfurling.keep, desk.app, links, hear.of_message(message), posted)
    await asyncio.gather(*(known(desk, link, call) for link in links[:MOST]))
    found = [await desk.do(unfurling.card, desk.app, link, call, posted) for link in links[:MOST]]
    shown = await desk.do(cards_of, desk.app, shown_in(message)[:MOST], call.place)
    cards = (*(card for card in found if card), *shown)
    await surface.tell(Reply(cards or (no_papers_linked(),)), "")
    await adopt(desk, links, call, posted)


async def _known(desk: Desk, named: str, call: Call) -> str:
    """What `save` takes: a paper's id, or its bare name, which it refuses in words."""
    scheme, colon, name = named.partition(":")
    if not colon:
        return named
    return await known(desk, Link(named, named), call) or (named if scheme == "openreview" else name)

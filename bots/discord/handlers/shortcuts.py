"""Message menus: save every paper of a message, or see them as cards with where each was posted before."""

from collections.abc import Sequence

import discord

from bots.discord import inbound
from bots.discord.api import acknowledge
from bots.discord.handlers.answering import follow
from bots.discord.handlers.links import adopt
from bots.discord.handlers.messages import come, links_in, message_of, shown_in
from bots.discord.handlers.surfaces import Surface, Typed, tell_calmly
from bots.discord.inbound import Interaction
from bots.discord.session import Session
from bots.shared.session import MOST_AT_ONCE
from core.cards.card import Reply
from core.cards.views import no_papers_linked, not_for_you
from core.commands.dispatch import perform
from core.model import Call
from core.services.posted_links import Link, LinkedMessage
from core.services.redraw import cards_of
from core.store.papers.feeds import fetchable


async def find_papers(session: Session, interaction: Interaction, message: discord.Message) -> None:
    """Show the papers that a message links to, with where each was posted before."""
    if not await acknowledge(session.send, interaction, thinking=True, private=True):
        return
    surface = Typed(session, interaction, inbound.of_interaction(interaction, session.clock.now()), private=True)
    try:
        if await session.people.may_use(interaction.guild_id, interaction.user.id):
            await _find_papers(session, surface, message)
        else:
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), "")
    except Exception as error:
        await tell_calmly(surface, error)


async def save_papers(session: Session, surface: Surface, named: Sequence[str]) -> None:
    """Save papers by id or reference; one that nobody knows yet is fetched, and saved then. Raises CallFailed, RecordDown."""
    reply = await session.save(named, surface.call)
    await surface.tell(reply, "")
    await follow(session, surface, reply.follows)


async def adopt_links(session: Session, call: Call, message: discord.Message) -> None:
    """Let reactions under somebody's message with one link count for its paper, once it is known. Raises CallFailed."""
    links = links_in(message)
    if len(links) == 1 and fetchable(links[0].reference):
        await come(session, links[0], call)
    await adopt(session, links, call, message_of(message))


async def _find_papers(session: Session, surface: Surface, message: discord.Message) -> None:
    call, links = surface.call, links_in(message)
    posted = message_of(message)
    if links and not message.author.bot:
        await session.do(session.links.keep, links, inbound.of_message(message), posted)
    replies = [await session.do(_found, session, link, call, posted) for link in links[:MOST_AT_ONCE]]
    shown = await session.do(
        cards_of, session.catalog, session.votes, session.posts, shown_in(message)[:MOST_AT_ONCE], call.place
    )
    cards = (*(card for reply in replies for card in reply.cards), *(card for card in shown if not card.withheld))
    await surface.tell(Reply(cards or (no_papers_linked(),)), "")
    await follow(session, surface, [item for reply in replies for item in reply.follows])
    await adopt_links(session, call, message)


def _found(session: Session, link: Link, call: Call, posted: LinkedMessage) -> Reply:
    """The card of a link; its paper is fetched where nobody here knows it."""
    if card := session.links.card(link, call, posted):
        return Reply((card,))
    return session.links.fetching(link, call) or perform(session.app, f"show {link.reference}", call)

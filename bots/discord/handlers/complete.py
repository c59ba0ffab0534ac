"""What is offered while somebody types an option: titles of papers, authors, categories, time zones, and the tags of their own list."""

import logging
from collections.abc import Sequence

import discord

from bots.discord import inbound
from bots.discord.handlers import digest_options
from bots.discord.inbound import Interaction
from bots.discord.session import Session
from core.errors import PaperboyError
from core.subscriptions import timezones

MOST = 25
"""Suggestions at once: application-commands, choices."""

LONGEST = 100
"""Characters of a suggestion's name, and of what it stands for: the same table."""

Suggestions = Sequence[tuple[str, str]]
"""What is shown, and what it stands for."""

COMPLETED = digest_options.COMPLETED | {"paper", "query", "tag", "author", "cat", "tz"}
"""The options that are completed."""

log = logging.getLogger("paperboy")


async def suggest(session: Session, interaction: Interaction, option: str, typed: str) -> Suggestions:
    """What goes on from what is typed; nothing for those whom this Paperboy does not serve, nor while the record is away."""
    try:
        if await session.people.may_use(interaction.guild_id, interaction.user.id):
            return await _found(session, interaction, option, typed)
    except (PaperboyError, discord.HTTPException) as error:
        log.warning("nothing is completed: %s", error)
    return ()


async def _found(session: Session, interaction: Interaction, option: str, typed: str) -> Suggestions:
    catalog = session.catalog
    if option in digest_options.COMPLETED:
        return await digest_options.offer(session, interaction, option, typed, MOST)
    match option:
        case "tag":
            return _standing_for_themselves(await _tags(session, interaction, typed))
        case "author":
            return _standing_for_themselves(await session.do(catalog.index.complete_author, typed, MOST))
        case "tz":
            return _standing_for_themselves(timezones.suggest(typed, MOST))
        case "cat":
            return _standing_for_themselves(await session.do(catalog.index.complete_category, typed, MOST))
    viewer = await session.do(catalog.viewer_of, inbound.of_interaction(interaction, session.clock.now()))
    found = await session.do(catalog.complete, typed, MOST, viewer)
    if option == "query":
        return [(title, title[:LONGEST]) for _, title in found]
    return [(title, paper) for paper, title in found]


async def _tags(session: Session, interaction: Interaction, typed: str) -> list[str]:
    saved = await session.do(session.shelf.saved, inbound.of_interaction(interaction, session.clock.now()).person)
    start = typed.strip().casefold()
    return list(dict.fromkeys(one.tag for one in saved if one.tag and one.tag.casefold().startswith(start)))


def _standing_for_themselves(names: Sequence[str]) -> Suggestions:
    """Suggestions that are what they show; a quotation mark would end the value in the line of a list's buttons."""
    return [(one, one) for one in names if '"' not in one]

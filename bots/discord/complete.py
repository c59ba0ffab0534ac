"""What is offered while somebody types an option: titles of papers, and the tags of their own list."""

import logging
from collections.abc import Sequence

import discord

from bots.discord import hear
from bots.discord.desk import Desk
from bots.discord.hear import Interaction
from core.errors import PaperboyError

MOST = 25
"""Suggestions at once: application-commands, choices."""

LONGEST = 100
"""Characters of a suggestion's name, and of what it stands for: the same table."""

Suggestions = Sequence[tuple[str, str]]
"""What is shown, and what it stands for."""

COMPLETED = frozenset({"paper", "query", "tag"})
"""The options that are completed. Not authors: the index finds them by words and holds no list of their names."""

log = logging.getLogger("paperboy")


async def suggest(desk: Desk, interaction: Interaction, option: str, typed: str) -> Suggestions:
    """What goes on from what is typed; nothing for those whom this Paperboy does not serve, nor while the record is away."""
    try:
        if await desk.people.may_use(interaction):
            return await _found(desk, interaction, option, typed)
    except (PaperboyError, discord.HTTPException) as error:
        log.warning("nothing is completed: %s", error)
    return ()


async def _found(desk: Desk, interaction: Interaction, option: str, typed: str) -> Suggestions:
    if option == "tag":
        return await _tags(desk, interaction, typed)
    found = await desk.do(desk.app.archive.complete, typed, MOST)
    if option == "query":
        return [(title, title[:LONGEST]) for _, title in found]
    return [(title, paper) for paper, title in found]


async def _tags(desk: Desk, interaction: Interaction, typed: str) -> Suggestions:
    saved = await desk.do(desk.app.shelf.saved, hear.of_interaction(interaction).person)
    tags = dict.fromkeys(one.tag for one in saved if one.tag and one.tag.lower().startswith(typed.lower()))
    return [(tag, tag) for tag in tags]

"""What is offered while somebody types an option: titles of papers, authors, categories, time zones, their own tags, parts of digests.

Discord's forms hold five fields and a digest has thirteen settings, so they are options here and not a form.
"""

import logging
from collections.abc import Sequence

import discord

from bots.discord import inbound
from bots.discord.inbound import Interaction
from bots.discord.session import Session
from core.commands.verbs.sources import papers_by_source
from core.errors import PaperboyError
from core.model import Place
from core.scope import kept_for
from core.subscriptions import timezones
from core.subscriptions.form import CHOICES, SHORT_DAYS, Choices
from core.subscriptions.model import MAIL
from core.text.source_names import source_name

MOST = 25
"""Suggestions at once: application-commands, choices."""

LONGEST = 100
"""Characters of a suggestion's name, and of what it stands for: the same table."""

Suggestions = Sequence[tuple[str, str]]
"""What is shown, and what it stands for."""

RUNS: Choices = (("mon-fri", "Monday to Friday"), ("daily", "Every day"), ("mon,wed,fri", "Monday, Wednesday, Friday"))
"""Weekdays that many want, before each day alone."""

_OF_DIGESTS = frozenset({"name", "sources", "days", "quiet", "layout", "board", "top"})

COMPLETED = _OF_DIGESTS | {"paper", "query", "tag", "list", "author", "cat", "cats", "tz"}
"""The options that are completed."""

log = logging.getLogger("paperboy")


async def suggest(session: Session, interaction: Interaction, option: str, typed: str) -> Suggestions:
    """What goes on from what is typed; nothing for those whom this Paperboy does not serve, nor while the record is away."""
    try:
        if await session.people.may_use(interaction.guild_id, interaction.user.id):
            return await _completed(session, interaction, option, typed)
    except (PaperboyError, discord.HTTPException) as error:
        log.warning("nothing is completed: %s", error)
    return ()


async def _completed(session: Session, interaction: Interaction, option: str, typed: str) -> Suggestions:
    catalog = session.catalog
    if option in _OF_DIGESTS:
        return await _offered(session, interaction, option, typed)
    viewer = await session.do(catalog.viewer_of, inbound.of_interaction(interaction, session.clock.now()))
    match option:
        case "tag":
            return _after_comma(typed, await _tags(session, interaction, _last(typed)))
        case "list":
            scopes = kept_for(inbound.of_interaction(interaction, session.clock.now()))
            lists = await session.do(session.lists.of_scopes, scopes)
            return _standing_for_themselves(
                [shared_list.name for shared_list in lists if _begins(shared_list.name, typed)]
            )
        case "author":
            return _standing_for_themselves(await session.do(catalog.complete_author, typed, MOST, viewer))
        case "tz":
            return _standing_for_themselves(timezones.suggest(typed, MOST))
        case "cat":
            return _standing_for_themselves(await session.do(catalog.complete_category, typed, MOST, viewer))
        case "cats":
            return _after_comma(typed, await session.do(catalog.complete_category, _last(typed), MOST, viewer))
    papers = await session.do(catalog.complete, typed, MOST, viewer)
    if option == "query":
        return [(title, title[:LONGEST]) for _, title in papers]
    return [(title, paper) for paper, title in papers]


async def _tags(session: Session, interaction: Interaction, typed: str) -> list[str]:
    saved = await session.do(session.shelf.saved, inbound.of_interaction(interaction, session.clock.now()).person)
    tags = dict.fromkeys(tag for row in saved for tag in row.tags if _begins(tag, typed))
    return [tag for tag in tags if '"' not in tag]


def _standing_for_themselves(names: Sequence[str]) -> Suggestions:
    """Suggestions that are what they show; a quotation mark would end the value in the line of a list's buttons."""
    return [(name, name) for name in names if '"' not in name]


async def _offered(session: Session, interaction: Interaction, option: str, typed: str) -> Suggestions:
    """What goes on from what is typed for one of the options of `_OF_DIGESTS`. Raises RecordDown."""
    match option:
        case "name":
            return await session.do(_names, session, interaction, typed)
        case "sources":
            counts = await session.do(papers_by_source, session.catalog, session.clock.now())
            return _after_comma(
                typed,
                list(
                    dict.fromkeys(
                        name for source, _ in counts.most_common() if _begins(name := source_name(source), _last(typed))
                    )
                ),
            )
    answers = (*RUNS, *SHORT_DAYS) if option == "days" else CHOICES[option]
    return [(shown, value) for value, shown in answers if _begins(value, typed) or _begins(shown, typed)]


def _names(session: Session, interaction: Interaction, typed: str) -> Suggestions:
    """The digests of this place and the person's own, each by its id, for two may have one name; one elsewhere with where."""
    call = inbound.of_interaction(interaction, session.clock.now())
    here = {digest.id: digest.name for digest in session.subscriptions.of_place(call.place)}
    theirs = [digest for digest in session.subscriptions.of_person(call.person) if digest.id not in here]
    some = here | {digest.id: f"{digest.name} ({_where(interaction, digest.place)})" for digest in theirs}
    return [(name, digest_id) for digest_id, name in some.items() if _begins(name, typed)]


def _where(interaction: Interaction, place: Place) -> str:
    if place.platform == MAIL:
        return "by mail"
    channel = interaction.client.get_channel(int(place.channel)) if place.team else None
    return f"#{name}" if (name := getattr(channel, "name", "")) else "elsewhere" if place.team else "to you alone"


def _after_comma(typed: str, names: Sequence[str]) -> Suggestions:
    before = "".join(typed.rpartition(",")[:2])
    return [(f"{before}{name}", f"{before}{name}") for name in names]


def _last(typed: str) -> str:
    return typed.rpartition(",")[2].strip()


def _begins(name: str, typed: str) -> bool:
    return name.casefold().startswith(typed.strip().casefold())

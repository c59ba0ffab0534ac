"""The search form: a modal made from the options of `search`. It answers after a restart too.

A modal of Discord's holds five fields and shows no errors: the answer says what is wrong, and has the ways back to the form, as it
was filled in, and on to its other fields. What those do not show is kept in the modal's id.
"""

from collections.abc import Mapping
from typing import Any

import discord
from discord import ui

from bots.discord import inbound
from bots.discord.api import acknowledge
from bots.discord.handlers.forms.opening import Modal, open_view, values_in
from bots.discord.handlers.surfaces import Typed, tell_calmly
from bots.discord.inbound import Interaction
from bots.discord.render.limits import CUSTOM_ID
from bots.discord.render.text import plain
from bots.discord.render.whispers import asked_in
from bots.discord.session import Session
from bots.shared.lines import Park, kept_line
from core.cards.card import Reply
from core.cards.views import expired, not_for_you, note, out_of_sight
from core.commands.grammar import Given
from core.commands.search_form import (
    FIRST,
    LABELS,
    MORE,
    again,
    line_from,
    opened_again,
    refused,
    ways_back,
    wrong_fields,
)
from core.commands.table import TABLE, Option
from core.text.cleaning import sentence

CALLBACK = "search_form"

FORM = "search"
"""The form, as the verb's row names it."""

LABEL, HINT, TITLE = 45, 100, "Search papers"
"""Characters of a field's label and of what stands below it (components/reference, label), and the form's title."""


class _SearchForm(Modal):
    """The modal, filled in so far; discord.py keeps it for nobody, and what is filled in comes to `answer`."""

    def __init__(
        self, park: Park, filled: Mapping[str, str] | None = None, *, more: bool = False, room: int = 0
    ) -> None:
        fields, so_far = MORE if more else FIRST, filled or {}
        others = {name: text for name, text in so_far.items() if name not in fields}
        opening = CALLBACK + (f":@{room} " if room else ":" if others else "")
        kept = kept_line(again(others), CUSTOM_ID - len(opening), park) if others else ""
        super().__init__(title=TITLE, custom_id=opening + kept, timeout=None)
        for name in fields:
            option = TABLE["search"].option(name)
            assert option
            self.add_item(_field(option, so_far.get(name, "")))


def form(park: Park, filled: Mapping[str, str] | None = None, *, more: bool = False, room: int = 0) -> Modal:
    """The modal, filled in so far: its first fields, or the others. It searches as from a channel or thread, if one is given."""
    return _SearchForm(park, filled, more=more, room=room)


def asked(line: Given | str, text: str) -> tuple[bool, dict[str, str]] | None:
    """The form that a button asks for, by its line or by what it keeps of a form: its fields, as filled in; None for none."""
    opens = isinstance(line, Given) and line.form == FORM
    return (False, {}) if opens else opened_again(text)


async def open_form(
    session: Session, interaction: Interaction, more: bool, filled: Mapping[str, str], room: int = 0
) -> None:
    """Open a form: its first fields, or those behind “More”."""
    opened = await session.do(lambda: form(session.park, filled, more=more, room=room))
    await open_view(session, interaction, opened)


async def answer(session: Session, interaction: Interaction) -> None:
    """Answer a filled form, privately; what is wrong with it is said with a way back to the form."""
    if not await acknowledge(session.send, interaction, thinking=True, private=True):
        return
    surface = Typed(session, interaction, inbound.of_interaction(interaction, session.clock.now()), private=True)
    try:
        data: Mapping[str, Any] = interaction.data or {}
        room, kept = asked_in(str(data.get("custom_id") or "").partition(":")[2])
        filled = await _all_filled(session, data, kept)
        there = await session.people.guilds.call_in(room, interaction, surface.call.now) if room else None
        if there:
            (surface.call, surface.manages), surface.room = there, room
        if not await session.people.may_use(interaction.guild_id, interaction.user.id):
            await surface.tell(Reply((not_for_you(inbound.TEAM),)), "")
        elif room and not there:
            await surface.tell(Reply((out_of_sight(),)), "")
        elif filled is None:
            await surface.tell(Reply((expired(),)), "")
        elif wrong := wrong_fields(filled, session.clock.now().date()):
            await surface.tell(Reply((refused(wrong, filled),)), "")
        else:
            line = line_from(filled)
            reply = await session.answer(line, surface.call)
            await surface.tell(Reply((*reply.cards, note("Not what you look for?", "", *ways_back(filled)))), line)
    except Exception as error:
        await tell_calmly(surface, error)


def _field(option: Option, text: str) -> ui.Label[Any]:
    name = option.name
    field: ui.Item[Any]
    if option.choices:
        choices = [
            discord.SelectOption(label=choice, value=choice, default=choice == text) for choice in option.choices
        ]
        field = ui.Select(custom_id=name, options=choices, required=False)
    else:
        field = ui.TextInput(custom_id=name, required=False, default=text or None)
    hint = plain(sentence(option.help), HINT)
    return ui.Label(text=str(plain(LABELS[name], LABEL)), description=str(hint), component=field)


async def _all_filled(session: Session, data: Mapping[str, Any], kept: str) -> dict[str, str] | None:
    """What a form was filled with, and what was kept beside its fields; None where the day of that is over."""
    others = opened_again(await session.line(kept)) if kept else (False, {})
    return others and {**others[1], **_filled(data)}


def _filled(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name, text in values_in(data.get("components")) if text}

"""The search form: a modal made from the options of `search`. It answers after a restart too.

A modal of Discord's holds five fields and shows no errors: the answer says what is wrong, and has the ways back to the form, as it
was filled in, and on to its other fields. What those do not show is kept in the modal's id.
"""

from collections.abc import Mapping
from typing import Any

import discord
from discord import ui

from bots.discord.handlers.forms.opening import HINT, Modal, kept_in, open_view, values_in
from bots.discord.handlers.surfaces import Surface, surface_of
from bots.discord.inbound import Interaction
from bots.discord.render.limits import CUSTOM_ID
from bots.discord.render.text import plain
from bots.discord.render.whispers import asked_in
from bots.discord.session import Session
from bots.shared.render.lines import Park, kept_line, text_of
from bots.shared.surfaces import serve
from core.cards.card import Reply
from core.cards.views import expired, note
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
from core.errors import RecordDown
from core.text.cleaning import sentence

CALLBACK = "search_form"

FORM = "search"
"""The form, as the verb's row names it."""

LABEL, TITLE = 45, "Search papers"
"""Characters of a field's label (components/reference, label), and the form's title."""


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


async def open_form(session: Session, interaction: Interaction, line: Given | str, room: int = 0) -> bool:
    """Open the form that a button asks for, by its line or by what it keeps of a form (its first fields, or those behind “More”,
    as filled in), as the first answer to it; False where it asks for none.
    """
    more, filled = False, dict[str, str]()
    if not isinstance(line, Given) or line.form != FORM:
        kept = opened_again(await _whole(session, text_of(line)))
        if not kept:
            return False
        more, filled = kept
    await open_view(session, interaction, await session.do(form, session.park, filled, more=more, room=room))
    return True


async def _whole(session: Session, text: str) -> str:
    """What a button carries or stands for; where the record is away what stands on it, for a form has to be the first answer."""
    try:
        return await session.line(text)
    except RecordDown:
        return text


async def answer(session: Session, interaction: Interaction) -> None:
    """Answer a filled form, privately; what is wrong with it is said with a way back to the form."""

    room, kept = asked_in(kept_in(interaction))

    async def act(surface: Surface) -> None:
        filled = await _all_filled(session, interaction, kept)
        if filled is None:
            await surface.tell(Reply((expired(),)), "")
        elif wrong := wrong_fields(filled, session.clock.now().date()):
            await surface.tell(Reply((refused(wrong, filled),)), "")
        else:
            line = line_from(filled)
            reply = await session.answer(line, surface.call)
            await surface.tell(Reply((*reply.cards, note("Not what you look for?", "", *ways_back(filled)))), line)

    if surface := await surface_of(session, interaction, room=room):
        await serve(surface, act)


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


async def _all_filled(session: Session, interaction: Interaction, kept: str) -> dict[str, str] | None:
    """What a form was filled with, and what was kept beside its fields; None where the day of that is over."""
    others = opened_again(await session.line(kept)) if kept else (False, {})
    return others and {**others[1], **{name: text for name, text in values_in(interaction).items() if text}}

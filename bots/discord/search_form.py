"""The search form: a modal made from the options of `search` in the command table. It answers after a restart too."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import discord
from discord import ui

from bots.discord import hear
from bots.discord.desk import Desk
from bots.discord.hear import Interaction
from bots.discord.send import CallFailed
from bots.discord.surfaces import Typed, acknowledge, tell_calmly
from bots.discord.text import plain
from core.cards import Button, Card, Reply
from core.commands.table import TABLE, Option
from core.text import sentence
from core.verbs.find import line_from, wrong_fields
from core.views import not_for_you, note

CALLBACK = "search_form"

FIELDS = ("query", "author", "cat", "from", "sort")
"""The options that a form asks for: Discord takes five (components/reference, modal)."""

LABEL, HINT, TITLE = 45, 100, "Search papers"
"""Characters of a field's label and of what stands below it (components/reference, label), and the form's title."""

log = logging.getLogger("paperboy")


class Form(ui.Modal):
    """The modal; discord.py keeps it for nobody, and what is filled in comes to `answer`."""

    def __init__(self) -> None:
        super().__init__(title=TITLE, custom_id=CALLBACK, timeout=None)
        for name in FIELDS:
            option = TABLE["search"].option(name)
            assert option
            self.add_item(_field(option))

    def is_finished(self) -> bool:
        """Always true: discord.py stores forms that are not, one for each that was opened and never sent."""
        return True


async def open_form(desk: Desk, interaction: Interaction) -> None:
    """Open the form for whoever asked."""
    try:
        await desk.send.call("modal", lambda: interaction.response.send_modal(Form()), repeatable=False)
    except CallFailed as failed:
        log.warning("%s", failed)


async def answer(desk: Desk, interaction: Interaction) -> None:
    """Answer a filled form, privately; what is wrong with it is said with a way back to the form."""
    if not await acknowledge(desk, interaction, thinking=True, private=True):
        return
    surface = Typed(desk, interaction, hear.of_interaction(interaction, desk.clock.now()), private=True)
    try:
        filled = _filled(interaction.data or {})
        if not await desk.people.may_use(interaction.guild_id, interaction.user.id):
            await surface.tell(Reply((not_for_you(hear.TEAM),)), "")
        elif wrong := wrong_fields(filled, desk.clock.now().date()):
            await surface.tell(Reply((refused(wrong),)), "")
        else:
            line = line_from(filled)
            await surface.tell(await desk.answer(line, surface.call), line)
    except Exception as error:
        await tell_calmly(surface, error)


def refused(wrong: Mapping[str, str]) -> Card:
    """What is wrong with a filled form, with a way back to it: Discord has no errors beside fields."""
    return note(" ".join(wrong.values()), "", Button("Search papers", "search"))


def _field(option: Option) -> ui.Label[Any]:
    name, said = option.name, sentence(option.help)
    label = "Words" if name == "query" else name.replace("_", " ").capitalize()
    field: ui.Item[Any]
    if option.choices:
        choices = [discord.SelectOption(label=one, value=one) for one in option.choices]
        field = ui.Select(custom_id=name, options=choices, required=False)
    else:
        field = ui.TextInput(custom_id=name, required=False)
    return ui.Label(text=str(plain(label, LABEL)), description=str(plain(said, HINT)), component=field)


def _filled(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: said for name, said in _values(data.get("components")) if said}


def _values(node: object) -> Iterator[tuple[str, str]]:
    """The name and value of each field, wherever it stands."""
    for one in node if isinstance(node, list) else [node]:
        if isinstance(one, Mapping):
            values = one.get("values") or [one.get("value")]
            if one.get("custom_id"):
                yield str(one["custom_id"]), str(values[0] or "").strip()
            yield from _values(one.get("components") or one.get("component") or [])

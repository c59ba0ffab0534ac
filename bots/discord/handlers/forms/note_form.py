"""The form of a note on a paper: its text, and who may read it. Sent, it is the call that says so; it is taken after a restart too."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import ui

from bots.discord import inbound
from bots.discord.handlers.forms.opening import HINT, Modal, kept_in, open_view, values_in
from bots.discord.inbound import Interaction
from bots.discord.render.limits import CUSTOM_ID
from bots.discord.render.text import plain
from bots.discord.render.whispers import asked_in
from bots.discord.session import Session
from core.commands.grammar import Given
from core.commands.verbs.kept.notes import CHOICES, FORM, LONGEST, READERS, TEXT, TITLE, begun, filled_in
from core.commands.verbs.kept.notes import HINT as ADVICE
from core.errors import PaperboyError

CALLBACK = "note_form"


class _NoteForm(Modal):
    """The modal, as it begins; discord.py keeps it for nobody."""

    def __init__(self, start: Mapping[str, str], room: int) -> None:
        about = f"@{room} " if room else ""
        super().__init__(title=TITLE, custom_id=f"{CALLBACK}:{about}{start['paper']}"[:CUSTOM_ID], timeout=None)
        text = ui.TextInput[Any](
            custom_id="text",
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=LONGEST,
            default=start["text"],
        )
        options = [
            discord.SelectOption(label=label, value=choice, default=choice == start["for"]) for choice, label in CHOICES
        ]
        readers = ui.Select[Any](custom_id="for", options=options, required=True)
        hint = str(plain(f"{ADVICE} {start['title']}", HINT))
        self.add_item(ui.Label(text=TEXT, description=hint, component=text))
        self.add_item(ui.Label(text=READERS, component=readers))


async def open_form(session: Session, interaction: Interaction, given: Given, room: int = 0) -> bool:
    """Open the form that a line asks for, as the first answer to it; False where it asks for none. Raises RecordDown."""
    if given.form != FORM or not await session.people.may_use(interaction.guild_id, interaction.user.id):
        return False
    call = inbound.of_interaction(interaction, session.clock.now())
    there = await session.people.guilds.call_in(room, interaction, call.now) if room else (call, False)
    if not there:
        return False
    try:
        start = await session.do(lambda: session.app.call(begun, there[0], given=given))
    except PaperboyError:
        return False  # the core says it in its own words
    await open_view(session, interaction, _NoteForm(start, room))
    return True


async def sent(session: Session, interaction: Interaction) -> Given:
    """The call that a sent form is."""
    return filled_in(asked_in(kept_in(interaction)).line, values_in(interaction))

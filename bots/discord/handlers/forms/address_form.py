"""The form that asks for an address which no line may hold. Sent, it types the line that asked for it, with a short id."""

from collections.abc import Mapping
from typing import Any

from discord import ui

from bots.discord import inbound
from bots.discord.handlers.forms.opening import Modal, open_view, values_in
from bots.discord.handlers.surfaces import Surface, Typed
from bots.discord.inbound import Interaction
from bots.discord.render.limits import CUSTOM_ID
from bots.discord.render.text import plain
from bots.discord.session import Session
from bots.shared.lines import kept_line
from core.commands.grammar import Given, read
from core.delivery.addresses.asked import FORMS, AddressForm, aimed, keep_address
from core.errors import BadCommand
from core.subscriptions.model import MAIL
from core.votes.emoji import Rules

CALLBACK, ADDRESS = "address_form", "address"

HINT_LENGTH = 100


class _AddressForm(Modal):
    """The modal; discord.py keeps it for nobody."""

    def __init__(self, form: AddressForm, kept: str) -> None:
        super().__init__(title=form.title, custom_id=f"{CALLBACK}:{kept}", timeout=None)
        field = ui.TextInput[Any](custom_id=ADDRESS, required=True, max_length=form.longest)
        self.add_item(ui.Label(text=form.label, description=str(plain(form.hint, HINT_LENGTH)), component=field))


async def open_form(session: Session, interaction: Interaction, line: Given | str) -> bool:
    """Open the form that a line asks for, as the first answer to it; False where it asks for none. Raises RecordDown."""
    if not isinstance(line, Given) or line.form not in FORMS or (line.form == MAIL and not session.app.of(Rules).mails):
        return False
    if not await session.people.may_use(interaction.guild_id, interaction.user.id):
        return False
    form, space = FORMS[line.form], CUSTOM_ID - len(CALLBACK) - 1
    opened = await session.do(lambda: _AddressForm(form, kept_line(line.line, space, session.park)))
    await open_view(session, interaction, opened)
    return True


async def sent(session: Session, interaction: Interaction) -> tuple[Given, Surface, int]:
    """The call that a sent form is, its address kept apart, and where it is answered. Raises BadCommand, RecordDown."""
    data: Mapping[str, Any] = interaction.data or {}
    call = inbound.of_interaction(interaction, session.clock.now())
    line = await session.line(str(data.get("custom_id") or "").partition(":")[2])
    if not line:
        raise BadCommand("That question has expired. Type the command again.")
    asked, keep = dict(values_in(data.get("components"))).get(ADDRESS, ""), session.app.call
    short_id = await session.do(lambda: keep(keep_address, call=call, form=read(line).form, address=asked))
    return read(aimed(line, short_id)), Typed(session, interaction, call, private=True), 0

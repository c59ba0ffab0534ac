"""The form that asks for an address which no line may hold. Sent, it types the line that asked for it, with a short id."""

from typing import Any

from discord import ui

from bots.discord import inbound
from bots.discord.handlers.forms.opening import HINT, Modal, kept_in, open_view, values_in
from bots.discord.inbound import Interaction
from bots.discord.render.limits import CUSTOM_ID
from bots.discord.render.text import plain
from bots.discord.session import Session
from bots.shared.render.lines import kept_line
from core.commands.grammar import Given, read
from core.delivery.addresses.asked import FORMS, AddressForm, aimed, keep_address
from core.errors import BadCommand
from core.subscriptions.model import MAIL
from core.votes.emoji import Rules

CALLBACK, ADDRESS = "address_form", "address"


class _AddressForm(Modal):
    """The modal; discord.py keeps it for nobody."""

    def __init__(self, form: AddressForm, kept: str) -> None:
        super().__init__(title=form.title, custom_id=f"{CALLBACK}:{kept}", timeout=None)
        field = ui.TextInput[Any](custom_id=ADDRESS, required=True, max_length=form.longest)
        self.add_item(ui.Label(text=form.label, description=str(plain(form.hint, HINT)), component=field))


async def open_form(session: Session, interaction: Interaction, given: Given) -> bool:
    """Open the form that a line asks for, as the first answer to it; False where it asks for none. Raises RecordDown."""
    if given.form not in FORMS or (given.form == MAIL and not session.app.of(Rules).mails):
        return False
    if not await session.people.may_use(interaction.guild_id, interaction.user.id):
        return False
    form, space = FORMS[given.form], CUSTOM_ID - len(CALLBACK) - 1
    kept = await session.do(kept_line, given.line, space, session.park)
    await open_view(session, interaction, _AddressForm(form, kept))
    return True


async def sent(session: Session, interaction: Interaction) -> Given:
    """The call that a sent form is, its address kept apart. Raises BadCommand, RecordDown."""
    call = inbound.of_interaction(interaction, session.clock.now())
    line = await session.line(kept_in(interaction))
    if not line:
        raise BadCommand("That question has expired. Type the command again.")
    address, keep = values_in(interaction).get(ADDRESS, ""), session.app.call
    short_id = await session.do(lambda: keep(keep_address, call=call, form=read(line).form, address=address))
    return read(aimed(line, short_id))
